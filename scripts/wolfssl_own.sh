#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: . scripts/wolfssl_own.sh, by scripts/wolfssl.sh
#
# Whether a wolfSSL of the user's own (variant own) is one that our source can
# be built on: its machine, its version, and the features without which nothing
# can be measured. What else it lacks is answered UNSUPPORTED.
set -u
[ "${1:-}" != --help ] || { sed -n '3,8s/^# \{0,1\}//p' "$0"; exit 0; }
: "${cc:=gcc}" "${name:=}" # of scripts/wolfssl.sh

# The first version with everything that src/tlslib/wolfssl.c is written for.
own_least=5.9.0

# What names the setting in a message.
own_what() {
	case ${WOLFSSL_OWN:-WOLFSSL_PREFIX} in
	*_PREFIX) echo "${WOLFSSL_OWN:-WOLFSSL_PREFIX}=${WOLFSSL_PREFIX:-}" ;;
	OWN_SETTINGS) echo "OWN_SETTINGS=${WOLFSSL_SETTINGS:-}" ;;
	*) echo "$WOLFSSL_OWN" ;;
	esac
}

# over_headers HEADER FLAG... -- FOLDER...: the compiler on a header of the library's in those folders, as it is built.
over_headers() {
	local header=$1 flags=()
	shift
	while [ "$1" != -- ]; do flags+=("$1") && shift; done
	shift
	# shellcheck disable=SC2086
	printf '#include <wolfssl/options.h>\n#include <wolfssl/%s>\n' "$header" |
		LC_ALL=C $cc ${library_macros:-} "${flags[@]}" "${@/#/-I}" -x c - 2>&1
}

# no_fault TEXT: one line and the end when the compiler found one.
no_fault() {
	local fault
	fault=$(grep -m 1 -E '^[^ ]+:[0-9]+:([0-9]+:)? (fatal )?error:' <<<"$1" | sed -E 's/^([^ ]*\/)?([^ /:]+):([0-9]+):[0-9: ]*(fatal )?error:/\2, line \3:/')
	[ -z "$fault" ] || [ "${WOLFSSL_OWN:-}" != OWN_SETTINGS ] ||
		die "$(own_what): cannot be compiled: $fault; valid: a user_settings.h, with all that it includes in it"
	[ -z "$fault" ] || die "$(own_what): its headers cannot be compiled by ${cc%% *}: $fault; valid: an installed wolfSSL, its user_settings.h in include/ if it has one"
}

has_macro() {
	grep -q "^#define $1\b" <<<"$macros"
}

# family_of_library FILE: the machine in its ELF header, in the words of scripts/compiler.sh.
family_of_library() {
	case $1 in
	AArch64) echo aarch64 ;;
	ARM) echo arm ;;
	*X86-64) echo x86_64 ;;
	*80386) echo i386 ;;
	RISC-V) echo riscv64 ;;
	esac
}

# check_own_version VERSION: before anything of it is built.
check_own_version() {
	[ "$(printf '%s\n%s\n' "$own_least" "${1%%-*}" | sort -V | head -n 1)" = "$own_least" ] ||
		die "$(own_what): is wolfSSL $1, which lacks calls that our source needs; valid: $own_least or later"
}

# check_own_features FOLDER...: one line and the end when nothing can be measured of what these headers are for. That is
# known before the library is built: of a user_settings.h from the source, of configure flags when they were configured.
check_own_features() {
	local what macros feature
	what=$(own_what)
	macros=$(over_headers wolfcrypt/settings.h -E -dM -- "$@")
	no_fault "$macros"
	has_macro OPENSSL_EXTRA ||
		die "$what: was built without the compatibility layer, which our source speaks; valid: with --enable-opensslextra, in a user_settings.h: #define OPENSSL_EXTRA"
	for feature in WOLFCRYPT_ONLY NO_TLS NO_CERTS NO_FILESYSTEM NO_BIO NO_ASN; do
		! has_macro "$feature" || die "$what: was built with $feature; valid: without it, since sessions, certificates and files are needed"
	done
	! has_macro WOLFSSL_SSLKEYLOGFILE ||
		die "$what: was built with WOLFSSL_SSLKEYLOGFILE (--enable-keylog-export), which writes the secrets of every session to a file; valid: without it"
	has_macro HAVE_SUPPORTED_CURVES ||
		die "$what: was built without HAVE_SUPPORTED_CURVES, so that no group can be pinned; valid: with --enable-supportedcurves, in a user_settings.h: #define HAVE_TLS_EXTENSIONS and HAVE_SUPPORTED_CURVES"
	no_fault "$(over_headers ssl.h -fsyntax-only -- "$@")"
}

# check_own_library FILE: that it is one, for the board's machine, with what its headers promise.
check_own_library() {
	local what machine made wanted call calls
	what=$(own_what)
	machine=$(LC_ALL=C readelf -h "$1" 2>/dev/null | sed -n 's/^ *Machine: *//p' | head -n 1)
	[ -n "$machine" ] || die "$what: $1 holds no object of ELF; valid: the library of an installed wolfSSL, whole"
	made=$(family_of_library "$machine") wanted=$(scripts/compiler.sh --family "$cc")
	[ -z "$made" ] || [ -z "$wanted" ] || [ "$made" = "$wanted" ] ||
		die "$what: $1 is a library for $made, but $cc makes programs for $wanted; valid: one that was built for BOARD=${name%%/*}"
	calls=$(LC_ALL=C readelf -Ws "$1" 2>/dev/null | awk '$4 == "FUNC" && $7 != "UND" { print $8 }')
	for call in wolfSSL_CTX_new wolfSSL_BIO_new_mem_buf; do
		grep -qE "^$call(@.*)?\$" <<<"$calls" || die "$what: $1 holds no $call, which its headers promise; valid: headers and library of one wolfSSL"
	done
}

# check_own PREFIX LIBRARY: all of it, of an installed one.
check_own() {
	check_own_library "$2"
	check_own_version "$(sed -n 's/^#define LIBWOLFSSL_VERSION_STRING "\(.*\)"/\1/p' "$1/include/wolfssl/version.h")"
	[ -z "${WOLFSSL_OWN:-}" ] || check_own_features "$1/include"
}
