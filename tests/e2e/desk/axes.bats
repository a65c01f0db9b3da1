#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# `wiretoll run --axis`: rows for the values, measured, checked and told over the first one.

load ../support/helpers
load ../support/reports

@test "groups and suites as axes: each combination that exists is measured, ML-KEM of version 1.3 alone, and told over the first value" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "wolfssl openssl" --transports tls1.2,tls1.3 \
		--axis group=p256,x25519,x25519mlkem768 --tries 2 --rounds 2 --sizes 16 --counters off
	desk_expect 0 "^ *tls1\.3_x25519 over tls1\.3" "^ *tls1\.2_x25519 over tls1\.2" "^ *tls1\.3_x25519mlkem768 over tls1\.3"
	[ ! -e "$T/results/latest/tls1.2_x25519mlkem768-wolfssl" ]
	jq -es 'all(.[]; .record != "run" or .negotiated.group == 4588)' "$T/results/latest/tls1.3_x25519mlkem768-wolfssl/"*.jsonl
	jq -es 'all(.[]; .record != "run" or .negotiated.group == 29)' "$T/results/latest/tls1.2_x25519-openssl/"*.jsonl
	# OpenSSL before 3.5 has it not
	[ -e "$T/results/latest/tls1.3_x25519mlkem768-openssl/round-01.client.jsonl" ] ||
		grep -q "variant openssl was built without the group X25519MLKEM768" "$T/desk.flat"
	# records of another group are no round of that row
	for file in "$T/results/latest/tls1.3_x25519-wolfssl/"*.client.jsonl; do
		jq -c 'if .record == "run" then .negotiated.group = 23 | .negotiated.group_name = "secp256r1" else . end' "$file" >"$T/edited"
		mv "$T/edited" "$file"
	done
	desk report "$T/results/latest"
	grep -q "'group_name' of what was negotiated is 'secp256r1', but the series is tls1.3_x25519" "$T/desk.flat"
}

@test "what a suite costs, and what client authentication does, together with a group" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" --transports tls1.3,dtls1.2 \
		--axis suite=aes128gcm,aes128ccm8 --axis client-auth=on,off --tries 2 --rounds 2 --sizes 16 --counters off
	desk_expect 0 "tls1\.3_aes128ccm8 over tls1\.3" "dtls1\.2_no-client-auth over dtls1\.2" \
		"tls1\.3_aes128ccm8_no-client-auth over tls1\.3_aes128ccm8" "tls1\.3_aes128ccm8_no-client-auth over tls1\.3_no-client-auth"
	lacks "NOT ALIKE" "$T/desk.out"
}

@test "a value that no row can have, and names that there are not" {
	desk run --build "$BUILD" --variants "$(plain_variant)" --transports tls1.2 --axis group=x25519mlkem768
	desk_expect 2 "--axis group=x25519mlkem768: nothing that was asked for has it; valid: with tls dtls, and with 1\.3$"
	desk run --axis suite=aes
	desk_expect 2 "--axis suite=aes: unknown value; valid: aes128gcm aes256gcm chacha20 aes128ccm aes128ccm8$"
}
