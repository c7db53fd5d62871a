"""schema/runsc-flags.tsv and schema/official-tags.txt, read as the documents that they are. A row
is a dict by column; what stands only in a flag's first row is in all of them."""
import csv, os

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "../.."))


def day(tag):
    return int(tag.lstrip(">")[:8])


def tags(root=ROOT):
    """Every official tag, oldest first, as day and point."""
    with open(os.path.join(root, "schema/official-tags.txt")) as file:
        return file.read().split()


def rows(root=ROOT):
    """The intervals, each with its first day and its last one: the day before the next tag."""
    found, above, days = [], {"name": None}, [day(tag) for tag in tags(root)]
    with open(os.path.join(root, "schema/runsc-flags.tsv"), newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["name"] == above["name"]:
                row |= {name: above[name] for name in ("class", "tight", "absent", "note")}
            row["from"] = day(row["first"]) + row["first"].startswith(">")
            behind = [date for date in days if row["last"] != "-" and date > day(row["last"])]
            row["to"] = min(behind, default=100000000) - 1
            row["default"] = "" if row["default"] == "(empty)" else row["default"]
            found.append(row)
            above = row
    return found


def flags_of(release, table=None):
    """{name: row} of what runsc of that day has."""
    return {
        row["name"]: row for row in table or rows() if row["from"] <= int(release) <= row["to"]
    }


def measured(root=ROOT):
    """The days of the releases that were measured with every probe."""
    with open(os.path.join(root, "tests/view/semantics.tsv")) as file:
        return [int(word) for word in file.readline().split("\t")[2:]]
