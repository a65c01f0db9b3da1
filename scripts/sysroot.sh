#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/sysroot.sh ARCH FILE
#
# Unpacks the OpenSSL of this machine's Debian for another architecture under
# build/deps, and writes where it is to FILE, for make. Nothing is installed;
# no root is needed. `make` calls this; the settings are variables:
#
#   OPENSSL_MIRROR  base of a Debian mirror; default: those that apt uses
set -u
. "$(dirname "$0")/lib.sh"
. "$top/scripts/steps.sh"
. "$top/scripts/debian.sh"
cd "$top" || exit 1

title=OpenSSL
packages=(libssl-dev libssl3)

declare -A triplets=([arm64]=aarch64-linux-gnu [armhf]=arm-linux-gnueabihf [armel]=arm-linux-gnueabi)

get_packages() {
	local lines
	needs_debian "OpenSSL for $arch" "OPENSSL_PREFIX= (installed), or SYSROOT= (an SDK's)"
	lines=$(binary_lines "${OPENSSL_MIRROR:-}")
	[ -n "$lines" ] || die "apt's configuration names no mirror of Debian ${codename:-}; name one with OPENSSL_MIRROR="
	apt_folder=$deps/apt-$arch
	# A mirror in the middle of an update, or without the security suite: the release alone will do.
	step "reading the package lists for $arch" read_lists "$apt_folder" "$lines" "$arch" ||
		step "reading those of the release alone" read_lists "$apt_folder" "$(head -n 1 <<<"$lines")" "$arch" ||
		step_failed "reading the package lists for $arch"
	step "fetching Debian's for $arch" fetch_packages "$scratch/fetched" "${packages[@]}" ||
		step_failed "fetching OpenSSL for $arch"
	step "unpacking it" unpack_packages "$scratch/fetched" "$scratch/root" || step_failed "unpacking OpenSSL for $arch"
	for file in "$scratch"/fetched/libssl-dev_*.deb; do
		dpkg-deb -f "$file" Version >"$scratch/root/wiretoll-version.txt" || step_failed "unpacking OpenSSL for $arch"
	done
	mv "$scratch/root" "$root" || die "$root: cannot be written"
}

write_answer() {
	local version lib=$root/usr/lib/${triplets[$arch]}
	version=$(cat "$root/wiretoll-version.txt") || die "$root: is not whole; remove it and build again"
	cat >"$out.new" <<-END && mv "$out.new" "$out" || die "$out: cannot be written"
		LIBRARY_PREFIX := $root/usr
		LIBRARY_FILE := $lib/libssl.a
		LIBRARY_MORE_CFLAGS := -isystem $root/usr/include/${triplets[$arch]}
		LIBRARY_STATIC := $lib/libssl.a $lib/libcrypto.a -ldl -lpthread -latomic
		LIBRARY_SHARED := $lib/libssl.so.3 $lib/libcrypto.so.3
		LIBRARY_SOURCE := Debian's for $arch, $version
	END
}

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# = 2 ] || wrong "wants ARCH and FILE; see --help"
arch=$1 out=$2
[ -n "${triplets[$arch]:-}" ] || wrong "$arch: unknown architecture; valid: $(printf '%s\n' "${!triplets[@]}" | sort | xargs)"
root=$deps/debian-$arch
mkdir -p "$(dirname "$out")" || die "$(dirname "$out"): cannot be made"
[ -f "$root/wiretoll-version.txt" ] || {
	begin_steps "debian-$arch"
	[ -f "$root/wiretoll-version.txt" ] || get_packages
}
write_answer
