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
# The library itself, whose name has a suffix since times have 64 bits on 32-bit architectures (Debian 13).
shared=(libssl3t64 libssl3)
# What a static libcrypto may need beside the C library, by the linker's name: headers and archive, and the shared one.
declare -A more=([z]="zlib1g-dev zlib1g" [zstd]="libzstd-dev libzstd1")
# What a user can do where Debian's cannot be had.
instead="name a mirror that has it: OPENSSL_MIRROR=, or an OpenSSL of your own: OPENSSL_PREFIX= (installed), SYSROOT= (an SDK's)"

# The linker's names of libraries that a static libcrypto wants, those of the C library left out.
wanted_libraries() {
	sed -n 's/^Libs.private://p' "$1/usr/lib/${triplets[$arch]}/pkgconfig/libcrypto.pc" |
		grep -oE -- '-l[a-z0-9+]+' | sed 's/^-l//' | grep -vxE 'dl|pthread|atomic'
}

get_packages() {
	local lines library name
	needs_debian "OpenSSL for $arch" "OPENSSL_PREFIX= (installed), or SYSROOT= (an SDK's)"
	lines=$(binary_lines "${OPENSSL_MIRROR:-}")
	[ -n "$lines" ] || die "apt's configuration names no mirror of Debian ${codename:-}; name one with OPENSSL_MIRROR="
	apt_folder=$deps/apt-$arch
	read_all_lists "$apt_folder" "$lines" "$arch"
	library=$(first_listed "${shared[@]}") || unlisted "${shared[0]}"
	fetch_listed libssl-dev "$library"
	version_of libssl-dev
	for name in $(wanted_libraries "$scratch/root"); do
		[ -n "${more[$name]:-}" ] ||
			die "Debian's static OpenSSL for $arch needs -l$name, of which no package is known; name an OpenSSL of your own: OPENSSL_PREFIX="
		# Word splitting is wanted: a list.
		# shellcheck disable=SC2086
		fetch_listed ${more[$name]}
	done
	mv "$scratch/version.txt" "$scratch/root/wiretoll-version.txt" && mv "$scratch/root" "$root" ||
		die "$root: cannot be written"
}

write_answer() {
	local version name lib=$root/usr/lib/${triplets[$arch]} archives="" search=""
	version=$(cat "$root/wiretoll-version.txt") || die "$root: is not whole; remove it and build again"
	for name in $(wanted_libraries "$root"); do
		archives+=" $lib/lib$name.a"
		# The shared one names its libraries itself.
		search=" -Wl,-rpath-link,$lib"
	done
	cat >"$out.new" <<-END && mv "$out.new" "$out" || die "$out: cannot be written"
		LIBRARY_PREFIX := $root/usr
		LIBRARY_FILE := $lib/libssl.a
		LIBRARY_MORE_CFLAGS := -isystem $root/usr/include/${triplets[$arch]}
		LIBRARY_STATIC := $lib/libssl.a $lib/libcrypto.a$archives -ldl -lpthread -latomic
		LIBRARY_SHARED := $lib/libssl.so.3 $lib/libcrypto.so.3$search
		LIBRARY_SOURCE := Debian's for $arch, $version
	END
}

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# = 2 ] || wrong "wants ARCH and FILE; see --help"
arch=$1 out=$2
[ -n "${triplets[$arch]:-}" ] || wrong "$arch: unknown architecture; valid: $(printf '%s\n' "${!triplets[@]}" | sort | xargs)"
# Another release has another library: one checkout may see both.
root=$deps/debian-${codename:-own}-$arch
mkdir -p "$(dirname "$out")" || die "$(dirname "$out"): cannot be made"
[ -f "$root/wiretoll-version.txt" ] || {
	begin_steps "debian-$arch"
	[ -f "$root/wiretoll-version.txt" ] || get_packages
}
write_answer
