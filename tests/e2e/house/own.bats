#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A wolfSSL of the user's own, variant own: what it lacks is UNSUPPORTED and the rest is measured; what cannot be measured
# at all is refused in one line. Two libraries are built, once, and kept in build/deps as every other is.

# shellcheck disable=SC2030,SC2031,SC2034
load ../support/helpers
load ../support/reports

# No DTLS 1.3, and an MTU of DTLS that cannot be set.
CONFIGURED="--enable-opensslextra --enable-tls13 --enable-dtls --enable-ip-alt-name --disable-rsa --disable-dh --disable-mlkem"
SETTINGS=docs/own/user_settings.h

# A setup_file cannot skip with each version of bats: it makes nothing, and each test says why.
unwanted() {
	if [ "${WT_VALGRIND:-}" = 1 ]; then
		WHY="not under valgrind"
	elif [[ $BUILD == *sanitize* ]]; then
		WHY="the builds are the same with sanitizers and without"
	elif [[ " $VARIANTS " != *" openssl "* ]]; then
		WHY="variant openssl was not built"
	else
		return 1
	fi
}

wanted() {
	! unwanted || skip "$WHY"
}

setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}" "${VARIANTS:=wolfssl openssl}"
	! unwanted || return 0
	local name
	for name in configured settings; do
		mkdir -p "$BATS_FILE_TMPDIR/$name/host"
		ln -s "$(realpath "$BUILD/host/openssl")" "$BATS_FILE_TMPDIR/$name/host/openssl"
	done
	BUILD=$BATS_FILE_TMPDIR/configured build_of VARIANT=own "OWN_CONFIGURE=$CONFIGURED" programs >"$BATS_FILE_TMPDIR/log" 2>&1 &&
		BUILD=$BATS_FILE_TMPDIR/settings build_of VARIANT=own "OWN_SETTINGS=$SETTINGS" programs >>"$BATS_FILE_TMPDIR/log" 2>&1 ||
		{ tail -n 20 "$BATS_FILE_TMPDIR/log"; return 1; }
}

# of_own NAME OPTION...: a short run with the programs of that build; sets RUN.
of_own() {
	desk run --build "$BATS_FILE_TMPDIR/$1" --board host --certs "$KEYS" --tries 4 --rounds 2 --sizes 16,999 --out "$T/results" "${@:2}"
	RUN=$(realpath "$T/results/latest" 2>/dev/null || :)
}

# refused PATTERN WORD...: make fails, says one line beside its own, and builds neither a library nor anything on it.
refused() {
	local status=0
	BUILD=$T/build build_of programs VARIANT=own "${@:2}" >"$T/output" 2>"$T/errors" || status=$?
	grep -vE '^make(\[[0-9]+\])?: ' "$T/errors" >"$T/said"
	[ "$status" -eq 2 ] && [ "$(wc -l <"$T/said")" -eq 1 ] && grep -qE -- "$1" "$T/said" &&
		[ -z "$(find "$T/build/host/own" -name "*.o" 2>/dev/null)" ] && [ "$(grep -c 'wolfSSL building' "$T/output")" -eq 0 ] && return
	echo "status $status, or not one line that says: $1"
	cat "$T/errors"
	return 1
}

# prefix NAME: a copy of the installed library of the settings, at $T/NAME, to be changed; sets PREFIX.
prefix() {
	local library
	library=$(sed -n 's/^LIBRARY_PREFIX := //p' "$BATS_FILE_TMPDIR/settings/host/own/obj/library.mk")
	PREFIX=$T/$1
	rm -rf "$PREFIX" && cp -r "$library" "$PREFIX"
}

# gone NAME...: what a library of such settings does not hold leaves the copy.
gone() {
	local name words=()
	for name; do words+=(--redefine-sym "$name=gone_$name"); done
	objcopy "${words[@]}" "$PREFIX/lib/libwolfssl.a"
}

# --- what it lacks, and the rest ------------------------------------------------

