#!/usr/bin/env python3
"""Writes lanes_math_fixtures.txt: hard points of the elementary functions, exact to 106 bits (mpmath).

A line is  function type a [b] high low  with hexadecimal numbers: the value is high + low, both float64.
"""
import math
import random
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
    raise ValueError(name)


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


def values():
    one = {
        "exp": mp.exp, "expm1": mp.expm1, "log": mp.log, "log1p": mp.log1p, "sin": mp.sin, "cos": mp.cos, "tanh": mp.tanh,
        "sigmoid": lambda x: 1 / (1 + mp.exp(-x)), "softplus": lambda x: mp.log1p(mp.exp(x)),
    }
    for type_name, t in TYPES.items():
        rng = random.Random(20240601)
        for name, f in one.items():
            for x in arguments(name, t, rng):
                x = t["round"](x)
                with mp.workprec(1400 if abs(x) > 1e9 else 300 + 2 * 1100 * (abs(x) < 1e-30)):
                    yield name, type_name, (x,), f(mpf(x)), t
        for a, b in pairs(t, rng):
            a, b = t["round"](a), t["round"](b)
            yield "pow", type_name, (a, b), mp.power(mpf(a), mpf(b)), t


def main():
    lines = []
    for name, type_name, x, y, t in values():
        if y == 0 or abs(y) > t["largest"] or abs(y) < t["smallest"]:
            continue
        high = float(y)
        low = float(y - mpf(high))
        lines.append(" ".join([name, type_name, *(v.hex() for v in x), high.hex(), low.hex()]))
    Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
