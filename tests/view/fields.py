"""Random values for every field of the OCI runtime specification (config.md, config-linux.md), with
optional parts there and missing; and every spelling of a command line's flags."""

ABSENT = object()
CAPABILITIES = ["CAP_CHOWN", "CAP_NET_RAW", "CAP_SYS_ADMIN", "CAP_KILL", "CAP_BPF", "cap_chown"]
LIMITS = ["NOFILE", "CORE", "CPU", "DATA", "RSS", "MSGQUEUE", "RTTIME"]
OPTIONS = [
    "ro",
    "rw",
    "noexec",
    "exec",
    "nosuid",
    "suid",
    "nodev",
    "dev",
    "noatime",
    "relatime",
    "private",
    "rslave",
    "nosymfollow",
    "defaults",
    "mode=0711",
    "size=64k",
    "uid=5",
    "gid=5",
    "nr_inodes=9",
    "dcache=100",
    "dcache=x",
    "overlayfs_stale_read",
    "disable_file_handle_sharing",
    "a=b=c",
    "mode=999",
    "idmap",
    "shared",
    "noacl",
    "recursive=ro",
]


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
    names = CAPABILITIES if rng.random() < 0.15 else CAPABILITIES[:5]
    return {
        kind: some(rng, names)
        for kind in ("bounding", "effective", "inheritable", "permitted", "ambient")
        if rng.random() < 0.6
    }


def limit(rng):
    soft = rng.choice([64, 1024, 18446744073709551615])
    name = "BOGUS" if rng.random() < 0.05 else rng.choice(LIMITS)
    return struct(
        type=maybe(rng, 0.97, lambda: f"RLIMIT_{name}"),
        soft=maybe(rng, 0.95, lambda: soft),
        hard=maybe(rng, 0.97, lambda: rng.choice([soft, 1024])),
    )


def limits(rng):
    """No NOFILE below what the probe itself needs."""
    rows = [limit(rng) for _ in range(rng.randint(0, 3))]
    return [
        row
        for row in rows
        if row.get("type") != "RLIMIT_NOFILE" or ("soft" in row and "hard" in row)
    ]


def process(rng):
    return struct(
        terminal=maybe(rng, 0.2, lambda: rng.random() < 0.5),
        consoleSize=maybe(rng, 0.1, lambda: rng.choice([{}, {"height": 25, "width": 80}])),
        user=maybe(rng, 0.95, lambda: user(rng)),
        args=["/usr/bin/probe", "stdin"],
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
                ["/dev/kvm", "/dev/null", "/dev/a/b", "/dev/fuse", "/etc/x", "dev/r"]
            ),
        ),
        type=maybe(
            rng,
            0.97,
            lambda: rng.choice(["c", "b", "u", "p", "c", "x" if rng.random() < 0.1 else "c"]),
        ),
        major=maybe(rng, 0.9, lambda: 10),
        minor=maybe(rng, 0.9, lambda: 232),
        fileMode=maybe(rng, 0.8, lambda: rng.choice([0, 438, 511])),
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
    return spaces + ([{"type": "ipc"}] if rng.random() < 0.1 else [])


def linux(rng):
    paths = ["/proc/kcore", "/etc/hosts", "/nowhere"]
    return struct(
        namespaces=maybe(rng, 0.8, lambda: namespaces(rng)),
        devices=maybe(rng, 0.3, lambda: [device(rng) for _ in range(rng.randint(0, 2))]),
        sysctl=maybe(rng, 0.2, lambda: rng.choice([{}, {"net.core.somaxconn": "256"}])),
        cgroupsPath=maybe(rng, 0.2, lambda: rng.choice(["", "/x", "a:b:c"])),
        resources=maybe(rng, 0.3, lambda: resources(rng)),
        seccomp=maybe(rng, 0.2, lambda: seccomp(rng)),
        rootfsPropagation=maybe(
            rng,
            0.2,
            lambda: rng.choice(["", "slave", "rprivate", "private", "shared", "unbindable"]),
        ),
        maskedPaths=maybe(rng, 0.3, lambda: some(rng, paths)),
        readonlyPaths=maybe(rng, 0.3, lambda: some(rng, paths)),
        mountLabel=maybe(rng, 0.1, lambda: "label"),
        intelRdt=maybe(rng, 0.1, lambda: rng.choice([{}, {"closID": "x"}])),
        personality=maybe(rng, 0.1, lambda: struct(domain="LINUX", flags=maybe(rng, 0.5, list))),
        timeOffsets=maybe(rng, 0.1, lambda: {"monotonic": {"secs": 1, "nanosecs": 1}}),
    )


