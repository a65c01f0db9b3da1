#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What was built for boards: the programs of three architectures, their sizes and their instructions, and the variants
# for size on this machine. Builds what is missing.

load ../support/boards

ARCHITECTURES="arm64 armhf armel"

setup_file() {
	[ "${WT_BOARDS:-}" = 1 ] || skip "WT_BOARDS is not set; make test-boards sets it"
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}"
	local board
	for board in $ARCHITECTURES; do
		# what tests/boards/programs.sh had no time for is not built here instead: setup skips each test
		[ -z "${WT_UNTIL:-}" ] || [ -x "$BUILD/$board/openssl/tls_client" ] || { export NOT_BUILT=$board; return 0; }
		build_of BOARD="$board" VARIANT="wolfssl wolfssl-size openssl" programs
	done
	build_of BOARD=arm64-crypto VARIANT=wolfssl programs
	build_of BOARD=host VARIANT="wolfssl-lean wolfssl-size" programs
}

objdump_of() {
	case $1 in
	arm64*) echo aarch64-linux-gnu-objdump ;;
	armhf) echo arm-linux-gnueabihf-objdump ;;
	armel) echo arm-linux-gnueabi-objdump ;;
	esac
}

@test "make size BUILT=1: of what is there, nothing is built" {
	build_of size BOARD=arm64 VARIANT=openssl BUILT=1 CC=/nowhere/gcc >"$T/table"
	grep -qE '^  tls_client +over tcp_client +openssl ' "$T/table"
}

@test "size: of the variants that are named, none of an earlier build" {
	[ -x "$BUILD/host/wolfssl/tls_client" ] && [ -x "$BUILD/host/openssl/tls_client" ] || skip "both variants are needed"
	scripts/size.sh --build "$BUILD" --variants wolfssl --json "$T/size.json" host >"$T/table"
	[ "$(jq -r '[.programs[].variant] | unique | join(" ")' "$T/size.json")" = wolfssl ]
	# A shared TLS library is in no figure, and the table says so.
	scripts/size.sh --build "$BUILD" --variants "$VARIANTS" --json "$T/size.json" host >"$T/table"
	need_variant openssl
	grep -qE '^  openssl +shared ' "$T/table"
	jq -e '.variants[] | select(.variant == "openssl") | .text_bytes == null' "$T/size.json" >/dev/null
}

@test "programs are of the board's architecture, static and without symbols" {
	local board variant program machine
	for board in $ARCHITECTURES; do
		machine=ARM
		[ "$board" != arm64 ] || machine=AArch64
		for variant in wolfssl wolfssl-size openssl; do
			for program in {tcp,udp,tls,dtls}_{client,server}; do
				file=$BUILD/$board/$variant/$program
				readelf -hlSW "$file" >"$T/elf" || { echo "$file"; return 1; }
				grep -qE "Machine: +$machine\$" "$T/elf" || { echo "$file: not for $machine"; return 1; }
				! grep -qE 'INTERP|\.symtab|\.debug_info' "$T/elf" || { echo "$file: not static, or not stripped"; return 1; }
			done
		done
	done
}

# needs FILE: the libraries that it loads, without the loader itself.
needs() {
	LC_ALL=C readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v '^ld-linux' | sort | xargs
}

