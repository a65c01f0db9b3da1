#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/openssl.sh NAME SERIES FILE
#
# Finds or builds the newest OpenSSL of a SERIES (3.5) that a variant of a
# board links, and writes where it is to FILE, for make. NAME (board/variant)
# is for the messages. `make` calls this; the settings are variables:
#
#   OPENSSL_TARGET     configure target, e.g. linux-aarch64
#   OPENSSL_CC, _AR, _RANLIB  tools
#   OPENSSL_TARBALL    a source archive of your own; nothing is fetched
#   OPENSSL_MIRROR     base of a Debian mirror; default: those that apt uses
#   OPENSSL_UNPINNED=1 take a version that scripts/openssl.sums does not know
#
# Sources, logs and libraries are kept in build/deps; boards with equal target
# and compiler share a library.
set -u
. "$(dirname "$0")/lib.sh"
. "$top/scripts/steps.sh"
. "$top/scripts/debian.sh"
. "$top/scripts/source.sh"
cd "$top" || exit 1

# source.sh reads these.
# shellcheck disable=SC2034
title=OpenSSL package=openssl settings=OPENSSL size="53 MB"
sums=${OPENSSL_SUMS:-scripts/openssl.sums}
needed_mb=900 # sources 250, objects 400, library 40, archive and source list 110, and room
cc=${OPENSSL_CC:-gcc}
# A library like Debian's, without what none of our programs links.
options="no-shared no-module no-tests no-apps no-docs no-dso"
flags="-ffunction-sections -fdata-sections"

# The Debian release that carries the series; its security suite is ahead of it.
declare -A release_of=([3.5.]=trixie)
places() {
	local release=${release_of[$series]:-}
	[ -n "$release" ] || die "OpenSSL ${series%.}: no Debian release is known to carry it; name a source: OPENSSL_TARBALL="
	[ -n "${OPENSSL_MIRROR:-}" ] ||
		suites | awk -v suite="$release-security" '$2 ~ /-security$/ && !seen[$1]++ { print $1, suite }'
	mirrors "${OPENSSL_MIRROR:-}" | sed "s/\$/ $release/"
}

unpack() {
	mkdir -p "$scratch/source" && tar -xf "$tarball" -C "$scratch/source" --strip-components=1
}

configure() {
	mkdir -p "$scratch/objects" && cd "$scratch/objects" || return 1
	# Word splitting is wanted: these are lists of flags. CC is a variable of the build for its flags' sake.
	# shellcheck disable=SC2086
	clean_env CC="$cc" AR="${OPENSSL_AR:-ar}" RANLIB="${OPENSSL_RANLIB:-ranlib}" \
		perl "../../source-openssl-$version-${hash:0:12}/Configure" "$OPENSSL_TARGET" $options $flags \
		--prefix="$top/$prefix" --libdir=lib --openssldir=/etc/ssl
}

build_library() {
	local started=$SECONDS source=$deps/source-openssl-$version-${hash:0:12}
	needs_mb "$needed_mb"
	have perl || die "perl: not found; OpenSSL's build needs it (scripts/setup.sh test)"
	if [ ! -d "$source" ]; then
		step "unpacking $version" unpack || step_failed "unpacking OpenSSL $version"
		mv "$scratch/source" "$source" || die "$source: cannot be written"
	fi
	step "configuring $version for $name" configure || step_failed "configuring OpenSSL"
	step "building $version for $name (a few minutes)" clean_env make -C "$scratch/objects" -j "$(nproc)" build_libs ||
		step_failed "building OpenSSL"
	step "installing $version in $prefix" clean_env make -C "$scratch/objects" install_dev DESTDIR="$top/$scratch/root" ||
		step_failed "installing OpenSSL"
	printf 'source %s, sha256:%s, Configure %s %s %s\n' "$version" "${hash:0:12}" "$OPENSSL_TARGET" "$options" "$flags" \
		>"$scratch/root$top/$prefix/wiretoll-build.txt" &&
		mv "$scratch/root$top/$prefix" "$prefix" || step_failed "installing OpenSSL"
	say OpenSSL "$version for $name done in $((SECONDS - started)) s"
}

write_answer() {
	local libs="$prefix/lib/libssl.a $prefix/lib/libcrypto.a -lpthread"
	[[ $OPENSSL_TARGET != linux-armv4 ]] || libs+=" -latomic"
	cat >"$out.new" <<-END && mv "$out.new" "$out" || die "$out: cannot be written"
		LIBRARY_PREFIX := $prefix
		LIBRARY_FILE := $library
		LIBRARY_STATIC := $libs
		LIBRARY_SHARED := $libs
		LIBRARY_SOURCE := $(cat "$prefix/wiretoll-build.txt")
	END
}

main() {
	[ "${1:-}" != --help ] || { help_text; exit 0; }
	[ $# = 3 ] || wrong "wants NAME, SERIES and FILE; see --help"
	name=$1 series=$2. out=$3
	[ -n "${OPENSSL_TARGET:-}" ] || die "$name: no configure target is known for this board; set OPENSSL_TARGET="
	[ -n "$(known_versions)" ] || [ -n "${OPENSSL_TARBALL:-}" ] || die "OpenSSL $2: $sums knows no version of it"
	mkdir -p "$(dirname "$out")" || die "$(dirname "$out"): cannot be made"
	have "${cc%% *}" || die "compiler ${cc%% *}: not found"
	begin_steps "$name"
	find_archive
	key=$(printf '%s\n' "$hash" "$OPENSSL_TARGET" "$options" "$flags" "$($cc --version 2>&1)" "$cc" | sha256sum | cut -c 1-12)
	prefix=$deps/openssl-$version-$key
	library=$prefix/lib/libssl.a
	[ -f "$library" ] || build_library
	write_answer
}

main "$@"
