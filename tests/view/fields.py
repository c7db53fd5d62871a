"""Random values for every field of the OCI runtime specification (config.md, config-linux.md), with
optional parts there and missing."""

ABSENT = object()
CAPABILITIES = ["CAP_CHOWN", "CAP_NET_RAW", "CAP_SYS_ADMIN", "CAP_KILL", "CAP_BPF", "cap_chown"]
LIMITS = ["NOFILE", "CORE", "CPU", "DATA", "RSS", "MSGQUEUE", "RTTIME"]
OPTIONS = (
    "ro rw noexec exec nosuid suid nodev dev noatime atime relatime strictatime nodiratime sync"
    " async dirsync mand silent remount private rprivate slave rslave unbindable runbindable shared"
    " rshared acl noacl nosymfollow newinstance idmap defaults recursive=ro mode=0711 size=64k"
    " uid=5 gid=5 nr_inodes=9 dcache=100 overlayfs_stale_read disable_file_handle_sharing"
).split()
# Values that no file system takes, and some that look as if none would.
DATA = (
    "mode=999 mode=77777 mode=0700,size=4k mode=40000000000 mode mode= size size=1x size=0 size=-1"
    " size=99999999999999999999 size=17179869184g size=010 uid=-1 uid=4294967295 gid=4294967296"
    " gid=x dcache=x dcache dcache=-1 dcache=0x5 dcache=1,x overlayfs_stale_read=1 a=b=c =b ro=1"
).split()


def maybe(rng, chance, value):
    return value() if rng.random() < chance else ABSENT


def struct(**members):
    return {name: value for name, value in members.items() if value is not ABSENT}


def some(rng, words, most=3):
    return rng.sample(words, rng.randint(0, min(most, len(words))))


def user(rng):
    number = lambda: rng.choice([0, 0, 1, 1000, 65534, 4294967295 if rng.random() < 0.1 else 7])
    return struct(
        uid=maybe(rng, 0.8, number),
        gid=maybe(rng, 0.8, number),
        umask=maybe(rng, 0.2, lambda: rng.choice([0, 18, 63])),
        additionalGids=maybe(rng, 0.3, lambda: rng.choice([[], [0], [4, 5], [65534, 65534]])),
        username=maybe(rng, 0.1, lambda: "somebody"),
    )


def capabilities(rng):
    """Mostly such that the kernel takes them: no set has more than the one before."""
    names = CAPABILITIES if rng.random() < 0.1 else CAPABILITIES[:4]
    sets, is_sound = {}, rng.random() < 0.85
    for kind in ("bounding", "permitted", "effective", "inheritable", "ambient"):
        chosen = some(rng, names)
        if is_sound:
            names = chosen
        if is_sound or rng.random() < 0.6:
            sets[kind] = chosen
    return sets


def limit(rng):
    soft = rng.choice([64, 1024, 18446744073709551615])
    name = "BOGUS" if rng.random() < 0.02 else rng.choice(LIMITS)
    return struct(
        type=maybe(rng, 0.97, lambda: f"RLIMIT_{name}"),
        soft=maybe(rng, 0.95, lambda: soft),
        hard=maybe(rng, 0.97, lambda: rng.choice([soft, 1024])),
    )


def limits(rng):
    """No NOFILE below what the probe itself needs, nor a time after which it is killed."""
    rows = [limit(rng) for _ in range(rng.randint(0, 3))]
    return [
        row
        for row in rows
        if row.get("type") not in ("RLIMIT_NOFILE", "RLIMIT_CPU") or {"soft", "hard"} <= set(row)
    ]


def process(rng):
    return struct(
        terminal=maybe(rng, 0.2, lambda: rng.random() < 0.5),
        consoleSize=maybe(rng, 0.1, lambda: rng.choice([{}, {"height": 25, "width": 80}])),
        user=maybe(rng, 0.95, lambda: user(rng)),
        args=[
            "/usr/bin/probe" if rng.random() < 0.95
            else rng.choice("probe probe usr/bin/probe ../usr/bin/probe /usr/bin no".split()),
            "stdin",
        ],
        commandLine=maybe(rng, 0.05, lambda: "x"),
        env=maybe(
            rng, 0.9, lambda: ["PATH=/usr/bin", *some(rng, ["A=", "B=1", "PATH=/usr/bin", "=x"])]
        ),
        cwd=maybe(rng, 0.95, lambda: rng.choice(["/", "/", "/usr", "/usr/../etc", "//"])),
        capabilities=maybe(rng, 0.4, lambda: capabilities(rng)),
        rlimits=maybe(rng, 0.4, lambda: limits(rng)),
        noNewPrivileges=maybe(rng, 0.6, lambda: rng.random() < 0.7),
        apparmorProfile=maybe(rng, 0.1, lambda: rng.choice(["", "none"])),
        oomScoreAdj=maybe(rng, 0.1, lambda: rng.choice([0, 500])),
        scheduler=maybe(rng, 0.05, lambda: {"policy": "SCHED_OTHER"}),
        selinuxLabel=maybe(rng, 0.05, lambda: rng.choice(["", "label"])),
        ioPriority=maybe(rng, 0.05, lambda: {"class": "IOPRIO_CLASS_IDLE"}),
    )


