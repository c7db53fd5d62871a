"""The probes whose root.path is / or that start in a container: the world of the probes is the
outer root itself there, with runsc and the bundle in it.

usage: nested.py ROOT PROGRAM [ARG...]      PROGRAM as root, with ROOT as its root file system"""
import os, shutil, subprocess, sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", room) for room in ("lib", "e2e", "containers")]
import world

DIRECTORIES = ("usr", "etc", "proc", "sys", "dev", "tmp")
SECONDS = 60


def become(root, words):
    world.call(world.LIBC.unshare(world.NEWNS), "unshare")
    world.mount("none", "/", None, world.REC | world.PRIVATE)
    world.mount(root, root, None, world.BIND | world.REC)
    world.make_devices(root)
    world.mount("/proc", f"{root}/proc", None, world.BIND | world.REC)
    os.chdir(root)
    world.call(world.LIBC.syscall(world.PIVOT_ROOT, b".", b"."), "pivot_root")
    world.call(world.LIBC.umount2(b".", 2), "umount the old root")
    os.chdir("/")
    os.execv(words[0], words)


def furnish(start):
    """runsc, the bundle with a root of empty mount points, and a state dir, in the world."""
    root, beside = f"{start.work}/rootfs", f"{os.path.dirname(start.runsc)}/gvisor-bin"
    os.makedirs(f"{root}/src/emptydir")
    os.makedirs(f"{root}/state")
    os.chmod(f"{root}/state", 0o1777)
    os.makedirs(f"{root}/opt/runsc")
    shutil.copy(start.runsc, f"{root}/opt/runsc/runsc")
    if os.path.isdir(beside):
        shutil.copytree(beside, f"{root}/opt/runsc/gvisor-bin")
    for name in DIRECTORIES:
        os.makedirs(f"{root}/bundle/rootfs/{name}")
    os.symlink("usr/bin", f"{root}/bundle/rootfs/bin")
    with open(f"{root}/bundle/config.json", "wb") as file:
        file.write(start.case.bytes())
    return root


def vector(start, flags):
    return [
        "/opt/runsc/runsc", "--root=/state", *flags, "run", "--bundle=/bundle", start.id,
    ]


def rootful(place, name):
    import forms

    case = forms.cases_of(name, place)[0]
    with place.start(case, forms.measure.script(name, case)) as start:
        root = furnish(start)
        flags = forms.S.usual_flags(case, place.mode, place.release)
        words = [sys.executable, os.path.realpath(__file__), root, *vector(start, flags)]
        done = subprocess.run(
            words, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=SECONDS
        )
        line = forms.error_line(done.returncode, done.stderr)
        return done.stdout.strip() or forms.wording(done.returncode, "", line)


def lacking():
    import engines

    return engines.missing()


def in_podman(place, name):
    """A rootless start in a container of uid 1000 that holds SYS_CHROOT, which the engine's profile
    asks for."""
    import engines, forms

    case = forms.cases_of(name, place)[0]
    with place.start(case, forms.measure.script(name, case)) as start:
        root = furnish(start)
        flags = [
            word for word in forms.S.usual_flags(case, "rootless", place.release)
            if not word.startswith("--rootless=")
        ]
        done = engines.execute([
            *engines.Podman.words, "run", "--rm", "--network=none", "--log-driver=none",
            *engines.ULIMITS, *engines.UNCONFINED, "--cap-drop=all", "--cap-add=SYS_CHROOT",
            "--security-opt=no-new-privileges", "--user=1000:1000",
            "--rootfs", root, *vector(start, [*flags, "--rootless=true"]),
        ], seconds=SECONDS)
        line = forms.error_line(done.status, done.err)
        return forms.wording(done.status, done.text.strip(), line)


FORMS = {
    **dict.fromkeys(("x_root_slash_rootful", "x_root_slash_rootful_directfs"), rootful),
    **dict.fromkeys(
        ("x_nest_root_slash_rootless_podman", "x_nest_stub_root_rootless_podman"), in_podman
    ),
}

if __name__ == "__main__":
    become(sys.argv[1], sys.argv[2:])
