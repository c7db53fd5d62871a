"""tests/fetched.tsv, the releases of runsc that make deps fetches: day, Debian's codename, who
needs it (build or all, as tests/deps.sh is asked for), where it lies. The usual one comes first."""
import os

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "../.."))


def fetched(root=ROOT):
    """{day: path below root}."""
    with open(f"{root}/tests/fetched.tsv") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return {day: path for day, _, _, path in rows}
