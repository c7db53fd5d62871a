"""usage: release.py RUNSC [DIR]
What `make release RUNSC=PATH` does: the flags of the binary into DIR/schema/runsc-flags.tsv, its
tag into official-tags.txt, and what it did with the probes into a column of
DIR/tests/view/semantics.tsv; DIR is this tree where none is named. GUEST is the guest's program.
FLAGS_ONLY=1 leaves the probes out, EVERY=N takes each Nth row of them."""
import os, re, subprocess, sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))


def ask(runsc, word):
    done = subprocess.run(
        [runsc, word], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
    )
    return done.stdout + done.stderr


def tag_of(version):
    """release-DAY.POINT or Debian's 0.0~DAY.POINT; of a build later than a tag there is
    none."""
    found = re.search(r"version (?:release-|0\.0~)(\d{8}\.\d+)$", version, re.M)
    if not found:
        sys.exit(f"no official release: {version.splitlines()[0] if version else 'no answer'}")
    return found[1]


def flags_of(text):
    """{name: default}, as flag.PrintDefaults prints them; None where it prints none."""
    found = {}
    for block in re.split(r"(?m)^  -", text)[1:]:
        name = re.match(r"[\w-]+", block)[0]
        default = re.search(r'\(default (?:"([^"]*)"|([^)]*))\)\s*$', block)
        found[name] = next(filter(None, default.groups()), "") if default else None
    return found


def read(path):
    with open(path) as file:
        return [line.rstrip("\n").split("\t") for line in file]


def write(path, rows):
    with open(path, "w") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)


def is_in(row, tags, tag):
    first, last = row[1], row[2]
    return not first.startswith(">") and tags.index(first) <= tags.index(tag) and (
        last == "-" or tags.index(tag) <= tags.index(last)
    )


def is_other(row, default):
    """A default that is printed, and is not the row's. What a row says and nobody prints was read
    from the source."""
    return default is not None and default not in (row[5], row[5].replace("(empty)", ""))


def refuse_other(rows, tags, tag, seen):
    """The flags of a tag that is known were read from its source: a binary does not change them."""
    has = {row[0]: row for row in rows if is_in(row, tags, tag)}
    found = [f"--{name} is in one of the two only" for name in sorted(has.keys() ^ seen.keys())]
    found += [
        f"--{name} has the default {seen[name]}, not {row[5]}" for name, row in has.items()
        if name in seen and is_other(row, seen[name])
    ]
    if found:
        sys.exit(f"{tag} is not what the table says of it: {'; '.join(found)}")


def take_flags(rows, tags, tag, before, seen):
    """The rows with what the binary has, and the names that a person has to class."""
    found, open_rows, new = [], {row[0] for row in rows if is_in(row, tags, tag)}, []
    for row in rows:
        row = list(row)
        if row[1] == f">{before}" and row[0] in seen:
            row[1] = tag
            open_rows.add(row[0])
        elif row[1] == f">{before}":
            row[1] = f">{tags[-1]}"
        is_now = is_in(row, tags, tag)
        if is_now and row[0] not in seen:
            row[2] = before
        found.append(row)
        if is_now and row[0] in seen and is_other(row, seen[row[0]]) and row[1] != tag:
            row[2] = before
            found.append([row[0], tag, "-", *row[3:5], seen[row[0]], "", "", "", ""])
    for name in sorted(seen.keys() - open_rows):
        new.append(name)
        found.append([name, tag, "-", "?", "", seen[name] or "?", "?", "", "", ""])
    return sorted(found, key=lambda row: (row[0], row[1].lstrip(">"))), new


def take_column(table, day, seen):
    """The table with the observations in the release's column; what could not be measured stays,
    and is empty in a new one."""
    header, *rows = table
    if day not in header:
        header.append(day)
        for row in rows:
            row.append("")
    at = header.index(day)
    for row in rows:
        row[at] = seen.get((row[0], row[1]), row[at])
    return [header, *rows], [row[:2] for row in rows if not row[at]]


def main(runsc, root):
    tag = tag_of(ask(runsc, "--version"))
    names = ("official-tags.txt", "runsc-flags.tsv")
    paths = [os.path.join(root, "schema", name) for name in names]
    tags, table = [row[0] for row in read(paths[0])], read(paths[1])
    before = tags[-1]
    if tag not in tags:
        if tag < before:
            sys.exit(f"{tag} is no official release, and older than {before}")
        tags.append(tag)
        write(paths[0], [[name] for name in tags])
    seen = flags_of(ask(runsc, "flags"))
    if tag <= before:
        refuse_other(table[1:], tags, tag, seen)
    else:
        rows, new = take_flags(table[1:], tags, tag, before, seen)
        write(paths[1], [table[0], *rows])
        for name in new:
            print(f"schema/runsc-flags.tsv: --{name}: type, class and tight values are to be found")
    if "FLAGS_ONLY" in os.environ:
        return
    import measure

    path = os.path.join(root, "tests/view/semantics.tsv")
    before_rows = read(path)
    every = int(os.environ.get("EVERY", "1"))
    wanted = [row[:2] for row in before_rows[1:]][::every]
    seen = measure.measure(runsc, tag[:8], wanted, os.environ["GUEST"])
    column, left = take_column(before_rows, tag[:8], seen)
    write(path, column)
    for name, mode in left:
        why = measure.lacking(name)
        print(f"tests/view/semantics.tsv: {name} as {mode} is not measured: {why}")


if __name__ == "__main__":
    main(os.path.realpath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else f"{HERE}/../..")
