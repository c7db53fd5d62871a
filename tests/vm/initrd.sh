#!/bin/sh
# Run in the image's root: /kernel, and /initrd which mounts the disks of run and hands over to
# init.sh. Debian's own initrd looks for hardware, which takes an emulated machine a minute.
set -eu
work=$(mktemp -d)
mkdir "$work/dev" "$work/proc" "$work/root"
cp /usr/bin/busybox "$work"
# What a kernel has built in is not among its modules.
for name in virtio_blk virtio_mmio; do
	find /usr/lib/modules -name "$name.ko*" | while read -r module; do
		case $module in
		*.xz) xz -dc "$module" >"$work/$name.ko" ;;
		*) cp "$module" "$work/$name.ko" ;;
		esac
	done
done
cat >"$work/init" <<'INIT'
#!/busybox sh
b=/busybox
$b mount -t devtmpfs dev /dev
for module in /*.ko; do
	$b insmod "$module"
done
$b mount -t ext4 -o noatime /dev/vda /root
$b mount --move /dev /root/dev
$b chroot /root mkfs.ext4 -q -O ^has_journal -E lazy_itable_init=1 /dev/vdc
$b mount -t ext4 -o noatime /root/dev/vdc /root/innerkeep
$b tar -C /root/innerkeep -xf /root/dev/vdb
exec $b switch_root /root /innerkeep/tests/vm/init.sh
INIT
chmod 755 "$work/init"
(cd "$work" && find . | cpio -o -H newc --quiet) >/initrd
cp /boot/vmlinuz-* /kernel
rm -r "$work"
