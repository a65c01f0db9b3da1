#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/test_debian.sh SUITE [PART]...
#
# Tests the last commit of this checkout on a fresh Debian of a release (SUITE:
# bookworm, trixie), in a chroot that debootstrap makes, with make and git and
# nothing else; all the rest the checkout has to get for itself. Needs root,
# 6 GB, and the Debian mirrors that apt uses here. The chroot and what runs in
# it have mounts and process numbers of their own: with this script all are
# gone, however it ends. `make test-debian SUITE=` calls it.
#
#   compare  make compare, twice
#   boards   make compare with BOARD=arm64, armhf and qemu-arm64
#   test     make test
#   boot     make test, as on a machine that has been up for a minute
#   deb      make deb; the packages installed in a second chroot that has nothing
#            else; wiretoll run there as an ordinary user, from his home
#   install  make install DESTDIR=; the same with that tree and the libraries that
#            its programs load
#            (default: compare boards test)
#
# At the end a line a command, with its seconds, and "N passed, N failed".
#
#   DEBIAN_MIRROR    base of a Debian mirror; default: those that apt uses
#   WOLFSSL_TARBALL  a source archive of wolfSSL; nothing is fetched
#   DEBIAN_ROOT      where the chroot is to be (default: in build/); kept at the
#                    end, and taken as it is when it is there, its checkout too
set -u
. "$(dirname "$0")/../lib.sh"
. "$top/scripts/steps.sh"
. "$top/scripts/debian.sh"
cd "$top" || exit 1

suites_known=(bookworm trixie)
parts_known=(compare boards test boot deb install)
needed_mb=6000
inside=/root/wiretoll

one_of_words() {
	local word=$1 one
	for one in "${@:2}"; do
		[ "$one" != "$word" ] || return 0
	done
	return 1
}

# Apt's ways out of this machine (proxy and the like); its hooks have no business there.
apt_ways() {
	apt-config dump 2>/dev/null | grep -E '^Acquire::(http|https|Check-|ForceIPv|Retries)' | grep -v ' "";$'
}

# The release, what came since and its security suite, of the mirrors that this machine uses.
source_lines() {
	local base
	printf 'deb %s %s main\n' "$mirror" "$release"
	[ -z "${DEBIAN_MIRROR:-}" ] || return 0
	printf 'deb %s %s-updates main\n' "$mirror" "$release"
	suites | awk '$2 ~ /-security$/ && !seen[$1]++ { print $1 }' | while read -r base; do
		printf 'deb %s %s-security main\n' "$base" "$release"
	done
}

# bootstrap FOLDER PACKAGES: a fresh Debian with these, which gets its packages as this machine does.
bootstrap() {
	local root=$1 include=$2 proxy
	[[ $mirror != https:* ]] || include+=${include:+,}ca-certificates
	proxy=$(apt-config shell p Acquire::http::Proxy 2>/dev/null | sed -n "s/^p='\(.*\)'$/\1/p")
	say DEBIAN "making a fresh $release in $root (a minute)"
	env ${proxy:+"http_proxy=$proxy"} debootstrap --variant=minbase ${include:+"--include=$include"} "$release" "$root" "$mirror" \
		>"$root.log" 2>&1 </dev/null || die "debootstrap failed: $(grep -E '^E:' "$root.log" | tail -n 1); the whole of it: $root.log"
	rm -f "$root.log"
	source_lines >"$root/etc/apt/sources.list"
	apt_ways >"$root/etc/apt/apt.conf.d/90wiretoll"
	cp -L /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null
	return 0
}

make_root() {
	bootstrap "$root" make,git
	git clone -q --no-hardlinks "$top" "$root$inside" || die "the checkout cannot be cloned"
	[ -z "${WOLFSSL_TARBALL:-}" ] || cp "$WOLFSSL_TARBALL" "$root/root/wolfssl.tar.gz" ||
		die "WOLFSSL_TARBALL=$WOLFSSL_TARBALL: cannot be copied"
	[ -z "$(git status --porcelain --untracked-files=no)" ] ||
		say DEBIAN "of the last commit: changes that are not committed are not in it"
}

