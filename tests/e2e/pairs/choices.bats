#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# What can be chosen (docs/protocols.md): each value on each pair of libraries, or why not.

load ../support/helpers
load ../support/libraries

TRIES=2
[ "${WT_VALGRIND:-}" != 1 ] || TRIES=1

# meet TRANSPORT VERSION SERVER CLIENT [OPTION]...: a run that goes well at both ends.
meet() {
	local transport=$1 version=$2 server=$3 client=$4 keys=$KEYS
	shift 4
	rm -f "$T"/*.jsonl
	set -- --certs "${SET:-$keys}" --tls-version "$version" "$@"
	serve "$server/${transport}_server" --json "$T/server.jsonl" "$@"
	call "$client/${transport}_client" --sizes 999 --tries "$TRIES" --json "$T/client.jsonl" "$@"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server && return
	echo "$transport $version $server <- $client: $*"
	return 1
}

# agree EXPRESSION: jq's, of what was negotiated, at both ends; no session was unlike the first.
agree() {
	holds "$T/client.jsonl" "(\$run.negotiated | $1) and \$done.answered == $TRIES" &&
		holds "$T/server.jsonl" "(\$run.negotiated | $1) and \$done.unlike_sessions == 0"
}

with_group() {
	meet "${@:1:4}" --group "$5"
	agree ".group == $6 and .peer_authenticated and .hello_retries <= 1"
	holds "$T/client.jsonl" "\$run.negotiated.hello_retries == (if \"$1\" == \"dtls\" then 1 else 0 end)"
}

@test "groups: each pair agrees on the one that is pinned, with an ECDSA key of P-256, without a retry" {
	each_crossed each_version with_group p384 24
	[ "${WT_VALGRIND:-}" = 1 ] || each_crossed each_version with_group p521 25
	[ "${WT_VALGRIND:-}" = 1 ] || each_crossed each_version with_group X25519 29
	[ "${WT_VALGRIND:-}" = 1 ] || each_crossed each_version with_group secp256r1 23
}

@test "X25519MLKEM768: version 1.3 of wolfSSL; 1.2 and OpenSSL before 3.5 say that they have it not, status 2" {
	not_under_valgrind
	need_variant wolfssl
	with_group tls 1.3 wolfssl wolfssl x25519mlkem768 4588
	with_group dtls 1.3 wolfssl wolfssl x25519mlkem768 4588
	for variant in wolfssl openssl; do
		has_variant $variant || continue
		run_program $variant/tls_client --certs "$KEYS" --tls-version 1.2 --group x25519mlkem768
		refuses '--group x25519mlkem768: not a group of version 1\.2; valid: --tls-version 1\.3, or one such as secp256r1, x25519$'
	done
	has_variant openssl || return 0
	run_program openssl/tls_client --certs "$KEYS" --group x25519mlkem768
	if [ "$STATUS" -eq 2 ]; then
		refuses 'OpenSSL 3\.[0-4]\.[0-9]+ has no group X25519MLKEM768$'
		return
	fi
	with_group tls 1.3 openssl openssl x25519mlkem768 4588
	with_group tls 1.3 wolfssl openssl x25519mlkem768 4588
	with_group tls 1.3 openssl wolfssl x25519mlkem768 4588
}

with_suite() {
	local number=$7
	[ "$2" = 1.2 ] || number=$6
	meet "${@:1:4}" --suite "$5"
	agree ".suite == $number and .group == 23"
}

@test "suites: each pair agrees on the one that a word pins, in version 1.2 the one for ECDSA" {
	each_crossed each_version with_suite aes256gcm 4866 49196
	[ "${WT_VALGRIND:-}" = 1 ] || each_crossed each_version with_suite chacha20 4867 52393
	[ "${WT_VALGRIND:-}" = 1 ] || each_crossed each_version with_suite aes128ccm 4868 49324
	each_crossed each_version with_suite aes128ccm8 4869 49326
}

@test "suites with an RSA key: those of RSA, and those that there are not are refused" {
	not_under_valgrind
	SET=$CERTS/rsa-2048
	each_crossed each_version with_suite aes256gcm 4866 49200
	each_crossed each_version with_suite chacha20 4867 52392
	run_program "$(plain_variant)/tls_client" --certs "$SET" --tls-version 1.2 --suite aes128ccm
	refuses '--suite aes128ccm: unknown for version 1\.2 and an RSA key; valid: auto, or an IANA name such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256$'
}

@test "DTLS: the largest message follows from the suite that a word names" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		# 1472 bytes less 13 + 8 + 16, 13 + 8 + 8 (RFC 6655 3), 13 + 16 (RFC 7905 2)
		for suite in aes128ccm:1435 aes128ccm8:1443 chacha20:1443; do
			PORT=9 call "$variant/dtls_client" --certs "$KEYS" --suite "${suite%:*}" --sizes 1444
			refuses "1444.* ${suite#*:}( |$)"
		done
	done
}

without_client() {
	meet "$@" --client-auth off
	holds "$T/client.jsonl" '$run.negotiated | .peer_authenticated and .peer_key == "EC" and .peer_signature == 1027'
	holds "$T/server.jsonl" '$run.negotiated | (.peer_authenticated | not) and .peer_key == null and .peer_key_bits == 0
		and .peer_signature == 0 and .peer_chain == 0'
	holds "$T/server.jsonl" '$done.unlike_sessions == 0 and $run.settings["client-auth"] == "off"'
}

@test "client authentication off: no certificate of the client's, the server's is verified as ever" {
	each_crossed each_version without_client
}

@test "client authentication on one end alone: the server's demand is met, or the session fails" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		for version in 1.2 1.3; do
			serve "$variant/tls_server" --certs "$KEYS" --tls-version $version --keep
			call "$variant/tls_client" --certs "$KEYS" --tls-version $version --tries 1 --sizes 16 --client-auth off
			expect 1
			complains client 'alert|refuse|closed'
			server_stops || return 1
		done
	done
}

@test "client authentication off: a client reads no key, a server no CA" {
	not_under_valgrind
	cp -r "$KEYS" "$T/keys"
	rm "$T/keys/client.key"
	mv "$T/keys/ca.pem" "$T/ca.pem"
	serve "$(plain_variant)/tls_server" --certs "$T/keys" --client-auth off
	cp "$T/ca.pem" "$T/keys"
	call "$(plain_variant)/tls_client" --certs "$T/keys" --tries 1 --sizes 16 --client-auth off
	expect 0
	server_ends && expect_status 0 "$SERVER_STATUS" server
}

# with_key TRANSPORT VERSION SERVER CLIENT KIND KEY BITS SIGNATURE-1.2 SIGNATURE-1.3
with_key() {
	local signature=$8
	[ "$2" = 1.2 ] || signature=$9
	# what OpenSSL's DTLS server cannot
	[ "$1$3$5" != dtlsopenssled25519 ] || return 0
	meet "${@:1:4}" --keys "$5"
	agree ".peer_key == \"$6\" and .peer_key_name == \"$5\" and .peer_key_bits == $7 and .peer_signature == $signature
		and .peer_authenticated and .group == 23"
}

@test "keys: each pair shows and verifies a certificate of each kind" {
	# in version 1.2 P-384 signs with SHA-256: a scheme of 1.2 names no curve
	each_crossed each_version with_key ecdsa-p384 EC 384 1027 1283
	each_crossed each_version with_key ed25519 Ed25519 256 2055 2055
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	each_crossed each_version with_key ecdsa-p256 EC 256 1027 1027
	each_crossed each_version with_key rsa-2048 RSA 2048 2052 2052
	each_crossed each_version with_key rsa-3072 RSA 3072 2052 2052
}

@test "keys: a set of another kind, or none, is named; nothing is read beside it" {
	not_under_valgrind
	mkdir -p "$T/sets/own"
	cp -r "$CERTS/ecdsa-p384" "$T/sets/rsa-2048"
	for variant in $VARIANTS; do
		run_program "$variant/tls_client" --certs "$T/sets/own/" --keys rsa-2048
		fails '^tls_client: .*/sets/rsa-2048/client\.pem: a key of ecdsa-p384; valid with --keys rsa-2048: one of that kind$'
		run_program "$variant/tls_server" --certs "$T/sets/own" --keys ed25519
		fails '^tls_server: .*/sets/ed25519/ca\.pem: No such file or directory; valid: a folder made by scripts/cert\.sh$'
	done
}

