"""Waits until a keeprun's keeper has a child, which makes the world, and mounts something over a
path below that child's directory in /proc.

usage: over.py SOURCE PID PATH    relative to the working directory, as arrive.py; SOURCE "-" is a
                                  tmpfs, and PATH may be empty"""

import ctypes
import sys
import time

MS_BIND = 4096
libc = ctypes.CDLL(None)
source, pid, path = sys.argv[1:]
open("volume/ready", "w").close()  # all that was needed of the old root is loaded
end = time.monotonic() + 20


def children_of(pid):
    with open(f"proc/{pid}/task/{pid}/children") as file:
        return file.read().split()


def find_maker():
    with open(f"proc/{pid}/comm") as name:
        keepers = children_of(pid) if name.read() == "keeprun\n" else []
    return children_of(keepers[0]) if keepers else []


makers = []
while not makers and time.monotonic() < end:
    time.sleep(0.005)
    makers = find_maker()
point = f"proc/{makers[0]}/{path}".encode()
if source == "-":
    libc.mount(b"x", point, b"tmpfs", 0, None)
else:
    libc.mount(source.encode(), point, None, MS_BIND, None)
