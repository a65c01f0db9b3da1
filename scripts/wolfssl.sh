#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/wolfssl.sh NAME FILE
#
# Finds or builds the wolfSSL that a variant of a board links, and writes where
# it is to FILE, for make. NAME (board/variant) is for the messages. `make`
# calls this; the settings are variables:
#
#   WOLFSSL_CONFIGURE  configure flags          WOLFSSL_CFLAGS  compiler flags
#   WOLFSSL_HOST       host triplet, if cross   WOLFSSL_CC, _AR, _RANLIB, _OBJDUMP
#   WOLFSSL_MENDS      faults of the library's that are mended in a copy of its
#                      source first (scripts/mends), where the version is one
#                      that they are known for (scripts/wolfssl.mends)
#   WOLFSSL_OWN        variant own: which setting of the user's made it
#   WOLFSSL_SETTINGS   a user_settings.h to build it with
#   WOLFSSL_PREFIX     an installed wolfSSL of your own; nothing is built
#   WOLFSSL_TARBALL    a source archive of your own; nothing is fetched
#   WOLFSSL_MIRROR     base of a Debian mirror; default: the one that apt uses
#   WOLFSSL_UNPINNED=1 take a version that scripts/wolfssl.sums does not know
#
# Sources, logs and libraries are kept in build/deps; boards with equal flags
# and compiler share a library.
set -u
. "$(dirname "$0")/lib.sh"
. "$top/scripts/steps.sh"
. "$top/scripts/debian.sh"
. "$top/scripts/source.sh"
. "$top/scripts/wolfssl_own.sh"
cd "$top" || exit 1

# source.sh reads these.
# shellcheck disable=SC2034
title=wolfSSL package=wolfssl settings=WOLFSSL series="" size="28 MB"
sums=${WOLFSSL_SUMS:-scripts/wolfssl.sums}
mends_known=scripts/wolfssl.mends
needed_mb=500 # sources 100 and their mended copy, objects 60, library 10, source list 60, and room
cc=${WOLFSSL_CC:-gcc}

places() {
	mirrors "${WOLFSSL_MIRROR:-}" | sed 's/$/ sid/'
}

# --- the library ------------------------------------------------------------------

unpack() {
	mkdir -p "$scratch/source" &&
		tar -xf "$tarball" -C "$scratch/source" --strip-components=1 &&
		cd "$scratch/source" && { [ -x configure ] || make_configure; }
}

# With libtool's macros there from the beginning they are gathered once.
make_configure() {
	clean_env libtoolize --install --copy --quiet
	clean_env ACLOCAL="$top/scripts/aclocal_once.sh" ./autogen.sh
}

# Of the mends that are asked for, those that this version is known to need; their name also tells which script it was.
choose_mends() {
	local mend
	mends="" mends_key="" unknown_mends=""
	for mend in ${WOLFSSL_MENDS:-}; do
		[ -x "scripts/mends/$mend.sh" ] || die "WOLFSSL_MENDS=$mend: unknown; valid: $(cd scripts/mends && basename -s .sh -- *.sh | xargs)"
		if grep -qxF "$mend $version" "$mends_known"; then
			mends+=${mends:+ }$mend
			mends_key+=+$mend-$(hash_of_file "scripts/mends/$mend.sh" | cut -c 1-8)
		else
			unknown_mends+=${unknown_mends:+ }$mend
		fi
	done
	source=$deps/source-$version-${hash:0:12}$mends_key
}

# What lacks something that our source cannot do without is refused before a minute goes into it.
check_own_settings() {
	[ -n "$settings_file" ] || return 0
	mkdir -p "$scratch/settings" && cp "$settings_file" "$scratch/settings/user_settings.h" || die "$settings_file: cannot be copied"
	check_own_features "$scratch/settings" "$source"
}

# Links where the file system has them: a mend puts its files into the place of the old ones, and nothing else is written.
copy_source() {
	cp -al "$1" "$2" 2>/dev/null && return 0
	rm -rf "$2" && cp -a "$1" "$2"
}

# In a copy, since other variants are built from the same source as it is.
mend_source() {
	local pristine=$1 mend
	step "mending $version: $mends" copy_source "$pristine" "$scratch/source" || step_failed "copying the source of wolfSSL $version"
	for mend in $mends; do
		"scripts/mends/$mend.sh" "$scratch/source" >>"$log" 2>&1 ||
			die "mend $mend of wolfSSL $version: $(tail -n 1 "$log"); VARIANT=wolfssl-shipped builds it as it is"
	done
	mv "$scratch/source" "$source" || die "$source: cannot be written"
}

