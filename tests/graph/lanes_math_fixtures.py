#!/usr/bin/env python3
"""Writes lanes_math_fixtures.txt: hard points of the elementary functions, exact to 77 bits (mpmath).

A line is  function type a [b] high low  with hexadecimal numbers: the value is high + low, both float64.
"""
import math
import random
import re
import struct
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 300


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


TYPES = {
    "float32": dict(round=single, digits=24, smallest=2.0**-149, normal=2.0**-126, largest=float.fromhex("0x1.fffffep127"),
                    overflow=88.72283172607422, underflow=-103.97207641601562, tiny=2.0**-12),
    "float64": dict(round=float, digits=53, smallest=2.0**-1074, normal=2.0**-1022, largest=float.fromhex("0x1.fffffffffffffp1023"),
                    overflow=709.782712893384, underflow=-745.1332191019411, tiny=2.0**-27),
}


def neighbours(t, x):
    """x and the numbers beside it."""
    step = math.ldexp(1.0, max(math.frexp(x)[1] - t["digits"], -149 if t["digits"] == 24 else -1074))
    return [t["round"](x - step), t["round"](x), t["round"](x + step)]


def spread(rng, low, high, count):
    return [rng.uniform(low, high) for _ in range(count)]


def by_exponent(rng, t, lowest, highest, count):
    """Random mantissas, exponents spread evenly."""
    return [math.ldexp(rng.uniform(1, 2), round(lowest + (highest - lowest) * i / (count - 1))) * rng.choice([1, -1])
            for i in range(count)]


def small(rng, t):
    low = -149 if t["digits"] == 24 else -1074
    return by_exponent(rng, t, low + 1, 0, 40) + [t["smallest"], -t["smallest"], t["normal"], -t["normal"], t["tiny"], -t["tiny"]]


def edges_of_reduction(t):
    """Where k = round(x / ln 2) changes."""
    return [x for k in (-1, 0, 1, 2, 20) for x in neighbours(t, float((mpf(k) + mpf(1) / 2) * mp.log(2)))]


def near_multiples_of_half_pi(t, largest):
    return [x for n in (1, 2, 3, 4, 7, 50, 355, 1000, largest) for x in neighbours(t, float(n * mp.pi / 2))]


