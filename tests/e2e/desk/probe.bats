#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031 # jq has variables of its own; the helpers set and read ours
# What a library does to the vector registers: the program, in a run, and what the report says.

load ../support/helpers
load ../support/reports

setup_file() {
	record_once
}

# probe VARIANT [OPTION]...: its record in $T/probe.jsonl; sets STATUS.
probe() {
	rm -f "$T/probe.jsonl"
	run_program "$1/tls_probe" --json "$T/probe.jsonl" "${@:2}"
}

# record FILTER: what a jq filter says of that record, which is to be true.
record() {
	jq -e "$1" "$T/probe.jsonl" >/dev/null && return
	echo "not so: $1"
	cat "$T/probe.jsonl"
	return 1
}

need_probe() {
	[ -x "$BUILD/$BOARD/$(plain_variant)/tls_probe" ] || skip "no tls_probe: it is for x86"
}

# The processor has to tell, or there is nothing to be seen.
need_told() {
	need_probe
	probe "$(plain_variant)"
	expect 0
	[[ $(jq -r .state "$T/probe.jsonl") == @(clean|dirty) ]] || skip "$(jq -r .reason "$T/probe.jsonl")"
}

@test "the probe answers on every processor, in one record and one line" {
	need_probe
	local variant
	for variant in $VARIANTS; do
		probe "$variant"
		expect 0
		silent client
		[ "$(wc -l <"$T/client.out")" -eq 1 ]
		grep -q 'vector registers' "$T/client.out"
		[ "$(wc -l <"$T/probe.jsonl")" -eq 1 ]
		record '.schema == 1 and .record == "probe" and .program == "tls_probe" and .variant == "'"$variant"'"
			and (.state | IN("clean", "dirty", "unknown", "not applicable"))'
		record '(.state | IN("clean", "dirty")) or (.reason | length > 10)'
	done
}

@test "libraries as they are used leave the registers clean; what each operation does is told" {
	need_told
	local variant
	for variant in $VARIANTS; do
		# a wolfSSL that lacks the mend is the library's own affair, and told
		[[ $variant != *-shipped ]] || continue
		probe "$variant"
		expect 0
		record '.state == "clean" and (.operations | keys == ["key_agreement", "key_generation", "signature", "verification"])
			and all(.operations[]; .dirty == 0) and .sha256.clean_ns > 0 and .sha256.soiled_ns > 0'
	done
}

@test "wolfSSL as its maker ships it leaves them dirty" {
	has_variant wolfssl-shipped || [ -x "$BUILD/$BOARD/wolfssl-shipped/tls_probe" ] || skip "variant wolfssl-shipped was not built"
	need_told
	probe wolfssl-shipped
	expect 0
	record '.state == "dirty" and .operations.verification.dirty == .repeats and .operations.verification.left_ns > 0'
	grep -q "leaves the vector registers dirty after .*verification" "$T/client.out"
}

# plant FUNCTION: a library before the others whose FUNCTION does its work and leaves registers dirty; in $T/dirty.so.
plant() {
	cat >"$T/dirty.c" <<-END
		#define _GNU_SOURCE
		#include <dlfcn.h>
		static const unsigned long long ones[2] = { -1ull, -1ull };
		void *$1(const unsigned char *digest, int bytes, void *key)
		{
			void *(*real)(const unsigned char *, int, void *) = dlsym(RTLD_NEXT, "$1");
			void *signature = real(digest, bytes, key);
			__asm__ volatile("vbroadcastf128 %0, %%ymm15" ::"m"(ones) : "xmm15");
			return signature;
		}
	END
	gcc -shared -fPIC -O1 -o "$T/dirty.so" "$T/dirty.c"
}

@test "a shared library that leaves them dirty is found out, by operation" {
	not_under_valgrind
	need_variant openssl
	need_told
	[[ $BUILD != *sanitize* ]] || skip "not with the sanitizers: a library before theirs"
	ldd "$BUILD/$BOARD/openssl/tls_probe" | grep -q libcrypto || skip "its OpenSSL is static"
	plant ECDSA_do_sign
	LD_PRELOAD=$T/dirty.so probe openssl
	expect 0
	record '.state == "dirty" and .operations.signature.dirty == .repeats and .operations.signature.left_ns > 0
		and .operations.verification.dirty == 0 and .operations.key_agreement.dirty == 0'
	grep -q "dirty after signature;" "$T/client.out"
}

@test "processors without AVX, or without XGETBV(1), are told as such" {
	not_under_valgrind
	need_variant openssl
	need_probe
	[[ $BUILD != *sanitize* ]] || skip "not with the sanitizers: under an emulator"
	command -v qemu-x86_64 >/dev/null || skip "qemu-x86_64 is not installed"
	[ "$(uname -m)" = x86_64 ] || skip "the programs are not for x86_64"
	COMMAND=(qemu-x86_64 -cpu core2duo "$BUILD/$BOARD/openssl/tls_probe" --cpu any --json "$T/probe.jsonl")
	"${COMMAND[@]}" >"$T/client.out"
	record '.state == "not applicable" and (.reason | test("no AVX")) and (has("operations") | not)'
	rm "$T/probe.jsonl"
	COMMAND[2]=SandyBridge
	"${COMMAND[@]}" >"$T/client.out" 2>/dev/null
	# an emulator without AVX says that first
	record '(.state == "unknown" and (.reason | test("XGETBV"))) or .state == "not applicable"'
}

