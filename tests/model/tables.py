"""The project's tables, read as the documents that they are: keys.def, rules.def, places.def,
rlimits.def and runsc-flags.tsv."""
import csv, os, sys

ROOT = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests/lib"))
import table


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

with open(os.path.join(ROOT, "schema/runsc-flags.tsv"), newline="") as file:
    FLAGS = {
        row["name"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    }
RELEASES = sorted(
    int(column[8:]) for column in next(iter(FLAGS.values())) if column.startswith("default_")
)


def column(release):
    """A release between two measured ones behaves as the older."""
    return max([measured for measured in RELEASES if measured <= release], default=RELEASES[0])