def device(rng):
    return struct(
        path=maybe(
            rng,
            0.97,
            lambda: rng.choice(
                ["/dev/kvm", "/dev/null", "/dev/a/b", "/dev/fuse", "/tmp/a/x", "/mnt/x", "dev/r"]
            ),
        ),
        type=maybe(
            rng,
            0.97,
            lambda: rng.choice(["c", "b", "u", "p", "c", "x" if rng.random() < 0.1 else "c"]),
        ),
        major=maybe(rng, 0.9, lambda: 10),
        minor=maybe(rng, 0.9, lambda: 232),
        fileMode=maybe(rng, 0.95, lambda: rng.choice([0, 438, 511])),
        uid=maybe(rng, 0.5, lambda: 0),
        gid=maybe(rng, 0.5, lambda: 5),
    )


def seccomp(rng):
    return struct(
        defaultAction="SCMP_ACT_ALLOW",
        defaultErrnoRet=maybe(rng, 0.2, lambda: 1),
        architectures=maybe(rng, 0.5, lambda: ["SCMP_ARCH_X86_64"]),
        syscalls=maybe(
            rng, 0.5, lambda: [{"names": ["reboot"], "action": "SCMP_ACT_ERRNO", "args": []}]
        ),
    )


def resources(rng):
    return struct(
        devices=maybe(
            rng, 0.4, lambda: [struct(allow=False, access=maybe(rng, 0.5, lambda: "rwm"))]
        ),
        memory=maybe(rng, 0.3, lambda: struct(limit=maybe(rng, 0.5, lambda: 1 << 30))),
        cpu=maybe(rng, 0.3, lambda: struct(shares=maybe(rng, 0.5, lambda: 1024), cpus="0")),
        pids=maybe(rng, 0.3, lambda: {"limit": 100}),
        unified=maybe(rng, 0.1, lambda: {"memory.high": "1"}),
        hugepageLimits=maybe(rng, 0.1, lambda: [{"pageSize": "2MB", "limit": 1}]),
    )


def namespaces(rng):
    spaces = [
        {"type": name}
        for name in ("pid", "network", "ipc", "uts", "mount", "cgroup", "bogus")
        if rng.random() < 0.6
    ]
    if rng.random() < 0.08:
        spaces.append({"type": "user"})
    return spaces + ([{"type": "ipc"}] if rng.random() < 0.1 else [])


def mappings(rng):
    return [
        struct(
            containerID=maybe(rng, 0.97, lambda: rng.choice([0, 0, 0, 0, 1000])),
            hostID=maybe(rng, 0.97, lambda: rng.choice([0, 0, 0, 0, 1000])),
            size=maybe(rng, 0.97, lambda: rng.choice([1, 1, 1, 1, 2])),
        )
        for _ in range(rng.choice([1, 1, 1, 1, 2, 0]))
    ]


def linux(rng):
    paths = ["/proc/kcore", "/etc/hosts", "/nowhere"]
    spaces = maybe(rng, 0.8, lambda: namespaces(rng))
    is_mapped = 0.9 if spaces is not ABSENT and {"type": "user"} in spaces else 0.02
    return struct(
        namespaces=spaces,
        uidMappings=maybe(rng, is_mapped, lambda: mappings(rng)),
        gidMappings=maybe(rng, is_mapped, lambda: mappings(rng)),
        devices=maybe(rng, 0.3, lambda: [device(rng) for _ in range(rng.randint(0, 2))]),
        sysctl=maybe(rng, 0.2, lambda: rng.choice([{}, {"net.core.somaxconn": "256"}])),
        cgroupsPath=maybe(rng, 0.2, lambda: rng.choice(["", "/x", "a:b:c"])),
        resources=maybe(rng, 0.3, lambda: resources(rng)),
        seccomp=maybe(rng, 0.2, lambda: seccomp(rng)),
        rootfsPropagation=maybe(
            rng,
            0.1,
            lambda: rng.choice(["", "slave", "rprivate", "private", "shared", "unbindable"]),
        ),
        maskedPaths=maybe(rng, 0.3, lambda: some(rng, paths)),
        readonlyPaths=maybe(rng, 0.3, lambda: some(rng, paths)),
        mountLabel=maybe(rng, 0.1, lambda: "label"),
        intelRdt=maybe(rng, 0.1, lambda: rng.choice([{}, {"closID": "x"}])),
        personality=maybe(rng, 0.1, lambda: struct(domain="LINUX", flags=maybe(rng, 0.5, list))),
        timeOffsets=maybe(rng, 0.1, lambda: {"monotonic": {"secs": 1, "nanosecs": 1}}),
    )