@test "own by configure flags: rows that it lacks are UNSUPPORTED with the reason, the others measured, in every form; status 0" {
	wanted
	of_own configured --variants openssl,own
	desk_expect 0 "UNSUPPORTED dtls1\.3-own: variant own was built without DTLS 1\.3 \(WOLFSSL_DTLS13, WOLFSSL_SEND_HRR_COOKIE\), an MTU that can be set" \
		"UNSUPPORTED dtls1\.2-own: variant own was built without an MTU that can be set \(WOLFSSL_DTLS_MTU\)" "56 planned = 56 answered"
	grep -qE '^dtls1.2 .*UNSUPPORTED' "$T/desk.out"
	jq -e '[.series[] | select(.unsupported != null) | .name] == ["dtls1.2-own", "dtls1.3-openssl", "dtls1.3-own"]' "$RUN/plan.json" >/dev/null
	[ ! -e "$RUN/dtls1.2-own" ]
	desk report "$RUN" --json "$T/r.json" --csv "$T/r.csv" --markdown "$T/r.md" --html "$T/r.html"
	desk_expect 0 "UNSUPPORTED dtls1\.2-own: variant own was built without an MTU"
	jq -e '.series[] | select(.name == "dtls1.2-own") | .state == "unsupported" and (.why | test("WOLFSSL_DTLS_MTU"))' "$T/r.json" >/dev/null
	jq -e '[.series[] | select(.variant == "own" and .state == "done")] | length == 2' "$T/r.json" >/dev/null
	grep -q 'built without an MTU' "$T/r.md" && grep -q 'built without an MTU' "$T/r.html"
	# It goes on where it stopped, and what was recorded stays, whatever the programs would say now.
	rm "$RUN"/tls1.3-own/round-02.*
	desk run --continue "$RUN"
	desk_expect 0 "UNSUPPORTED dtls1\.2-own: variant own was built without an MTU" "56 planned = 56 answered"
	desk diff "$RUN" "$RUN"
	desk_expect 0 "^tls1\.3-own "
	lacks "dtls1\.[23]-own" "$T/desk.out"
}

@test "own by a user_settings.h: its four transports are measured, its build is told; alone with what it lacks there is nothing to run" {
	wanted
	of_own settings --variants own
	desk_expect 0 "UNSUPPORTED dtls1\.3-own: variant own was built without DTLS 1\.3 \(WOLFSSL_DTLS13, WOLFSSL_SEND_HRR_COOKIE\)" "40 planned = 40 answered"
	jq -es 'map(select(.record == "run")) | all(.variant == "own" and (.library.source | test("user_settings.h sha256:")))' "$RUN"/dtls1.2-own/round-01.client.jsonl >/dev/null
	rm -r "$T/results"
	of_own settings --variants own --transports dtls1.3
	desk_expect 2 "^wiretoll run: nothing to run: dtls1\.3-own: variant own was built without DTLS 1\.3"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && [ ! -e "$T/results" ]
}

@test "certificates of a kind that the build lacks: UNSUPPORTED in its rows, and measured where there is RSA" {
	wanted
	of_own settings --variants openssl,own --transports tcp,tls1.3 --certs "$CERTS/rsa-2048"
	desk_expect 0 "UNSUPPORTED tls1\.3-own: variant own was built without RSA, of which the certificates are \(NO_RSA\)$" "16 planned = 16 answered"
}

@test "the programs of an own build refuse by name what it lacks, with status 2" {
	wanted
	BUILD=$BATS_FILE_TMPDIR/settings
	LIMIT=5 run_program own/dtls_client --certs "$KEYS" --port 1 --tls-version 1.3
	refuses 'wolfSSL [0-9.]+ \(this build\) has no client of DTLS 1\.3; it lacks: dtls1\.3 rsa( [a-z0-9.-]+)*$'
	LIMIT=5 run_program own/tls_server --certs "$KEYS" --port 1 --group x25519
	refuses 'wolfSSL [0-9.]+ \(this build\) has no group x25519$'
	LIMIT=5 run_program own/tls_server --certs "$CERTS/rsa-2048" --port 1
	refuses 'rsa-2048/ca\.pem holds an algorithm that wolfSSL [0-9.]+ \(this build\) lacks$'
}