# Whether the assembly leaves vector registers clean is looked at wherever the mend for it is asked for.
check_mends() {
	local dirty
	[[ " ${WOLFSSL_MENDS:-} " == *" vzeroupper "* ]] || return 0
	dirty=$(find "$scratch/objects/wolfcrypt" -name '*_asm.o' -exec \
		scripts/check_vectors.sh --count "${WOLFSSL_OBJDUMP:-objdump}" {} + 2>>"$log")
	[ -n "$dirty" ] || die "wolfSSL $version: its assembly cannot be looked at: $(tail -n 1 "$log")"
	[ -z "$unknown_mends" ] ||
		say wolfSSL "$version is not known to need the mend $unknown_mends: built as it is; $dirty functions leave vector registers dirty"
	[ -n "$unknown_mends" ] || [ "$dirty" = 0 ] ||
		die "mend $mends of wolfSSL $version: $dirty functions still leave vector registers dirty"
}

# What configure need not find out, in a file that is not among its flags, which the library tells of itself: nothing is
# built here twice, and headers of the compatibility layer fit the options of our own variants (35 runs of the compiler).
tell_configure() {
	local header
	echo "enable_dependency_tracking=no"
	[ -z "${WOLFSSL_OWN:-}" ] || return 0
	for header in "$source"/wolfssl/openssl/*.h; do
		header=${header#"$source"/}
		echo "ac_cv_header_${header//[!A-Za-z0-9]/_}=yes"
	done
}

configure() {
	mkdir -p "$scratch/objects" && tell_configure >"$scratch/config.site" || return 1
	cd "$scratch/objects" || return 1
	# Word splitting is wanted: these are lists of flags.
	# shellcheck disable=SC2086
	clean_env CONFIG_SITE="$top/$scratch/config.site" "../../${source##*/}/configure" --prefix="$top/$prefix" --libdir="$top/$prefix/lib" \
		${WOLFSSL_HOST:+--host=$WOLFSSL_HOST} ${WOLFSSL_CONFIGURE:-} CFLAGS="${WOLFSSL_CFLAGS:-}" \
		${settings_file:+CPPFLAGS="-I$top/$scratch/settings"} CC="$cc" AR="${WOLFSSL_AR:-ar}" RANLIB="${WOLFSSL_RANLIB:-ranlib}"
}

# One file takes as long as a fifth of them all and stands near the end of the list: it is compiled first, so that no core
# waits for it alone.
compile() {
	local objects=$scratch/objects goals=() largest=src/libwolfssl_la-ssl.lo
	! grep -q "^$largest:" "$objects/Makefile" || goals=("$largest" src/libwolfssl.la)
	clean_env make -C "$objects" -j "$(nproc)" "${goals[@]}"
}