@test "HTTP/2 on a board needs the C library, TLS and nghttp2, and nothing else; static it needs none of the board's" {
	local board variant program
	for board in $ARCHITECTURES; do
		need_http2 "$board"
		for variant in wolfssl openssl; do
			for program in h2_client h2_server; do
				file=$BUILD/$board/$variant/$program
				readelf -lSW "$file" >"$T/elf" || { echo "$file"; return 1; }
				! grep -qE 'INTERP|DYNAMIC|\.symtab|\.debug_info' "$T/elf" || { echo "$file: not static, or not stripped"; return 1; }
				grep -q nghttp2_session_server_new2 <(strings "$BUILD/$board/$variant/obj/linked/$program") || { echo "$file: no nghttp2 in it"; return 1; }
			done
			! strings "$BUILD/$board/$variant/obj/linked/tls_client" | grep -q nghttp2
		done
	done
	BUILD=$T/shared build_of BOARD=arm64 VARIANT=openssl DYNAMIC=1 programs >"$T/output"
	[ "$(needs "$T/shared/arm64/openssl/h2_client")" = "libc.so.6 libcrypto.so.3 libnghttp2.so.14 libssl.so.3" ]
	[ "$(needs "$T/shared/arm64/openssl/tls_client")" = "libc.so.6 libcrypto.so.3 libssl.so.3" ]
}

# tree FOLDER=ARCHITECTURE...: a folder of builds in which those folders hold that board's programs of OpenSSL.
tree() {
	local pair
	rm -rf "$T/tree"
	for pair in "$@"; do
		mkdir -p "$T/tree/${pair%%/*}"
		cp -r "$BUILD/${pair#*=}" "$T/tree/${pair%%=*}"
	done
}

# refused_run PATTERN OPTION...: one line, and nothing was made.
refused_run() {
	fails_in_one_line "$BUILD/host/wiretoll" run --full --build "$T/tree" --certs "$KEYS" --out "$T/results" --plugin "$BUILD/host/guest_count.so" --tries 1 --rounds 1 --sizes 16 "${@:2}"
	grep -qE "$1" "$T/said" || { cat "$T/said"; return 1; }
	[ ! -e "$T/results" ]
}

@test "programs of another architecture than the machine that is to run them: one line, before anything is made" {
	local here
	here=$(uname -m)
	have_emulator qemu-aarch64
	build_of guest-count
	# The peer on the desk, in each end.
	tree arm64/openssl=arm64/openssl host/openssl=arm64/openssl
	refused_run "$T/tree/host/openssl/tcp_server: built for aarch64, but it is to run on this machine, $here; make it with: make BOARD=host VARIANT=openssl$" \
		--board arm64 --run qemu-user --variants openssl
	refused_run "$T/tree/host/openssl/tcp_client: built for aarch64, but it is to run on this machine, $here; " \
		--board arm64 --run qemu-user --variants openssl --role server
	refused_run "$T/tree/host/openssl/tcp_server: built for aarch64, " --board arm64 --ssh root@192.0.2.1 --ssh-command false --variants openssl
	# Not the first variant alone.
	tree arm64/openssl=arm64/openssl arm64/wolfssl=armhf/wolfssl host/openssl=host/openssl host/wolfssl=arm64/wolfssl
	refused_run "$T/tree/arm64/wolfssl/tls_client: built for arm, but it is to run on an emulated board, by qemu-aarch64; make it with: make BOARD=arm64 VARIANT=wolfssl$" \
		--board arm64 --run qemu-user --variants openssl,wolfssl --transports tcp,tls1.3
	refused_run "$T/tree/host/wolfssl/tls_server: built for aarch64, but it is to run on this machine, $here; make it with: make BOARD=host VARIANT=wolfssl$" \
		--variants openssl,wolfssl --transports tcp,tls1.3
	# No program at all; a script is one.
	echo "exit 0" >"$T/tree/host/openssl/tcp_server"
	refused_run "$T/tree/host/openssl/tcp_server: not an ELF program" --variants openssl --transports tcp
	printf '#!/bin/sh\nexec %s "$@"\n' "$(realpath "$BUILD/host/openssl/tcp_server")" >"$T/tree/host/openssl/tcp_server"
	"$BUILD/host/wiretoll" run --full --build "$T/tree" --certs "$KEYS" --out "$T/results" --tries 2 --rounds 1 --sizes 16 --variants openssl --transports tcp >"$T/output"
	grep -q '2 planned = 2 answered' "$T/output"
}

