#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Many peers of one datagram server, and datagrams that get lost.

load ../support/helpers

# crowd VARIANT TLS-VERSION CLIENTS TRIES: that many clients at once.
crowd() {
	local variant=$1 version=$2 clients=$3 tries=$4 pids=() i status
	need_variant "$variant"
	not_under_valgrind
	serve "$variant/dtls_server" --tls-version "$version" --keep --json "$T/server.jsonl"
	command_of "$variant/dtls_client"
	for ((i = 0; i < clients; i++)); do
		timeout -k 2 60 "${COMMAND[@]}" --port "$PORT" --tls-version "$version" --cpu any --tries "$tries" \
			--sizes 999 --json "$T/client$i.jsonl" >"$T/client$i.out" 2>"$T/client$i.err" 3>&- &
		pids+=($!)
	done
	PIDS+=("${pids[@]}")
	for ((i = 0; i < clients; i++)); do
		status=0
		wait "${pids[i]}" || status=$?
		expect_status 0 "$status" "client $i"
		silent "client$i"
		holds "$T/client$i.jsonl" "\$done.ok and \$done.answered == $tries and \$done.lost == 0 and \$done.failed == 0
			and \$done.repeats == 0 and ([\$tries[] | .retransmissions // 0] | add) == 0"
	done
	server_stops
	silent server
	holds "$T/server.jsonl" "\$done.ok and \$done.answered == $((clients * tries)) and \$done.failed == 0
		and (\$tries | length) == $((clients * (tries + 1))) and ([\$tries[] | .retransmissions // 0] | add) == 0"
}

# through RULE TRANSPORT VARIANT [OPTION]...: server, relay, client; sets STATUS and SERVER_STATUS.
through() {
	local rule=$1 transport=$2 variant=$3
	shift 3
	serve "$variant/${transport}_server" --json "$T/server.jsonl" "${SERVER_OPTIONS[@]}"
	peer udp-relay "$PORT" "$rule"
	call "$variant/${transport}_client" --json "$T/client.jsonl" "${SERVER_OPTIONS[@]}" "$@"
	server_ends
}

# The last message is answered on its first repeat; try 0 is the relay's client 0.
repeated() {
	local SERVER_OPTIONS=(${3:+--tls-version "$3"})
	through first-answer/3 "$1" "$2" --sizes 100 --tries 3
	expect 0
	silent client
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/client.jsonl" '$done.ok and $done.answered == 3 and $done.lost == 0 and $done.repeats == 1'
	holds "$T/client.jsonl" '[$tries[] | .repeats // 0] == [0, 0, 0, 1] and ($tries[3].ack_ns > 150000000)'
	holds "$T/server.jsonl" '$done.ok and $done.answered == 3 and $done.repeats == 1 and ($tries | length) == 4'
}

# A message that is lost in the middle costs one try, and the run goes on.
lost() {
	local SERVER_OPTIONS=(${3:+--tls-version "$3"})
	through first-answer/2 "$1" "$2" --sizes 100,200 --tries 2 --timeout 0.5
	expect 0
	silent client
	expect_status 0 "$SERVER_STATUS" server
	holds "$T/client.jsonl" '$done.ok and $done.planned == 4 and $done.answered == 3 and $done.lost == 1 and $done.failed == 0'
	holds "$T/client.jsonl" '[$tries[] | .ok] == [true, true, false, true, true] and $tries[2].status == "TIMEOUT"
		and ($tries[2].reason | length) > 0'
	holds "$T/client.jsonl" 'map(select(.record == "summary") | [.answered, .lost]) == [[1, 1], [2, 0]]'
	grep -qE '^ +100 .*  1 lost$' "$T/client.out"
}

# A flight of the handshake that is lost is sent again after the timer (1 s), and that is counted.
retransmitted() {
	local SERVER_OPTIONS=(--tls-version "$2")
	not_under_valgrind
	need_variant "$1"
	through "reply:$3/1" dtls "$1" --sizes 100 --tries 1
	expect 0
	silent client
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/client.jsonl" '$done.ok and $done.answered == 1 and ($tries[0].retransmissions // 0) == 0'
	holds "$T/client.jsonl" '$tries[1].handshake_ns > 900000000'
	# both ends have such a timer, and the end that is first may spare the other its own
	[ "$(jq -s '[.[] | select(.record == "try" and .try == 1) | .retransmissions // 0] | add' \
		"$T/client.jsonl" "$T/server.jsonl")" -ge 1 ]
}

@test "dtls 1.2 on wolfssl: two clients at once, 300 tries each, all answered" {
	not_under_valgrind
	crowd wolfssl 1.2 2 300
}

@test "dtls 1.2 on openssl: two clients at once, 300 tries each, all answered" {
	not_under_valgrind
	crowd openssl 1.2 2 300
}

@test "dtls 1.3 on wolfssl: two clients at once, 300 tries each, all answered" {
	not_under_valgrind
	crowd wolfssl 1.3 2 300
}

@test "dtls 1.2 on both libraries: eight clients at once" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		crowd "$variant" 1.2 8 20
		rm "$T"/*.jsonl
	done
}

@test "udp: the last message is repeated until it is answered, and counted" {
	repeated udp "$(plain_variant)"
}

@test "dtls 1.2 on wolfssl: the last message is repeated until it is answered" {
	need_variant wolfssl
	repeated dtls wolfssl 1.2
}

@test "dtls 1.2 on openssl: the last message is repeated until it is answered" {
	need_variant openssl
	repeated dtls openssl 1.2
}

@test "dtls 1.3 on wolfssl: the last message is repeated until it is answered" {
	not_under_valgrind
	need_variant wolfssl
	repeated dtls wolfssl 1.3
}

@test "udp: a server that is stopped while it waits for repeats has done its work; one that waits for messages has not" {
	serve "$(plain_variant)/udp_server" --json "$T/server.jsonl"
	call "$(plain_variant)/udp_client" --sizes 16 --tries 3
	expect 0
	kill -TERM "$SERVER" 2>/dev/null || true # on a busy machine it has ended by itself
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/server.jsonl" '$done.ok and $done.status == 0 and $done.answered == 3'
	NAME=idle serve "$(plain_variant)/udp_server"
	kill -TERM "$SERVER"
	server_ends
	expect_status 1 "$SERVER_STATUS" server
}

@test "udp: no answer at all to the last message: five repeats, then lost" {
	not_under_valgrind
	SERVER_OPTIONS=()
	through all-answers/2 udp "$(plain_variant)" --sizes 100 --tries 2 --timeout 1.5
	expect 0
	expect_status 0 "$SERVER_STATUS" server
	holds "$T/client.jsonl" '$done.answered == 1 and $done.lost == 1 and $done.repeats == 5'
	holds "$T/server.jsonl" '$done.answered == 2 and $done.repeats >= 1'
}

# Nothing but the server's cookies arrives: no try is answered, which is told in a row and a line, and is no success.
none_answered() {
	local SERVER_OPTIONS=(--tls-version "$2" --timeout 4)
	need_variant "$1"
	through all-but-first dtls "$1" --sizes 100,200 --tries 2 --timeout 0.6
	expect 1
	[ "$(cat "$T/client.err")" = 'dtls_client: no try was answered: all 4 were lost' ] || { said; return 1; }
	[ "$(grep -cE '^ +(100|200) +0( +-){10}  2 lost$' "$T/client.out")" -eq 2 ]
	[ "$(grep -c answered "$T/client.out")" -eq 1 ]
	holds "$T/client.jsonl" '$done.ok == false and $done.status == 1 and $done.all_lost and $done.lost == 4 and $done.not_made == 0'
	holds "$T/client.jsonl" 'map(select(.record == "summary") | [.answered, .lost, ([keys[] | select(endswith("_ns") and . != "elapsed_ns")] | length)])
		== [[0, 2, 0], [0, 2, 0]]'
	# to the server nothing was ever answered, either
	expect_status 1 "$SERVER_STATUS" server
	grep -q 'heard nothing for 4 s' "$T/server.err"
}

# cold_alone TRANSPORT VARIANT: the relay lets the cold try pass, and nothing behind it.
cold_alone() {
	rm -f "$T"/*.jsonl
	serve "$2/$1_server" --timeout 3 --json "$T/server.jsonl"
	peer udp-known "$PORT" 1
	call "$2/$1_client" --sizes 64 --tries 1 --timeout 0.5
	expect 1
	server_ends
	expect_status 1 "$SERVER_STATUS" server
	complains server 'heard nothing for 3 s \(--timeout\); before that only the cold try was answered$'
	holds "$T/server.jsonl" '$done.ok == false and $done.answered == 0 and ($tries | map(.cold)) == [true]'
}

@test "a server that has answered the cold try alone, and then hears nothing, has failed" {
	not_under_valgrind
	local variant
	cold_alone udp "$(plain_variant)"
	for variant in $VARIANTS; do
		cold_alone dtls "$variant"
	done
}

@test "dtls on both libraries: no try of the run is answered" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		none_answered "$variant" 1.2
		rm "$T"/*.jsonl
	done
	has_variant wolfssl && none_answered wolfssl 1.3
}

# What only looks like a record of DTLS is no sign of a server that would make a run without answers a success.
@test "dtls: a peer that says what looks like records is no result" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		peer datagram 'say:\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\3abc'
		call "$variant/dtls_client" --sizes 16 --tries 2 --timeout 0.3
		expect 1
		[ "$(wc -l <"$T/client.err")" -eq 1 ]
		kill "$PEER"
	done
}

@test "udp: a lost message is counted, and the run goes on" {
	not_under_valgrind
	lost udp "$(plain_variant)"
}

@test "dtls 1.2 on wolfssl: a lost message is counted, and the run goes on" {
	not_under_valgrind
	need_variant wolfssl
	lost dtls wolfssl 1.2
}

@test "dtls 1.2 on openssl: a lost message is counted, and the run goes on" {
	not_under_valgrind
	need_variant openssl
	lost dtls openssl 1.2
}

@test "dtls 1.3 on wolfssl: a lost message is counted, and the run goes on" {
	not_under_valgrind
	need_variant wolfssl
	lost dtls wolfssl 1.3
}

@test "dtls 1.2 on wolfssl: a lost flight is sent again" {
	not_under_valgrind
	retransmitted wolfssl 1.2 1
}

@test "dtls 1.2 on openssl: a lost flight is sent again" {
	not_under_valgrind
	retransmitted openssl 1.2 1
}

@test "dtls 1.3 on wolfssl: a lost flight is sent again" {
	not_under_valgrind
	retransmitted wolfssl 1.3 2
}

# RFC 9147 7.1: what arrives out of order is acknowledged, and the rest comes without a timer.
@test "dtls 1.3 on wolfssl: a lost first half of a flight is asked for at once" {
	not_under_valgrind
	local SERVER_OPTIONS=(--tls-version 1.3)
	need_variant wolfssl
	through reply:1/1 dtls wolfssl --sizes 100 --tries 1
	expect 0
	silent client
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/client.jsonl" '$done.ok and $done.answered == 1
		and $tries[1].handshake_sends == $tries[0].handshake_sends + 1 and ($tries[1].retransmissions // 0) == 0'
}

@test "dtls on both libraries: a lost cookie is sent again" {
	not_under_valgrind
	retransmitted wolfssl 1.2 0
	if has_variant openssl; then
		rm "$T"/*.jsonl
		retransmitted openssl 1.2 0
	fi
}

# The flight's timer is 1 s, then 2 s (RFC 6347 4.2.4.1): sent at 0, 1 and 3 s, whatever arrives meanwhile.
nagged() {
	need_variant "$1"
	not_under_valgrind
	peer nag
	call "$1/dtls_client" --tls-version "$2" --sizes 16 --tries 1 --timeout 4.5
	[ "$STATUS" -ne 0 ]
	grep -q '^heard 3$' "$T/peer.out"
}

@test "dtls 1.2 on wolfssl: stray datagrams do not hold up a retransmission" {
	nagged wolfssl 1.2
}

@test "dtls 1.2 on openssl: stray datagrams do not hold up a retransmission" {
	nagged openssl 1.2
}

@test "dtls 1.3 on wolfssl: stray datagrams do not hold up a retransmission" {
	nagged wolfssl 1.3
}