build_library() {
	local started=$SECONDS pristine=$deps/source-$version-${hash:0:12}
	needs_mb "$needed_mb"
	if [ ! -d "$pristine" ]; then
		step "unpacking $version" unpack || step_failed "unpacking wolfSSL $version"
		mv "$scratch/source" "$pristine" || die "$pristine: cannot be written"
	fi
	[ -d "$source" ] || mend_source "$pristine"
	check_own_settings
	step "configuring $version for $name" configure || step_failed "configuring wolfSSL"
	[ -z "${WOLFSSL_OWN:-}" ] || [ -n "$settings_file" ] || check_own_features "$scratch/objects" "$source"
	step "building $version for $name (about a minute)" compile ||
		step_failed "building wolfSSL"
	check_mends
	step "installing $version in $prefix" clean_env make -C "$scratch/objects" install DESTDIR="$top/$scratch/root" ||
		step_failed "installing wolfSSL"
	[ -f "$scratch/root$top/$library" ] || die "wolfSSL $version for $name: its configuration makes no ${library##*/} in lib; see $log"
	[ -z "$settings_file" ] || cp "$scratch/settings/user_settings.h" "$scratch/root$top/$prefix/include/user_settings.h" ||
		step_failed "installing wolfSSL"
	printf 'source %s%s, sha256:%s, CFLAGS="%s", configure%s %s%s\n' "$version" \
		"${mends:+ mended by scripts/mends (${mends_key#+})}" "${hash:0:12}" "${WOLFSSL_CFLAGS:-}" \
		"${WOLFSSL_HOST:+ --host=$WOLFSSL_HOST}" "${WOLFSSL_CONFIGURE:-}" \
		"${settings_hash:+, user_settings.h sha256:$settings_hash}" >"$scratch/root$top/$prefix/wiretoll-build.txt" &&
		rm -rf "$prefix" && mv -T "$scratch/root$top/$prefix" "$prefix" || step_failed "installing wolfSSL"
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
	local missing at setting=${WOLFSSL_OWN:-WOLFSSL_PREFIX}
	prefix=${WOLFSSL_PREFIX%/}
	for at in include/wolfssl/options.h include/wolfssl/ssl.h include/wolfssl/version.h; do
		[ -r "$prefix/$at" ] || die "$setting=$WOLFSSL_PREFIX: has no $at; valid: the --prefix of an installed wolfSSL"
	done
	for library in "$prefix"/{lib,lib64,lib/*}/libwolfssl.{a,so}; do
		[ -f "$library" ] && break
	done
	[ -f "$library" ] || die "$setting=$WOLFSSL_PREFIX: has no libwolfssl.a (or .so) in lib or lib64"
	[ -z "${WOLFSSL_OWN:-}" ] || [ ! -r "$prefix/include/user_settings.h" ] || library_macros=-DWOLFSSL_USER_SETTINGS
	check_own "$prefix" "$library"
	missing=
	[ -n "${WOLFSSL_OWN:-}" ] || missing=$(missing_features "$prefix")
	[ -z "$missing" ] || die "WOLFSSL_PREFIX=$WOLFSSL_PREFIX: was built without$missing"
	version=$(sed -n 's/^#define LIBWOLFSSL_VERSION_STRING "\(.*\)"/\1/p' "$prefix/include/wolfssl/version.h")
	source_text="an installed $version, library sha256:$(hash_of_file "$library" | cut -c 1-12)"
}

# --- what make is told -------------------------------------------------------------

write_answer() {
	local libs=$library
	# A shared one is found at run time where it was found now.
	[ "${library%.so}" = "$library" ] || libs="$library -Wl,-rpath,$(cd "$(dirname "$library")" && pwd)"
	printf 'LIBRARY_PREFIX := %s\nLIBRARY_FILE := %s\nLIBRARY_LIBS := %s -lm -lpthread\nLIBRARY_SOURCE := %s\nLIBRARY_MENDS := %s\nLIBRARY_MACROS := %s\n' \
		"$prefix" "$library" "$libs" "${source_text//\$/\$\$}" "${mends:-}" "$library_macros" >"$out.new" && mv "$out.new" "$out" ||
		die "$out: cannot be written"
}

main() {
	[ "${1:-}" != --help ] || { help_text; exit 0; }
	[ $# = 2 ] || wrong "wants NAME and FILE; see --help"
	name=$1 out=$2 library_macros="" settings_file=${WOLFSSL_SETTINGS:-} settings_hash=""
	if [ -n "$settings_file" ]; then
		settings_hash=$(hash_of_file "$settings_file" | cut -c 1-12)
		library_macros=-DWOLFSSL_USER_SETTINGS
	fi
	mkdir -p "$deps" "$(dirname "$out")" || die "$deps: cannot be made"
	if [ -n "${WOLFSSL_PREFIX:-}" ]; then
		use_own_prefix
		write_answer
		return
	fi
	have "${cc%% *}" || die "compiler ${cc%% *}: not found"
	begin_steps "$name"
	find_archive
	[ -z "${WOLFSSL_OWN:-}" ] || check_own_version "$version"
	choose_mends
	key=$(printf '%s\n' "$hash" "${WOLFSSL_HOST:-}" "${WOLFSSL_CONFIGURE:-}" "${WOLFSSL_CFLAGS:-}" \
		"$($cc --version 2>&1)" "$cc" ${mends_key:+"$mends_key"} ${settings_hash:+"$settings_hash"} | sha256sum | cut -c 1-12)
	prefix=$deps/wolfssl-$version-$key
	library=$prefix/lib/libwolfssl.a
	[ -f "$library" ] || build_library
	[ -z "${WOLFSSL_OWN:-}" ] || check_own "$prefix" "$library"
	source_text=$(cat "$prefix/wiretoll-build.txt") || die "$prefix: is not whole; remove it and build again"
	write_answer
}

main "$@"
