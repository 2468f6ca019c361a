"""The works in MLX on the CPU, by mlx.core.compile."""
from functools import partial

import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers as optim
import numpy as np

import peers_work as work_of


class MLP(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        self.layers = [nn.Linear(*weight.shape) for weight, _ in parameters]
        for layer, (weight, bias) in zip(self.layers, parameters):
            layer.weight, layer.bias = mx.array(np.ascontiguousarray(weight.T)), mx.array(bias)

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nn.relu(layer(x))
        return self.layers[-1](x)


def prepare_step(work):
    x, labels, targets = work_of.arrays(work)
    regression = work_of.is_regression(work)
    x, y = mx.array(x), mx.array(targets if regression else labels.astype(np.int32))
    mlp = MLP(work_of.first_parameters(work))
    adam = optim.Adam(learning_rate=1e-3, bias_correction=True)
    adam.init(mlp.trainable_parameters())
    state = [mlp.state, adam.state]

    def loss_of(x, y):
        return mx.mean(mx.square(mlp(x) - y)) if regression else nn.losses.cross_entropy(mlp(x), y, reduction="mean")

    value_and_grad = nn.value_and_grad(mlp, loss_of)

    @partial(mx.compile, inputs=state, outputs=state)
    def step(x, y):
        loss, gradients = value_and_grad(x, y)
        adam.update(mlp, gradients)
        return loss

    def unit():
        loss = step(x, y)
        mx.eval(state, loss)
        return loss

    for _ in range(work_of.STEPS_OF_RESULT):
        result = unit().item()
    return unit, result


def prepare_chain(work):
    a, b = float(work_of.CHAIN_A), float(work_of.CHAIN_B)
    f = mx.compile(mx.value_and_grad(lambda x: mx.sum(mx.tanh(a * x + b) * mx.sigmoid(x) + x * x)))
    x = mx.array(work_of.chain_x(work))

    def unit():
        out = f(x)
        mx.eval(out)
        return out

    value, gradient = unit()
    return unit, work_of.chain_result(value.item(), np.array(gradient))


def prepare_inference():
    mlp = MLP(work_of.first_parameters("64-50-10"))
    f = mx.compile(lambda x: mlp(x))
    x = mx.array(work_of.arrays("64-50-10")[0][:1].copy())

    def unit():
        out = f(x)
        mx.eval(out)
        return out

    return unit, work_of.inference_result(np.array(unit()))


def contestant(mode, threads):
    mx.set_default_device(mx.cpu)

    def prepare(work):
        if work in work_of.STEPS:
            return prepare_step(work)
        return prepare_chain(work) if work in work_of.CHAINS else prepare_inference()

    return prepare
