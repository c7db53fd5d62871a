#!/bin/sh
# An application in sh: a line for each thing that it does, and keeprun as its child.
set -u
cd /tmp || exit
say() { echo "$1: $2"; }

say child "$(printf 'b\na\n' | sort | tr '\n' ' ' | sed 's/ $//')"
sleep 0.1 && say timer "$(timeout 0.1 sleep 9; echo $?)"
(trap 'exit 7' TERM; sleep 5 & wait) & background=$!
sleep 0.1; kill $background; wait $background
say job $?
umask 027
mkdir -p work/deep && echo one >work/a && cp work/a work/b && mv work/b work/deep/c &&
	ln -s ../a work/deep/link && chmod 600 work/a && touch -d 2024-01-01 work/a
say file "$(find work -type f -exec cat {} + | wc -l) $(stat -c %a work/a) $(cat work/deep/link)"
say space "$(du -a work | wc -l) $(df -P /tmp | wc -l)"
rm -r work && say gone "$(test -e work; echo $?)"
mkfifo pipe && { echo through >pipe & read -r line <pipe; wait; say fifo "$line"; rm pipe; }
read -r line <<-TEXT
	here
TEXT
say here "$line"
say who "$(id -u) $(date -u -d @0 +%Y) $(nproc >/dev/null && echo some)"
say guest "$(echo hello | /opt/keeprun /opt/sandbox)"
exec 3<&0
/opt/keeprun /opt/waiting <&3 & guest=$!
sleep 1; kill $guest; wait $guest
say ended $?