@test "boards with equal flags share one library" {
	build_of BOARD=rpi4 VARIANT=wolfssl deps
	cmp "$BUILD/rpi4/wolfssl/obj/library.mk" "$BUILD/arm64/wolfssl/obj/library.mk"
	! cmp -s "$BUILD/arm64-crypto/wolfssl/obj/library.mk" "$BUILD/arm64/wolfssl/obj/library.mk"
}

@test "wolfSSL for a core without crypto extensions holds none of their instructions" {
	local board
	for board in $ARCHITECTURES; do
		scripts/check/check_crypto.sh "$(objdump_of "$board")" "$BUILD/$board"/wolfssl{,-size}/obj/linked/{tcp,tls,dtls}_{client,server}
	done
}

@test "our code is hardened on each board" {
	local board objdump
	for board in $ARCHITECTURES; do
		objdump=$(objdump_of "$board")
		scripts/check/check_hardening.sh "${objdump%objdump}readelf" "$objdump" "$BUILD/$board"/{wolfssl,openssl}/obj/linked/{tcp,udp,tls,dtls}_{client,server}
	done
}

@test "the check finds them where they are, and names the function" {
	fails_in_one_line scripts/check/check_crypto.sh "$(objdump_of arm64)" "$BUILD/arm64-crypto/wolfssl/obj/linked/tls_client"
	grep -qE 'function [A-Za-z_]*AES[A-Za-z_0-9]* [0-9]+ x aes' "$T/output"
	grep -qE 'function [A-Za-z_]*[Ss][Hh][Aa]256[A-Za-z_0-9]* [0-9]+ x sha256' "$T/output"
	grep -qE ' x pmull' "$T/output"
	# nothing is called clean that could not be looked at
	fails_in_one_line scripts/check/check_crypto.sh "$(objdump_of arm64)" "$BUILD/arm64/wolfssl/tls_client"
	fails_in_one_line scripts/check/check_crypto.sh "$(objdump_of arm64)" "$T/nowhere"
}

@test "the price of TLS built for size: at most 350 KB on armhf, 600 KB on arm64" {
	scripts/size.sh --build "$BUILD" --json "$T/size.json" $ARCHITECTURES >"$T/table"
	grep -qE '^  tls_client +over tcp_client +wolfssl-size +text +[0-9.]+ KB' "$T/table"
	price_below armhf 350000
	price_below arm64 600000
	# three boards, three variants, eight programs; the figures are those of size
	[ "$(jq '.programs | length' "$T/size.json")" -ge 72 ]
	[ "$(jq '.programs[] | select(.board == "armhf" and .variant == "wolfssl" and .program == "tls_client").text_bytes' "$T/size.json")" = \
		"$(size "$BUILD/armhf/wolfssl/tls_client" | awk 'NR == 2 { print $1 }')" ]
	[ "$(jq '[.prices[] | select(.complete | not)] | length' "$T/size.json")" -eq 0 ]
	# A line a variant, over one plain pair; the largest is told, and it is that of the programs.
	grep -qE '^  wolfssl-size +[0-9.]+ KB   d?tls_(client|server)   0\.[0-9]{2} of wolfssl$' "$T/table"
	jq -e '. as $all | .variants | length >= 9 and all(. as $one | $one.text_bytes == ([$all.programs[]
		| select(.board == $one.board and .variant == $one.variant and (.program | test("tls_"))) | . as $secure
		| .text_bytes - ($all.programs[] | select(.board == $one.board and .variant == "wolfssl"
			and .program == ($secure.program | sub("dtls"; "udp") | sub("^tls"; "tcp"))).text_bytes)] | max))' "$T/size.json" >/dev/null
}

price_below() {
	jq -e --arg board "$1" --argjson limit "$2" \
		'.prices[] | select(.board == $board and .variant == "wolfssl-size" and .program == "tls_client") | .text_bytes > 50000 and .text_bytes < $limit' "$T/size.json"
}