@test "command lines of the probe that are wrong are refused in one line" {
	need_probe
	local variant
	variant=$(plain_variant)
	run_program "$variant/tls_probe" --host 127.0.0.1
	expect 2
	grep -q '^tls_probe: --host: unknown option; valid: --cpu --help --json' "$T/client.err"
	run_program "$variant/tls_probe" --cpu 8000
	expect 2
	echo full >"$T/there.jsonl"
	run_program "$variant/tls_probe" --json "$T/there.jsonl"
	expect 1
	grep -q '^tls_probe: --json .*there.jsonl: holds 5 bytes already' "$T/client.err"
	run_program "$variant/tls_probe" --json /dev/full
	expect 1
	run_program "$variant/tls_probe" --help
	expect 0
	grep -q -- --openssl-conf "$T/client.out"
	run_program "$variant/tls_probe" --version
	expect 0
}

@test "a run probes each library once, and every form of the report tells it" {
	not_under_valgrind
	need_told
	local run=$BATS_FILE_TMPDIR/run variant
	[ "$(find "$run/probe" -type f | wc -l)" -eq "$(wc -w <<<"$VARIANTS")" ]
	desk report "$run" --json "$T/r.json" --markdown "$T/r.md"
	desk_expect 0 "^Vector registers, as the libraries leave them"
	for variant in $VARIANTS; do
		[ -s "$run/probe/$variant.client.jsonl" ]
		desk_expect 0 "^  $variant: (clean|dirty)"
		grep -qE "^- $variant: (clean|dirty)" "$T/r.md"
		jq -e --arg v "$variant" '.probes[] | select(.variant == $v) | .state == "done" and .end == "client" and .record.record == "probe"' "$T/r.json"
	done
	lacks 'not made: .*vector registers' "$T/desk.flat"
}

@test "a library that is dirty where it costs is not trusted, by name; the verdicts on others stand" {
	not_under_valgrind
	need_told
	local variant file
	variant=$(plain_variant)
	copy costly
	file=probe/$variant.client.jsonl
	edit "$file" '.state = "dirty" | .operations.signature = {dirty: .repeats, left_ns: 300000, copied_ns: 250000, cleaned_ns: 2500}'
	desk report "$COPY" --json "$T/r.json"
	desk_expect 0 "^Validity: not trusted: .*vector registers of $variant" \
		"WARNING vector registers: .* \(variant $variant\) leaves them dirty after signature, and on this processor its SHA-256 is then 100 times slower"
	jq -e --arg v "$variant" '.validity.trusted == false and any(.validity.warnings[]; .name == "vector registers" and .grave and .variant == $v)
		and (.probes[] | select(.variant == $v).factor == 100)' "$T/r.json"
	# where the C library's copying cleans them it is a notice
	edit "$file" '.operations.signature.copied_ns = 2500'
	desk report "$COPY"
	desk_expect 0 "[^G] vector registers: .* 120 times slower, until the C library copies something"
	lacks '^Validity: .*vector registers' "$T/desk.out"
}

@test "a probe that is cut, edited or of something else is refused by name; one that is missing is made" {
	not_under_valgrind
	need_told
	local variant file
	variant=$(plain_variant)
	copy damaged
	file=probe/$variant.client.jsonl
	truncate -s -20 "$COPY/$file"
	desk report "$COPY"
	desk_expect 1 "^Validity: not trusted: .*failed probe of $variant" \
		"WARNING failed probe: whether $variant leaves vector registers dirty is not known: probe/$variant.client.jsonl, line 1: cut"
	desk report "$COPY" "$BATS_FILE_TMPDIR/run"
	desk_expect 1 "FAILED probe of $variant: probe/$variant.client.jsonl, line 1: cut"
	copy changed
	file=probe/$variant.client.jsonl
	edit "$file" '.state = "dirty"'
	desk report "$COPY"
	desk_expect 1 "probe/$variant.client.jsonl, line 1: 'state' is dirty, but 'operations' say otherwise"
	copy other
	file=probe/$variant.client.jsonl
	edit "$file" '.library.version = "0.9"'
	desk report "$COPY"
	desk_expect 1 "probe/$variant.client.jsonl: its library's version is 0.9, but that of the rounds"
	# a folder of an older version has none: it is read, and the check that was not made is told
	copy older
	rm -r "$COPY/probe"
	desk report "$COPY"
	desk_expect 0 "not made: .*vector registers"
	desk run --continue "$COPY"
	desk_expect 0
	[ -s "$COPY/probe/$variant.client.jsonl" ]
	lacks 'not made: .*vector registers' "$T/desk.flat"
}

@test "a probe that fails ends no run, and its reason is told" {
	not_under_valgrind
	need_told
	local variant program
	variant=$(plain_variant)
	mkdir -p "$T/programs/$BOARD/$variant"
	for program in tcp_client tcp_server tls_client tls_server; do
		cp "$BUILD/$BOARD/$variant/$program" "$T/programs/$BOARD/$variant/"
	done
	# an ELF program that knows nothing of probes
	cp /bin/false "$T/programs/$BOARD/$variant/tls_probe"
	desk run --build "$T/programs" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$variant" \
		--transports tcp,tls1.3 --tries 2 --rounds 1 --sizes 16
	desk_expect 1 "^Validity: not trusted: .*failed probe of $variant" \
		"whether $variant leaves vector registers dirty is not known: the probe: ended with status 1 and no reason"
	# a right one in its place, and the run is whole
	cp "$BUILD/$BOARD/$variant/tls_probe" "$T/programs/$BOARD/$variant/"
	desk run --continue "$T/results/latest"
	desk_expect 0
}
