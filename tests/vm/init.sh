#!/bin/sh
# The emulated machine's first process: makes a system that the engines work in, loads the profile,
# runs the suites that the kernel's command line names, and turns the machine off.
export PATH=/usr/sbin:/usr/bin HOME=/root TERM=dumb
cd /innerkeep || exit

if [ $$ = 1 ]; then
	exec >/dev/hvc0 2>&1
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t securityfs securityfs /sys/kernel/security
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
	mount -t tmpfs run /run
	mkdir -m 1777 tmp
	mount --bind tmp /tmp
	mkdir /dev/pts /dev/shm
	mount -t devpts -o ptmxmode=666 devpts /dev/pts
	mount -t tmpfs shm /dev/shm
	ln -s /proc/self/fd /dev/fd
	ip link set lo up
	modprobe overlay
	sed 's/[a-z]*/+&/g' /sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control
	# Somebody has to wait for orphans.
	exec catatonit -- "$0"
fi

apparmor_parser -r policies/outer-apparmor || exit
echo "$(sed 's/^/Debian /' /etc/debian_version), Linux $(uname -r), AppArmor" \
	"$(cat /sys/module/apparmor/parameters/enabled); up for $(cut -d . -f 1 /proc/uptime) s"
# Emulation is slow, and more so on a machine that has other things to do.
export PATIENCE=10 SUITE_SECONDS=20000
# The runner's suites have no engine that would confine what they start.
export CONFINED=innerkeep-outer
# shellcheck disable=SC2046,SC2154 # a list of words; the kernel hands on what it does not know
tests/run $(echo "$suites" | tr , ' ')
echo "exit status $?"
sync
busybox poweroff -f
