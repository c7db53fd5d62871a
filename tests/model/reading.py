"""The strict reading of a policy: from nodes to values, and the findings on the way. A value that
could not be read marks its key as broken."""
import re
import scalars
from document import Alias, Map, Scalar, Seq
from tables import RLIMITS, SEVERITY, TAGS, TREE

SIMPLE = {
    "NAME": scalars.name,
    "USER": scalars.user,
    "PATH": scalars.path,
    "STATE": lambda text: text if text == "private" else scalars.path(text),
    "SIZE": scalars.size,
    "DURATION": scalars.duration,
    "MODE": scalars.mode,
    "BOOL": scalars.boolean,
    "SHA256": scalars.sha256,
    "DATE": scalars.date,
    "PLATFORM": lambda text: text or None,
    "TEXT": lambda text: text or None,
    "RULE_NAME": lambda text: text,
    "KEYS": lambda text: text if text.split(".")[0] in TREE[""] else None,
    "CAPABILITIES": scalars.capability,
    "PATTERNS": scalars.pattern,
    "PATHS": scalars.path,
}


def distance(a, b):
    """Insertion, deletion, substitution and the swap of neighbours cost 1 each."""
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a[i - 1] != b[j - 1])))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                row[j] = min(row[j], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def nearest(word, names):
    """The name that the word looks like: at most a third of the longer one differs, case and '_'
    for '-' aside; of several the first."""
    plain = word.lower().replace("_", "-")
    near = [
        (distance(plain, name), name)
        for name in names
        if word and distance(plain, name) <= (max(len(plain), len(name)) + 1) // 3
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None


class Leaf:
    """A value, the line where it was said (0: a default), and the text of it."""

    def __init__(self, value, line=0, text=""):
        self.value, self.line, self.text = value, line, text


class Policy:
    def __init__(self):
        self.values, self.broken, self.is_broken = {}, set(), False

    def __getitem__(self, name):
        return self.values[name]

    def value(self, name):
        return self.values[name].value


class Reader:
    def __init__(self):
        self.findings, self.policy = [], Policy()
        self.is_clean = True

    def find(self, rule, line, at=""):
        self.findings.append((rule, line, at))
        self.is_clean = rule.startswith("yaml-") and self.is_clean
        self.policy.is_broken |= not rule.startswith("yaml-")

    def wrong_type(self, node):
        """Said once: an alias and a tag have been refused already."""
        if isinstance(node, Alias) or node.tag:
            self.is_clean, self.policy.is_broken = False, True
        else:
            self.find("wrong-type", node.line)

    def text(self, node):
        """The text of a scalar; None, said as wrong-type, for anything else, and silently for an
        alias, which has been said."""
        if not isinstance(node, Scalar):
            self.wrong_type(node)
            return None
        return node.text

    def simple(self, node, scan, is_null_a_word=False):
        text = self.text(node)
        if text is None:
            return None
        is_null = node.style == "plain" and text in ("~", "null", "Null", "NULL")
        value = None if is_null and not is_null_a_word else scan(text)
        if value is None and node.tag:  # refused already
            self.is_clean, self.policy.is_broken = False, True
            return None
        if value is None:
            self.find("bad-value", node.line)
            return None
        return Leaf(value, node.line, text)

    def entries(self, node, kind):
        """Items of a list or pairs of a mapping; nothing, said as wrong-type, for another kind of
        node."""
        if isinstance(node, kind):
            return node.items if kind is Seq else self.unique(node)
        self.wrong_type(node)
        return []

    def unique(self, node):
        """The pairs whose keys may stand there."""
        seen, good = set(), []
        for key, value in node.pairs:
            if not isinstance(key, Scalar):
                self.find("yaml-complex-key", key.line)
            elif key.text == "<<" and key.style in (None, "plain"):
                self.find("yaml-merge-key", key.line)
            elif key.text in seen:
                self.find("yaml-duplicate-key", key.line)
            else:
                seen.add(key.text)
                good.append((key, value))
        return good

    def syntax(self, node):
        """What the strict subset refuses anywhere."""
        if isinstance(node, Alias):
            self.find("yaml-alias", node.line)
        if node.anchor:
            self.find("yaml-anchor", node.line)
        if node.tag:
            self.find("yaml-tag", node.line)
        for child in (
            node.items
            if isinstance(node, Seq)
            else [part for pair in node.pairs for part in pair]
            if isinstance(node, Map)
            else []
        ):
            self.syntax(child)

    # --- groups -----------------------------------------------------------------------------------
    def group(self, node, parent, store, label):
        """Every key of a group into store, by its name; required ones must be there."""
        if not isinstance(node, Map):
            self.entries(node, Map)
            return
        given, meant = set(), set()
        for key, value in self.unique(node):
            row = TREE[parent].get(key.text)
            if row is None:
                self.find("unknown-key", key.line)
                meant.add(nearest(key.text, TREE[parent]))
                continue
            given.add(row.name)
            self.is_clean, before = True, self.is_clean
            result = self.read(row, value, f"{label}.{row.name}" if label else row.name)
            if result is not None:
                store[row.id] = result
            if not self.is_clean:
                self.policy.broken.add(row.id)
            self.is_clean = self.is_clean and before
        for row in TREE[parent].values():
            if (
                row.is_required
                and row.name not in given | meant
                and not (parent == "runsc" and not self.is_clean)
            ):
                self.find("missing-key", node.line)
            if row.name not in given and row.is_required:
                self.policy.broken.add(row.id)

    def read(self, row, node, label):
        special = getattr(self, "read_" + row.type.lower(), None)
        return special(row, node, label) if special else self.simple(node, SIMPLE[row.type])

    def read_group(self, row, node, label):
        self.group(node, row.name, self.policy.values, label)

    def read_version(self, row, node, label):
        found = self.simple(node, scalars.number)
        if found and found.value != 1:
            self.find("unsupported-version", node.line)
        return found

    def read_release(self, row, node, label):
        """A tag is named in full, or by its day."""
        found = self.simple(node, scalars.release)
        is_tag = found and any(found.text in (tag, tag[:8]) for tag in TAGS)
        if found and TAGS[0] < found.text and found.value <= int(TAGS[-1][:8]) and not is_tag:
            self.find("release-not-published", node.line)
            return None
        return found

    def read_rule_name(self, row, node, label):
        found = self.simple(node, lambda text: text, is_null_a_word=True)
        if found and found.value not in SEVERITY:
            self.find("allow-unknown-rule", node.line)
        return found

    def read_word(self, row, node, label):
        return self.simple(node, lambda text: text if text in row.words.split("|") else None)

    # --- lists ------------------------------------------------------------------------------------
    def items(self, node, scan):
        found = [self.simple(item, scan) for item in self.entries(node, Seq)]
        return self.once([leaf for leaf in found if leaf])

    def once(self, leaves):
        seen = {}
        for leaf in leaves:
            if leaf.value in seen:
                self.findings.append(("duplicate-entry", leaf.line, ""))
                self.policy.is_broken = True
            else:
                seen[leaf.value] = leaf
        return list(seen.values())

    def read_paths(self, row, node, label):
        return self.items(node, SIMPLE[row.type])

    read_patterns = read_keys = read_capabilities = read_paths

    def read_texts(self, row, node, label):
        items = self.entries(node, Seq)
        if isinstance(node, Seq) and not items:
            self.find("bad-value", node.line)
        found = [
            self.simple(item, (lambda text: text) if number else scalars.path)
            for number, item in enumerate(items)
        ]
        return [leaf for leaf in found if leaf]

    def long_form(self, node, parent, label):
        """An entry's keys as {id: leaf}, and whether all could be read."""
        entry, before = {}, self.is_clean
        self.is_clean = True
        self.group(node, parent, entry, label)
        is_good, self.is_clean = self.is_clean, before and self.is_clean
        return entry, is_good

    def read_masks(self, row, node, label):
        found = []
        for number, item in enumerate(self.entries(node, Seq)):
            if isinstance(item, Map):
                entry, is_good = self.long_form(item, "masks[]", f"{label}[{number}]")
                if is_good:
                    found.append((entry["mask_path"], entry["mask_kind"]))
            else:
                leaf = self.simple(item, scalars.path)
                if leaf:
                    found.append((leaf, None))
        kept = self.once([path for path, _ in found])
        return [(path, kind) for path, kind in found if path in kept]

    def read_allow(self, row, node, label):
        found = []
        for number, item in enumerate(self.entries(node, Seq)):
            entry, is_good = self.long_form(item, "allow[]", f"{label}[{number}]")
            if is_good:
                found.append({**entry, "line": item.line})
        return found

    # --- mappings ---------------------------------------------------------------------------------
    def named(self, node, scan):
        for key, value in self.entries(node, Map):
            name = self.simple(key, scan)
            if name:
                yield name, value

    def read_writable(self, row, node, label):
        found = []
        for path, value in self.named(node, scalars.path):
            if isinstance(value, Map):
                entry, is_good = self.long_form(value, "writable.*", f"{label}.{path.value}")
                if not is_good:
                    continue
            else:
                entry = {"writable_size": self.simple(value, scalars.size)}
            found.append((path, entry))
        return found

    def read_binds(self, row, node, label):
        found = []
        for path, value in self.named(node, scalars.path):
            entry, is_good = self.long_form(value, "binds.*", f"{label}.{path.value}")
            if is_good:
                found.append((path, entry))
        return found

    def read_variables(self, row, node, label):
        return [
            (name, self.simple(value, lambda text: text))
            for name, value in self.named(node, scalars.variable)
        ]

    def read_flags(self, row, node, label):
        found = [
            (Leaf(key.text, key.line, key.text), self.simple(value, lambda text: text))
            for key, value in self.entries(node, Map)
        ]
        return [(name, value) for name, value in found if value]

    def limit(self, unit):
        return lambda text: (
            float("inf")
            if text == "unlimited"
            else (
                scalars.size(text)
                if unit == "bytes" and scalars.size(text)
                else scalars.number(text)
            )
        )

    def read_rlimits(self, row, node, label):
        found = []
        for key, value in self.entries(node, Map):
            if key.text not in RLIMITS:
                self.find("unknown-key", key.line)
                continue
            SIMPLE["LIMIT"] = self.limit(RLIMITS[key.text])
            if isinstance(value, Map):
                entry, is_good = self.long_form(value, "rlimits.*", f"{label}.{key.text}")
                if not is_good:
                    continue
                pair = (entry.get("rlimit_soft"), entry.get("rlimit_hard"))
            else:
                pair = (self.simple(value, SIMPLE["LIMIT"]),) * 2
            found.append((Leaf(key.text, key.line, key.text), *pair))
        return found


def defaults(values):
    """What the policy would say; keys without a default that are lists or mappings are empty."""
    for rows in (TREE[""], TREE["runsc"], TREE["outer"], TREE["env"], TREE["limits"]):
        for row in rows.values():
            if row.id in values or row.type == "GROUP":
                continue
            is_many = row.type in (
                "PATHS",
                "MASKS",
                "WRITABLE",
                "BINDS",
                "VARIABLES",
                "PATTERNS",
                "RLIMITS",
                "FLAGS",
                "CAPABILITIES",
                "KEYS",
                "ALLOW",
                "TEXTS",
                "EXTENDS",
            )
            values[row.id] = [] if is_many else Leaf(row.default)


def read_policy(root):
    """(policy, findings): findings are (rule, line, path or key). The policy is None when the
    document is no mapping."""
    reader = Reader()
    reader.syntax(root)
    if not isinstance(root, Map):
        if not isinstance(root, Alias):
            reader.find("wrong-type", root.line)
        return None, reader.findings
    reader.group(root, "", reader.policy.values, "")
    defaults(reader.policy.values)
    return reader.policy, reader.findings
