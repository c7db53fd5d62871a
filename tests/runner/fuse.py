"""A FUSE whose server takes one request too many and never answers it.

usage: fuse.py POINT PIDFILE lookup|getattr|never    mounts it, goes to the background when it is
                                                     mounted; ends by itself after three minutes

Until the first question of that kind it answers as for a directory in which nothing works. What it
has taken then waits for the server's end: the kernel lets go of nobody before."""

import ctypes
import errno
import os
import struct
import sys
import time

INIT, FORGET, BATCH_FORGET, INTERRUPT = 26, 2, 42, 36
SILENT = {FORGET, BATCH_FORGET, INTERRUPT}
KINDS = {"lookup": 1, "getattr": 3, "never": None}
MAJOR, MINOR, SECONDS = 7, 31, 180
DIRECTORY = 0o40755


def reply(device, unique, payload=b"", error=0):
    os.write(device, struct.pack("=IiQ", 16 + len(payload), -error, unique) + payload)


def attributes(node):
    """fuse_attr_out of <linux/fuse.h>: an empty directory of root's, asked for anew each time."""
    valid, size, times, rest = (0, 0, 0), (0, 0), (0, 0, 0), (0, 0, 0, 4096, 0)
    shape = "=QII" + "Q" * 6 + "I" * 10
    return struct.pack(shape, *valid, node, *size, *times, *times, DIRECTORY, 2, *rest)


def mount(device, point):
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"stuck", os.fsencode(point), b"fuse", 0, options.encode()) < 0:
        sys.exit(f"fuse: {os.strerror(ctypes.get_errno())}")


def serve(device, stuck_at):
    while True:
        request = os.read(device, 1 << 17)
        _, opcode, unique, node = struct.unpack("=IIQQ", request[:24])
        if opcode == stuck_at:
            time.sleep(SECONDS)
            return
        if opcode == INIT:
            limits = struct.pack("=IIIIHHI", MAJOR, MINOR, 0, 0, 0, 0, 4096)
            reply(device, unique, limits + bytes(40))
        elif opcode == KINDS["getattr"]:
            reply(device, unique, attributes(node))
        elif opcode not in SILENT:
            reply(device, unique, error=errno.ENOSYS)


point, pid_file, stuck_at = sys.argv[1], sys.argv[2], KINDS[sys.argv[3]]
device = os.open("/dev/fuse", os.O_RDWR)
mount(device, point)
child = os.fork()
if child > 0:
    with open(pid_file, "w") as file:
        file.write(f"{child}\n")
    sys.exit(0)
null = os.open("/dev/null", os.O_RDWR)
for number in range(3):
    os.dup2(null, number)
serve(device, stuck_at)