@test "keys: a peer with a key of another kind ends it in one line" {
	not_under_valgrind
	# both trust both, and in version 1.2 both curves sign alike; the group lets OpenSSL take either
	mkdir -p "$T/sets"
	cp -r "$CERTS/ecdsa-p256" "$T/sets"
	cat "$CERTS"/ecdsa-p{256,384}/ca.pem >"$T/sets/ecdsa-p256/ca.pem"
	cp "$CERTS"/ecdsa-p384/server.{pem,key} "$T/sets/ecdsa-p256"
	for variant in $VARIANTS; do
		serve "$variant/tls_server" --certs "$T/sets/ecdsa-p256" --tls-version 1.2 --client-auth off --group p384 --keep
		call "$variant/tls_client" --certs "$T/sets/ecdsa-p256" --keys ecdsa-p256 --tls-version 1.2 --client-auth off --group p384 --tries 2 --sizes 16 --json "$T/$variant.jsonl"
		expect 1
		complains client "the peer's key is ecdsa-p384, not of ecdsa-p256, which --keys asks for"
		holds "$T/$variant.jsonl" '$done.answered == 0 and $run.negotiated == null'
		# without the kind at all nothing is agreed on
		call "$variant/tls_client" --certs "$CERTS/none" --keys rsa-2048 --tls-version 1.2 --tries 1 --sizes 16
		expect 1
		complains client 'alert|no shared|closed'
		server_stops || return 1
	done
}

