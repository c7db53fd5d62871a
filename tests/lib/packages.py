"""Debian packages of this tree, made once for all suites that want them."""
import fcntl, glob, os, shutil, subprocess

TOP = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "../.."))
DEB = f"{TOP}/build/deb"
STAMP = f"{DEB}/tree"


def missing():
    """Why no package can be made here; None when one can."""
    if not os.path.exists(f"{TOP}/.git"):
        return "make deb packs a commit, and this is no git checkout"
    absent = [name for name in ("dpkg-buildpackage", "dh", "scdoc") if not shutil.which(name)]
    return f"not installed: {', '.join(absent)}; make deps installs them" if absent else None


def git(*words):
    done = subprocess.run(["git", "-C", TOP, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def revision():
    """The last commit, or one with the changes since: of files that git knows. No name in the
    repository leads to it."""
    return git("stash", "create") or git("rev-parse", "HEAD")


def read(path):
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return file.read()


def packages_make():
    """make deb, where the packages that are there are not of this tree; (paths of the .deb files,
    what make said when it failed). Suites run side by side: the second one waits for the first."""
    os.makedirs(f"{TOP}/build", exist_ok=True)
    with open(f"{TOP}/build/deb.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        commit = revision()
        tree = git("rev-parse", f"{commit}^{{tree}}")
        if read(STAMP) != tree:
            done = subprocess.run(
                ["make", "-C", TOP, "deb", f"REVISION={commit}"], capture_output=True, text=True,
                stdin=subprocess.DEVNULL, timeout=900,
            )
            if done.returncode != 0:
                return [], done.stdout[-2000:] + done.stderr[-4000:]
            with open(STAMP, "w") as file:
                file.write(tree)
    found = sorted(glob.glob(f"{DEB}/*.deb"))
    return [path for path in found if "-dbgsym_" not in path], ""
