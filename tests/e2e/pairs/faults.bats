#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; helpers.bash sets and reads ours
# Servers that are missing or silent, that talk garbage, and ends that close or reset in each phase.

load ../support/helpers
load ../support/messages
load ../support/series

# --- nobody there ----------------------------------------------------------------------

no_server() {
	PORT=$(free_port)
	ask "$@"
	fails "no server (at 127\\.0\\.0\\.1 port $PORT|there)"
}

in_use() {
	local other
	serve "$2/$1_server" --keep "${@:3}"
	other=$PORT
	PORT='' LIMIT=5 call "$2/$1_server" --port "$other" "${@:3}"
	fails "127\\.0\\.0\\.1 port $other is in use; valid: a free port, or 0"
	server_stops
}

@test "no server: said at once" {
	each_series no_server
}

@test "a port in use: the server says so and what is valid" {
	each_series in_use
}

unknown_host() {
	PORT=1443 LIMIT=15 call "$2/$1_client" --host no.such.host.invalid "${@:3}"
	fails 'no\.such\.host\.invalid'
	PORT='' LIMIT=15 call "$2/$1_server" --port 0 --bind no.such.host.invalid "${@:3}"
	fails 'no\.such\.host\.invalid'
}

@test "a host that does not resolve" {
	each_series unknown_host
}

foreign_address() {
	PORT='' LIMIT=5 call "$2/$1_server" --port 0 --bind 192.0.2.1 "${@:3}"
	fails '192\.0\.2\.1 port 0: .*assign'
}

@test "an address that is not ours cannot be served" {
	not_under_valgrind
	each_series foreign_address
}

unheard() {
	PORT='' LIMIT=5 call "$2/$1_server" --port 0 --timeout 0.3 --json "$T/server.jsonl" "${@:3}"
	fails 'heard nothing for 0\.3 s \(--timeout\)'
	holds "$T/server.jsonl" '$done.ok == false and $done.status == 1 and $done.answered == 0 and ($done.reason | test("heard nothing"))'
	rm "$T/server.jsonl"
}

@test "a server that hears nothing ends with status 1 and says why" {
	not_under_valgrind
	each_series unheard
}

# --- a server that misbehaves -------------------------------------------------------

silent_server() {
	local kind=stream
	[[ $1 == tcp || $1 == tls ]] || kind=datagram
	peer $kind silent
	LIMIT_S=0.2 ask "$@"
	fails 'in time'
	kill "$PEER"
}

@test "a server that is silent: a time-out, in every phase that waits" {
	not_under_valgrind
	each_series silent_server
}

closing_server() {
	peer stream close
	ask "$@"
	fails 'closed|reset'
	kill "$PEER"
	peer stream reset
	ask "$@"
	fails 'reset|closed'
	kill "$PEER"
}

@test "a server that closes or resets at once" {
	not_under_valgrind
	SERIES_PLAIN=tcp SERIES="tls:1.2 tls:1.3" each_series closing_server
}

garbage_server() {
	local kind=stream
	[[ $1 == tcp || $1 == tls ]] || kind=datagram
	peer $kind garbage
	LIMIT_S=0.2 ask "$@"
	fails "${GARBAGE:-handshake: }"
	kill "$PEER"
	peer $kind 'say:HTTP/1.1 400 Bad Request\r\n\r\n'
	LIMIT_S=0.2 ask "$@"
	fails "${GARBAGE:-handshake: }"
	kill "$PEER"
}

@test "garbage instead of TLS from the server" {
	not_under_valgrind
	each_tls garbage_server
}

# RFC 6347 4.1.2.7: what is no valid record is dropped, so that all that is left is a time-out.
@test "garbage instead of DTLS from the server" {
	not_under_valgrind
	GARBAGE='in time' each_dtls garbage_server
}

@test "garbage instead of an answer on plain transports" {
	not_under_valgrind
	GARBAGE="the answer is not 'ack'; is that a wiretoll server\\?" garbage_server tcp "$(plain_variant)"
	GARBAGE="the answer is not 'ack'; is that a wiretoll server\\?" garbage_server udp "$(plain_variant)"
}

