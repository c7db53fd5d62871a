"""The two artifacts of keepc, read, changed and written again with the digests that keeprun asks
for."""
import hashlib, json, os

DIGESTS = ("--config-sha256=", "--policy-sha256=")


def digest(words):
    return hashlib.sha256(b"".join(word.encode() + b"\0" for word in words)).hexdigest()


class Pair:
    def __init__(self, bundle):
        with open(f"{bundle}/config.json") as file:
            self.config = json.load(file)
        with open(f"{bundle}/argv", "rb") as file:
            words = file.read().decode().split("\0")[:-1]
        at = words.index("--")
        self.version, self.tail = words[0], words[at:]
        self.options = [word for word in words[1:at] if not word.startswith(DIGESTS)]

    def add_flag(self, name, value):
        """A flag of runsc's, in place of the one that is there: in byte order, between argv[0] of
        runsc and the command."""
        flags = sorted(
            [word for word in self.tail[2:-1] if not word.startswith(f"--{name}=")]
            + [f"--{name}={value}"]
        )
        self.tail = [*self.tail[:2], *flags, self.tail[-1]]

    def expect(self, path):
        """The row comes after all sources and before what is spliced and required."""
        later = ("--args", "--env-", "--outer-", "--wall=", "--output=", "--debug")
        at = next(index for index, word in enumerate(self.options) if word.startswith(later))
        self.options.insert(at, f"--expect-mount={path}")

    def write(self, bundle):
        os.makedirs(bundle, exist_ok=True)
        text = json.dumps(self.config).encode()
        words = [
            self.version, f"--config-sha256={hashlib.sha256(text).hexdigest()}", *self.options,
            *self.tail,
        ]
        words.insert(2, f"--policy-sha256={digest(words)}")
        for name, content in (
            ("config.json", text), ("argv", b"".join(word.encode() + b"\0" for word in words)),
        ):
            with open(f"{bundle}/{name}", "wb") as file:
                file.write(content)