@test "a static program refuses a name, and says why" {
	have_emulator qemu-arm
	"$EMULATOR" "$BUILD/armhf/wolfssl/tcp_client" --host localhost --port 1 >"$T/client.out" 2>"$T/said" && return 1
	grep -qE "^tcp_client: host 'localhost': this program is static and looks up no names; valid: an IPv4 or IPv6 address" "$T/said"
	"$EMULATOR" "$BUILD/armhf/wolfssl/tcp_client" --host ::1 --port 1 >"$T/client.out" 2>"$T/said" && return 1
	grep -q 'no server at ::1 port 1' "$T/said"
}

# OpenSSL tells its timer as a struct timeval of its own: at 0, 1, 3 and 7 s (RFC 6347 4.2.4.1), twice, since the first
# try is cold. Which clock it takes is its own matter, so a tenth is not looked at.
@test "armhf: a DTLS client that hears nothing sends its hello at 0, 1, 3 and 7 s" {
	local variant
	have_emulator qemu-arm
	for variant in openssl wolfssl; do
		peer datagram count
		STATUS=0
		timeout 30 "$EMULATOR" "$BUILD/armhf/$variant/dtls_client" --host 127.0.0.1 --port "$PORT" --certs "$KEYS" \
			--tls-version 1.2 --sizes 16 --tries 1 --timeout 8 >"$T/client.out" 2>"$T/client.err" || STATUS=$?
		[ "$STATUS" -eq 1 ]
		sed -n 's/^heard at //p' "$T/peer.out" | head -n 4 >"$T/heard"
		awk '{ off = $1 - 2 ^ (NR - 1) + 1; bad += off < -0.2 || off > 0.8 } END { exit NR != 4 || bad }' "$T/heard" ||
			{ cat "$T/peer.out" "$T/client.err"; return 1; }
		[ "$(grep -c '^heard at' "$T/peer.out")" -eq 8 ]
	done
}

# A library of ours stands for Debian 13's, whose times have 64 bits.
@test "whether OpenSSL's times have 64 bits is read from what is linked" {
	local gcc=arm-linux-gnueabihf-gcc root=build/deps/debian-bookworm-armhf/usr/lib/arm-linux-gnueabihf wide='-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64'
	command -v "$gcc" >/dev/null || skip "no $gcc here"
	[ -r "$root/libssl.a" ] || skip "no OpenSSL of Debian 12 for armhf"
	asks() { scripts/time_bits.sh "$@" -- "$gcc" -O2; }
	[ -z "$(asks "$root/libssl.a" "$root/libcrypto.a" -ldl -lpthread -latomic -static)" ]
	[ -z "$(asks "$root/libssl.so.3" "$root/libcrypto.so.3")" ]
	# shellcheck disable=SC2086 # two words
	"$gcc" $wide -fPIC -c -x c -o "$T/time.o" - <<-'END'
		#include <stddef.h>
		#include <sys/time.h>
		void *DTLS_method(void) { struct timeval now; return gettimeofday(&now, NULL) ? NULL : (void *)1; }
		void *SSL_CTX_new(const void *method) { return (void *)method; }
	END
	"${gcc%gcc}ar" rcs "$T/libssl.a" "$T/time.o"
	"$gcc" -shared -o "$T/libssl.so.3" "$T/time.o"
	[ "$(asks "$T/libssl.a")" = "$wide" ]
	[ "$(asks "$T/libssl.so.3")" = "$wide" ]
	fails_in_one_line asks "$T/nowhere.a"
	grep -q 'nowhere.a: does not link, so it cannot be told whether its times have 32 or 64 bits' "$T/said"
	# all that is ours has 64 bits, whatever the library has
	grep -q -- "$wide" "$BUILD/armhf/common/flags"
}

