#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Each pair talks, ends by itself, and both ends tell the same.

load ../support/helpers

TRIES=3
SIZES=16,64,999
[ "${WT_VALGRIND:-}" != 1 ] || TRIES=1

# pair TRANSPORT SERVER-VARIANT CLIENT-VARIANT [OPTION]...: a run that goes well. ADDRESS=::1 for IPv6.
pair() {
	local transport=$1 server=$2 client=$3 address=${ADDRESS:-127.0.0.1} wrong
	shift 3
	rm -f "$T"/*.jsonl
	[ "${WT_VALGRIND:-}" != 1 ] || set -- --timeout 60 "$@"
	serve "$server/${transport}_server" --bind "$address" --json "$T/server.jsonl" "$@"
	call "$client/${transport}_client" --host "${HOST:-$address}" --sizes "$SIZES" --tries "$TRIES" \
		--json "$T/client.jsonl" "$@"
	expect 0
	silent client
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
	whole "$T/client.jsonl"
	whole "$T/server.jsonl"
	# Under valgrind a handshake may take longer than the timer of the other end: what is counted then is
	# another flight. What that run looks for has been seen by now.
	[ "${WT_VALGRIND:-}" != 1 ] || [ "$transport" != dtls ] || return 0
	wrong=$(jq -nr -f tests/e2e/support/records.jq --slurpfile client "$T/client.jsonl" --slurpfile server "$T/server.jsonl" \
		--argjson sizes "[$SIZES]" --argjson tries "$TRIES")
	[ -z "$wrong" ] && return
	echo "$transport $server $client $address $*: does not hold: $wrong"
	grep -h '"try":1,' "$T/client.jsonl" "$T/server.jsonl" | head -n 4
	return 1
}

# round_trips CONNECT HANDSHAKE SEND ACK: of each of the client's tries. Under valgrind a DTLS handshake may take
# longer than the other end's timer (the first one with RSA does), which then sends its flight again.
round_trips() {
	[ "${WT_VALGRIND:-}" != 1 ] || [ "$1" -eq 1 ] || return 0
	holds "$T/client.jsonl" "all(\$tries[]; [.connect_round_trips, .handshake_round_trips, .send_round_trips,
		.ack_round_trips] | map(. // 0) == [$1, $2, $3, $4])"
}

# agreed VERSION SUITE SIGNATURE RETRIES: on both ends; the group is always secp256r1 and both are known.
agreed() {
	local side key=EC bits=256
	[ "$3" = 1027 ] || { key=RSA; bits=2048; }
	for side in client server; do
		holds "$T/$side.jsonl" "\$run.negotiated | .version == $1 and .suite == $2 and .group == 23
			and .peer_signature == $3 and .peer_key == \"$key\" and .peer_key_bits == $bits
			and .peer_authenticated and (.resumed | not) and .certificate_compression == \"off\"
			and .hello_retries == (if \$run.role == \"client\" then $4 else 0 end)"
	done
}

plain() {
	local variant
	variant=$(plain_variant)
	for ADDRESS in 127.0.0.1 ::1; do
		pair "$1" "$variant" "$variant"
		holds "$T/client.jsonl" '$run.negotiated == null and $run.library == null and $done.heap_peak_bytes == null'
		holds "$T/client.jsonl" "\$run.family == (if \"$ADDRESS\" == \"::1\" then 6 else 4 end)"
	done
}

# secure TRANSPORT TLS-VERSION VARIANT VERSION TRIPS RETRIES: both families, both kinds of key.
secure() {
	local transport=$1 tls_version=$2 variant=$3 version=$4 trips=$5 retries=$6 keys suite signature
	local connect=1
	need_variant "$variant"
	[ "$transport" = tls ] || connect=0
	for keys in ecdsa-p256:49195:1027 rsa-2048:49199:2052; do
		IFS=: read -r keys suite signature <<<"$keys"
		[ "$tls_version" = 1.2 ] || suite=4865
		for ADDRESS in 127.0.0.1 ::1; do
			pair "$transport" "$variant" "$variant" --tls-version "$tls_version" --certs "$CERTS/$keys"
			agreed "$version" "$suite" "$signature" "$retries"
			round_trips "$connect" "$trips" 0 1
			holds "$T/client.jsonl" '$done.heap_peak_bytes > 0 and $done.heap_held_bytes < $done.heap_peak_bytes'
		done
	done
}

# mixed TRANSPORT TLS-VERSION SERVER CLIENT VERSION TRIPS RETRIES
mixed() {
	local connect=1 suite=4865 keys signature
	need_variant "$3" "$4"
	not_under_valgrind
	[ "$1" = tls ] || connect=0
	for keys in ecdsa-p256:49195:1027 rsa-2048:49199:2052; do
		IFS=: read -r keys suite signature <<<"$keys"
		[ "$2" = 1.2 ] || suite=4865
		pair "$1" "$3" "$4" --tls-version "$2" --certs "$CERTS/$keys"
		agreed "$5" "$suite" "$signature" "$7"
		round_trips "$connect" "$6" 0 1
		holds "$T/server.jsonl" "\$run.library.name == (if \"$3\" == \"openssl\" then \"OpenSSL\" else \"wolfSSL\" end)"
		holds "$T/client.jsonl" "\$run.library.name == (if \"$4\" == \"openssl\" then \"OpenSSL\" else \"wolfSSL\" end)"
	done
}

@test "tcp: both families, one round trip to connect and one for the answer" {
	plain tcp
	round_trips 1 0 0 1
	holds "$T/client.jsonl" '$run.socket == {"nodelay": true, "closes_first": "server"}'
	holds "$T/client.jsonl" 'all($tries[]; .send_bytes_out == .size and .ack_bytes_in == 3)'
}

@test "udp: both families, one round trip" {
	plain udp
	round_trips 0 0 0 1
	holds "$T/client.jsonl" 'all($tries[]; .send_bytes_out == .size and .ack_bytes_in == 3)'
}

@test "tcp: the smallest and the largest message" {
	not_under_valgrind
	SIZES=16,65536,1048576 pair tcp "$(plain_variant)" "$(plain_variant)"
}

@test "udp: the smallest and the largest message" {
	not_under_valgrind
	SIZES=16,9000,65507 pair udp "$(plain_variant)" "$(plain_variant)"
}

@test "tls 1.2 on wolfssl: pinned, two round trips" {
	secure tls 1.2 wolfssl 771 2 0
}

@test "tls 1.2 on openssl: pinned, two round trips" {
	secure tls 1.2 openssl 771 2 0
}

@test "tls 1.3 on wolfssl: pinned, one round trip" {
	secure tls 1.3 wolfssl 772 1 0
}

@test "tls 1.3 on openssl: pinned, one round trip" {
	secure tls 1.3 openssl 772 1 0
}

@test "dtls 1.2 on wolfssl: pinned, a cookie and two round trips" {
	secure dtls 1.2 wolfssl 65277 3 1
}

@test "dtls 1.2 on openssl: pinned, a cookie and two round trips" {
	secure dtls 1.2 openssl 65277 3 1
}

# wolfSSL's client waits for the ACK of its last flight (RFC 9147 7) before it says that the handshake is done.
@test "dtls 1.3 on wolfssl: pinned, a cookie, one round trip and the ACK" {
	secure dtls 1.3 wolfssl 65276 3 1
}

@test "dtls 1.3 on openssl: said to be missing, status 2, also by the server" {
	need_variant openssl
	run_program openssl/dtls_client --tls-version 1.3
	refuses 'OpenSSL [0-9.]+ has no DTLS 1\.3; valid: --tls-version 1\.2'
	run_program openssl/dtls_server --tls-version 1.3 --port 0
	refuses 'OpenSSL [0-9.]+ has no DTLS 1\.3; valid: --tls-version 1\.2'
}

@test "dtls by hand: programs of any library start and understand each other without --tls-version" {
	local client server
	for server in $VARIANTS; do
		for client in $VARIANTS; do
			serve "$server/dtls_server" --certs "$KEYS"
			call "$client/dtls_client" --certs "$KEYS" --tries 2 --sizes 16 --json "$T/$server-$client.jsonl"
			expect 0
			holds "$T/$server-$client.jsonl" '$run.negotiated.version_name == "DTLS 1.2"'
			server_ends
		done
	done
}

@test "tls: the largest message, on both libraries" {
	not_under_valgrind
	local variant version
	for variant in $VARIANTS; do
		for version in 1.2 1.3; do
			SIZES=16,16384,16385,1048576 pair tls "$variant" "$variant" --tls-version $version
		done
	done
}

@test "dtls: the largest message fills the datagram, on both libraries" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		SIZES=16,1435 pair dtls "$variant" "$variant" --tls-version 1.2
		holds "$T/client.jsonl" 'all($tries[]; .size != 1435 or .send_bytes_out == 1472)'
	done
	if has_variant wolfssl; then
		SIZES=16,1450 pair dtls wolfssl wolfssl --tls-version 1.3
		holds "$T/client.jsonl" 'all($tries[]; .size != 1450 or .send_bytes_out == 1472)'
	fi
}

@test "a name is checked as a name: localhost, on both libraries" {
	local variant
	for variant in $VARIANTS; do
		HOST=localhost pair tls "$variant" "$variant"
		HOST=localhost pair dtls "$variant" "$variant" --tls-version 1.2
	done
}

@test "tls 1.2: wolfssl client, openssl server" {
	mixed tls 1.2 openssl wolfssl 771 2 0
}

@test "tls 1.2: openssl client, wolfssl server" {
	mixed tls 1.2 wolfssl openssl 771 2 0
}

@test "tls 1.3: wolfssl client, openssl server" {
	mixed tls 1.3 openssl wolfssl 772 1 0
}

@test "tls 1.3: openssl client, wolfssl server" {
	mixed tls 1.3 wolfssl openssl 772 1 0
}

@test "dtls 1.2: wolfssl client, openssl server" {
	mixed dtls 1.2 openssl wolfssl 65277 3 1
}

@test "dtls 1.2: openssl client, wolfssl server" {
	mixed dtls 1.2 wolfssl openssl 65277 3 1
}