# The library is that of other settings, without the functions that it would not have; ours is compiled by these.
@test "a library without an end, a version, a curve, a suite: no row of it is made, and each is named" {
	wanted
	local words
	prefix client_only
	sed -i 's/^#define WOLFSSL_TLS13//; s/^#define NO_OLD_TLS/&\n#define NO_WOLFSSL_SERVER/' "$PREFIX/include/user_settings.h"
	gone wolfDTLS_accept_stateless wolfSSL_DTLS_SetCookieSecret wolfSSL_CTX_set_num_tickets wolfSSL_send_hrr_cookie wolfSSL_CTX_no_ticket_TLSv13
	mkdir -p "$T/made/host" && ln -s "$(realpath "$TOP/$BUILD/host/openssl")" "$T/made/host/openssl"
	BUILD=$T/made build_of VARIANT=own "OWN_PREFIX=$PREFIX" programs >"$T/output" 2>&1 || { tail -n 20 "$T/output"; return 1; }
	lacks 'warning' "$T/output"
	desk run --build "$T/made" --board host --certs "$KEYS" --variants own --transports tls1.3 --tries 2 --rounds 1 --out "$T/results"
	desk_expect 2 "nothing to run: tls1\.3-own: variant own was built without a server \(NO_WOLFSSL_SERVER\), TLS 1\.3 \(WOLFSSL_TLS13\)$"
	LIMIT=5 BUILD=$T/made run_program own/tls_server --certs "$KEYS" --port 1 --tls-version 1.2
	refuses 'has no server of TLS 1\.2; it lacks: server tls1\.3 dtls1\.3 rsa( [a-z0-9.-]+)*$'
	# Its client is one, with another build's server.
	serve openssl/tls_server --certs "$KEYS" --tls-version 1.2
	BUILD=$T/made call own/tls_client --certs "$KEYS" --tls-version 1.2 --sizes 16 --tries 2
	expect 0
	# The same prefix, installed anew, is looked at again.
	prefix client_only
	gone wolfSSL_dtls_{get_current_timeout,got_timeout,set_mtu,set_peer,set_using_nonblock} wolfDTLS_accept_stateless wolfSSL_DTLS_SetCookieSecret
	sed -i 's/^#define HAVE_AESGCM//; s/^#define WOLFSSL_DTLS$//; s/^#define WOLFSSL_IP_ALT_NAME//; s/^#define NO_OLD_TLS/&\n#define NO_WOLFSSL_CLIENT\n#define NO_ECC256\n#define HAVE_ECC384/' \
		"$PREFIX/include/user_settings.h"
	BUILD=$T/made build_of VARIANT=own "OWN_PREFIX=$PREFIX" programs >"$T/output" 2>&1 || { tail -n 20 "$T/output"; return 1; }
	lacks 'warning' "$T/output"
	desk run --build "$T/made" --board host --certs "$KEYS" --variants openssl,own --transports tls1.2,tls1.3 --tries 2 --rounds 1 --sizes 16 --out "$T/results"
	words="variant own was built without a client \(NO_WOLFSSL_CLIENT\), the curve secp256r1 \(HAVE_ECC\), AES-128-GCM with SHA-256 \(HAVE_AESGCM\), addresses in certificates"
	desk_expect 0 "UNSUPPORTED tls1\.2-own: $words" "UNSUPPORTED tls1\.3-own: $words" "4 planned = 4 answered"
	# The library, too, though it was found fit before.
	sed -i 's/\(LIBWOLFSSL_VERSION_STRING\) ".*"/\1 "5.5.4"/' "$PREFIX/include/wolfssl/version.h"
	BUILD=$T/made run build_of VARIANT=own "OWN_PREFIX=$PREFIX" deps
	[ "$status" -eq 2 ] && [[ $output == *"OWN_PREFIX=$PREFIX: is wolfSSL 5.5.4, which lacks calls that our source needs"* ]]
}

# --- what is refused ------------------------------------------------------------

