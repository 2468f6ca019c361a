"""The works in JAX: jit, and lax.scan over 10 steps."""
import jax
import jax.numpy as jnp
import numpy as np

import peers_work as work_of

SCANNED = 10


def logits_of(parameters, x):
    for i, (weight, bias) in enumerate(parameters):
        x = x @ weight + bias
        if i + 1 < len(parameters):
            x = jax.nn.relu(x)
    return x


def make_step(work):
    """(parameters, m, v, t), x, y -> the next, loss"""

    def loss_of(parameters, x, y):
        out = logits_of(parameters, x)
        if work_of.is_regression(work):
            return jnp.mean(jnp.square(out - y))
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(out), y[:, None], 1))

    def step(state, x, y):
        parameters, m, v, t = state
        loss, g = jax.value_and_grad(loss_of)(parameters, x, y)
        t = t + 1
        each = jax.tree_util.tree_map
        m = each(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = each(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        rate, correction = 1e-3 / (1 - 0.9**t), 1 / (1 - 0.999**t)
        parameters = each(lambda p, m, v: p - rate * m / (jnp.sqrt(v * correction) + 1e-8), parameters, m, v)
        return (parameters, m, v, t), loss

    return step


def first_state(work):
    parameters = [(jnp.asarray(w), jnp.asarray(b)) for w, b in work_of.first_parameters(work)]
    zeros = jax.tree_util.tree_map(jnp.zeros_like, parameters)
    return parameters, zeros, jax.tree_util.tree_map(jnp.zeros_like, parameters), jnp.float32(0)


def batch_of(work):
    x, labels, targets = work_of.arrays(work)
    return jnp.asarray(x), jnp.asarray(targets if work_of.is_regression(work) else labels.astype(np.int32))


def prepare_step(work):
    step = jax.jit(make_step(work), donate_argnums=0)
    x, y = batch_of(work)
    state = [first_state(work)]

    def unit():
        state[0], loss = step(state[0], x, y)
        jax.block_until_ready((state[0], loss))
        return loss

    for _ in range(work_of.STEPS_OF_RESULT):
        result = float(unit())
    return unit, result


def prepare_scan(work):
    step = make_step(work)
    x, y = batch_of(work)
    several = jax.jit(lambda s, x, y: jax.lax.scan(lambda s, _: step(s, x, y), s, length=SCANNED), donate_argnums=0)
    state = [first_state(work)]

    def unit():
        state[0], losses = several(state[0], x, y)
        jax.block_until_ready((state[0], losses))
        return losses

    return unit, float(unit()[work_of.STEPS_OF_RESULT - 1]), SCANNED


def prepare_chain(work):
    a, b = work_of.CHAIN_A, work_of.CHAIN_B
    f = jax.jit(jax.value_and_grad(lambda x: jnp.sum(jnp.tanh(a * x + b) * jax.nn.sigmoid(x) + x * x)))
    x = jnp.asarray(work_of.chain_x(work))
    unit = lambda: jax.block_until_ready(f(x))
    value, gradient = unit()
    return unit, work_of.chain_result(value, np.asarray(gradient))


def prepare_inference():
    parameters = first_state("64-50-10")[0]
    x = batch_of("64-50-10")[0][:1]
    f = jax.jit(logits_of)
    unit = lambda: jax.block_until_ready(f(parameters, x))
    return unit, work_of.inference_result(unit())


def prepare_gmm(with_gradient):
    jax.config.update("jax_enable_x64", True)
    alpha, mu, q, l, x = (jnp.asarray(a) for a in work_of.gmm_arrays())
    rows, columns = (np.array(places) for places in zip(*work_of.gmm_places()))
    (k, d), n, constant = mu.shape, len(x), work_of.gmm_constant()

    def objective(at, x):
        alpha, mu, q, l = at
        Q = jax.vmap(jnp.diag)(jnp.exp(q)).at[:, rows, columns].set(l)
        # Q_j (x_i - mu_j) by one matrix product
        whitened = (Q.reshape(k * d, d) @ x.T).reshape(k, d, n) - (Q @ mu[:, :, None])
        distance = jnp.sum(jnp.square(whitened), 1)
        likelihood = jnp.sum(jax.nn.logsumexp((alpha + q.sum(1))[:, None] - 0.5 * distance, 0))
        return likelihood - n * jax.nn.logsumexp(alpha) - 0.5 * jnp.sum(jnp.square(Q)) + constant

    f = jax.jit(jax.value_and_grad(objective) if with_gradient else objective)
    unit = lambda: jax.block_until_ready(f((alpha, mu, q, l), x))
    out = unit()
    return unit, float(out[1][1].reshape(-1)[7] if with_gradient else out)


def prepare_compile():
    """A step of 64-50-10 traced, compiled and run once."""
    x, y = batch_of("64-50-10")

    def unit():
        jax.clear_caches()
        state, loss = jax.jit(make_step("64-50-10"))(first_state("64-50-10"), x, y)
        return float(jax.block_until_ready(loss))

    return unit, unit(), 1, True


def contestant(mode, threads):
    def prepare(work):
        jax.clear_caches()
        jax.config.update("jax_enable_x64", False)
        if mode == "scan":
            return prepare_scan(work)
        if work in work_of.STEPS:
            return prepare_step(work)
        if work in work_of.CHAINS:
            return prepare_chain(work)
        if work.startswith("gmm"):
            return prepare_gmm(work == "gmm-gradient")
        return prepare_inference() if work == "inference" else prepare_compile()

    return prepare