# with_chain TRANSPORT VERSION SERVER CLIENT KIND: how many came is told by OpenSSL alone.
with_chain() {
	[ "$1$3$5" != dtlsopenssled25519 ] || return 0
	meet "${@:1:4}" --keys "$5" --chain 2
	agree ".peer_key_name == \"$5\" and .peer_path == 2 and (.peer_chain == 2 or .peer_chain == 0) and .peer_authenticated"
	[ "$4" != openssl ] || holds "$T/client.jsonl" '$run.negotiated.peer_chain == 2'
	[ "$3" != openssl ] || holds "$T/server.jsonl" '$run.negotiated.peer_chain == 2'
}

@test "chain: each pair shows and verifies a certificate of each kind with that of an intermediate CA" {
	each_crossed each_version with_chain ecdsa-p256
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	for kind in ecdsa-p384 rsa-2048 rsa-3072 ed25519; do
		each_crossed each_version with_chain $kind
	done
}

@test "chain: each try carries the bytes of an intermediate's certificate more, in both directions" {
	not_under_valgrind
	local variant count end more
	more=$(sed '1,/END/d' "$KEYS/server-chain.pem" | openssl x509 -outform der | wc -c)
	for variant in $VARIANTS; do
		for count in 1 2; do
			meet tls 1.3 $variant $variant --chain $count
			cp "$T/client.jsonl" "$T/$count"
		done
		# names are longer by some bytes, signatures differ by some
		for end in in out; do
			jq -es --argjson more "$more" --arg field "handshake_bytes_$end" --slurpfile one "$T/1" \
				'def bytes: map(select(.record == "try" and (.cold | not)) | .[$field]);
				(bytes | length) == 2 and (bytes | min) >= ($one | bytes | max) + $more - 20' "$T/2" >/dev/null
		done
	done
}

@test "chain: one without its intermediate is named, with the file; the peer of such a one refuses it" {
	not_under_valgrind
	local variant side
	mkdir "$T/sets"
	cp -r "$KEYS" "$T/sets/server"
	cp "$CERTS/bad/server-no-intermediate/server-chain.pem" "$T/sets/server/server.pem"
	for variant in $VARIANTS; do
		for side in client server; do
			run_program "$variant/tls_$side" --certs "$CERTS/bad/$side-no-intermediate" --chain 2
			fails "^tls_$side: .*/$side-no-intermediate/$side-chain\\.pem: holds 1 certificate; valid with --chain 2: this end's own and, behind it, that of the intermediate CA$"
		done
		serve "$variant/tls_server" --certs "$T/sets/server" --keep
		call "$variant/tls_client" --certs "$KEYS" --tries 1 --sizes 16
		expect 1
		complains client "issuer"
		server_stops || return 1
		serve "$variant/tls_server" --certs "$KEYS" --keep
		call "$variant/tls_client" --certs "$KEYS" --tries 1 --sizes 16 --chain 2
		expect 1
		complains client 'the peer shows no certificate of an intermediate CA, which --chain 2 asks for$'
		server_stops || return 1
	done
}

@test "an OpenSSL DTLS server with a key of Ed25519 says that it cannot, status 2" {
	not_under_valgrind
	need_variant openssl
	run_program openssl/dtls_server --certs "$CERTS/ed25519" --port 0
	refuses 'OpenSSL 3[0-9.]+: no DTLS server with a key of Ed25519; valid: one of ECDSA or RSA$'
}
