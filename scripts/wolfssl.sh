#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/wolfssl.sh NAME FILE
#
# Finds or builds the wolfSSL that a variant of a board links, and writes where
# it is to FILE, for make. NAME (board/variant) is for the messages. `make`
# calls this; the settings are variables:
#
#   WOLFSSL_CONFIGURE  configure flags          WOLFSSL_CFLAGS  compiler flags
#   WOLFSSL_HOST       host triplet, if cross   WOLFSSL_CC, _AR, _RANLIB  tools
#   WOLFSSL_PREFIX     an installed wolfSSL of your own; nothing is built
#   WOLFSSL_TARBALL    a source archive of your own; nothing is fetched
#   WOLFSSL_MIRROR     base of a Debian mirror; default: the one that apt uses
#   WOLFSSL_UNPINNED=1 take a version that scripts/wolfssl.sums does not know
#
# Sources, logs and libraries are kept in build/deps; boards with equal flags
# and compiler share a library.
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

deps=build/deps
sums=${WOLFSSL_SUMS:-scripts/wolfssl.sums}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
needed_mb=400 # sources 100, objects 60, library 10, source list 60, and room
cc=${WOLFSSL_CC:-gcc}
log=
scratch=
child=

clean_up() {
	[ -z "$child" ] || kill "$child" 2>/dev/null
	[ -z "$scratch" ] || rm -rf "$scratch"
}

interrupted() {
	trap - EXIT
	clean_up
	wait
	die "interrupted; nothing was installed"
}

# Runs a step with its output in the log; in the background, so that a signal ends it at once.
step() {
	say wolfSSL "$1"
	shift
	"$@" >>"$log" 2>&1 </dev/null 9>&- &
	child=$!
	wait "$child"
	local status=$?
	child=
	return "$status"
}

free_mb() {
	df -Pm "$deps" | awk 'NR == 2 { print $4 }'
}

# What went wrong, in one line: the disk, or the last line of the log that looks like a reason.
step_failed() {
	local reason
	[ "$(free_mb)" -gt 1 ] || die "$1 failed: no space left in $deps"
	reason=$(grep -iE 'error|fatal|cannot|could not|no space|not found|unable|unexpected|^[EW]:' "$log" |
		grep -vE '^checking|exiting now|have been ignored|\*\*\*|^make' | tail -n 1)
	[ -n "$reason" ] || reason=$(tail -n 1 "$log")
	die "$1 failed: ${reason:-no output}; see $log"
}

# --- the source archive: sets version, tarball, hash ----------------------------

known_versions() {
	awk '!/^#/ && NF == 2 { print $1 }' "$sums" | sort -rV
}

hash_of_version() {
	awk -v v="$1" '!/^#/ && $1 == v { print $2 }' "$sums"
}

version_of_hash() {
	awk -v h="$1" '!/^#/ && $2 == h { print $1 }' "$sums"
}

hash_of_file() {
	sha256sum "$1" | cut -d ' ' -f 1
}

# Whether an archive of this version lies in the store, whole.
stored() {
	tarball=$deps/download/wolfssl_$1.orig.tar.gz
	[ -f "$tarball" ] || return 1
	version=$1
	hash=$(hash_of_file "$tarball")
	[ "$hash" = "$(hash_of_version "$1")" ] && return 0
	[ "${WOLFSSL_UNPINNED:-}" = 1 ] && [ -z "$(hash_of_version "$1")" ]
}

# Takes a file as the archive of a version when its hash is right.
keep_archive() {
	local file=$1 wanted
	version=$2
	hash=$(hash_of_file "$file")
	wanted=$(hash_of_version "$version")
	if [ -n "$wanted" ] && [ "$hash" != "$wanted" ]; then
		die "the source of wolfSSL $version has SHA-256 $hash, but $sums says $wanted; nothing was kept"
	fi
	tarball=$deps/download/wolfssl_$version.orig.tar.gz
	mkdir -p "$deps/download" && mv "$file" "$tarball" || die "$tarball: cannot be written"
}