@test "tcp: a server that closes or resets after the message, or in its answer" {
	not_under_valgrind
	local how
	for how in read-close read-reset say:ac; do
		peer stream $how
		ask tcp "$(plain_variant)"
		fails 'the server closed the connection before it answered|reset'
		kill "$PEER"
	done
	peer stream say:acknowledged
	ask tcp "$(plain_variant)"
	fails "ack: the answer is not 'ack'"
	kill "$PEER"
	# of the same length, and but for one letter the same
	peer stream say:acc
	ask tcp "$(plain_variant)"
	fails "the answer is not 'ack'"
	kill "$PEER"
	peer datagram say:nak
	ask udp "$(plain_variant)"
	fails "the answer is not 'ack'"
}

@test "a run that was good and then loses its server stops and tells what is missing" {
	not_under_valgrind
	serve "$(plain_variant)/tcp_server" --keep
	(sleep 0.5; kill -KILL "$SERVER") 3>&- &
	LIMIT=10 call "$(plain_variant)/tcp_client" --tries 10000000 --sizes 16 --json "$T/client.jsonl"
	fails '[0-9]+ of 10000000 tries missing; the first: '
	holds "$T/client.jsonl" '$done.planned == $done.answered + $done.lost + $done.failed + $done.not_made
		and $done.answered > 0 and $done.failed == 10 and $done.not_made > 0'
}

# --- both ends, cut in the middle ------------------------------------------------------

# cut_at TURN HOW TRANSPORT VARIANT [OPTION]...: before that turn the relay does so with both ends.
cut_at() {
	local turn=$1 how=$2 port
	shift 2
	serve "$2/$1_server" --keep "${@:3}"
	port=$PORT
	peer tcp-relay "$port" "$turn" "$how"
	ask "$@"
	fails 'closed|reset'
	kill "$PEER"
	# when the answer alone was lost, the server has nothing to complain of
	[ "${ANSWERED:-}" = 1 ] || hears server
	[ "${ANSWERED:-}" = 1 ] || complains server '127\.0\.0\.1 port [0-9]+: .*(closed|reset)' || return 1
	PORT=$port still_serves "$@"
}

@test "tcp: closed and reset before the message, in it and before the answer" {
	not_under_valgrind
	local how variant
	variant=$(plain_variant)
	for how in close reset; do
		cut_at 0 $how tcp "$variant"
		ANSWERED=1 cut_at 1 $how tcp "$variant"
	done
	cut_at 0 half tcp "$variant"
}

# Turns of TLS 1.2: 0 ClientHello, 1 server's flight, 2 client's flight, 3 Finished, 4 message, 5 answer;
# of TLS 1.3: 0 ClientHello, 1 server's flight, 2 client's flight and message, 3 answer.
@test "tls 1.2: closed in each phase, on both libraries" {
	not_under_valgrind
	local turn
	for turn in 0 1 2 3 4; do
		SERIES=tls:1.2 each_secure cut_at $turn close
	done
	ANSWERED=1 SERIES=tls:1.2 each_secure cut_at 5 close
}

@test "tls 1.2: reset in each phase, on both libraries" {
	not_under_valgrind
	local turn
	for turn in 0 1 2 3 4; do
		SERIES=tls:1.2 each_secure cut_at $turn reset
	done
	ANSWERED=1 SERIES=tls:1.2 each_secure cut_at 5 reset
}

@test "tls 1.3: closed in each phase, on both libraries" {
	not_under_valgrind
	local turn
	for turn in 0 1 2; do
		SERIES=tls:1.3 each_secure cut_at $turn close
	done
	ANSWERED=1 SERIES=tls:1.3 each_secure cut_at 3 close
}

@test "tls 1.3: reset in each phase, on both libraries" {
	not_under_valgrind
	local turn
	for turn in 0 1 2; do
		SERIES=tls:1.3 each_secure cut_at $turn reset
	done
	ANSWERED=1 SERIES=tls:1.3 each_secure cut_at 3 reset
}

@test "tls: closed in the middle of each flight" {
	not_under_valgrind
	local turn
	for turn in 0 1 2; do
		each_tls cut_at $turn half
	done
}