@test "settings of an own build that are wrong: one line each, before anything is made" {
	wanted
	refused 'VARIANT=own: is a build of yours; valid: with OWN_CONFIGURE='
	refused 'OWN_SETTINGS=docs: is a folder; valid: a user_settings\.h\.' OWN_SETTINGS=docs
	refused 'OWN_SETTINGS=nosuch\.h: no file that can be read' OWN_SETTINGS=nosuch.h
	refused 'OWN_SETTINGS=a b: no such file' OWN_SETTINGS="a b"
	refused 'OWN_CFLAGS=-O3: it is for variant own alone; valid: with OWN_CONFIGURE= or OWN_SETTINGS=' OWN_CFLAGS=-O3
	refused 'OWN_CFLAGS=-O3: nothing is compiled with OWN_PREFIX=' OWN_CFLAGS=-O3 OWN_PREFIX=/nosuch
	refused 'OWN_CONFIGURE OWN_SETTINGS: each is a build of its own; valid: one of them' OWN_CONFIGURE=--enable-tls13 "OWN_SETTINGS=$SETTINGS"
	refused 'OWN_CONFIGURE=--enable-x=.HOME: a quote, or one of . . ; ' "OWN_CONFIGURE=--enable-x=\$HOME"
	refused 'OWN_PREFIX=\$\(shell touch .*/ran\): a quote, or one of ' "OWN_PREFIX=\$(shell touch $T/ran)"
	[ ! -e "$T/ran" ]
	refused 'OWN_PREFIX=/a b: a blank in it is not valid' OWN_PREFIX="/a b"
	refused 'WOLFSSL_PREFIX=/a b: a blank in it is not valid' WOLFSSL_PREFIX="/a b"
	refused 'OWN_CONFIGURE: --enable-keylog-export writes the secrets' OWN_CONFIGURE=--enable-keylog-export
	refused 'OWN_CONFIGURE: --enable-shared: the library is linked statically' OWN_CONFIGURE=--enable-shared
	[ ! -e "$T/build" ]
	build_of help VARIANT=own >"$T/output"
}

# settings_without FILTER: those of the example, through sed; sets FILE.
settings_without() {
	FILE=$T/user_settings.h
	sed "$1" "$SETTINGS" >"$FILE"
}

@test "a user_settings.h that cannot be measured is refused before a library is built of it" {
	wanted
	refused 'OWN_SETTINGS=README\.md: cannot be compiled: user_settings\.h, line 1: .*; valid: a user_settings\.h, with all that it includes in it$' OWN_SETTINGS=README.md
	settings_without '/OPENSSL_EXTRA/d'
	refused 'was built without the compatibility layer, which our source speaks; valid: with --enable-opensslextra, in a user_settings\.h: #define OPENSSL_EXTRA$' "OWN_SETTINGS=$FILE"
	settings_without 's/^#define HAVE_ECC$/&\n#include "mine.h"/'
	refused 'cannot be compiled: user_settings\.h, line [0-9]+: .*mine\.h: No such file' "OWN_SETTINGS=$FILE"
	settings_without 's/^#define HAVE_ECC$/&\n#define NO_FILESYSTEM/'
	refused 'was built with NO_FILESYSTEM; valid: without it' "OWN_SETTINGS=$FILE"
	settings_without '/HAVE_SUPPORTED_CURVES/d'
	refused 'was built without HAVE_SUPPORTED_CURVES, so that no group can be pinned' "OWN_SETTINGS=$FILE"
	settings_without 's/^#define HAVE_ECC$/&\n#define NO_ECC256/'
	refused 'cannot be compiled: ecc\.h, line [0-9]+: ' "OWN_SETTINGS=$FILE"
}

@test "an installed wolfSSL that is no whole one, for another machine or of another version is refused by name" {
	wanted
	local library
	refused 'OWN_PREFIX=/nosuch: has no include/wolfssl/options\.h; valid: the --prefix of an installed wolfSSL$' OWN_PREFIX=/nosuch
	prefix own
	library=$PREFIX/lib/libwolfssl.a
	sed -i 's/\(LIBWOLFSSL_VERSION_STRING\) ".*"/\1 "5.5.4"/' "$PREFIX/include/wolfssl/version.h"
	refused "OWN_PREFIX=$PREFIX: is wolfSSL 5\.5\.4, which lacks calls that our source needs; valid: 5\.9\.0 or later$" "OWN_PREFIX=$PREFIX"
	prefix own
	sed -i '/OPENSSL_EXTRA/d' "$PREFIX/include/user_settings.h"
	refused "OWN_PREFIX=$PREFIX: was built without the compatibility layer" "OWN_PREFIX=$PREFIX"
	rm "$PREFIX/include/user_settings.h"
	refused "OWN_PREFIX=$PREFIX: its headers cannot be compiled by .*user_settings\.h: No such file.*; valid: an installed wolfSSL, its user_settings\.h in include/" "OWN_PREFIX=$PREFIX"
	prefix own
	: >"$library"
	refused "OWN_PREFIX=$PREFIX: $library holds no object of ELF; valid: the library of an installed wolfSSL, whole$" "OWN_PREFIX=$PREFIX"
	# The other setting asks the same of a library.
	refused "WOLFSSL_PREFIX=$PREFIX: $library holds no object of ELF" "WOLFSSL_PREFIX=$PREFIX" VARIANT=wolfssl
	echo junk >"$library"
	refused "$library holds no object of ELF" "OWN_PREFIX=$PREFIX"
	echo 'int other(void) { return 1; }' | gcc -x c -c - -o "$T/other.o"
	rm "$library" && ar rcs "$library" "$T/other.o"
	refused "$library holds no wolfSSL_CTX_new, which its headers promise; valid: headers and library of one wolfSSL$" "OWN_PREFIX=$PREFIX"
	# ELF's e_machine, at byte 18: that of 64-bit POWER and of AArch64, on machines of neither kind
	printf '\267\0' | dd of="$T/other.o" bs=1 seek=18 conv=notrunc status=none
	[ "$(uname -m)" != aarch64 ] || printf '\076\0' | dd of="$T/other.o" bs=1 seek=18 conv=notrunc status=none
	rm "$library" && ar rcs "$library" "$T/other.o"
	refused "$library is a library for (aarch64|x86_64), but .* makes programs for $(uname -m); valid: one that was built for BOARD=host$" "OWN_PREFIX=$PREFIX"
	rm "$library"
	refused "OWN_PREFIX=$PREFIX: has no libwolfssl\.a \(or \.so\) in lib or lib64$" "OWN_PREFIX=$PREFIX"
}

