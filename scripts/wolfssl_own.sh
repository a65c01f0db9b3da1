#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: . scripts/wolfssl_own.sh, by scripts/wolfssl.sh
#
# Whether a wolfSSL of the user's own (variant own) is one that our source can
# be built on: its machine, its version, and the features without which nothing
# can be measured. What else it lacks, the programs answer with UNSUPPORTED.
set -u
[ "${1:-}" != --help ] || { sed -n '3,8s/^# \{0,1\}//p' "$0"; exit 0; }
: "${cc:=gcc}" "${name:=}" # of scripts/wolfssl.sh

# The first version with everything that src/tlslib/wolfssl.c is written for.
own_least=5.9.0

# macros_of PREFIX: what the library was built with, a macro a line.
macros_of() {
	# shellcheck disable=SC2086
	printf '#include <wolfssl/options.h>\n#include <wolfssl/wolfcrypt/settings.h>\n' |
		$cc ${library_macros:-} -E -dM -I "$1/include" -x c - 2>/dev/null
}

has_macro() {
	grep -q "^#define $1\b" <<<"$macros"
}

# family_of_library FILE: the machine in its ELF header, in the words of scripts/compiler.sh.
family_of_library() {
	case $(LC_ALL=C readelf -h "$1" 2>/dev/null | sed -n 's/^ *Machine: *//p' | head -n 1) in
	AArch64) echo aarch64 ;;
	ARM) echo arm ;;
	*X86-64) echo x86_64 ;;
	*80386) echo i386 ;;
	RISC-V) echo riscv64 ;;
	esac
}

# check_own PREFIX LIBRARY: one line and the end when nothing can be made of it.
check_own() {
	local what="${WOLFSSL_OWN:-OWN_PREFIX}" made wanted macros has
	[ "$what" != OWN_PREFIX ] || what+="=${WOLFSSL_PREFIX:-}"
	[ "$what" != OWN_SETTINGS ] || what+="=${WOLFSSL_SETTINGS:-}"
	made=$(family_of_library "$2") wanted=$(scripts/compiler.sh --family "$cc")
	[ -z "$made" ] || [ -z "$wanted" ] || [ "$made" = "$wanted" ] ||
		die "$what: $2 is a library for $made, but $cc makes programs for $wanted; valid: one that was built for BOARD=${name%%/*}"
	has=$(sed -n 's/^#define LIBWOLFSSL_VERSION_STRING "\(.*\)"/\1/p' "$1/include/wolfssl/version.h")
	[ "$(printf '%s\n%s\n' "$own_least" "${has%%-*}" | sort -V | head -n 1)" = "$own_least" ] ||
		die "$what: is wolfSSL $has, which lacks calls that our source needs; valid: $own_least or later"
	macros=$(macros_of "$1")
	[ -n "$macros" ] || die "$what: its headers cannot be read by $cc; valid: an installed wolfSSL, with its user_settings.h in include/ if it has one"
	has_macro OPENSSL_EXTRA ||
		die "$what: was built without the compatibility layer, which our source speaks; valid: with --enable-opensslextra, in a user_settings.h: #define OPENSSL_EXTRA"
	for has in WOLFCRYPT_ONLY NO_TLS NO_CERTS NO_FILESYSTEM NO_BIO NO_ASN; do
		! has_macro "$has" || die "$what: was built with $has; valid: without it, since sessions, certificates and files are needed"
	done
	! has_macro WOLFSSL_SSLKEYLOGFILE ||
		die "$what: was built with WOLFSSL_SSLKEYLOGFILE (--enable-keylog-export), which writes the secrets of every session to a file; valid: without it"
	has_macro HAVE_SUPPORTED_CURVES ||
		die "$what: was built without HAVE_SUPPORTED_CURVES, so that no group can be pinned; valid: with --enable-supportedcurves, in a user_settings.h: #define HAVE_TLS_EXTENSIONS and HAVE_SUPPORTED_CURVES"
}