def mount(rng):
    kind = rng.choice(
        ["tmpfs", "tmpfs", "bind", "none", "proc", "sysfs", "mqueue", "cgroup", ABSENT]
    )
    chance = 0.05 if rng.random() < 0.7 else 0.0
    options = [word for word in OPTIONS if rng.random() < chance]
    is_bind = kind == "bind" or (kind in ("none", ABSENT) and rng.random() < 0.6)
    if is_bind and kind != "bind":
        options.insert(0, rng.choice(["bind", "rbind"]))
    place = {"proc": "/proc", "sysfs": "/sys", "mqueue": "/dev/mqueue", "cgroup": "/sys/fs/cgroup"}
    return struct(
        destination=place.get(kind) or rng.choice(["/data", "/tmp", "/srv/deep", "/etc", "/mnt"]),
        type=kind,
        source=maybe(rng, 0.97 if is_bind else 0.5, lambda: "/inner/data" if is_bind else "x"),
        options=ABSENT if not options and rng.random() < 0.5 else options,
    )


def annotations(rng):
    return struct(
        **{
            "org.example.note": maybe(rng, 0.5, lambda: "x"),
            "io.kubernetes.cri.container-type": maybe(
                rng, 0.1, lambda: rng.choice(["sandbox", "container", "other"])
            ),
            "dev.gvisor.internal.application.quit": maybe(rng, 0.1, lambda: "x"),
            "dev.gvisor.flag.debug": maybe(rng, 0.1, lambda: rng.choice(["false", "x"])),
            "dev.gvisor.flag.network": maybe(rng, 0.05, lambda: "host"),
        }
    )


def configuration(rng):
    quiet = rng.random() < 0.5  # half of them differ from a plain one in few places
    config = struct(
        ociVersion=maybe(rng, 0.9, lambda: rng.choice(["1.0.2", "", "0.9", "nonsense"])),
        process=process(rng),
        root=struct(path="/inner", readonly=maybe(rng, 0.8, lambda: rng.random() < 0.9)),
        hostname=maybe(rng, 0.5, lambda: rng.choice(["", "guest", "a.b"])),
        domainname=maybe(rng, 0.2, lambda: "example"),
        mounts=maybe(
            rng, 0.8, lambda: [mount(rng) for _ in range(rng.randint(0, 1 if quiet else 4))]
        ),
        linux=maybe(rng, 0.9, lambda: linux(rng)),
        annotations=maybe(rng, 0.3, lambda: annotations(rng)),
        hooks=maybe(rng, 0.1, lambda: rng.choice([{}, {"prestart": []}, {"poststop": []}])),
        vm=maybe(rng, 0.03, lambda: {"kernel": {"path": "/x"}}),
        solaris=maybe(rng, 0.02, dict),
        windows=maybe(rng, 0.02, lambda: {"layerFolders": []}),
    )
    return config


def spelt(rng, name, value):
    """One flag, in any of the ways in which Go reads it."""
    dash = rng.choice(["-", "--"])
    if value in ("true", "false"):
        words = {"true": ["=true", "", "=1", "=T"], "false": ["=false", "=0", "=F"]}[value]
        return [f"{dash}{name}{rng.choice(words)}"]
    return rng.choice([[f"{dash}{name}={value}"], [f"{dash}{name}", value]])