def arguments(name, t, rng):
    over, under = t["overflow"], t["underflow"]
    if name in ("exp", "expm1"):
        return small(rng, t) + edges_of_reduction(t) + spread(rng, under, over, 60) + spread(rng, -2, 2, 40) + neighbours(t, over)[:2]
    if name == "log":
        return [abs(x) for x in small(rng, t)] + spread(rng, 0.5, 2, 60) + [x for c in (0.5**0.5, 1.0, 2.0**0.5, t["largest"] / 4)
                for x in neighbours(t, c)] + [abs(x) for x in by_exponent(rng, t, 1, 126, 30)]
    if name == "log1p":
        return [x for x in small(rng, t) if x > -1] + spread(rng, -0.999, 3, 80) + neighbours(t, 2**0.5 - 1) + neighbours(t, 0.5**0.5 - 1) + [
            abs(x) for x in by_exponent(rng, t, 1, 126, 30)]
    if name in ("sin", "cos"):
        largest = 1900 if t["digits"] == 24 else 1000000
        return small(rng, t) + near_multiples_of_half_pi(t, largest) + spread(rng, -10, 10, 60) + spread(rng, -largest * 1.5, largest * 1.5, 60) + [
            largest * 10.0, 1e15, -1e22, t["largest"]]
    if name == "tanh":
        return small(rng, t) + spread(rng, -1, 1, 60) + spread(rng, -20, 20, 40) + neighbours(t, 0.625)
    if name == "sigmoid":
        return small(rng, t) + edges_of_reduction(t) + spread(rng, under, 40, 80) + spread(rng, -3, 3, 40)
    if name == "softplus":
        return small(rng, t) + edges_of_reduction(t) + spread(rng, under, 40, 80) + spread(rng, -3, 3, 40) + [1e4, -60.0]
    if name == "exp2":
        bits = over / math.log(2)
        return small(rng, t) + spread(rng, under / math.log(2), bits, 50) + spread(rng, -2, 2, 30) + [x + 0.5 for x in range(-3, 4)] + [
            float(x) for x in (-30, -1, 1, 30, round(bits) - 1)]
    if name in ("log2", "log10"):
        return arguments("log", t, rng)[::2] + [10.0**k for k in range(0, 11)] + [8.0, 1024.0]
    if name == "tan":
        return arguments("sin", t, rng)[::2]
    if name in ("asin", "acos", "atanh"):
        return small(rng, t)[::2] + spread(rng, -1, 1, 60) + [s * (1 - 2.0**-k) for k in range(1, 20, 3) for s in (1, -1)] + neighbours(t, 0.5)
    if name in ("atan", "asinh"):
        return small(rng, t)[::2] + spread(rng, -3, 3, 60) + by_exponent(rng, t, 0, 120, 30) + [
            x for c in (2**0.5 - 1, 2**0.5 + 1, 1.0, 2.0**13, 2.0**28) for x in neighbours(t, c)]
    if name == "acosh":
        return [1 + 2.0**-k * rng.uniform(1, 2) for k in range(0, t["digits"] - 2, 2)] + spread(rng, 1, 4, 40) + [
            abs(x) for x in by_exponent(rng, t, 1, 120, 30)] + [x for c in (2.0**13, 2.0**28) for x in neighbours(t, c)]
    if name in ("sinh", "cosh"):
        return small(rng, t)[::2] + spread(rng, -2, 2, 40) + spread(rng, -over, over, 40) + neighbours(t, 1.0) + neighbours(t, over)[:2] + [
            over + 0.5, -over - 0.5] + spread(rng, 9, 24, 20)
    if name in ("erf", "erfc"):
        return small(rng, t)[::2] + spread(rng, -1.5, 1.5, 60) + spread(rng, -6, math.sqrt(-under), 50) + [
            x for c in (0.47, 0.8, 1.0) for x in neighbours(t, c)]
    if name == "cbrt":
        return small(rng, t) + by_exponent(rng, t, 0, 126, 40) + spread(rng, -30, 30, 20) + [27.0, -8.0, t["largest"]]
    if name == "rsqrt":
        return [abs(x) for x in small(rng, t) + by_exponent(rng, t, 0, 126, 40) + spread(rng, 0, 30, 20)] + [4.0, t["largest"]]
    if name in ("gelu", "silu", "mish", "gelu_tanh"):
        end = {"gelu": -math.sqrt(-2 * under), "gelu_tanh": -20.8 if t["digits"] == 53 else -10.1}.get(name, under)
        return small(rng, t)[::2] + spread(rng, -3, 3, 60) + spread(rng, end, 0, 60) + spread(rng, 0, 45, 20) + neighbours(t, 0.66) + [
            1e10, t["largest"]]
    if name == "lgamma":
        return [abs(x) for x in small(rng, t)[::2]] + spread(rng, 0, 30, 40) + spread(rng, 0.9, 2.1, 20) + [1e10] + [-0.5, -1.7, -20.3, -2.457024574279785]
    if name == "digamma":
        return [2.0**-k * rng.uniform(1, 2) for k in range(0, 30, 2)] + spread(rng, 0, 30, 40) + neighbours(t, 1.4616321449683622) + [
            1.4619, 1.46, 1e10, -0.3, -1.7, -20.3]
    raise ValueError(name)


def planar(t, rng):
    """Pairs for atan2 and hypot: the angles where the reduction changes, very different and very small and large sizes."""
    result = [(rng.uniform(-3, 3), rng.uniform(-3, 3)) for _ in range(60)]
    for ratio in (2**0.5 - 1, 1.0, 2**0.5 + 1):
        result += [(y * s, x) for y in neighbours(t, ratio) for s in (1, -1) for x in (1.0, -1.0)]
    low, high = (-148, 126) if t["digits"] == 24 else (-1070, 1022)
    for _ in range(60):
        e = rng.randint(low, high)
        d = rng.choice([0, 0, 1, 5, 20, 60])
        result.append((math.ldexp(rng.uniform(1, 2), e) * rng.choice([1, -1]),
                       math.ldexp(rng.uniform(1, 2), max(low, min(high, e + rng.choice([d, -d])))) * rng.choice([1, -1])))
    return result


def sums(t, rng):
    """Pairs for logaddexp without cancellation."""
    return [(a, a + d) for a in spread(rng, 0, 40, 20) + spread(rng, -60, -5, 20) for d in spread(rng, -6, 6, 2)]


