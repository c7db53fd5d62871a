"""A real Debian root file system, made once and kept under build/toolbox."""
import fcntl, os, subprocess, tempfile

TOOLBOX = os.path.join(os.path.dirname(os.path.realpath(__file__)), "../../build/toolbox")
SUITE = "bookworm"


def debian_tar(packages):
    """Path of a tar of Debian minbase with these packages, made by mmdebstrap from the system's own
    sources; (None, reason) when it cannot be made."""
    name = "-".join(["debian", SUITE, *sorted(packages)])
    path = os.path.abspath(f"{TOOLBOX}/{name}.tar")
    os.makedirs(TOOLBOX, exist_ok=True)
    with open(f"{path}.lock", "w") as lock, tempfile.TemporaryDirectory(dir=TOOLBOX) as work:
        fcntl.flock(lock, fcntl.LOCK_EX)  # suites run side by side: one makes it, the other waits
        if os.path.exists(path):
            return path, None
        made = f"{work}/root.tar"
        words = [
            "mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}", SUITE,
            made,
        ]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=540)
        except FileNotFoundError:
            return None, "mmdebstrap is not installed"
        if done.returncode != 0:
            return None, f"mmdebstrap: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
        os.rename(made, path)
    return path, None
