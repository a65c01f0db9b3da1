#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a shell sets does not decide what is measured: the desk tool takes it away, a program by hand tells of it.

load ../support/helpers

# Without these, OpenSSL on x86-64 uses neither AES nor SHA instructions.
CAPABILITIES='~0x200000200000000'

# desk_run VARIABLE=VALUE...: a short run with these around it, into T/results.
desk_run() {
	rm -rf "$T/results"
	env "$@" timeout -k 5 $((120 * SLOWER)) "$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs "$KEYS" \
		--variants "${VARIANTS// /,}" --transports tcp,tls1.3 --sizes 16 --tries 4 --rounds 2 --out "$T/results" \
		>"$T/desk.out" 2>"$T/desk.err" 3>&-
}

# environments: what all run records of the last run have, each once.
environments() {
	cat "$T"/results/latest/*/*.jsonl | jq -cs 'map(select(.record == "run").environment) | unique'
}

@test "a run takes from its programs what would change them, and says so of what it leaves" {
	not_under_valgrind
	desk_run "OPENSSL_ia32cap=$CAPABILITIES" OPENSSL_armcap=0 GLIBC_TUNABLES=glibc.malloc.tcache_count=0 MALLOC_PERTURB_=7 \
		SSL_CERT_FILE=/nowhere
	[ "$(environments)" = '[{}]' ]
	[ "$(grep -c "^ *environment" "$T/desk.out")" -eq 0 ]

	desk_run "OPENSSL_ia32cap=$CAPABILITIES" LD_BIND_NOW=1
	[ "$(environments)" = '[{"LD_BIND_NOW":"1"}]' ]
	tr -s '\n ' ' ' <"$T/desk.out" | grep -q "environment: set where programs ran, and may change what they do: LD_BIND_NOW "
}

@test "a program that the run starts does not have OPENSSL_ia32cap, whatever the shell says" {
	not_under_valgrind
	need_variant openssl
	# The programs of this folder say what they were started with.
	mkdir -p "$T/build/$BOARD/openssl"
	for program in tcp_server tcp_client tls_server tls_client; do
		printf '#!/bin/sh\nenv >>"%s"\nexec "%s" "$@"\n' "$T/seen" "$TOP/$BUILD/$BOARD/openssl/$program" >"$T/build/$BOARD/openssl/$program"
		chmod +x "$T/build/$BOARD/openssl/$program"
	done
	env "OPENSSL_ia32cap=$CAPABILITIES" MALLOC_ARENA_MAX=1 KEPT_BY_ALL=yes "$BUILD/host/wiretoll" run --full --build "$T/build" \
		--board "$BOARD" --certs "$KEYS" --variants openssl --transports tls1.3 --sizes 16 --tries 2 --rounds 1 --out "$T/results" \
		>"$T/desk.out" 2>"$T/desk.err" 3>&-
	[ "$(grep -c '^KEPT_BY_ALL=yes$' "$T/seen")" -ge 4 ]
	! grep -E '^(OPENSSL_ia32cap|MALLOC_ARENA_MAX)=' "$T/seen"
}

@test "a program that is started by hand records it, on both ends" {
	local variant
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl
		OPENSSL_ia32cap=$CAPABILITIES serve "$variant/tls_server" --certs "$KEYS" --json "$T/server.jsonl"
		MALLOC_ARENA_MAX=1 call "$variant/tls_client" --certs "$KEYS" --host 127.0.0.1 --tries 2 --sizes 16 --json "$T/client.jsonl"
		expect 0
		server_ends
		[ "${WT_VALGRIND:-}" = 1 ] && continue
		holds "$T/server.jsonl" '$run.environment | .OPENSSL_ia32cap == "'"$CAPABILITIES"'" and (has("MALLOC_ARENA_MAX") | not)'
		holds "$T/client.jsonl" '$run.environment | .MALLOC_ARENA_MAX == "1" and (has("OPENSSL_ia32cap") | not)'
	done
}

@test "series whose programs had another environment are not compared" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk_run KEPT_BY_ALL=yes
	sed -i 's/"environment":{}/"environment":{"LD_PRELOAD":"libother.so"}/' "$T"/results/latest/tls1.3-openssl/*.client.jsonl
	"$BUILD/host/wiretoll" report "$T/results/latest" >"$T/report.out"
	tr -s ' \n' ' ' <"$T/report.out" | grep -F "client's environment: {} and {\"LD_PRELOAD\":\"libother.so\"}" || { cat "$T/report.out"; return 1; }
	# Nor is a record read whose field is not what it has to be.
	sed -i 's/"environment":{}/"environment":7/' "$T"/results/latest/tls1.3-wolfssl/round-*.client.jsonl
	run "$BUILD/host/wiretoll" report "$T/results/latest"
	[ "$status" -ne 0 ]
	printf '%s\n' "$output" >"$T/report.out"
	grep -q "'environment' is not an object" "$T/report.out"
}

@test "AArch64 as host: wolfSSL's assembly has crypto instructions where the processor says that it has them all" {
	local features asm
	while IFS='|' read -r features asm; do
		printf 'processor\t: 0\nFeatures\t: %s\nCPU implementer\t: 0x41\n\nprocessor\t: 1\nFeatures\t: %s\n' "$features" "$features" >"$T/cpuinfo"
		build_of -s board-facts BOARD=host BOARD_MACHINE=aarch64 WT_CPUINFO="$T/cpuinfo" >"$T/facts"
		grep -qx "WOLFSSL_ASM=$asm --enable-sp-asm" "$T/facts" || { echo "with '$features':"; cat "$T/facts"; return 1; }
	done <<-END
		fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid|--enable-armasm
		fp asimd evtstrm crc32 cpuid|--enable-armasm=no-crypto
		fp asimd aes pmull sha1 crc32|--enable-armasm=no-crypto
		fp asimd aes2 pmull sha1 sha256|--enable-armasm=no-crypto
		|--enable-armasm=no-crypto
	END
}