# A source archive whose configure and make only seem to build: WHAT says what comes of it.
pack() {
	local folder=$T/pack/wolfssl-9.9.9
	rm -rf "$T/pack" && mkdir -p "$folder/wolfssl/wolfcrypt"
	: >"$folder/wolfssl/wolfcrypt/settings.h"
	: >"$folder/wolfssl/ssl.h"
	cat >"$folder/configure" <<-'END'
		#!/bin/sh
		for a; do case $a in --prefix=*) prefix=${a#*=} ;; esac; done
		mkdir -p wolfssl
		case $* in *opensslextra*) printf '#define OPENSSL_EXTRA\n#define HAVE_SUPPORTED_CURVES\n' ;; esac >wolfssl/options.h
		printf 'all:\n\ttouch built\ninstall:\n\tinstall -D built $(DESTDIR)'"$prefix/lib/libother.a\n" >Makefile
	END
	chmod +x "$folder/configure"
	tar -czf "$T/wolfssl.tar.gz" -C "$T/pack" wolfssl-9.9.9
	mkdir -p "$T/top" && cp -r scripts "$T/top/"
}

# library FLAGS: builds it as make does, in a checkout of its own, so that build/deps stays what it is.
library() {
	local status=0
	env -u WOLFSSL_PREFIX -u WOLFSSL_HOST WOLFSSL_OWN=OWN_CONFIGURE WOLFSSL_CONFIGURE="$1" WOLFSSL_TARBALL="$T/wolfssl.tar.gz" WOLFSSL_UNPINNED=1 \
		"$T/top/scripts/wolfssl.sh" host/own "$T/top/library.mk" >"$T/output" 2>"$T/said" || status=$?
	[ "$status" -eq 1 ] && [ "$(wc -l <"$T/said")" -eq 1 ] && grep -qE -- "$2" "$T/said" && [ ! -e "$T/top/library.mk" ] && return
	cat "$T/output" "$T/said"
	return 1
}

@test "configure flags without the compatibility layer are refused before the library is compiled; one that is not there after it is an error" {
	wanted
	pack
	library --enable-tls13 '^wolfssl\.sh: OWN_CONFIGURE: was built without the compatibility layer, .*; valid: with --enable-opensslextra'
	lacks 'building' "$T/output"
	library --enable-opensslextra '^wolfssl\.sh: wolfSSL 9\.9\.9 for host/own: its configuration makes no libwolfssl\.a in lib; see '
	grep -q 'installing 9.9.9' "$T/output"
	[ -z "$(find "$T/top/build/deps" -maxdepth 1 -name 'wolfssl-9*')" ]
}

@test "check-vectors knows variant own" {
	wanted
	[ "$(uname -m)" = x86_64 ] || skip "no x86-64 assembly on this machine"
	BUILD=$BATS_FILE_TMPDIR/settings build_of check-vectors VARIANT=own "OWN_SETTINGS=$SETTINGS" >"$T/output"
	grep -qE 'CHECK +own' "$T/output"
	grep -qE '^0 functions that write 256-bit registers' "$T/output"
}
