#!/bin/sh
# usage: runsc-of.sh RELEASE [WITHOUT] --version|flags    Answers as runsc of a measured release
#                                                         does, or as one that lacks a flag.
set -eu
release=$1 without=
shift
[ $# -gt 1 ] && without=$1 && shift
if [ "$1" = --version ]; then
	echo "runsc version release-$release.0"
	exit
fi
awk -F '\t' -v column="default_$release" -v without="$without" \
	'/^#/ { next }
	!at { for (i = 1; i <= NF; i++) if ($i == column) at = i; next }
	$at != "-" && $1 != without { print "  -" $1 " string" }' \
	"${0%/*}/../../schema/runsc-flags.tsv"
