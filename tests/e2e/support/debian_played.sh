#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays apt-get, apt-cache, dpkg-deb and dpkg-query, by its own name. LISTED: the packages that the lists have. CODENAME:
# the release of apt's own configuration. PRIVATE: what a static libcrypto wants. EMULATOR: a program in qemu-user.
# GONE: packages that are listed and not there. FETCHED: a file that gets the names of what is fetched.
set -u
words=()
while [ $# -gt 0 ]; do
	case $1 in
	-c | -o) shift ;;
	-q | --no-* | --recurse) ;;
	*) words+=("$1") ;;
	esac
	shift
done

# unpacked FILE TO: what these packages hold.
unpacked() {
	local name triplet
	name=$(basename "$1")
	case $name in
	libssl-dev_*)
		for triplet in aarch64-linux-gnu arm-linux-gnueabihf; do
			mkdir -p "$2/usr/lib/$triplet/pkgconfig"
			printf 'Name: OpenSSL-libcrypto\nLibs.private: %s\n' "$PRIVATE" >"$2/usr/lib/$triplet/pkgconfig/libcrypto.pc"
		done ;;
	qemu-user_*)
		mkdir -p "$2/usr/bin" "$2/usr/lib/x86_64-linux-gnu"
		: >"$2/usr/lib/x86_64-linux-gnu/libglib-2.0.so.0"
		cp "$EMULATOR" "$2/usr/bin/" ;;
	*) mkdir -p "$2" ;;
	esac
}

case $(basename "$0")-${words[0]:-} in
apt-get-update)
	[[ " ${words[*]} " != *" --print-uris "* ]] || echo "'http://mirror.invalid/debian/dists/$CODENAME/InRelease' a 0" ;;
apt-get-download)
	for package in "${words[@]:1}"; do
		[[ " ${GONE:-} " != *" $package "* ]] || {
			echo "E: Failed to fetch http://mirror.invalid/${package}_1_all.deb  404  Not Found"
			exit 100
		}
		: >"${package}_1_all.deb"
		echo "$package" >>"$FETCHED"
	done ;;
apt-cache-show)
	[[ " $LISTED " != *" ${words[1]} "* ]] || echo "Package: ${words[1]}" ;;
apt-cache-depends)
	printf '%s\n' "${words[1]}"
	for package in $LISTED; do echo "$package"; done ;;
dpkg-deb--x) unpacked "${words[1]}" "${words[2]}" ;;
dpkg-deb--f) echo "1.0-1" ;;
dpkg-query-*) exit 1 ;;
*) exit 1 ;;
esac