own_archive() {
	tarball=$WOLFSSL_TARBALL
	[ -r "$tarball" ] && [ -f "$tarball" ] || die "WOLFSSL_TARBALL=$tarball: not a file that can be read"
	hash=$(hash_of_file "$tarball")
	version=$(version_of_hash "$hash")
	[ -z "$version" ] || return 0
	[ "${WOLFSSL_UNPINNED:-}" = 1 ] ||
		die "WOLFSSL_TARBALL=$tarball: its SHA-256 $hash is of no version in $sums ($(known_versions | xargs)); WOLFSSL_UNPINNED=1 takes it all the same"
	version=$(tar -tf "$tarball" 2>/dev/null | head -n 1 | sed -n 's|^[^/]*wolfssl-v\{0,1\}\([0-9.]*[0-9]\).*|\1|p')
	[ -n "$version" ] || die "WOLFSSL_TARBALL=$tarball: not a source archive of wolfSSL"
}

# The mirrors in apt's own configuration, in its order; apt itself reads all of its formats.
mirrors() {
	[ -z "${WOLFSSL_MIRROR:-}" ] || {
		printf '%s\n' "${WOLFSSL_MIRROR%/}"
		return
	}
	local codename
	codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	apt-get update --print-uris 2>/dev/null |
		sed -nE "s#^'([^']*)/dists/(${codename:-sid}|stable|testing|unstable|sid)/main/binary-.*#\1#p" | awk '!seen[$0]++'
}

# apt-get and its kin with folders and sources of our own: nothing in /etc or /var changes.
private_apt() {
	local command=$1 apt=$top/$deps/apt
	shift
	"$command" -q -c "$apt/apt.conf" -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
		-o Dir::State="$apt/state" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
		-o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@"
}

read_source_list() {
	mkdir -p "$deps"/apt/{state/lists/partial,cache/archives/partial} || return
	: >"$deps/apt/status"
	# Hooks of this machine have no business with our folders.
	printf '#clear APT::Update::%s;\n' Pre-Invoke Post-Invoke Post-Invoke-Success >"$deps/apt/apt.conf"
	printf 'deb-src [signed-by=%s] %s sid main\n' "$keyring" "$1" >"$deps/apt/sources.list"
	private_apt apt-get update -o APT::Update::Error-Mode=any
}

fetch_source() {
	mkdir -p "$scratch/fetched" && cd "$scratch/fetched" &&
		private_apt apt-get source --download-only --tar-only "wolfssl=$1"
}

get_from_pool() {
	private_apt /usr/lib/apt/apt-helper download-file "$1/pool/main/w/wolfssl/wolfssl_$2.orig.tar.gz" \
		"$top/$scratch/wolfssl_$2.orig.tar.gz" "SHA256:$(hash_of_version "$2")"
}

