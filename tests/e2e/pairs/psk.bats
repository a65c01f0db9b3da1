#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Sessions with a pre-shared key (docs/protocols.md) on each pair of libraries, and what can be wrong with one.

load ../support/helpers
load ../support/libraries
load ../support/reports

DIGITS=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff

eval "$(declare -f setup | sed '1s/setup/setup_all/')"
setup() {
	setup_all
	key_file "$T/psk" "wiretoll:$DIGITS"
}

# key_file PATH TEXT
key_file() {
	rm -f "$1"
	(umask 077 && printf '%s\n' "$2" >"$1")
}

# meet TRANSPORT VERSION SERVER CLIENT [OPTION]...: goes well at both ends; there are no certificates.
meet() {
	local transport=$1 version=$2 server=$3 client=$4
	shift 4
	rm -f "$T"/*.jsonl
	set -- --certs "$T/none" --psk-file "$T/psk" --tls-version "$version" "$@"
	serve "$server/${transport}_server" --json "$T/server.jsonl" "$@"
	call "$client/${transport}_client" --sizes 999 --tries 2 --json "$T/client.jsonl" "$@"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server && return
	echo "$transport $version $server <- $client: $*"
	return 1
}

# both EXPRESSION: jq's, of what was negotiated at each end; nothing of certificates is told at either.
both() {
	local void='.peer_key == null and .peer_key_bits == 0 and .peer_chain == 0 and .peer_signature == 0 and (.peer_authenticated or .resumed | not)'
	holds "$T/client.jsonl" "(\$run.negotiated | $1 and $void) and \$done.answered == 2"
	holds "$T/server.jsonl" "(\$run.negotiated | $1 and $void) and \$done.unlike_sessions == 0"
}

# trips COUNT: round trips of each handshake, as with certificates (RFC 8446 2, RFC 5246 7.3; DTLS has a cookie's more).
trips() {
	holds "$T/client.jsonl" "all(\$tries[]; .handshake_round_trips == $1)"
}

with_ecdhe() {
	meet tls 1.3 "$@" --psk ecdhe
	both '.psk == "ecdhe" and .suite == 4865 and .group == 23'
	trips 1
	meet tls 1.2 "$@" --psk ecdhe --group x25519
	both '.psk == "ecdhe" and .suite == 52396 and .group == 29'
	trips 2
	meet dtls 1.2 "$@" --psk ecdhe
	both '.psk == "ecdhe" and .suite == 52396 and .group == 23'
	trips 3
	[ "$1$2" = wolfsslwolfssl ] || return 0
	meet dtls 1.3 "$@" --psk ecdhe
	both '.psk == "ecdhe" and .suite == 4865 and .group == 23'
	trips 3
}

@test "a pre-shared key with ECDHE: each pair takes it, in each version, without a certificate on either end" {
	each_pair with_ecdhe
}

with_plain() {
	local suite
	meet tls 1.2 "$@" --psk plain
	both '.psk == "plain" and .suite == 168 and .group == 0'
	trips 2
	# RFC 7252 9.1.3.1
	meet dtls 1.2 "$@" --psk plain --suite TLS_PSK_WITH_AES_128_CCM_8
	both '.psk == "plain" and .suite == 49320 and .group == 0'
	trips 3
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	for suite in aes256gcm:169 aes128ccm:49316 aes128ccm8:49320 chacha20:52395; do
		meet tls 1.2 "$@" --psk plain --suite "${suite%:*}"
		both ".suite == ${suite#*:}"
	done
}

@test "a plain pre-shared key: each pair takes it in TLS and DTLS 1.2, with each suite, the one of RFC 7252 among them" {
	each_crossed with_plain
}

with_suite() {
	local suite
	for suite in aes256gcm:4866 chacha20:4867 aes128ccm8:4869; do
		meet tls 1.3 "$@" --psk ecdhe --suite "${suite%:*}"
		both ".psk == \"ecdhe\" and .suite == ${suite#*:}"
	done
}

@test "a pre-shared key with other suites of TLS 1.3" {
	not_under_valgrind
	each_crossed with_suite
}

# fails TRANSPORT VERSION HOW SERVER CLIENT FILE PATTERN: the client has another key, and says so; the server stays and serves on.
fails_with_key() {
	local transport=$1 version=$2 how=$3 server=$4 client=$5 file=$6
	serve "$server/${transport}_server" --certs "$T/none" --psk "$how" --psk-file "$T/psk" --tls-version "$version" --keep
	call "$client/${transport}_client" --certs "$T/none" --psk "$how" --psk-file "$file" --tls-version "$version" --sizes 16 --tries 1 --timeout 1
	expect 1
	complains client "$7"
	call "$client/${transport}_client" --certs "$T/none" --psk "$how" --psk-file "$T/psk" --tls-version "$version" --sizes 16 --tries 1 --quiet
	expect 0
	server_stops || return 1
	lacks "${DIGITS:0:16}" "$T/server.err" "$T/server.out" "$T/client.err" "$T/client.out"
}

wrong_key() {
	fails_with_key tls 1.3 ecdhe "$@" "$T/wrong" 'alert illegal_parameter \(47\): its pre-shared key or identity is another one'
	fails_with_key tls 1.2 ecdhe "$@" "$T/wrong" 'alert bad_record_mac \(20\): its pre-shared key or identity is another one'
	fails_with_key tls 1.2 plain "$@" "$T/wrong" 'alert bad_record_mac \(20\): its pre-shared key or identity is another one'
	# a record that cannot be read is dropped (RFC 6347 4.1.2.7): the client's own limit ends it
	fails_with_key dtls 1.2 plain "$@" "$T/wrong" 'no try was answered'
}

@test "a wrong key fails with its reason, in DTLS 1.2 by the time-out; the next client is served" {
	not_under_valgrind
	key_file "$T/wrong" "wiretoll:ff${DIGITS:2}"
	each_crossed wrong_key
}

unknown_identity() {
	fails_with_key tls 1.3 ecdhe "$@" "$T/other" 'alert .* \((40|47)\): its pre-shared key or identity is another one'
	fails_with_key tls 1.2 ecdhe "$@" "$T/other" 'alert unknown_psk_identity \(115\): it has no pre-shared key of our identity'
	fails_with_key dtls 1.2 plain "$@" "$T/other" 'alert unknown_psk_identity \(115\): it has no pre-shared key of our identity'
}

@test "an unknown identity fails with its reason; the next client is served" {
	not_under_valgrind
	key_file "$T/other" "somebody:$DIGITS"
	each_crossed unknown_identity
}

# One end with certificates alone does not talk to one with a key alone.
@test "a pre-shared key at one end alone is no session" {
	not_under_valgrind
	local variant version
	for variant in $VARIANTS; do
		for version in 1.2 1.3; do
			serve "$variant/tls_server" --certs "$KEYS" --tls-version $version --keep
			call "$variant/tls_client" --psk ecdhe --psk-file "$T/psk" --tls-version $version --sizes 16 --tries 1
			expect 1
			server_stops || return 1
		done
	done
}

# no_key TEXT PATTERN
no_key() {
	local variant
	key_file "$T/bad" "$1"
	for variant in $VARIANTS; do
		run_program "$variant/tls_client" --psk ecdhe --psk-file "$T/bad"
		fails "/bad: no pre-shared key: $2; valid: one line IDENTITY:KEY, of 1 to 128 characters without blanks and 32 to 128 hexadecimal digits\$"
	done
}

@test "a key's file that is not one: one line that says why, and nothing of its text" {
	not_under_valgrind
	no_key "" "it has no colon"
	no_key "wiretoll $DIGITS" "it has no colon"
	no_key ":$DIGITS" "it has no identity"
	no_key "wire toll:$DIGITS" "its identity holds a blank, or what cannot be printed"
	no_key "$(printf 'x%.0s' {1..129}):$DIGITS" "its identity is too long"
	no_key "wiretoll:${DIGITS}0" "its key has an odd number of digits"
	no_key "wiretoll:${DIGITS:0:30}" "its key is too short"
	no_key "wiretoll:$DIGITS$DIGITS${DIGITS}" "its key is too long"
	no_key "wiretoll:${DIGITS}xy" "its key holds something other than hexadecimal digits"
	no_key "$(printf 'wiretoll:%s\nother:%s' "$DIGITS" "$DIGITS")" "it has more than one line"
	: >"$T/bad"
	run_program "$(plain_variant)/tls_server" --psk ecdhe --psk-file "$T/bad" --port 0
	fails '/bad: no pre-shared key: it is empty; valid: '
	run_program "$(plain_variant)/tls_server" --psk ecdhe --psk-file "$T/nothing" --port 0
	fails '/nothing: No such file or directory; valid: '
}

@test "a key's file that others can read is refused, with its mode, or is taken on purpose" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		chmod 640 "$T/psk"
		run_program "$variant/tls_server" --psk ecdhe --psk-file "$T/psk" --port 0
		fails '/psk: a pre-shared key that others may use \(mode 0640\); valid: mode 0600, or --insecure-key-mode$'
		meet tls 1.3 "$variant" "$variant" --psk ecdhe --insecure-key-mode
		chmod 400 "$T/psk"
		meet tls 1.3 "$variant" "$variant" --psk ecdhe
	done
}

@test "options that do not go together are refused by name, status 2" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		set -- "$variant/tls_client" --psk-file "$T/psk"
		run_program "$@"
		refuses "--psk-file $T/psk: needs --psk ecdhe or --psk plain\$"
		run_program "$@" --psk plain
		refuses '--psk plain: not of version 1\.3; valid: --psk ecdhe, or --tls-version 1\.2$'
		run_program "$@" --psk ecdhe --client-auth off
		refuses '--client-auth off: nobody shows a certificate with a pre-shared key; valid: without it, or without --psk$'
		run_program "$@" --psk ecdhe --keys rsa-2048
		refuses '--keys rsa-2048: there are none with --psk; valid: without one of the two$'
		run_program "$@" --psk ecdhe --chain 2
		refuses '--chain 2: nobody shows a certificate with a pre-shared key; valid: --chain 1, or --psk off$'
		run_program "$@" --psk plain --tls-version 1.2 --group x25519
		refuses '--group x25519: a plain pre-shared key has none; valid: --psk ecdhe$'
		run_program "$@" --psk ecdhe --tls-version 1.2 --suite aes128ccm8
		refuses '--suite aes128ccm8: unknown for version 1\.2 and a pre-shared key; valid: auto, or an IANA name such as TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256$'
		run_program "$@" --psk ecdhe --tls-version 1.2 --suite TLS_PSK_WITH_AES_128_CCM_8
		refuses '--suite TLS_PSK_WITH_AES_128_CCM_8: not a suite of --psk ecdhe; valid: auto, or e\.g\. TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256$'
		run_program "$variant/tls_client" --certs "$KEYS" --tls-version 1.2 --suite TLS_PSK_WITH_AES_128_CCM_8
		refuses '--suite TLS_PSK_WITH_AES_128_CCM_8: not a suite of --psk off; valid: auto, or e\.g\. TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256$'
	done
}

@test "without --psk-file the key is the one beside the certificates, which cert.sh makes for its user alone" {
	not_under_valgrind
	[ "$(stat -c %a "$KEYS/psk")" = 600 ]
	grep -qxE 'wiretoll:[0-9a-f]{64}' "$KEYS/psk"
	serve "$(plain_variant)/tls_server" --certs "$KEYS" --psk ecdhe --json "$T/server.jsonl"
	call "$(plain_variant)/tls_client" --certs "$KEYS" --psk ecdhe --sizes 16 --tries 1 --json "$T/client.jsonl"
	expect 0
	server_ends && expect_status 0 "$SERVER_STATUS" server
	lacks "$(cut -d: -f2 "$KEYS/psk")" "$T/client.jsonl" "$T/server.jsonl"
}
