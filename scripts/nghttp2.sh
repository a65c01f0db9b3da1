#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/nghttp2.sh ARCH FILE
#
# Unpacks the nghttp2 of this machine's Debian for another architecture under
# build/deps, in a tree of its own beside that of OpenSSL, and writes where it
# is to FILE, for make. Nothing is installed; no root is needed. Only the
# programs of HTTP/2 need it: where it cannot be had, a line says why, FILE is
# not written, and status is 0. It is tried again after an hour, or when
# FILE.missing, which has that line, is gone. `make` calls this.
#
#   OPENSSL_MIRROR  base of a Debian mirror, which OpenSSL is fetched from as well;
#                   default: those that apt uses
set -u
. "$(dirname "$0")/lib.sh"
. "$top/scripts/steps.sh"
. "$top/scripts/debian.sh"
cd "$top" || exit 1

title=nghttp2
instead="name a mirror that has it: OPENSSL_MIRROR=, or an SDK's: SYSROOT="
shared=libnghttp2-14

get_packages() {
	local lines
	begin_steps "nghttp2-$arch"
	[ ! -f "$root/wiretoll-version.txt" ] || return 0
	needs_debian "nghttp2 for $arch" "SYSROOT= (an SDK's)"
	lines=$(binary_lines "${OPENSSL_MIRROR:-}")
	[ -n "$lines" ] || die "apt's configuration names no mirror of Debian ${codename:-}; name one with OPENSSL_MIRROR="
	apt_folder=$deps/apt-$arch
	read_all_lists "$apt_folder" "$lines" "$arch"
	fetch_listed libnghttp2-dev "$shared"
	version_of libnghttp2-dev
	mv "$scratch/version.txt" "$scratch/root/wiretoll-version.txt" && mv "$scratch/root" "$root" ||
		die "$root: cannot be written"
}

write_answer() {
	local lib=$root/usr/lib/${triplets[$arch]}
	cat >"$out.new" <<-END || die "$out: cannot be written"
		NGHTTP2_FILE := $lib/libnghttp2.a
		NGHTTP2_CFLAGS := -isystem $root/usr/include
		NGHTTP2_STATIC := $lib/libnghttp2.a
		NGHTTP2_SHARED := $lib/libnghttp2.so.14
	END
	cmp -s "$out.new" "$out" && rm "$out.new" || mv "$out.new" "$out" || die "$out: cannot be written"
}

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# = 2 ] || wrong "wants ARCH and FILE; see --help"
arch=$1 out=$2
[ -n "${triplets[$arch]:-}" ] || wrong "$arch: unknown architecture; valid: $(printf '%s\n' "${!triplets[@]}" | sort | xargs)"
# Another release has another library: one checkout may see both.
root=$deps/nghttp2-${codename:-own}-$arch
mkdir -p "$(dirname "$out")" || die "$(dirname "$out"): cannot be made"
if [ ! -f "$root/wiretoll-version.txt" ]; then
	rm -f "$out"
	# A subshell: its end is no end of the build.
	if [ -n "$(find "$out.missing" -mmin -60 2>/dev/null)" ] || ! (get_packages) 2>"$out.missing"; then
		say NOTE "no h2_server and h2_client for $arch: $(tail -n 1 "$out.missing" | sed 's/^[a-z0-9]*\.sh: //')"
		exit 0
	fi
fi
rm -f "$out.missing"
write_answer
