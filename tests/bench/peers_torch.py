"""The works in PyTorch, eager and by torch.compile."""
import torch

import peers_work as work_of

F = torch.nn.functional


def make_mlp(work):
    layers = []
    for weight, bias in work_of.first_parameters(work):
        layer = torch.nn.Linear(*weight.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight).T)
            layer.bias.copy_(torch.from_numpy(bias))
        layers += [layer, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def prepare_step(work, compiled):
    x, labels, targets = (torch.from_numpy(a) for a in work_of.arrays(work))
    y, loss_of = (targets, F.mse_loss) if work_of.is_regression(work) else (labels, F.cross_entropy)
    mlp = make_mlp(work)
    adam = torch.optim.Adam(mlp.parameters(), lr=1e-3, fused=not compiled)
    forward = compiled(lambda: loss_of(mlp(x), y))
    update = compiled(adam.step)

    def step():
        adam.zero_grad()
        loss = forward()
        loss.backward()
        update()
        return loss.item()

    for _ in range(work_of.STEPS_OF_RESULT):
        result = step()
    return step, result


def prepare_chain(work, compiled):
    x = torch.from_numpy(work_of.chain_x(work)).requires_grad_()
    a, b = float(work_of.CHAIN_A), float(work_of.CHAIN_B)
    value = compiled(lambda x: (torch.tanh(a * x + b) * torch.sigmoid(x) + x * x).sum())

    def unit():
        x.grad = None
        y = value(x)
        y.backward()
        return y.item()

    return unit, work_of.chain_result(unit(), x.grad.numpy())


def prepare_inference(compiled):
    mlp = compiled(make_mlp("64-50-10"))
    x = torch.from_numpy(work_of.arrays("64-50-10")[0][:1].copy())

    def unit():
        with torch.inference_mode():
            return mlp(x)

    return unit, work_of.inference_result(unit().numpy())


def prepare_gmm(with_gradient, compiled):
    alpha, mu, q, l, x = (torch.from_numpy(a) for a in work_of.gmm_arrays())
    rows, columns = (torch.tensor(places) for places in zip(*work_of.gmm_places()))
    k, d = mu.shape
    n = len(x)
    constant = work_of.gmm_constant()

    @compiled
    def objective(alpha, mu, q, l):
        Q = torch.diag_embed(torch.exp(q)).index_put((torch.arange(k)[:, None], rows, columns), l)
        # Q_j (x_i - mu_j) by one matrix product
        whitened = (Q.reshape(k * d, d) @ x.T).reshape(k, d, n) - (Q @ mu[:, :, None])
        distance = whitened.square().sum(1)
        likelihood = torch.logsumexp((alpha + q.sum(1))[:, None] - 0.5 * distance, 0).sum()
        return likelihood - n * torch.logsumexp(alpha, 0) - 0.5 * Q.square().sum() + constant

    at = [alpha, mu, q, l]
    if not with_gradient:

        def unit():
            with torch.no_grad():
                return objective(*at).item()

        return unit, unit()
    for parameter in at:
        parameter.requires_grad_()

    def unit():
        for parameter in at:
            parameter.grad = None
        objective(*at).backward()
        return mu.grad

    return unit, unit().reshape(-1)[7].item()


def contestant(mode, threads):
    torch.set_num_threads(threads)
    compiled = torch.compile if mode == "compiled" else Eager()

    def prepare(work):
        torch.compiler.reset()
        if work in work_of.STEPS:
            return prepare_step(work, compiled)
        if work in work_of.CHAINS:
            return prepare_chain(work, compiled)
        if work == "inference":
            return prepare_inference(compiled)
        return prepare_gmm(work == "gmm-gradient", compiled)

    return prepare


class Eager:
    """Leaves a function as it is; false, as it compiles nothing."""

    def __call__(self, f):
        return f

    def __bool__(self):
        return False
