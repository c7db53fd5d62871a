"""Mounts ./volume on a path below the working directory again and again; at last it stays there.

usage: arrive.py PATH MILLISECONDS    between two mounts; needs no program but itself, since
                                      pivot_root takes its root directory away"""

import ctypes
import sys
import time

MS_BIND = 4096
MNT_DETACH = 2
libc = ctypes.CDLL(None)
path, pause = sys.argv[1].encode(), int(sys.argv[2]) / 1000
end = time.monotonic() + 0.6
print("arriving", flush=True)
while time.monotonic() < end:
    libc.mount(b"volume", path, None, MS_BIND, None)
    time.sleep(pause)
    libc.umount2(path, MNT_DETACH)
    time.sleep(pause)
libc.mount(b"volume", path, None, MS_BIND, None)
