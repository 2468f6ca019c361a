#!/usr/bin/env python3
"""Writes digits_data.cpp and iris_data.cpp from digits.csv and iris.csv. Run it after changing a CSV file:

    python3 models/data/embed.py
"""
import csv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEAD = """// Made by embed.py from {source}; do not edit.
#include <xgrad/models/data/datasets_internal.hpp>

namespace xgrad::datasets {{

// clang-format off
"""
TAIL = """// clang-format on

}}  // namespace xgrad::datasets
"""


def in_lines(items, per_line, joint=""):
    return [joint.join(items[i:i + per_line]) for i in range(0, len(items), per_line)]


def write(name, source, body):
    (HERE / name).write_text(HEAD.format(source=source) + body + TAIL.format())


def embed_digits():
    """Each image is 65 characters: 64 pixels as digits of base 17, row by row, then the label."""
    base_17 = "0123456789abcdefg"
    with open(HERE / "digits.csv", newline="") as file:
        images = ["".join(base_17[int(value)] for value in row) for row in csv.reader(file)]
    assert all(len(image) == 65 for image in images)
    # A literal holds at most 65536 characters everywhere, so there is one for each line of ten images.
    lines = "".join(f'    "{line}",\n' for line in in_lines(images, 10))
    write("digits_data.cpp", "digits.csv", f"const char* const digits_text[{-(-len(images) // 10)}] = {{\n{lines}}};\n")


def embed_iris():
    """Each flower is five numbers: four lengths in tenths of a centimetre (millimetres), then the class."""
    with open(HERE / "iris.csv", newline="") as file:
        rows = list(csv.reader(file))[1:]
    flowers = [",".join([*(str(round(float(value) * 10)) for value in row[:4]), row[4]]) for row in rows]
    lines = "".join(f"    {line},\n" for line in in_lines(flowers, 6, ", "))
    write("iris_data.cpp", "iris.csv", f"const unsigned char iris_numbers[{len(flowers) * 5}] = {{\n{lines}}};\n")


if __name__ == "__main__":
    embed_digits()
    embed_iris()
