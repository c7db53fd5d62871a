"""What keepc itself says of a release under which a suite cannot run: the one word by which suites
skip for a release (runscs.why_not)."""
import os, re, shutil, subprocess, tempfile

import table

HERE = os.path.dirname(os.path.realpath(__file__))
BUILD = os.path.abspath(os.environ.get("BUILD", os.path.join(HERE, "../../build/release")))
FINDING = re.compile(r"^\S+: (error|warning): (.*) \[([a-z-]+)\]$", re.M)
# A warning that nothing starts in a container is a refusal for what runs in one.
IN_CONTAINER = {"release-nested-broken"}
POLICY = """version: 1
name: asked
command: [/usr/bin/guest]
user: 1000:1000
keep-dirs: [/usr]
runsc: {{path: /opt/runsc/runsc, release: {release}.0}}
"""


def rules_of_releases():
    """The names of the rules that can be about a release: the family runtime."""
    with open(os.path.join(HERE, "../../compiler/model/rules.def")) as file:
        rows = table.named_rows(file.read(), "CHECK|CHECK_FATAL")
    return {name for _, (_, name, _, family, *_) in rows if family == "runtime"}


def refusal_in(findings, in_container=False):
    """"RULE: text" of the first finding that refuses; None when none does. An error of another kind
    is a fault of keepc's or of the tests, and nothing to skip for."""
    for severity, text, rule in FINDING.findall(findings):
        if severity == "error" and rule not in rules_of_releases():
            raise RuntimeError(f"no rule about a release: {rule}: {text}")
        if severity == "error" or (in_container and rule in IN_CONTAINER):
            return f"{rule}: {text}"
    return None


def refusal(release, install, in_container=False):
    """keepc's word for the plainest policy with that release, in a tree in which install(DIRECTORY)
    put it; None when it compiles."""
    with tempfile.TemporaryDirectory(prefix="asked.") as work:
        install(f"{work}/root/opt/runsc")
        os.makedirs(f"{work}/root/usr/bin")
        shutil.copy(f"{BUILD}/keeprun", f"{work}/root/usr/bin/guest")
        with open(f"{work}/asked.sandbox.yaml", "w") as file:
            file.write(POLICY.format(release=release))
        done = subprocess.run(
            [
                f"{BUILD}/keepc", "compile", f"{work}/asked.sandbox.yaml", "-o", f"{work}/out",
                "--rootfs", f"{work}/root", "--runsc", f"{work}/root/opt/runsc/runsc",
            ],
            capture_output=True, text=True, timeout=120,
        )
    found = refusal_in(done.stderr.replace(work, ""), in_container)
    if done.returncode and not found:
        raise RuntimeError(f"keepc refuses release {release} without a rule: {done.stderr}")
    return found
