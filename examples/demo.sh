#!/bin/sh
# make demo: a shipped policy becomes two artifacts and a running sandbox; a secret beside the
# keep-dirs stays out of reach; without the sandbox the same program reads it. Exit status 0 only
# when all of that was seen. Leaves nothing behind. RUNSC=PATH: with that runsc,
# of whatever release.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-$PWD/build/release}
# What make deps fetches first.
IFS="$(printf '\t')" read -r RELEASE _ _ place <tests/fetched.tsv
POLICY=policies/python-runner.sandbox.yaml

die() {
	echo "make demo: $*" >&2
	exit 1
}

heading() {
	printf '\n%s== %s%s\n' "$bold" "$*" "$plain"
}

show() {
	printf '%s$ %s%s\n' "$dim" "$*" "$plain"
}

indent() {
	sed 's/^/    /'
}

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
fi

find_runsc() {
	[ -z "${RUNSC:-}" ] || { echo "$RUNSC"; return; }
	for path in "$(printenv "RUNSC_$RELEASE")" "$PWD/$place" /usr/bin/runsc; do
		if [ -x "$path" ] && "$path" --version | grep -q "^runsc version .*$RELEASE"; then
			echo "$path"
			return
		fi
	done
}

runsc=$(find_runsc)
[ -n "$runsc" ] || die "no runsc $RELEASE here; make deps fetches it"
[ -x /usr/bin/python3 ] || die "no /usr/bin/python3 here; make deps installs it"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -m 0755 "$work/runsc"
install -m 0755 "$runsc" "$work/runsc/runsc"
beside=$(dirname "$runsc")/gvisor-bin
[ ! -d "$beside" ] || { cp -r "$beside" "$work/runsc/" && chmod -R go-w,a+rX "$work/runsc"; }
is=$("$runsc" --version | grep -o '20[0-9]\{6\}' | head -n 1) || die "$runsc names no release"
canary=CANARY-$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
echo "$canary" >"$work/secret"

heading "The policy: what a sandbox for untrusted Python needs ($POLICY)"
indent <"$POLICY"

# What starts the sandbox may lie on the root file system, or on a mount that the policy expects:
# /tmp or /home may be one.
mounts=$(for path in "$work" "$BUILD/keeprun"; do findmnt -n -o TARGET -T "$path"; done |
	sort -u | grep -vx / | paste -sd , | sed 's/,/, /g')
heading "The same for this machine: / may be written, runsc lies here${mounts:+, on these mounts}"
sed "s|^runsc: {|runsc: {path: $work/runsc/runsc, |; s|release: $RELEASE\.|release: $is.|
	s|^outer: .*|outer: {read-only: false}|" "$POLICY" >"$work/policy.yaml"
[ -z "$mounts" ] || echo "expect-mounts: [$mounts]" >>"$work/policy.yaml"
diff "$POLICY" "$work/policy.yaml" | indent

heading "Compiled"
show "keepc compile policy.yaml -o bundle"
"$BUILD/keepc" compile "$work/policy.yaml" -o "$work/bundle"
(cd "$work/bundle" && find . -mindepth 1 -maxdepth 1 -printf '%M %8s %P\n' | sort -k 3) | indent
show "grep destination bundle/config.json"
grep -o '"destination": *"[^"]*"' "$work/bundle/config.json" | indent
show "tr '\\0' '\\n' < bundle/argv"
tr '\0' '\n' <"$work/bundle/argv" | indent

cat >"$work/program.py" <<PROGRAM
import os, socket
print("uid", os.getuid(), "on", os.uname().nodename, "under kernel", os.uname().release)
print("/ holds:", *sorted(os.listdir("/")))
print("environment:", *sorted(os.environ))
def attempt(what, action):
    try:
        print(what + ":", action())
    except OSError as error:
        print(what + ":", error.strerror)
scratch = "/tmp/innerkeep-scratch"
attempt("write to /tmp", lambda: str(open(scratch, "w").write("scratch")) + " bytes")
os.path.exists(scratch) and os.unlink(scratch)
attempt("network", lambda: socket.create_connection(("192.0.2.1", 80), timeout=1))
attempt("read $work/secret", lambda: open("$work/secret").read().strip())
attempt("read /etc/passwd", lambda: str(len(open("/etc/passwd").read())) + " bytes")
PROGRAM

heading "What a program sees inside; it looks for $work/secret"
show "keeprun bundle < program.py"
status=0
"$BUILD/keeprun" "$work/bundle" <"$work/program.py" >>"$work/inside" 2>"$work/errors" || status=$?
indent <"$work/inside"
indent <"$work/errors"
[ $status = 0 ] || die "the sandbox ended with exit status $status"
grep -q "^read $work/secret: " "$work/inside" ||
	die "the program inside never tried to read the secret"
if grep -q "$canary" "$work/inside"; then
	die "the secret was read inside the sandbox"
fi

heading "The control: the same program without the sandbox"
show "/usr/bin/python3 -I - < program.py"
/usr/bin/python3 -I - <"$work/program.py" >"$work/outside" 2>&1 ||
	die "the program does not run here either: $(tail -n 1 "$work/outside")"
grep "^read " "$work/outside" | indent
grep -q "^read $work/secret: $canary" "$work/outside" ||
	die "the secret cannot be read without the sandbox either: nothing was shown"

heading "The secret stays outside. Kept: /usr. Everything else has no name in there."
