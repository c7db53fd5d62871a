"""A policy as data, and its text: nodes that know the line on which they were written. The writer
chooses among the forms of YAML that mean the same."""
import json, re

# A plain null is not the word.
NULL = r"(?!(?:null|Null|NULL)\Z)"
PLAIN = re.compile(NULL + r"[A-Za-z0-9_/.][A-Za-z0-9_/.+*=-]*(:[A-Za-z0-9_/.+*=-]+)*\Z")


class Node:
    line = 0
    anchor = tag = ""


class Scalar(Node):
    def __init__(self, text, style=None):
        self.text, self.style = str(text), style  # plain, single, double; None: the writer's choice


class Alias(Node):
    def __init__(self, name):
        self.name = name


class Seq(Node):
    def __init__(self, items=(), flow=None):
        self.items, self.flow = list(items), flow


class Map(Node):
    def __init__(self, pairs=(), flow=None):
        self.pairs, self.flow = [
            (key if isinstance(key, Node) else Scalar(key), value) for key, value in pairs
        ], flow

    def set(self, name, value):
        self.pairs.append((Scalar(name), value))

    def get(self, name):
        return next(
            (value for key, value in self.pairs if isinstance(key, Scalar) and key.text == name),
            None,
        )

    def remove(self, name):
        self.pairs = [
            (key, value) for key, value in self.pairs
            if not (isinstance(key, Scalar) and key.text == name)
        ]


class Writer:
    """Chance decides style, comments, blank lines and order; the meaning is the same. random None:
    one plain form, nothing added."""

    def __init__(self, random=None, noise=0.0):
        self.random, self.noise = random, noise
        self.parts, self.line, self.first = [], 1, 0

    def put(self, text):
        self.parts.append(text)
        self.line += text.count("\n")

    def chance(self, share):
        return self.random is not None and self.random.random() < share

    def between(self, indent):
        while self.chance(self.noise):
            self.put(self.random.choice(["\n", (
                f"{' ' * indent}#"
                f" {self.random.choice(['why', 'version: 2', '- x', 'a: [b'])}\n"
            )]))

    def begin(self, node):
        node.line = self.line
        self.first = self.first or self.line
        if node.anchor:
            self.put(f"&{node.anchor} ")
        if node.tag:
            self.put(f"{node.tag} ")

    def scalar(self, node, is_in_flow=False):
        self.begin(node)
        style = "double" if is_in_flow and not node.text else node.style
        if style is None:
            style = "plain" if PLAIN.match(node.text) and not self.chance(self.noise) else "double"
            if (
                style == "double" and "\n" not in node.text and node.text.isprintable()
                and self.chance(0.5)
            ):
                style = "single"
        if style == "plain":
            self.put(node.text)
        elif style == "single":
            self.put("'" + node.text.replace("'", "''") + "'")
        else:
            self.put(json.dumps(node.text))

    def flow(self, node, depth=0):
        if isinstance(node, Scalar):
            return self.scalar(node, depth > 0)
        self.begin(node)
        if isinstance(node, Alias):
            return self.put(f"*{node.name} ")
        entries = node.items if isinstance(node, Seq) else node.pairs
        self.put("[" if isinstance(node, Seq) else "{")
        for number, entry in enumerate(entries):
            self.put(
                (", " if number else "") if not self.chance(self.noise)
                else (",\n            " if number else "\n            ")
            )
            if isinstance(node, Seq):
                self.flow(entry, 1)
            else:
                self.flow(entry[0], 1)
                self.put(": ")
                self.flow(entry[1], 1)
        self.put("]" if isinstance(node, Seq) else "}")

    def is_flow(self, node):
        if isinstance(node, (Scalar, Alias)) or not (
            node.items if isinstance(node, Seq) else node.pairs
        ):
            return True
        return node.flow if node.flow is not None else self.chance(0.5)

    def block(self, node, indent):
        """The entries of a list or of a mapping, one a line; the cursor stands at the first one's
        column."""
        node.line = 0
        for number, entry in enumerate(node.items if isinstance(node, Seq) else node.pairs):
            if number:
                self.between(indent)
                self.put(" " * indent)
            node.line = node.line or self.line
            self.first = self.first or self.line
            if isinstance(node, Seq):
                self.put("- ")
                self.value(entry, indent + 2, is_in_line=True)
            else:
                self.scalar(entry[0])
                self.put(":")
                self.value(entry[1], indent + 2, is_in_line=False)

    def value(self, node, indent, is_in_line):
        if self.is_flow(node):
            self.put("" if is_in_line else " ")
            self.flow(node)
            self.put(" # note\n" if self.chance(self.noise) else "\n")
        elif is_in_line:
            self.block(node, indent)
        else:
            self.put("\n")
            self.between(indent)
            self.put(" " * indent)
            self.block(node, indent)

    def document(self, root):
        """The text of the policy; every node has its line now."""
        self.between(0)
        if not isinstance(root, (Map, Seq)) or not (
            root.pairs if isinstance(root, Map) else root.items
        ):
            self.flow(root)
            self.put("\n")
        else:
            self.block(root, 0)
        return "".join(self.parts)
