#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/setup.sh [--check] [GROUP]...
#
# Installs the Debian packages that are missing, when it may (root, or sudo
# without a password); otherwise prints one line to paste, and fails.
#
#   --check  install nothing, only tell what is missing
#   GROUP    build, http2, test, nginx, lint, cross-arm64, cross-armhf, cross-armel,
#            emulation, virtual, ssh, fleet, browser, capture, fuzz, bench, debian, package
#            (default: build)
set -u
. "$(dirname "$0")/lib.sh"

declare -A packages=(
	[build]="gcc libc6-dev make pkg-config openssl libssl-dev libuv1-dev libjansson-dev libgsl-dev libelf-dev gnuplot-nox
		autoconf automake libtool"
	[test]="libcmocka-dev bats libfaketime valgrind libnghttp2-dev nghttp2-client nghttp2-server curl binutils jq perl python3 iproute2 procps tar xz-utils gnutls-bin"
	[http2]="libnghttp2-dev"
	[nginx]="nginx-light"
	[lint]="clang-format clang-tidy cppcheck shellcheck mandoc"
	[emulation]="qemu-user"
	[virtual]="qemu-system-arm openssh-client cpio util-linux xz-utils"
	[ssh]="openssh-client tar"
	[fleet]="parallel openssh-client"
	[browser]="chromium"
	[capture]="tshark tcpdump jq"
	[bench]="sockperf iperf3"
	[debian]="debootstrap"
	[package]="debhelper dpkg-dev libnghttp2-dev lintian"
	[fuzz]="clang libclang-rt-dev llvm"
	[cross-arm64]="gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
	[cross-armhf]="gcc-arm-linux-gnueabihf libc6-dev-armhf-cross"
	[cross-armel]="gcc-arm-linux-gnueabi libc6-dev-armel-cross"
)
# From Debian 13 on these emulators are static, which is of no use here: scripts/emulator.sh gets other ones.
codename=$(sed -n 's/^VERSION_CODENAME=//p' "${WT_OS_RELEASE:-/etc/os-release}" 2>/dev/null)
case $codename in
trixie | forky | sid) packages[emulation]="binutils" ;;
esac
lists_age_days=7
# Somebody else may be installing: that is waited for.
install_options=(-q -y --no-install-recommends -o DPkg::Lock::Timeout=600)

# The packages of the groups named that are not installed.
missing_of() {
	local group wanted=
	for group in "$@"; do
		wanted+=" ${packages[$group]}"
	done
	# shellcheck disable=SC2086
	{ dpkg-query -W -f '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null
	  tr -s ' \t\n' '\n' <<<"$wanted" | sed '/^$/d; s/$/ wanted/'; } |
		awk '$2 == "installed" { have[$1] = 1 } $2 == "wanted" && !have[$1] { printf "%s ", $1 }'
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		DEBIAN_FRONTEND=noninteractive "$@"
	else
		sudo -n DEBIAN_FRONTEND=noninteractive "$@"
	fi
}

may_install() {
	[ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }
}

lists_are_fresh() {
	find "${WT_APT_LISTS:-/var/lib/apt/lists}" -maxdepth 1 -name '*Packages*' -mtime "-$lists_age_days" 2>/dev/null | grep -q .
}

# A step with its output in a log; on failure its last reason, in one line.
quietly() {
	local what=$1
	shift
	as_root "$@" >"$log" 2>&1 </dev/null && return
	die "$what failed: $(grep "^E:" "$log" | head -n 1); the whole of it: $log"
}

install_packages() {
	log=$(mktemp "${TMPDIR:-/tmp}/wiretoll-setup.XXXXXX") || die "no temporary file can be made in ${TMPDIR:-/tmp}"
	if ! lists_are_fresh; then
		say SETUP "reading the package lists"
		quietly "apt-get update" apt-get update -q
	fi
	say SETUP "installing $*"
	# Lists that are a few days old may name files that are gone: read them again, once.
	as_root apt-get install "${install_options[@]}" "$@" >"$log" 2>&1 </dev/null || {
		quietly "apt-get update" apt-get update -q
		quietly "apt-get install" apt-get install "${install_options[@]}" "$@"
	}
	rm -f "$log"
}

main() {
	local check="" groups=() missing
	while [ $# -gt 0 ]; do
		case $1 in
		--help) help_text; exit 0 ;;
		--check) check=1 ;;
		*)
			[ -n "${packages[$1]:-}" ] ||
				wrong "$1: unknown; valid: --check --help $(printf '%s\n' "${!packages[@]}" | sort | xargs)"
			groups+=("$1") ;;
		esac
		shift
	done
	[ ${#groups[@]} -gt 0 ] || groups=(build)
	if ! have dpkg-query || ! have apt-get; then
		# Elsewhere the names differ; the build itself tells what it lacks.
		[ -n "$check" ] && exit 0
		echo "$script: not a Debian system, nothing installed; needed are (Debian's names): $(for g in "${groups[@]}"; do echo "${packages[$g]}"; done | xargs)" >&2
		exit 0
	fi
	missing=$(missing_of "${groups[@]}")
	missing=${missing% }
	[ -n "$missing" ] || exit 0
	if [ -n "$check" ] || ! may_install; then
		die "packages are missing; install them with: sudo apt-get update && sudo apt-get install -y $missing"
	fi
	# shellcheck disable=SC2086
	install_packages $missing
	missing=$(missing_of "${groups[@]}")
	[ -z "$missing" ] || die "still missing after the installation: $missing"
}

main "$@"
