"""The project's tables, read as the documents that they are: keys.def, rules.def, places.def,
rlimits.def, runsc-flags.tsv and official-tags.txt."""
import os, sys

ROOT = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests/lib"))
import flags, table


def rows(name, macro):
    """The arguments of every MACRO(...) of a .def file, NULL as None."""
    with open(os.path.join(ROOT, "compiler/model", name)) as file:
        for row in table.rows(file.read(), macro):
            yield [None if word == "NULL" else word for word in row]


class Key:
    def __init__(self, row):
        (
            self.id, self.parent, self.name, self.type, need, self.default, _, _, self.words,
            self.tighten, self.doc,
        ) = row
        self.is_required = need == "REQUIRED"


KEYS = [Key(row) for row in rows("keys.def", "KEY")]
TREE = {
    parent: {key.name: key for key in KEYS if key.parent == parent}
    for parent in {key.parent for key in KEYS}
}
RULES = list(rows("rules.def", "RULE|CHECK_FATAL|CHECK"))
SEVERITY = {row[1]: row[2].lower() for row in RULES}
FAMILY = {row[1]: row[3] for row in RULES}
CHECKED = {row[1] for row in rows("rules.def", "CHECK_FATAL|CHECK")}
ALLOWABLE = {row[1] for row in rows("rules.def", "CHECK")}
PLACES = {row[0]: (row[1], row[2]) for row in rows("places.def", "PLACE")}
RLIMITS = {row[0]: row[2] for row in rows("rlimits.def", "RLIMIT")}

TAGS = flags.tags()
RELEASES = sorted({flags.day(tag) for tag in TAGS})
# By name: a flag's rows, each over the days from "from" to "to".
FLAGS = {}
for flag_row in flags.rows():
    FLAGS.setdefault(flag_row["name"], []).append(flag_row)


def flag_of(name, release):
    """The row of a flag in a release, None where it lacks the flag."""
    return next((row for row in FLAGS[name] if row["from"] <= release <= row["to"]), None)
