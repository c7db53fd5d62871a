"""Enters a root directory as an engine does, and becomes a program in it.

usage: enter.py ROOT SCRIPT UID PROGRAM [ARGUMENT...]     in a mount namespace of its own

SCRIPT is for sh, run in ROOT when that is a mount and has /proc and /dev, before anybody is in it.
CGROUP in the environment is a file that lists the processes of a control group: PROGRAM joins it.
CONFINED is the name of the AppArmor profile that PROGRAM gets.
keeprun makes a user namespace, which the kernel refuses in a chroot: so this is a pivot_root."""

import ctypes
import os
import subprocess
import sys

MOUNTS = 'mount --rbind . .; cd "$PWD"; mount --rbind /proc proc; mount --rbind /dev dev; '
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}[os.uname().machine]
MNT_DETACH = 2
libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result < 0:
        sys.exit(f"enter: {what}: {os.strerror(ctypes.get_errno())}")


root, script, uid, *command = sys.argv[1:]
uid = int(uid)
group = os.environ.pop("CGROUP", None)
members = open(group, "w") if group else None
confined = os.environ.pop("CONFINED", None)
attribute = open("/proc/self/attr/apparmor/exec", "w") if confined else None
subprocess.run(["sh", "-ec", MOUNTS + script], cwd=root, check=True)
os.chdir(root)
check(libc.syscall(PIVOT_ROOT, b".", b"."), "pivot_root")
check(libc.umount2(b".", MNT_DETACH), "umount2")
os.chdir("/")
if members:
    print(os.getpid(), file=members, flush=True)
if confined:
    print("exec", confined, end="", file=attribute, flush=True)
if uid != 0:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
os.execv(command[0], command)