def destination(rng, kind):
    usual = {
        "proc": "/proc", "sysfs": "/sys", "mqueue": "/dev/mqueue", "cgroup": "/sys/fs/cgroup",
        "cgroup2": "/sys/fs/cgroup", "devpts": "/dev/pts", "devtmpfs": "/dev",
    }
    if kind in usual and rng.random() < 0.9:
        return usual[kind]
    return rng.choice(
        ["/data", "/data", "/tmp", "/srv/deep", "/etc", "/mnt", "/mnt/", "/srv/../mnt", "/dev/shm",
         "/dev", "/proc/x", "/data/secret", "/etc/hosts", "/", "data"]
        if rng.random() < 0.3
        else ["/data", "/tmp", "/srv/deep", "/etc", "/mnt"]
    )


def mount(rng):
    kind = rng.choice(
        "tmpfs tmpfs tmpfs bind bind none proc sysfs mqueue cgroup cgroup2 devpts devtmpfs".split()
        + [ABSENT]
    )
    chance = rng.choice([0.04, 0.04, 0, 0])
    options = [word for word in OPTIONS if rng.random() < chance]
    options += [word for word in DATA if rng.random() < chance / 8]
    rng.shuffle(options)
    is_bind = kind == "bind" or (kind in ("none", ABSENT) and rng.random() < 0.6)
    if is_bind and kind != "bind":
        options.insert(0, rng.choice(["bind", "rbind"]))
    return struct(
        destination=destination(rng, kind),
        type=kind,
        source=maybe(rng, 0.97 if is_bind else 0.5, lambda: "/inner/data" if is_bind else "x"),
        options=ABSENT if not options and rng.random() < 0.5 else options,
    )


def annotations(rng):
    """Those of engines, which runsc does not know or knows, and its own."""
    foreign = {
        "org.example.note": "x",
        "io.kubernetes.cri.container-name": "web",
        "io.kubernetes.cri.image-name": "busybox:latest",
        "io.kubernetes.cri.sandbox-id": "0123456789ab",
        "io.kubernetes.cri.sandbox-namespace": "default",
        "io.kubernetes.cri-o.ContainerName": "web",
        "io.kubernetes.cri-o.TTY": "false",
        "io.podman.annotations.autoremove": "FALSE",
        "io.podman.annotations.userns": "",
        "io.container.manager": "libpod",
        "org.opencontainers.image.stopSignal": "15",
        "org.systemd.property.CollectMode": "'inactive-or-failed'",
        "run.oci.keep_original_groups": "1",
        "com.docker.network": "bridge",
    }
    own = {
        "io.kubernetes.cri.container-type": "sandbox sandbox container other",
        "io.kubernetes.cri-o.ContainerType": "sandbox container",
        "dev.gvisor.internal.application.quit": "x",
        "dev.gvisor.flag.debug": "false x 1",
        "dev.gvisor.flag.network": "host",
        "dev.gvisor.flag.host-uds": "none open x",
        "dev.gvisor.flag.oci-seccomp": "true false",
        "dev.gvisor.flag.overlay2": "none root:memory",
        "dev.gvisor.flag.nonsense": "1",
        "dev.gvisor.bundle.experimental-high-performance": "true false",
    }
    chosen = {name: value for name, value in foreign.items() if rng.random() < 0.3}
    for name, values in own.items():
        if rng.random() < 0.05:
            chosen[name] = rng.choice(values.split())
    return chosen


def configuration(rng):
    quiet = rng.random() < 0.5  # half of them have one mount at most
    config = struct(
        ociVersion=maybe(rng, 0.9, lambda: rng.choice(["1.0.2", "", "0.9", "nonsense"])),
        process=process(rng),
        root=struct(path="/inner", readonly=maybe(rng, 0.95, lambda: rng.random() < 0.95)),
        hostname=maybe(rng, 0.5, lambda: rng.choice(["", "guest", "a.b"])),
        domainname=maybe(rng, 0.2, lambda: "example"),
        mounts=maybe(
            rng, 0.8, lambda: [mount(rng) for _ in range(rng.randint(0, 1 if quiet else 4))]
        ),
        linux=maybe(rng, 0.9, lambda: linux(rng)),
        annotations=maybe(rng, 0.3, lambda: annotations(rng)),
        hooks=maybe(rng, 0.1, lambda: rng.choice([{}, {"prestart": []}, {"poststop": []}])),
        vm=maybe(rng, 0.03, lambda: {"kernel": {"path": "/x"}}),
        solaris=maybe(rng, 0.01, dict),
        windows=maybe(rng, 0.01, lambda: {"layerFolders": []}),
    )
    return config
