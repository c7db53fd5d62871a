"""The listing that keepc foretells (view --list) and the one that the probe saw (walk /), in one
form: {path: (kind, mode, size or target)}."""
import os, re


def octal(text):
    return re.sub(rb"\\([0-3][0-7]{2})", lambda found: bytes([int(found[1], 8)]), text)


def hexadecimal(text):
    return re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), text)


def foretold_of(listing, root, bundle=""):
    view = {}
    for line in listing.splitlines():
        kind, mode, _, outer, path, *target = line.split(b" ")
        extra = octal(target[0]) if kind == b"l" else b""
        if kind == b"f":
            # A mask has nothing behind it.
            source = (
                bundle.encode() + octal(outer[3:])
                if outer.startswith(b"DIR")
                else root.encode() + octal(outer)
            )
            extra = b"0" if outer == b"-" else b"%d" % os.lstat(source).st_size
        view[octal(path)] = (kind, b"" if kind == b"l" else mode, extra)
    return view


def kernels_of(listing):
    """Directories whose contents the sentry makes."""
    return [
        octal(line.split(b" ")[4]) + b"/"
        for line in listing.splitlines()
        if line.split(b" ")[3] == b"kernel"
    ]


def walked(out):
    for line in out.encode(errors="surrogateescape").splitlines():
        if line.startswith(b"walk "):
            yield line.split(b" ")[1:]


def closed_of(out):
    """Directories that the probe may not list."""
    return {hexadecimal(words[1]) for words in walked(out) if len(words) == 2}


def seen_of(out, kernels=()):
    view = {}
    for words in walked(out):
        if len(words) == 2:
            continue
        kind, mode, path, *extra = words
        value = hexadecimal(extra[1]) if kind == b"l" else extra[0] if kind == b"f" else b""
        if not hexadecimal(path).startswith(tuple(kernels)):
            view[hexadecimal(path)] = (kind, b"" if kind == b"l" else mode, value)
    return view


def allows(entry, bits):
    """Everybody may do that with a directory; the root of the guest is one of those."""
    return entry is None or int(entry[1], 8) & bits == bits


def differences(foretold, seen, closed=frozenset()):
    """What lies in a directory that the guest may not list is nobody's to compare; but then its
    mode has to say so, and what may not be searched has names without anything behind them. So has
    a FIFO of the outer container where the gofer opens what it is asked about."""
    wrong = [path for path in closed if allows(foretold.get(path), 0o5)]
    hidden = tuple(path + b"/" for path in closed)
    for path in foretold.keys() | seen.keys():
        said, found = foretold.get(path), seen.get(path)
        is_blind = (said and found and found[0] == b"?") and (
            not allows(foretold.get(os.path.dirname(path)), 0o1)
            or (said[0], found[1]) == (b"p", b"EPERM")
        )
        if said != found and not path.startswith(hidden) and not is_blind:
            wrong.append(path)
    return [
        f"{path!r}: foretold {foretold.get(path)}, seen {seen.get(path, 'closed')}"
        for path in sorted(wrong)
    ]
