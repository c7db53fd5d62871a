"""Interleaved runs, the ratios between them, and the table that they make."""

import os
import statistics
import subprocess
import sys

from artifacts import BUILD, PLAIN_UID

SPAWN = BUILD / "tests/spawn"
MOUNTS = 30
ROUNDS = int(os.environ.get("ROUNDS", 400))
ONE_PROCESSOR = ("taskset", "-c", "0", "chrt", "-f", "50")

rows = []
skipped = []


class Runs:
    """What each of some programs took, in microseconds, round by round."""

    def __init__(self, text):
        rounds = [[float(word) for word in line.split()] for line in text.splitlines()]
        self.reaped = list(zip(*[one[0::3] for one in rounds]))
        self.began = list(zip(*[one[1::3] for one in rounds]))
        self.cpu = list(zip(*[one[2::3] for one in rounds]))

    def median(self, program):
        return statistics.median(self.reaped[program])

    def over(self, program, other, until="reaped"):
        """The median of the ratios of all rounds: whatever slows the machine down for a while
        meets both."""
        pairs = zip(getattr(self, until)[program], getattr(self, until)[other])
        return statistics.median(one / two for one, two in pairs)


def measure(programs, root="-", mounts=MOUNTS, rounds=ROUNDS, prefix=ONE_PROCESSOR):
    """Runs of PROGRAMS, in the order given. On one processor, because how long it takes to wake
    another one is no property of keeprun, and in a real-time class: whatever else the machine does
    comes after."""
    command = [*prefix, str(SPAWN), str(rounds), str(root), str(mounts), str(PLAIN_UID)]
    for program in programs:
        command += ["--", *map(str, program)]
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True, text=True
    )
    return Runs(result.stdout)


def note(what, measured, budget="", verdict=""):
    rows.append((what, measured, budget, verdict))
    print(f"{verdict:7} {what}: {measured}{budget and ', budget ' + budget}", flush=True)


def report(what, figure, unit, limit=None):
    """A row; without LIMIT for orientation only."""
    measured = f"{figure:.2f} {unit}".rstrip()
    if limit is None:
        note(what, measured)
    else:
        verdict = "within" if figure <= limit else "OVER"
        note(what, measured, f"{limit:g} {unit}".rstrip(), verdict)


def skip(what, why):
    skipped.append((what, why))
    print(f"skipped {what}: {why}", flush=True)


def is_over():
    return any(row[3] == "OVER" for row in rows)


def table():
    lines = ["| what | measured | budget | |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    lines += [f"| {what} | skipped: {why} | | |" for what, why in skipped]
    return "\n".join(lines)


def need_root():
    if os.geteuid() != 0:
        sys.exit("bench: needs root, to make mount namespaces and to become a plain uid")
