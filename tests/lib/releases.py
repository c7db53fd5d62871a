"""compiler/model/releases.def, read as what it says: the changes between releases of runsc."""
import os, re

import flags, table
from fetched import fetched

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "../.."))

def read(path, root=ROOT):
    with open(os.path.join(root, path)) as file:
        return file.read()


class Change:
    """One row: kind, id, its dates as words, sentence, probes, source ("" for MEASURED)."""

    def __init__(self, kind, id, *words):
        self.kind, self.id = kind, id
        self.worse, self.without, self.broken, self.mended = "EVEN", None, None, None
        if kind == "TAGGED":
            self.first, column, *texts = words
            self.columns = [column] if column != "0" else []
        elif kind == "MEASURED":
            self.without, self.first, self.worse, *texts = words
            self.columns = [self.first]
        elif kind == "UNTAGGED":
            self.without, column, *texts = words
            self.first, self.columns = None, [column] if column != "0" else []
        else:
            self.first, self.broken, self.mended, columns, *texts = words
            self.columns = columns.split(" ")
        self.sentence, probes, self.source = (texts + [""])[:3]
        self.probes = [word for word in re.split(r", (?=\w)", probes) if word]

    def has(self, release):
        """What keepc is to answer: the worse one where nobody knows."""
        if self.kind == "BROKEN":
            return self.first <= release and not self.broken <= release < self.mended
        return (
            release > self.without
            if self.worse == "AFTER" or not self.first
            else release >= self.first
        )


def changes(root=ROOT):
    text = read("compiler/model/releases.def", root)
    kinds = "TAGGED|MEASURED|UNTAGGED|BROKEN"
    return [Change(kind, *row) for kind, row in table.named_rows(text, kinds)]


NEW, OLD = fetched()


def since(id):
    """The first release that has a change, as a number; as in releases.def, ID_broken and ID_mended
    are where it was lost and had again."""
    rows = {change.id: change for change in changes()}
    for end in ("broken", "mended"):
        if id.endswith(f"_{end}"):
            return int(getattr(rows[id.removesuffix(f"_{end}")], end))
    return int(rows[id].first)


def columns(root=ROOT):
    """The measured releases, oldest first."""
    return read("tests/view/semantics.tsv", root).split("\n", 1)[0].split("\t")[2:]


def tags(root=ROOT):
    """Every official tag, as a date."""
    return [tag.split(".")[0] for tag in flags.tags(root)]


def built_later(rows):
    """{(column, probe): the first tag that has what was seen in a build later than its tag}."""
    late = {}
    for change in rows:
        dates = [change.first, change.broken, change.mended] if change.broken else [change.first]
        for column, date in zip(change.columns, dates):
            if date is None or column < date:
                late.update(
                    {(column, probe): date or str(int(column) + 1) for probe in change.probes}
                )
    return late
