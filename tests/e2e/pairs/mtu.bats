#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Flights of a DTLS handshake: cut into datagrams that fit the MTU (--mtu), and sent again when their timer has run out (--dtls-timer).

load ../support/helpers

# watched SERVER CLIENT [OPTION]...: a run through a relay that says how long each datagram is. Nothing is lost, and no flight
# is sent again because the machine was slow.
watched() {
	local server=$1 client=$2
	shift 2
	set -- "$@" --dtls-timer 30000
	rm -f "$T"/*.jsonl
	serve "$server/dtls_server" --json "$T/server.jsonl" "$@"
	peer udp-watch "$PORT"
	call "$client/dtls_client" --json "$T/client.jsonl" --sizes 40 --tries 1 "$@"
	expect 0 && silent client && server_ends && expect_status 0 "$SERVER_STATUS" server && silent server
	kill "$PEER"
}

# datagrams WAY: how many there were; longest: of both ways.
datagrams() {
	grep -c "bytes $1\$" "$T/peer.out"
}

longest() {
	sed -n 's/ bytes .*//p' "$T/peer.out" | sort -n | tail -n 1
}

# long_chain VERSION SERVER CLIENT: 3 KB of certificates each way.
long_chain() {
	local version=$1 way
	shift
	watched "$@" --tls-version "$version" --keys rsa-3072 --chain 2 --mtu 512
	[ "$(longest)" -le 512 ]
	# the cold try and one more
	for way in in out; do
		[ "$(datagrams $way)" -ge 14 ]
	done
	holds "$T/client.jsonl" '$run.negotiated.mtu == 512 and all($tries[]; .handshake_sends >= 6 and .handshake_receives >= 6)'
	holds "$T/server.jsonl" '$run.negotiated.mtu == 512 and all($tries[]; (.retransmissions // 0) == 0)'
}

@test "a long chain and an MTU of 512: each pair cuts its flights, and no datagram is longer" {
	local server client
	for server in $VARIANTS; do
		for client in $VARIANTS; do
			[ "${WT_VALGRIND:-}" != 1 ] || [ "$server" = "$client" ] || continue
			long_chain 1.2 "$server" "$client"
		done
	done
	has_variant wolfssl || return 0
	long_chain 1.3 wolfssl wolfssl
}

@test "the same chain and the usual MTU: fewer datagrams, which are longer" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		watched "$variant" "$variant" --keys rsa-3072 --chain 2
		[ "$(longest)" -gt 512 ] && [ "$(longest)" -le 1472 ]
		[ "$(datagrams in)" -lt 14 ] && [ "$(datagrams out)" -lt 14 ]
		holds "$T/client.jsonl" '$run.negotiated | has("mtu") | not'
	done
}

@test "an MTU of 512 with a key exchange that does not fit into one datagram" {
	not_under_valgrind
	need_variant wolfssl
	watched wolfssl wolfssl --tls-version 1.3 --group x25519mlkem768 --mtu 512
	[ "$(longest)" -le 512 ]
	holds "$T/client.jsonl" '$run.negotiated | .mtu == 512 and .group == 4588'
}

@test "an end that has another MTU, or a hello that does not fit, ends the try in one line" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		serve "$variant/dtls_server" --keys rsa-3072 --chain 2 --keep
		call "$variant/dtls_client" --keys rsa-3072 --chain 2 --mtu 512 --sizes 40 --tries 1 --timeout 1
		# wolfSSL reads no more of a datagram than its MTU, and waits
		fails 'a datagram of [0-9]+ bytes passed; valid: --mtu 512 on both ends|no try was answered'
		call "$variant/dtls_client" --keys rsa-3072 --chain 2 --sizes 40 --tries 1
		expect 0
		server_stops || return 1
	done
	need_variant openssl
	# a hello goes in one datagram (RFC 6347 4.2.1 wants no state before the cookie), and this one has 266 bytes
	serve openssl/dtls_server --mtu 256 --keep
	call openssl/dtls_client --mtu 256 --sizes 40 --tries 1
	fails 'a datagram of 26[0-9] bytes passed; valid: --mtu 256 on both ends, or one that the hellos fit into$'
	server_stops
}

# repeats VERSION VARIANT MS LIMIT AT-LEAST AT-MOST: hellos to a server that answers nothing.
repeats() {
	local heard
	peer datagram count
	call "$2/dtls_client" --tls-version "$1" --dtls-timer "$3" --sizes 16 --tries 1 --timeout "$4"
	[ "$STATUS" -ne 0 ]
	kill "$PEER"
	heard=$(grep -c '^heard at' "$T/peer.out")
	[ "$heard" -ge "$5" ] && [ "$heard" -le "$6" ] && return
	echo "$*: $heard times"
	return 1
}

@test "the timer of a flight: the first time-out is what was asked for, and each further one twice as long" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		# of both tries together: each at 0, 100, 300, 700 ms, which a busy machine may have fewer of
		repeats 1.2 "$variant" 100 1 4 8
	done
	has_variant wolfssl || return 0
	repeats 1.3 wolfssl 100 1 4 8
}

# with_timer VERSION SERVER CLIENT
with_timer() {
	local version=$1
	rm -f "$T"/*.jsonl
	serve "$2/dtls_server" --tls-version "$version" --dtls-timer 3000 --json "$T/server.jsonl"
	# the server's first flight is lost: its own timer sends it again, or the client's makes it do so
	peer udp-relay "$PORT" reply:1/1
	call "$3/dtls_client" --tls-version "$version" --dtls-timer 3000 --sizes 16 --tries 1 --timeout 20 --json "$T/client.jsonl"
	expect 0 && silent client && server_ends && expect_status 0 "$SERVER_STATUS" server
	kill "$PEER"
	holds "$T/client.jsonl" '$run.negotiated.dtls_timer_ms == 3000 and $run.settings["dtls-timer"] == 3000
		and $tries[1].handshake_ns > 2900000000'
	holds "$T/server.jsonl" '$run.negotiated.dtls_timer_ms == 3000'
}

@test "the timer of a flight: both ends of each pair tell it, and a flight that is lost comes again after it" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		with_timer 1.2 "$variant" "$variant"
	done
	run_program "$(plain_variant)/dtls_client" --dtls-timer 49
	refuses '--dtls-timer 49: out of range; valid: 50 to 60000$'
}
