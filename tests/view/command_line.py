"""Random command lines of runsc that start where they can: each flag in any of the ways in which Go
reads it, some said twice, some with values that nobody takes."""

# (name, values that leave the guest as it is, values that runsc refuses or that change it)
FLAGS = [
    ("overlay2", "none root:memory all:memory", "root: root:disk memory self none, ROOT:memory"),
    ("file-access", "exclusive", "shared Exclusive"),
    ("file-access-mounts", "shared exclusive", "none"),
    ("host-uds", "none open create all", "None yes"),
    ("host-fifo", "none open", "create"),
    ("directfs", "false true", "no"),
    ("net-raw", "false true", "on"),
    ("oci-seccomp", "false true", "2"),
    ("fsgofer-host-uds", "false", "true"),
    ("overlay", "false", "true"),
    ("num-network-channels", "1 0x2 0b11 1_0", "0 -1 one 1.5"),
    ("dcache", "-1 0 100", "x"),
    ("panic-signal", "-1", "SIGABRT"),
    ("strace-log-size", "1024 0o17", "-1"),
    ("watchdog-action", "panic", "log logwarning Panic none"),
    ("ref-leak-mode", "disabled log-names", "off"),
    ("qdisc", "fifo none", "tbf"),
    ("debug-log-format", "text", ""),
    ("nonsense", "", "1 true"),
]


def spelt(rng, name, value):
    dash = rng.choice(["-", "--"])
    words = {
        "true": ["=true", "", "=1", "=T", "=t", "=TRUE", "=True"], "false": ["=false", "=0", "=F"],
    }
    if value in words:
        return [f"{dash}{name}{rng.choice(words[value])}"]
    return rng.choice([[f"{dash}{name}={value}"], [f"{dash}{name}", value]])


def others(rng):
    for name, usual, odd in FLAGS:
        draw = rng.random()
        values = usual.split() if 0.002 < draw < 0.08 else odd.split() if draw < 0.002 else []
        if values:
            yield name, rng.choice(values)


def command_line(rng, needed):
    """needed: the rows (name, value) without which nothing starts."""
    rows = needed + list(others(rng))
    rng.shuffle(rows)
    if rng.random() < 0.1:  # the last one counts
        rows.insert(0, rng.choice(rows))
    words = [word for name, value in rows for word in spelt(rng, name, value)]
    if rng.random() < 0.01:
        words.insert(rng.randrange(len(words)), rng.choice(["---x", "--=x", "-", "--", "word"]))
    return words
