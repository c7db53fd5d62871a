"""The real runscs that suites run: those of tests/fetched.tsv, which are Debian's; or, in a run of
tests/run with RUNSC_EXTRA, the one that is under test."""
import functools, hashlib, os, re, shutil, subprocess

import refusal, releases

UNDER_TEST = os.environ.get("RUNSC_UNDER_TEST")


def release_of(path):
    """The date that it says it is of, as a word."""
    version = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60)
    return re.search(r"(20\d{6})", version.stdout)[1]


# The first one is what a suite runs that runs one.
RELEASES = (release_of(UNDER_TEST),) if UNDER_TEST else tuple(releases.fetched())
RELEASE = RELEASES[0]


def runsc_path(release):
    return UNDER_TEST or os.environ.get(f"RUNSC_{release}")


@functools.cache
def why_not(release=RELEASE, in_container=False):
    """Why nothing of that release can be run, in keepc's own words where it refuses the one under
    test; None when it can. Of those that make deps fetches nothing may be refused."""
    if not runsc_path(release):
        return f"no runsc {release}; make deps fetches it"
    if not UNDER_TEST:
        return None
    put = functools.partial(install, release, put=link_or_copy)
    return refusal.refusal(release, put, in_container)


@functools.cache
def changes():
    return {change.id: change for change in releases.changes()}


def behaves(release, id):
    """What keepc says of the release: the row ID of releases.def."""
    return changes()[id].has(release)


def platform(release):
    return "systrap" if behaves(release, "systrap_runs") else "ptrace"


def files(release):
    """{name below runsc's directory: path}: runsc and all that lies in gvisor-bin beside it."""
    path = runsc_path(release)
    beside = f"{os.path.dirname(path)}/gvisor-bin"
    names = sorted(os.listdir(beside)) if os.path.isdir(beside) else []
    return {"runsc": path} | {f"gvisor-bin/{name}": f"{beside}/{name}" for name in names}


def link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def install(release, directory, put=shutil.copy):
    """The whole release, into a directory that is made."""
    for name, path in files(release).items():
        os.makedirs(os.path.dirname(f"{directory}/{name}"), exist_ok=True)
        put(path, f"{directory}/{name}")


def digest(release):
    """What runsc.sha256 says of it."""
    lines = {}
    for name, path in files(release).items():
        with open(path, "rb") as file:
            lines[name] = hashlib.file_digest(file, "sha256").hexdigest()
    if len(lines) == 1:
        return lines["runsc"]
    text = "".join(f"{digits}  {name}\n" for name, digits in lines.items())
    return hashlib.sha256(text.encode()).hexdigest()
