"""The works in CasADi, whose numbers are float64: functions on its virtual machine, called through buffers."""
import casadi as ca
import numpy as np

import peers_work as work_of


class Call:
    """A function with arrays to read from and to write to, column by column: no conversion at a call."""

    def __init__(self, f, arguments):
        self.arguments = [np.asarray(a, np.float64).flatten(order="F") for a in arguments]
        self.results = [np.zeros(f.nnz_out(i)) for i in range(f.n_out())]
        self.buffer, self.trigger = f.buffer()
        for i, a in enumerate(self.arguments):
            self.buffer.set_arg(i, memoryview(a))
        for i, r in enumerate(self.results):
            self.buffer.set_res(i, memoryview(r))

    def __call__(self):
        self.trigger()
        return self.results


def forward(layers, x):
    """x [fan_in, batch]: columns are samples, as CasADi stores them"""
    for i, (w, b) in enumerate(layers):
        x = ca.mtimes(w.T, x) + ca.repmat(b, 1, x.shape[1])
        if i + 1 < len(layers):
            x = ca.fmax(x, 0)
    return x


def symbols(work, kind):
    first = work_of.first_parameters(work)
    return first, [(kind.sym("w", *w.shape), kind.sym("b", len(b))) for w, b in first]


def prepare_step(work):
    x, labels, targets = work_of.arrays(work)
    batch, sizes = work_of.STEPS[work]
    first, layers = symbols(work, ca.MX)
    X, Y = ca.MX.sym("x", sizes[0], batch), ca.MX.sym("y", sizes[-1], batch)
    out = forward(layers, X)
    if work_of.is_regression(work):
        loss, y = ca.sumsqr(out - Y) / batch, targets.T
    else:
        largest = ca.repmat(ca.vertcat(*[ca.mmax(out[:, i]) for i in range(batch)]).T, sizes[-1], 1) if batch < 50 else 0
        z = out - largest
        loss = (ca.sum2(ca.log(ca.sum1(ca.exp(z)))) - ca.sum2(ca.sum1(Y * z))) / batch
        y = np.eye(sizes[-1])[labels].T
    flat = [p for layer in layers for p in layer]
    gradients = [ca.gradient(loss, p) for p in flat]
    m, v = ([ca.MX.sym(n, *p.shape) for p in flat] for n in "mv")
    t = ca.MX.sym("t")
    next_m = [0.9 * m + 0.1 * g for m, g in zip(m, gradients)]
    next_v = [0.999 * v + 0.001 * g * g for v, g in zip(v, gradients)]
    rate, correction = 1e-3 / (1 - 0.9 ** (t + 1)), 1 / (1 - 0.999 ** (t + 1))
    next_p = [p - rate * m / (ca.sqrt(v * correction) + 1e-8) for p, m, v in zip(flat, next_m, next_v)]
    state = flat + m + v + [t]
    f = ca.Function("step", state + [X, Y], next_p + next_m + next_v + [t + 1, loss])
    if work == "2-4-1" or work == "4-16-3":
        f = f.expand()  # scalar by scalar: faster for the small ones
    zeros = [np.zeros(p.shape) for p in flat]
    begin = [a for layer in first for a in layer] + zeros + [z.copy() for z in zeros] + [np.zeros((1, 1))]
    call = Call(f, begin + [x.T, y])

    def unit():
        results = call()
        for argument, result in zip(call.arguments, results[:-1]):
            argument[:] = result
        return results[-1]

    for _ in range(work_of.STEPS_OF_RESULT):
        result = float(unit()[0])
    return unit, result


def prepare_chain(work):
    x = ca.SX.sym("x", work_of.CHAINS[work])
    y = ca.sum1(ca.tanh(float(work_of.CHAIN_A) * x + float(work_of.CHAIN_B)) / (1 + ca.exp(-x)) + x * x)
    call = Call(ca.Function("chain", [x], [y, ca.gradient(y, x)]), [work_of.chain_x(work)])
    value, gradient = call()
    return call, work_of.chain_result(value[0], gradient)


def prepare_inference():
    first, layers = symbols("64-50-10", ca.MX)
    x = ca.MX.sym("x", 64, 1)
    f = ca.Function("predict", [p for layer in layers for p in layer] + [x], [forward(layers, x)])
    call = Call(f, [a for layer in first for a in layer] + [work_of.arrays("64-50-10")[0][:1].T])
    return call, work_of.inference_result(call()[0])


def contestant(mode, threads):
    def prepare(work):
        if work in work_of.STEPS:
            return prepare_step(work)
        return prepare_chain(work) if work in work_of.CHAINS else prepare_inference()

    return prepare
