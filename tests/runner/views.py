"""What the lister says of a world, made comparable: without numbers of mounts and names of
starts."""

import re

from artifacts import lines

STATUS = (
    "Umask",
    "Uid",
    "Gid",
    "Groups",
    "SigBlk",
    "SigIgn",
    "CapPrm",
    "CapEff",
    "CapBnd",
    "CapInh",
)
FACTS = (
    "arg",
    "env",
    "cwd",
    "fd",
    "directory",
    "file",
    "link",
    "other",
    "canary",
    "writable",
    "config",
)
FLAGS = {"ro", "rw", "nosuid", "nodev", "noexec"}


def mount_of(line):
    """ID PARENT DEVICE ROOT POINT FLAGS: proc_pid_mountinfo(5). What lies below /proc is the outer
    container's."""
    root, point, flags = line.split(" ")[3:6]
    return "mount", root, point, *sorted(FLAGS & set(flags.split(",")))


def view_of(result):
    """A set of facts."""
    view = set()
    result.stdout = re.sub(r"keep-[0-9a-f]{16}", "ID", result.stdout)
    for kind in FACTS:
        view |= {(kind, line) for line in lines(result, kind)}
    view |= {mount_of(line) for line in lines(result, "mount")}
    view |= {("status", line) for line in lines(result, "status") if line.split(":")[0] in STATUS}
    return view


def seen_before_end(result):
    """Of a sandbox that was ended while it spoke: its last line may be half of one."""
    result.stdout = result.stdout.rpartition("\n")[0]
    return view_of(result)
