"""Directory trees as text, for cases that need one and for comparing what a program left behind.

A description has one entry a line, parents come by themselves, # starts a comment:
    d /usr                  directory
    f /etc/hosts 127.0.0.1  file with that content (the rest of the line and a newline; none: empty)
    a /etc/hosts ::1        one more line in it
    l /bin usr/bin          symlink
    p /run/pipe             FIFO
    e /usr/bin/true /ld.so  an ELF program that asks for this runtime linker
    m /usr 0700             mode of something made above
Files in a directory bin can be executed."""
import contextlib, os, stat, struct


def elf_asking_for(loader):
    """The least that elf(5) calls a program: a header, one PT_INTERP segment, the path."""
    path = loader.encode() + b"\0"
    ident = b"\x7fELF" + bytes([2, 1 if struct.pack("=H", 1) == b"\1\0" else 2, 1]) + bytes(9)
    header = struct.pack("=HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    return (
        ident + header + struct.pack("=IIQQQQQQ", 3, 4, 120, 0, 0, len(path), len(path), 1) + path
    )


def tree_make(root, description):
    os.makedirs(root, exist_ok=True)
    for line in description.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kind, path, rest = (line.split(" ", 2) + ["", ""])[:3]
        full = os.path.join(root, path.lstrip("/"))
        with writable(os.path.dirname(full)):
            tree_add(kind, path, full, rest)


@contextlib.contextmanager
def writable(directory):
    """Root may write anywhere; a plain user makes the nearest directory writable while an entry is
    added to it."""
    while not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    mode = stat.S_IMODE(os.stat(directory).st_mode)
    if not os.access(directory, os.W_OK):
        os.chmod(directory, mode | 0o200)
    yield
    if stat.S_IMODE(os.stat(directory).st_mode) == mode | 0o200:
        os.chmod(directory, mode)


def tree_add(kind, path, full, rest):
    os.makedirs(os.path.dirname(full) or "/", exist_ok=True)
    if kind == "d":
        os.makedirs(full, exist_ok=True)
    elif kind == "f":
        with open(full, "w") as file:
            file.write(rest + "\n" if rest else "")
        os.chmod(full, 0o755 if "/bin/" in path else 0o644)
    elif kind == "a":
        with open(full, "a") as file:
            file.write(rest + "\n")
    elif kind == "e":
        with open(full, "wb") as file:
            file.write(elf_asking_for(rest))
        os.chmod(full, 0o755)
    elif kind == "l":
        os.symlink(rest, full)
    elif kind == "p":
        os.mkfifo(full)
    elif kind == "m":
        os.chmod(full, int(rest, 8))
    else:
        raise ValueError(f"no such kind of entry: {kind} {path}")


def tree_read(root):
    """{path: (kind, mode, content)} of all below root; content is bytes of a file, target of a
    symlink."""
    entries = {}
    for directory, names, files in os.walk(root):
        for name in names + files:
            full = os.path.join(directory, name)
            info = os.lstat(full)
            kind = {stat.S_IFDIR: "d", stat.S_IFREG: "f", stat.S_IFLNK: "l", stat.S_IFIFO: "p"}.get(
                stat.S_IFMT(info.st_mode), "?"
            )
            content = b""
            if kind == "f":
                with open(full, "rb") as file:
                    content = file.read()
            if kind == "l":
                content = os.readlink(full).encode()
            entries[os.path.relpath(full, root)] = (kind, stat.S_IMODE(info.st_mode), content)
    return entries


def tree_identity(root):
    """What changes when anything below root is written, replaced or touched."""
    found = {".": os.stat(root).st_mtime_ns} if os.path.isdir(root) else {}
    for path in tree_read(root):
        info = os.lstat(os.path.join(root, path))
        found[path] = (info.st_ino, info.st_mtime_ns, info.st_size, info.st_mode)
    return found


def tree_list(entries):
    """Text for a golden: kind, mode, path, target or size; symlinks have no mode of their own."""
    lines = []
    for path, (kind, mode, content) in sorted(entries.items()):
        lines.append(f"l {path} {content.decode()}" if kind == "l" else f"{kind} {path} {mode:04o}")
    return "".join(f"{line}\n" for line in lines)
