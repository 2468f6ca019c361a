"""What all contestants compute, in NumPy: works.hpp says the same in C++."""
import numpy as np

# batch, sizes
STEPS = {
    "2-4-1": (4, (2, 4, 1)),
    "4-16-3": (30, (4, 16, 3)),
    "64-50-10": (200, (64, 50, 10)),
    "784-256-128-10": (128, (784, 256, 128, 10)),
    "784-1024-1024-10": (256, (784, 1024, 1024, 10)),
}
CHAINS = {"chain-1e3": 1000, "chain-1e5": 100000, "chain-1e7": 10000000}
CHAIN_A, CHAIN_B = np.float32(0.7), np.float32(0.1)
STEPS_OF_RESULT = 10  # the result of a step's contestant is its loss in this step
GMM = {"d": 10, "k": 25, "n": 1000}


def generator_bits(seed, count):
    """The upper 24 bits of a linear congruential generator: seed_i = a^i seed + c (1 + a + ... + a^(i-1))."""
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.full(count, 1664525, np.uint32), dtype=np.uint32)
        sums = np.cumsum(np.concatenate([np.ones(1, np.uint32), powers[:-1]]), dtype=np.uint32)
        return (powers * np.uint32(seed) + np.uint32(1013904223) * sums) >> np.uint32(8)


def numbers(seed, count):
    """float32 evenly in [-1, 1)"""
    return generator_bits(seed, count).astype(np.float32) / np.float32(1 << 23) - np.float32(1)


def arrays(work):
    """x [batch, fan_in], labels [batch], targets [batch, 1]"""
    batch, sizes = STEPS[work]
    x = numbers(1, batch * sizes[0]).reshape(batch, sizes[0])
    labels = (generator_bits(2, batch).astype(np.int64)) % sizes[-1]
    return x, labels, numbers(3, batch).reshape(batch, 1)


def is_regression(work):
    return STEPS[work][1][-1] == 1


def first_parameters(work):
    """[(weight [fan_in, fan_out], bias)] of each layer"""
    sizes = STEPS[work][1]
    all_numbers = numbers(12345, sum(a * b for a, b in zip(sizes, sizes[1:])))
    layers, begin = [], 0
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        bound = np.sqrt(np.float32(6) / np.float32(fan_in + fan_out))
        weight = bound * all_numbers[begin : begin + fan_in * fan_out].reshape(fan_in, fan_out)
        layers.append((np.ascontiguousarray(weight), np.zeros(fan_out, np.float32)))
        begin += fan_in * fan_out
    return layers


def chain_x(work):
    return (np.arange(CHAINS[work]) % 2000).astype(np.float32) / np.float32(1000) - np.float32(1)


def chain_result(value, gradient):
    n = len(gradient)
    return float(value) / n + float(gradient[n // 3]) + float(gradient[n - 1])


def inference_result(logits):
    return float(np.dot(np.arange(1, 11), np.asarray(logits, np.float64).reshape(10)))


def gmm_arrays():
    """alpha [k], mu [k, d], q [k, d], l [k, d (d - 1) / 2], x [n, d]"""
    d, k, n = GMM["d"], GMM["k"], GMM["n"]
    shapes = [(k,), (k, d), (k, d), (k, d * (d - 1) // 2), (n, d)]
    return [numbers(i + 1, int(np.prod(s))).astype(np.float64).reshape(s) for i, s in enumerate(shapes)]


def gmm_places():
    """Where l stands below the diagonal: rows and columns, column by column."""
    d = GMM["d"]
    return [(row, column) for column in range(d) for row in range(column + 1, d)]


def gmm_constant():
    """The terms that depend on no parameter, with gamma = 1 and m = 0."""
    from math import lgamma, log, pi

    d, k, n = GMM["d"], GMM["k"], GMM["n"]
    v = d + 1
    c = -v * d * log(2) / 2 - d * (d - 1) / 4 * log(pi) - sum(lgamma((v + 1 - t) / 2) for t in range(1, d + 1))
    return -0.5 * n * d * log(2 * pi) + k * c
