"""How a single-rootfs sandbox is started without Innerkeep, after what Dangerzone's entrypoint
does: a program of its own writes config.json at each start, masks what it knows of, hands on the
environment but for a few names, and becomes runsc. tests/containers/dangerzone.test measures it
beside keeprun.

usage: naive.py RUNSC STATE COMMAND..."""
import json, os, sys

READ_ONLY = ("/boot", "/home", "/media", "/mnt", "/root", "/sbin", "/srv", "/sys")
WRITABLE = ("/dev", "/run", "/tmp", "/var")
NOT_HANDED_ON = {"PATH", "HOME", "SHLVL", "HOSTNAME", "TERM", "PWD", "RUNSC_FLAGS", "RUNSC_DEBUG"}
CAPABILITIES = ("bounding", "effective", "inheritable", "permitted")


def mounts():
    yield {"destination": "/proc", "type": "proc", "source": "proc"}
    for path in (*READ_ONLY, *WRITABLE):
        options = ["nosuid", "noexec", "nodev", *(["ro"] if path in READ_ONLY else [])]
        yield {"destination": path, "type": "tmpfs", "source": "tmpfs", "options": options}


def config(command):
    env = [f"{name}={value}" for name, value in os.environ.items() if name not in NOT_HANDED_ON]
    return {
        "ociVersion": "1.0.0",
        "process": {
            "user": {"uid": 1000, "gid": 1000},
            "args": command,
            "env": [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm",
                *env,
            ],
            "cwd": "/",
            "capabilities": {name: [] for name in CAPABILITIES},
            "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 4096, "soft": 4096}],
        },
        "root": {"path": "/", "readonly": True},
        "hostname": "dangerzone",
        "mounts": list(mounts()),
        "linux": {
            "namespaces": [{"type": name} for name in ("pid", "network", "ipc", "uts", "mount")]
        },
    }


def main():
    runsc, state, *command = sys.argv[1:]
    bundle = f"{state}/bundle-{os.getpid()}"
    os.makedirs(bundle)
    with open(f"{bundle}/config.json", "w") as file:
        json.dump(config(command), file)
    flags = [
        "--rootless=true", "--network=none", f"--root={state}", "--directfs=false",
        *os.environ.get("RUNSC_FLAGS", "").split(),
    ]
    os.execv(runsc, [runsc, *flags, "run", f"--bundle={bundle}", f"naive-{os.getpid()}"])


main()