def pairs(t, rng):
    over = t["overflow"]
    result = []
    for _ in range(60):
        a = math.exp(rng.uniform(-0.97, 0.97) * over)
        result.append((a, rng.uniform(-1, 1) * over / abs(math.log(a))))
    for _ in range(60):
        a = 1 + rng.uniform(-1, 1) * rng.choice([1e-5, 1e-3, 0.3])
        result.append((a, rng.uniform(-1, 1) * over / abs(math.log(a)) if t["round"](a) != 1 else 2.0))
    for _ in range(60):
        result.append((rng.uniform(-30, 30), float(rng.randint(-12, 12))))
    for _ in range(30):
        result.append((rng.uniform(0, 10), rng.choice([0.5, -0.5, 1.5, 1 / 3, 2.0, 3.0])))
    for a in (t["smallest"], t["normal"], t["largest"]):
        result += [(a, 0.5), (a, -0.5), (a, 0.999), (a, 0.25)]
    return result


FIRST = ("exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "sigmoid", "softplus")  # these and pow share random numbers


def values():
    one = {
        "exp": mp.exp, "expm1": mp.expm1, "log": mp.log, "log1p": mp.log1p, "sin": mp.sin, "cos": mp.cos, "tanh": mp.tanh,
        "sigmoid": lambda x: 1 / (1 + mp.exp(-x)), "softplus": lambda x: mp.log1p(mp.exp(x)),
        "exp2": lambda x: mp.exp(x * mp.log(2)), "log2": lambda x: mp.log(x, 2), "log10": lambda x: mp.log(x, 10), "tan": mp.tan,
        "asin": mp.asin, "acos": mp.acos, "atan": mp.atan, "sinh": mp.sinh, "cosh": mp.cosh, "asinh": mp.asinh, "acosh": mp.acosh,
        "atanh": mp.atanh, "erf": mp.erf, "erfc": mp.erfc, "cbrt": lambda x: -mp.cbrt(-x) if x < 0 else mp.cbrt(x),
        "rsqrt": lambda x: 1 / mp.sqrt(x), "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
        "gelu_tanh": lambda x: x if x > 1e3 else x / (1 + mp.exp(-2 * mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3))),
        "silu": lambda x: x / (1 + mp.exp(-x)) if x < 1e5 else x,
        "mish": lambda x: x / (1 + 2 / (mp.exp(x) * (mp.exp(x) + 2))) if x < 1e3 else x,
        "lgamma": lambda x: mp.log(abs(mp.gamma(x))) if x < 1e6 else mp.loggamma(x), "digamma": mp.digamma,
    }
    for type_name, t in TYPES.items():
        rng = random.Random(20240601)
        for name, f in one.items():
            for x in arguments(name, t, rng if name in FIRST else random.Random(name + type_name)):
                x = t["round"](x)
                with mp.workprec(1400 if abs(x) > 1e9 else 300 + 2 * 1100 * (abs(x) < 1e-30)):
                    yield name, type_name, (x,), f(mpf(x)), t
        for a, b in pairs(t, rng):
            a, b = t["round"](a), t["round"](b)
            yield "pow", type_name, (a, b), mp.power(mpf(a), mpf(b)), t
        rng = random.Random("pairs" + type_name)
        for y, x in planar(t, rng):
            y, x = t["round"](y), t["round"](x)
            with mp.workprec(3000):
                yield "atan2", type_name, (y, x), mp.atan2(mpf(y), mpf(x)), t
                yield "hypot", type_name, (y, x), mp.sqrt(mpf(x)**2 + mpf(y)**2), t
        for a, b in sums(t, rng):
            a, b = t["round"](a), t["round"](b)
            yield "logaddexp", type_name, (a, b), max(mpf(a), mpf(b)) + mp.log1p(mp.exp(-abs(mpf(a) - mpf(b)))), t


def short(x):
    """x in 24 bits"""
    mantissa, exponent = math.frexp(x)
    return math.ldexp(single(mantissa), exponent)


def text(x):
    return re.sub(r"\.?0*p", "p", x.hex())


def main():
    lines = []
    for name, type_name, x, y, t in values():
        if y == 0 or abs(y) > t["largest"] or abs(y) < t["smallest"]:
            continue
        high = float(y)
        low = short(float(y - mpf(high)))
        lines.append(" ".join([name, type_name, *(text(v) for v in x), text(high), text(low)]))
    Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
