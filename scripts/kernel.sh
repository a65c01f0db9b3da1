#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/kernel.sh ARCH
#
# Fetches what a virtual board boots: Debian's kernel for ARCH (arm64, armhf),
# busybox, dropbear and tc with their libraries, of this machine's own Debian
# release. They are unpacked under build/deps/board-ARCH; nothing is installed,
# no root is needed. What is there already is kept.
#
#   KERNEL_MIRROR  base of a Debian mirror; default: those that apt uses
set -u
. "$(dirname "$0")/lib.sh"
. "$top/scripts/steps.sh"
. "$top/scripts/debian.sh"
cd "$top" || exit 1

title=BOARD
needed_mb_kernel=700
declare -A kernels=([arm64]=linux-image-arm64 [armhf]=linux-image-armmp)

# The package that the name of the newest kernel stands for.
kernel_package() {
	private_apt apt-cache depends "$1" | sed -n 's/^  Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1
}

fetch() {
	local image
	image=$(kernel_package "${kernels[$arch]}")
	[ -n "$image" ] || { echo "E: no kernel in the lists"; return 1; }
	# Word splitting is wanted: a list.
	# shellcheck disable=SC2046
	fetch_packages "$scratch/fetched" "$image" busybox-static dropbear-bin iproute2 $(libraries_of dropbear-bin iproute2)
}

get() {
	local lines free
	needs_debian "a kernel for $arch" "a board with SSH="
	free=$(free_mb)
	[ "$free" -ge "$needed_mb_kernel" ] || die "$deps: $free MB free, $needed_mb_kernel MB needed for a virtual board"
	lines=$(binary_lines "${KERNEL_MIRROR:-}")
	[ -n "$lines" ] || die "apt's configuration names no mirror of Debian ${codename:-}; name one with KERNEL_MIRROR="
	apt_folder=$deps/apt-$arch
	read_all_lists "$apt_folder" "$lines" "$arch"
	step "fetching kernel, busybox, dropbear and tc for $arch (about 70 MB)" fetch || step_failed "fetching a kernel for $arch"
	step "unpacking them" unpack_packages "$scratch/fetched" "$scratch/root" || step_failed "unpacking the kernel for $arch"
	[ -f "$(echo "$scratch"/root/boot/vmlinuz-*)" ] || die "the kernel's package for $arch holds no boot/vmlinuz"
	mv "$scratch/root" "$root" || die "$root: cannot be written"
}

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# = 1 ] || wrong "wants ARCH; see --help"
arch=$1
[ -n "${kernels[$arch]:-}" ] || wrong "$arch: no virtual board of this architecture; valid: $(printf '%s\n' "${!kernels[@]}" | sort | xargs)"
root=$deps/board-$arch
[ -d "$root" ] || {
	begin_steps "board-$arch"
	[ -d "$root" ] || get
}