# every_version VARIANT: in both roles.
every_version() {
	local series peer
	for series in tls:1.2 tls:1.3 dtls:1.2 dtls:1.3; do
		peer=openssl
		[ "$series" != dtls:1.3 ] || peer=wolfssl
		exchanges "$1" "$peer" "${series%:*}" "${series#*:}"
		exchanges "$peer" "$1" "${series%:*}" "${series#*:}"
	done
}

@test "built for size: every version in both roles, with another library as peer" {
	every_version wolfssl-size
}

@test "built for the middle: every version in both roles, with another library as peer; none of it is UNSUPPORTED" {
	every_version wolfssl-lean
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board host --certs "$KEYS" --variants wolfssl-lean --transports tcp,udp,tls1.2,tls1.3,dtls1.2,dtls1.3 \
		--tries 2 --rounds 1 --sizes 16,999 --out "$T/results" >"$T/output"
	grep -q '24 planned = 24 answered' "$T/output"
	jq -e '[.series[].unsupported] == [null, null, null, null, null, null]' "$T/results/latest/plan.json"
	rm -r "$T/results"
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board host --certs "$CERTS/rsa-2048" --variants openssl,wolfssl-lean --transports tcp,tls1.2,tls1.3 \
		--tries 2 --rounds 1 --sizes 16 --out "$T/results" >"$T/output"
	grep -q '6 planned = 6 answered' "$T/output"
	grep -q 'UNSUPPORTED tls1.3-wolfssl-lean: variant wolfssl-lean was built without RSA' "$T/output"
}

# exchanges SERVER-VARIANT CLIENT-VARIANT TRANSPORT VERSION
exchanges() {
	serve "$1/$3_server" --tls-version "$4" --certs "$KEYS"
	call "$2/$3_client" --tls-version "$4" --certs "$KEYS" --sizes 16,999 --tries 5 --json "$T/client.jsonl"
	expect_status 0 "$STATUS" "$2/$3_client $4"
	server_ends
	expect_status 0 "$SERVER_STATUS" "$1/$3_server $4"
	[ "$(grep -c '"record":"try".*"ok":true' "$T/client.jsonl")" -eq 11 ]
	grep -q '"peer_authenticated":true' "$T/client.jsonl"
	rm "$T/client.jsonl"
}

# lacks_by_name VARIANT: what a build for P-256, AES-128-GCM and ECDSA alone answers.
lacks_by_name() {
	local argument
	for argument in "--suite TLS_AES_256_GCM_SHA384" "--suite TLS_CHACHA20_POLY1305_SHA256" "--group x25519" \
		"--group secp384r1" "--tls-version 1.2 --suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"; do
		# Word splitting is wanted: options.
		# shellcheck disable=SC2086
		LIMIT=5 run_program "$1/tls_server" --certs "$KEYS" --port 1 $argument
		expect_status 2 "$STATUS" "tls_server $argument"
		grep -qE '^tls_server: wolfSSL [0-9.]+( \+ vzeroupper)? \(this build\) has no (suite|group) ' "$T/client.err"
	done
	LIMIT=5 run_program "$1/tls_server" --certs "$CERTS/rsa-2048" --port 1
	expect_status 2 "$STATUS" "tls_server with RSA"
	grep -qE 'rsa-2048/ca\.pem holds an algorithm that wolfSSL [0-9.]+( \+ vzeroupper)? \(this build\) lacks' "$T/client.err"
}

@test "built for size: what it lacks is refused by name, with status 2" {
	lacks_by_name wolfssl-size
}

@test "built for the middle: what it lacks is refused by name, with status 2" {
	lacks_by_name wolfssl-lean
}

@test "built for size: a certificate that is refused is named" {
	serve wolfssl-size/tls_server --certs "$CERTS/bad/server-expired" --keep
	LIMIT=8 call wolfssl-size/tls_client --certs "$KEYS" --sizes 16 --tries 1 --timeout 2
	expect_status 1 "$STATUS" tls_client
	grep -q "the peer's certificate is refused: certificate has expired" "$T/client.err"
	server_stops
}
