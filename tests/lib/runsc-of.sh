#!/bin/sh
# usage: runsc-of.sh RELEASE [WITHOUT] --version|flags    Answers as runsc of a release does, or as
#                                                         one that lacks a flag.
set -eu
release=$1 without=
shift
[ $# -gt 1 ] && without=$1 && shift
if [ "$1" = --version ]; then
	echo "runsc version release-$release.0"
	exit
fi
awk -F '\t' -v day="$release" -v without="$without" \
	'NR > 1 && $2 !~ /^>/ && substr($2, 1, 8) + 0 <= day && $1 != without &&
	($3 == "-" || day <= substr($3, 1, 8) + 0) { print "  -" $1 " string" }' \
	"${0%/*}/../../schema/runsc-flags.tsv"