mount_in() {
	mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount -t sysfs sys "$1/sys" && mount --rbind /dev "$1/dev" ||
		die "$1: no /proc, /sys and /dev can be mounted there"
}

# This script itself, in namespaces of its own: the mounts are nobody else's, and end with the last process.
run_inside() {
	root=$1 release=$2 mirror=$3
	shift 3
	[ -d "$root$inside" ] || make_root
	# The root has to be a mount of its own: in a plain folder unshare(1) cannot make namespaces.
	mount_in "$root"
	for part in "$@"; do "part_$part"; done
	printf '  %s\n' "${told[@]}"
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}

told=() passed=0 failed=0
# in_root MAKE-ARGUMENT...: one command, as root of that machine would type it.
in_root() {
	local command=(make "$@")
	[ ! -e "$root/root/wolfssl.tar.gz" ] || command+=(WOLFSSL_TARBALL=/root/wolfssl.tar.gz)
	inside_of "$root" "make $*" "$inside" "${command[@]}"
}

# inside_of ROOT WORDS FOLDER COMMAND...: any command, in a folder of a chroot, told by these words.
inside_of() {
	local started=$SECONDS status=0 words=$2
	say DEBIAN "$release: ${words}${up:+ (up for $up s)}"
	# shellcheck disable=SC2016 # for the shell inside
	"${up_for[@]}" chroot "$1" /usr/bin/env -i HOME=/root TERM=dumb LANG=C.UTF-8 \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		/bin/sh -c 'cd "$0" && exec "$@"' "${@:3}" </dev/null || status=$?
	if [ "$status" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
	told+=("$(printf '%-9s %-32s %5d s  %s' "$release" "$words${up:+, after boot}" $((SECONDS - started)) \
		"$([ "$status" -eq 0 ] && echo ok || echo "FAILED, exit status $status")")")
}
up_for=() up=''

part_compare() {
	in_root compare
	in_root compare
}

part_boards() {
	local board
	for board in arm64 armhf qemu-arm64; do
		in_root compare "BOARD=$board"
	done
}

part_test() {
	in_root test
}

part_boot() {
	local seconds
	up=60
	seconds=$((up - $(cut -d . -f 1 /proc/uptime)))
	up_for=(unshare --fork --time --monotonic "$seconds" --boottime "$seconds")
	in_root test
	up_for=() up=''
}

measured='wiretoll run --tries 4 --rounds 1 --sizes 16 --transports tcp,tls1.3'

# fresh_clean: a second Debian, with no compiler, no library's headers and no checkout; sets clean.
fresh_clean() {
	clean=$root.clean
	! mountpoint -q "$clean" || umount -R "$clean"
	rm -rf --one-file-system "$clean"
	bootstrap "$clean" ''
	mount_in "$clean"
}

# in_clean WORDS PACKAGE-OR-FILE...: installs them there, as root.
in_clean() {
	# shellcheck disable=SC2016 # for the shell inside
	inside_of "$clean" "$1" /root sh -c 'apt-get -q update >/root/log 2>&1 &&
		DEBIAN_FRONTEND=noninteractive apt-get install -q -y "$@" >>/root/log 2>&1 || { tail -n 20 /root/log; exit 1; }' sh "${@:2}"
}

# As an ordinary user, from his home; then what he reads, and what bash completes for him.
used_in_clean() {
	inside_of "$clean" "$measured" /root sh -c "useradd --create-home guest && exec su - guest -c '$measured'"
	inside_of "$clean" "the same again" /root su - guest -c "$measured --quiet && ls results | grep -q ."
	inside_of "$clean" "man, and completion" /root su - guest -c 'man -w wiretoll wiretoll-run tls_server && man -w 5 wiretoll-report &&
		MANPAGER=cat man wiretoll-run | grep -q -- --tries &&
		exec bash -c ". /usr/share/bash-completion/bash_completion
			{ _comp_load wiretoll || _completion_loader wiretoll; } 2>/dev/null
			complete -p wiretoll"'
}

part_deb() {
	in_root deb
	[ "$failed" -eq 0 ] || return 0
	fresh_clean
	cp "$root$inside"/build/package/*.deb "$clean/root/" || die "$clean/root: cannot be written"
	# shellcheck disable=SC2046 # words are wanted
	in_clean "apt-get install ./*.deb" man-db bash-completion $(cd "$clean/root" && printf './%s ' *.deb)
	used_in_clean
	inside_of "$clean" "apt-get remove wiretoll" /root sh -c 'apt-get remove -q -y wiretoll wiretoll-pairs >/root/log 2>&1 &&
		! find / -xdev -path /proc -prune -o -path "*/wiretoll/*" ! -path "/home/*" ! -path "/var/*" -print | grep .'
}

# The packages of the libraries that the installed programs load.
loaded_packages() {
	chroot "$root" sh -c 'ldd /root/tree/usr/local/bin/wiretoll /root/tree/usr/local/libexec/wiretoll/host/*/*_client |
		sed -n "s,.*=> \(/[^ ]*\).*,\1,p" | sort -u | xargs -n 1 readlink -f | xargs dpkg -S 2>/dev/null | cut -d : -f 1 | sort -u'
}

part_install() {
	in_root install DESTDIR=/root/tree
	[ "$failed" -eq 0 ] || return 0
	fresh_clean
	cp -a "$root/root/tree/." "$clean/" || die "$clean: cannot be written"
	# shellcheck disable=SC2046 # words are wanted
	in_clean "its libraries, openssl, man-db" man-db bash-completion openssl $(loaded_packages)
	used_in_clean
}

# What a signal leaves to do: the processes and the mounts end with their namespaces. The log of a debootstrap that
# failed stays: an error line names it.
leave() {
	trap - EXIT INT TERM HUP
	[ -z "$child" ] || { kill -KILL "$child" 2>/dev/null; wait "$child" 2>/dev/null; }
	[ -n "${DEBIAN_ROOT:-}" ] || rm -rf --one-file-system "$root" "$root.clean"
}

main() {
	release=${1:-}
	one_of_words "${release:-?}" "${suites_known[@]}" || wrong "SUITE=$release: unknown; valid: ${suites_known[*]}"
	shift
	for part in "$@"; do
		one_of_words "$part" "${parts_known[@]}" || wrong "$part: unknown part; valid: ${parts_known[*]}"
	done
	[ $# -gt 0 ] || set -- compare boards test
	[ "$(id -u)" = 0 ] || die "a chroot and its mounts need root; call it as root"
	have debootstrap || die "debootstrap: not found; install it: apt-get install debootstrap"
	mirror=$(mirrors "${DEBIAN_MIRROR:-}" | head -n 1)
	[ -n "$mirror" ] || die "apt's configuration names no mirror of Debian; name one with DEBIAN_MIRROR="
	root=${DEBIAN_ROOT:-$top/build/debian-$release.$$}
	mkdir -p "$(dirname "$root")" || die "$(dirname "$root"): cannot be made"
	deps=$(dirname "$root")
	if [ ! -d "$root$inside" ]; then
		[ ! -e "$root" ] || die "$root: is there, but holds no checkout of a test; remove it, or name another: DEBIAN_ROOT="
		needs_mb "$needed_mb"
	fi
	trap leave EXIT
	trap 'leave; rm -f "$root.log"; die "interrupted; what ran has ended"' INT TERM HUP
	# In the background, so that a signal is heard at once.
	unshare --mount --propagation private --pid --fork --kill-child --mount-proc \
		"$0" --inside "$root" "$release" "$mirror" "$@" &
	child=$!
	wait "$child"
	status=$?
	child=
	return "$status"
}

case ${1:-} in
--help) help_text ;;
--inside) run_inside "${@:2}" ;;
*) main "$@" ;;
esac
