#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/board_image.sh ARCH
#
# Makes what a virtual board of ARCH (arm64, armhf) boots from what
# scripts/kernel.sh fetched: build/deps/image-ARCH/vmlinuz and initramfs.gz
# (busybox, dropbear, tc, the modules of the network). Our programs are not in
# it: they come over SSH as on a real board, and so does everything else that
# differs from run to run.
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# = 1 ] || wrong "wants ARCH; see --help"
arch=$1
declare -A triplets=([arm64]=aarch64-linux-gnu [armhf]=arm-linux-gnueabihf)
[ -n "${triplets[$arch]:-}" ] || wrong "$arch: no virtual board of this architecture; valid: $(printf '%s\n' "${!triplets[@]}" | sort | xargs)"
scripts/kernel.sh "$arch" || exit 1

from=build/deps/board-$arch
image=build/deps/image-$arch
# Modules in the order in which they are loaded; one that the kernel has built in is not there.
modules="virtio virtio_ring virtio_mmio failover net_failover virtio_net sch_netem sch_prio ifb sch_ingress cls_u32 cls_matchall act_mirred"

if [ -f "$image/made" ] && [ "$image/made" -nt "$0" ] && [ "$image/made" -nt "$from" ]; then
	exit 0
fi
for tool in cpio:cpio xz:xz-utils; do
	have "${tool%:*}" || die "${tool%:*}: not found; install it: apt-get install ${tool#*:}"
done
say BOARD "making the image for $arch"
tree=$(mktemp -d "${TMPDIR:-/tmp}/wiretoll-image.XXXXXX") || die "no temporary folder can be made"
trap 'rm -rf "$tree"' EXIT
rm -rf "$image"
mkdir -p "$image" "$tree"/{bin,sbin,lib/modules,etc/dropbear,proc,sys,dev,tmp,run,root,usr/lib} || die "$image: cannot be written"

# put FOLDER FILE...: the first of the files that is there.
put() {
	local file to=$1
	shift
	for file in "$@"; do
		[ -e "$file" ] && { cp -L "$file" "$tree/$to/" || die "$file: cannot be copied"; return; }
	done
	die "$1: not in the packages of $arch"
}

put bin "$from/bin/busybox" "$from/usr/bin/busybox"
put sbin "$from/usr/sbin/dropbear"
put bin "$from/usr/bin/dropbearkey"
put sbin "$from/sbin/tc" "$from/usr/sbin/tc"
mkdir -p "$tree/lib/${triplets[$arch]}" || die "$tree: cannot be written"
# All libraries that came along; a link is followed, so that each name is a file.
for library in "$from"/{lib,usr/lib}/"${triplets[$arch]}"/*.so*; do
	[ -f "$library" ] && { cp -L "$library" "$tree/lib/${triplets[$arch]}/" || die "$library: cannot be copied"; }
done
# Debian 13 has it in /usr, as all else, and packs its modules.
for loader in "$from"{,/usr}/lib/ld-linux*; do
	[ -e "$loader" ] && { cp -L "$loader" "$tree/lib/" || die "$loader: cannot be copied"; }
done
for module in $modules; do
	file=$(find "$from/lib/modules" "$from/usr/lib/modules" \( -name "$module.ko" -o -name "$module.ko.xz" \) 2>/dev/null | head -n 1)
	[ -n "$file" ] || continue
	if [[ $file == *.xz ]]; then xz -dc "$file"; else cat "$file"; fi >"$tree/lib/modules/$module.ko" &&
		echo "$module" >>"$tree/lib/modules/order" || die "$file: cannot be copied"
done

printf 'root:x:0:0:root:/root:/bin/sh\n' >"$tree/etc/passwd"
printf 'root:x:0:\n' >"$tree/etc/group"
printf '/bin/sh\n' >"$tree/etc/shells"
cat >"$tree/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/sbin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts pts /dev/pts
mount -t tmpfs tmp /tmp
while read -r module; do insmod "/lib/modules/$module.ko"; done </lib/modules/order
ip link set lo up
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2
hostname wiretoll
chmod 700 /root /root/.ssh
dropbearkey -t ed25519 -f /etc/dropbear/key >/tmp/key
echo "wiretoll-host-key $(grep ^ssh-ed25519 /tmp/key)"
rm /tmp/key
dropbear -r /etc/dropbear/key -s -j -k -E
echo wiretoll-board-up
while :; do sleep 1000; done
INIT
chmod 755 "$tree/init"
(cd "$tree" && find . | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$image/initramfs.gz" || die "$image/initramfs.gz: cannot be written"
cp "$from"/boot/vmlinuz-* "$image/vmlinuz" || die "$image/vmlinuz: cannot be written"
touch "$image/made"
