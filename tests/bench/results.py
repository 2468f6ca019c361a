"""What tests/bench/run --json wrote, for compare and update_docs."""
import json
import sys


class Results:
    """One or more files; of a work that several have, the last one's rows count."""

    def __init__(self, paths):
        self.contexts, works, self.accuracy = [], {}, []
        self.facts = {}
        for path in paths:
            with open(path) as file:
                text = file.read()
            if path.endswith(".jsonl"):
                self.accuracy += [json.loads(line) for line in text.splitlines()]
                continue
            data = json.loads(text)
            self.contexts.append(data["context"])
            for kept, key in ((works, "rows"), (self.facts, "facts")):
                here = {}
                for entry in data[key]:
                    here.setdefault(entry["work"], []).append(entry)
                kept.update(here)
        self.works = works

    def time(self, work, contestant, threads=1):
        """The median in microseconds; None if it is not there."""
        times = [
            row["median_us"]
            for row in self.works.get(work, [])
            if row["threads"] == threads and row["contestant"] == contestant
        ]
        return min(times) if times else None

    def rows(self, works):
        """work, threads, contestant, microseconds, times the floor"""
        for work in works:
            floor = self.time(work, "floor")
            for row in self.works[work]:
                yield work, row["threads"], row["contestant"], row["median_us"], floor and row["median_us"] / floor


def digits(number, count=3):
    """So many digits, without an exponent."""
    if number is None:
        return "-"
    text = f"{number:.{count}g}"
    return f"{float(text):.0f}" if "e" in text or float(text) >= 10**count else text


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def fail(message):
    print(message, file=sys.stderr)
    sys.exit(1)
