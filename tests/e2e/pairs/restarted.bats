#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# A DTLS client that starts anew from the same address and port, after a session that ended without a word
# (RFC 6347 4.2.8, RFC 9147 5.11).

load ../support/helpers

# restarted VARIANT TLS-VERSION N: the cold try hears N datagrams of the server and gives up; those behind it,
# which the server sees coming from the same port, are answered.
restarted() {
	need_variant "$1"
	not_under_valgrind
	serve "$1/dtls_server" --tls-version "$2" --keep --json "$T/server.jsonl"
	peer udp-relay-one "$PORT" "$3"
	call "$1/dtls_client" --tls-version "$2" --sizes 100 --tries 3 --timeout 0.8 --json "$T/client.jsonl"
	expect 0
	holds "$T/client.jsonl" '$done.ok and $done.answered == 3 and $done.lost == 0 and $tries[0].ok == false'
	holds "$T/client.jsonl" '([$tries[1:][] | .retransmissions // 0] | add) == 0'
	server_stops
	holds "$T/server.jsonl" '$done.answered == 3'
}

@test "dtls 1.2 on wolfssl: a client that starts anew in the middle of its handshake is served" {
	restarted wolfssl 1.2 1
}

@test "dtls 1.2 on openssl: a client that starts anew in the middle of its handshake is served" {
	restarted openssl 1.2 1
}

@test "dtls 1.3 on wolfssl: a client that starts anew in the middle of its handshake is served" {
	restarted wolfssl 1.3 1
}

@test "dtls 1.2 on wolfssl: a client that starts anew after its handshake is served" {
	restarted wolfssl 1.2 2
}

@test "dtls 1.2 on openssl: a client that starts anew after its handshake is served" {
	restarted openssl 1.2 2
}

@test "dtls 1.3 on wolfssl: a client that starts anew after its handshake is served" {
	restarted wolfssl 1.3 3
}
