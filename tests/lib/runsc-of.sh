#!/bin/sh
# usage: runsc-of.sh RELEASE [WITHOUT | +MORE] --version|flags
# Answers as runsc of a release does, or as one that lacks a flag, or that has one more.
set -eu
release=$1 without='' more=''
shift
if [ $# -gt 1 ]; then
	case $1 in +*) more=${1#+} ;; *) without=$1 ;; esac
	shift
fi
if [ "$1" = --version ]; then
	echo "runsc version release-$release.0"
	exit
fi
awk -F '\t' -v day="$release" -v without="$without" \
	'NR > 1 && $2 !~ /^>/ && substr($2, 1, 8) + 0 <= day && $1 != without &&
	($3 == "-" || day <= substr($3, 1, 8) + 0) { print "  -" $1 " string" }' \
	"${0%/*}/../../schema/runsc-flags.tsv"
[ -z "$more" ] || echo "  -$more string"
