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


def seen_of(out, kernels=()):
    view = {}
    for line in out.encode(errors="surrogateescape").splitlines():
        if not line.startswith(b"walk "):
            continue
        _, kind, mode, path, *extra = line.split(b" ")
        value = hexadecimal(extra[1]) if kind == b"l" else extra[0] if kind == b"f" else b""
        if not hexadecimal(path).startswith(tuple(kernels)):
            view[hexadecimal(path)] = (kind, b"" if kind == b"l" else mode, value)
    return view