# From one mirror: its newest when we know it, else the newest that we know and it still has.
get_archive() {
	local mirror=$1 full newest v
	step "reading the source list of $mirror" read_source_list "$mirror" || return 1
	full=$(private_apt apt-cache showsrc --only-source wolfssl 2>>"$log" | sed -n 's/^Version: //p' | sort -rV | head -n 1)
	[ -n "$full" ] || return 1
	newest=${full#*:}
	newest=${newest%-*}
	if [ -n "$(hash_of_version "$newest")" ] || [ "${WOLFSSL_UNPINNED:-}" = 1 ]; then
		step "fetching $newest (28 MB)" fetch_source "$full" || step_failed "fetching wolfSSL $newest"
		keep_archive "$(echo "$scratch"/fetched/wolfssl_*.orig.tar.*)" "$newest"
		return 0
	fi
	for v in $(known_versions); do
		stored "$v" && return 0
		step "fetching $v, since $newest is not in $sums" get_from_pool "$mirror" "$v" || continue
		keep_archive "$scratch/wolfssl_$v.orig.tar.gz" "$v"
		return 0
	done
	die "the mirror has wolfSSL $newest, which $sums does not know, and none of those that it knows ($(known_versions | xargs)); WOLFSSL_UNPINNED=1 takes it all the same, WOLFSSL_TARBALL= another"
}

find_archive() {
	local mirror v
	if [ -n "${WOLFSSL_TARBALL:-}" ]; then
		own_archive
		return
	fi
	stored "$(known_versions | head -n 1)" && return
	have apt-get || die "no apt here to get the wolfSSL source with; name one: WOLFSSL_TARBALL= (source archive) or WOLFSSL_PREFIX= (installed)"
	[ -r "$keyring" ] || die "$keyring: not there, so the source cannot be checked; install debian-archive-keyring, or name a source: WOLFSSL_TARBALL="
	for mirror in $(mirrors); do
		get_archive "$mirror" && return
	done
	for v in $(known_versions); do
		stored "$v" && say wolfSSL "no mirror answers; taking $v from $deps/download" && return
	done
	[ -n "${mirror:-}" ] || die "apt's configuration names no Debian mirror; name one with WOLFSSL_MIRROR=, or a source: WOLFSSL_TARBALL=, WOLFSSL_PREFIX="
	step_failed "getting the wolfSSL source from $mirror"
}

# --- the library ------------------------------------------------------------------

# The build must not see what make or the user exports for our own programs.
clean_env() {
	env -i PATH="$PATH" HOME="${HOME:-/}" TMPDIR="${TMPDIR:-/tmp}" LC_ALL=C "$@"
}

unpack() {
	mkdir -p "$scratch/source" &&
		tar -xf "$tarball" -C "$scratch/source" --strip-components=1 &&
		cd "$scratch/source" && { [ -x configure ] || clean_env ./autogen.sh; }
}

configure() {
	mkdir -p "$scratch/objects" && cd "$scratch/objects" || return 1
	# Word splitting is wanted: these are lists of flags.
	# shellcheck disable=SC2086
	clean_env "../../source-$version-${hash:0:12}/configure" --prefix="$top/$prefix" --libdir="$top/$prefix/lib" \
		${WOLFSSL_HOST:+--host=$WOLFSSL_HOST} ${WOLFSSL_CONFIGURE:-} CFLAGS="${WOLFSSL_CFLAGS:-}" \
		CC="$cc" AR="${WOLFSSL_AR:-ar}" RANLIB="${WOLFSSL_RANLIB:-ranlib}"
}

build_library() {
	local started=$SECONDS source=$deps/source-$version-${hash:0:12}
	mkdir -p "$deps/log" || die "$deps: cannot be written"
	[ "$(free_mb)" -ge "$needed_mb" ] || die "$deps: $(free_mb) MB free, $needed_mb MB needed to build wolfSSL"
	if [ ! -d "$source" ]; then
		step "unpacking $version" unpack || step_failed "unpacking wolfSSL $version"
		mv "$scratch/source" "$source" || die "$source: cannot be written"
	fi
	step "configuring $version for $name" configure || step_failed "configuring wolfSSL"
	step "building $version for $name (about a minute)" clean_env make -C "$scratch/objects" -j "$(nproc)" ||
		step_failed "building wolfSSL"
	step "installing $version in $prefix" clean_env make -C "$scratch/objects" install DESTDIR="$top/$scratch/root" ||
		step_failed "installing wolfSSL"
	printf 'source %s, sha256:%s, CFLAGS="%s", configure%s %s\n' "$version" "${hash:0:12}" "${WOLFSSL_CFLAGS:-}" \
		"${WOLFSSL_HOST:+ --host=$WOLFSSL_HOST}" "${WOLFSSL_CONFIGURE:-}" >"$scratch/root$top/$prefix/wiretoll-build.txt" &&
		mv "$scratch/root$top/$prefix" "$prefix" || step_failed "installing wolfSSL"
	say wolfSSL "$version for $name done in $((SECONDS - started)) s"
}

# --- an installed one of the user's own -----------------------------------------

# Prints how a macro that our source needs is switched on, for each that is missing.
missing_features() {
	local macros feature
	macros=$(printf '#include <wolfssl/options.h>\n' | $cc -E -dM -I "$1/include" -x c - 2>/dev/null)
	for feature in OPENSSL_EXTRA=--enable-opensslextra WOLFSSL_TLS13=--enable-tls13 WOLFSSL_DTLS=--enable-dtls \
		WOLFSSL_DTLS13=--enable-dtls13 WOLFSSL_DTLS_MTU=--enable-dtls-mtu WOLFSSL_IP_ALT_NAME=--enable-ip-alt-name \
		HAVE_SNI=--enable-sni HAVE_SESSION_TICKET=--enable-session-ticket; do
		grep -q "^#define ${feature%%=*}\b" <<<"$macros" || printf ' %s' "${feature#*=}"
	done
}

use_own_prefix() {
	local missing at
	prefix=${WOLFSSL_PREFIX%/}
	for at in include/wolfssl/options.h include/wolfssl/ssl.h include/wolfssl/version.h; do
		[ -r "$prefix/$at" ] || die "WOLFSSL_PREFIX=$WOLFSSL_PREFIX: has no $at; valid: the --prefix of an installed wolfSSL"
	done
	for library in "$prefix"/{lib,lib64,lib/*}/libwolfssl.{a,so}; do
		[ -f "$library" ] && break
	done
	[ -f "$library" ] || die "WOLFSSL_PREFIX=$WOLFSSL_PREFIX: has no libwolfssl.a (or .so) in lib or lib64"
	missing=$(missing_features "$prefix")
	[ -z "$missing" ] || die "WOLFSSL_PREFIX=$WOLFSSL_PREFIX: was built without$missing"
	version=$(sed -n 's/^#define LIBWOLFSSL_VERSION_STRING "\(.*\)"/\1/p' "$prefix/include/wolfssl/version.h")
	source_text="an installed $version, library sha256:$(hash_of_file "$library" | cut -c 1-12)"
}

# --- what make is told -------------------------------------------------------------

write_answer() {
	local libs=$library
	# A shared one is found at run time where it was found now.
	[ "${library%.so}" = "$library" ] || libs="$library -Wl,-rpath,$(cd "$(dirname "$library")" && pwd)"
	printf 'LIBRARY_PREFIX := %s\nLIBRARY_FILE := %s\nLIBRARY_LIBS := %s -lm -lpthread\nLIBRARY_SOURCE := %s\n' \
		"$prefix" "$library" "$libs" "${source_text//\$/\$\$}" >"$out.new" && mv "$out.new" "$out" ||
		die "$out: cannot be written"
}

# Two builds at once would do the same work twice; the second waits for the first.
take_lock() {
	exec 9>"$deps/lock" || die "$deps/lock: cannot be written"
	flock -n 9 && return
	say wolfSSL "waiting for another build of it to end"
	flock 9
}

main() {
	[ "${1:-}" != --help ] || { help_text; exit 0; }
	[ $# = 2 ] || wrong "wants NAME and FILE; see --help"
	name=$1 out=$2
	mkdir -p "$deps" "$(dirname "$out")" || die "$deps: cannot be made"
	if [ -n "${WOLFSSL_PREFIX:-}" ]; then
		use_own_prefix
		write_answer
		return
	fi
	have "${cc%% *}" || die "compiler ${cc%% *}: not found"
	trap clean_up EXIT
	trap interrupted INT TERM HUP
	take_lock
	scratch=$deps/tmp.$$
	log=$deps/log/${name//\//-}.log
	mkdir -p "$scratch" "$deps/log" && : >"$log" || die "$log: cannot be written"
	find_archive
	key=$(printf '%s\n' "$hash" "${WOLFSSL_HOST:-}" "${WOLFSSL_CONFIGURE:-}" "${WOLFSSL_CFLAGS:-}" \
		"$($cc --version 2>&1)" "$cc" | sha256sum | cut -c 1-12)
	prefix=$deps/wolfssl-$version-$key
	library=$prefix/lib/libwolfssl.a
	[ -f "$library" ] || build_library
	source_text=$(cat "$prefix/wiretoll-build.txt") || die "$prefix: is not whole; remove it and build again"
	write_answer
}

main "$@"
