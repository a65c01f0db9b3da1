#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; serve sets SERVER
# Ends that ask again and again for what comes (--wait spin), on each transport and library.

load ../support/helpers
load ../support/libraries

# exchanges HOW SERVER CLIENT [OPTION]...: both ends wait like that; sets SLEPT, how often the client did.
exchanges() {
	local how=$1 server=$2 client=$3
	shift 3
	rm -f "$T"/*.jsonl
	serve "$server" --wait "$how" --json "$T/server.jsonl" "$@"
	call "$client" --wait "$how" --sizes 64 --tries 40 --json "$T/client.jsonl" "$@"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	holds "$T/client.jsonl" '$done.answered == 40 and $run.settings.wait == "'"$how"'"'
	holds "$T/server.jsonl" '$done.answered == 40 and $run.settings.wait == "'"$how"'"'
	SLEPT=$(jq 'select(.record == "end") | .voluntary_switches' "$T/client.jsonl")
}

# In each exchange that sleeps a client waits for the answer at least; who spins may only sleep in files and the like.
spins() {
	local mode
	for mode in connect session; do
		exchanges spin "$@" --mode $mode
		[ "$SLEPT" -lt 20 ] || { echo "a client that spins slept $SLEPT times in 40 tries of mode $mode"; return 1; }
	done
}

spins_securely() {
	local transport=$1 version=$2 server=$3 client=$4
	spins "$server/${transport}_server" "$client/${transport}_client" --certs "$KEYS" --tls-version "$version"
}

@test "plain: 40 exchanges without sleep, in each mode; by itself a client sleeps" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	spins "$variant/tcp_server" "$variant/tcp_client"
	spins "$variant/udp_server" "$variant/udp_client"
	exchanges block "$variant/tcp_server" "$variant/tcp_client"
	[ "$SLEPT" -ge 40 ]
}

@test "secure: each pair of libraries and version" {
	not_under_valgrind
	each_pair each_version spins_securely
}

@test "both ends on one processor: nobody keeps the other from it" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	exchanges spin "$variant/tcp_server" "$variant/tcp_client" --cpu "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')"
}

@test "a peer that is silent, or not there: the same limit and words as with waits that sleep" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	peer stream silent
	call "$variant/tcp_client" --wait spin --tries 1 --timeout 0.3
	fails "the peer sent nothing in time"
	kill "$PEER" && wait "$PEER" || true
	call "$variant/tcp_client" --wait spin --tries 1 --timeout 0.3
	fails "no server at 127.0.0.1 port $PORT"
	run_program "$variant/tcp_client" --wait sleep
	refuses "--wait sleep: unknown; valid: block, spin"
}

@test "a server that spins ends by a signal, and by its time-out" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	for program in tcp_server udp_server; do
		serve "$variant/$program" --wait spin --keep
		server_stops
	done
	serve "$variant/tcp_server" --wait spin --timeout 0.2
	server_ends && expect_status 1 "$SERVER_STATUS" server && complains server "heard nothing for 0.2 s"
}
