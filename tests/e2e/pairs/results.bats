#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # jq has variables of its own; helpers.bash sets and reads ours
# Where results go: files that cannot be written or end early, signals, and what a person sees.

load ../support/helpers

# both TRANSPORT VARIANT [OPTION]...: calls "$CHECK" with these for plain and secure transports.
each_transport() {
	local variant name
	variant=$(plain_variant)
	for name in tcp udp; do
		echo "with $name"
		"$@" "$name" "$variant"
	done
	for variant in $VARIANTS; do
		for name in tls dtls; do
			echo "with $name on $variant"
			"$@" "$name" "$variant" --tls-version 1.2
		done
	done
}

# whole_lines FILE: nothing but whole records; what a kill has cut off would not parse.
whole_lines() {
	[ ! -s "$1" ] || whole "$1"
}

# --- files that cannot be written -------------------------------------------------------

taken() {
	echo '{"schema":1}' >"$T/taken.jsonl"
	PORT=9 LIMIT=5 call "$2/$1_client" --json "$T/taken.jsonl" "${@:3}"
	fails '--json .*/taken\.jsonl: holds 13 bytes already; name a new file'
	PORT='' LIMIT=5 call "$2/$1_server" --port 0 --json "$T/taken.jsonl" "${@:3}"
	fails '--json .*/taken\.jsonl: holds 13 bytes already; name a new file'
	[ "$(cat "$T/taken.jsonl")" = '{"schema":1}' ]
}

@test "a results file that holds something is not overwritten" {
	each_transport taken
}

unwritable() {
	PORT=9 LIMIT=5 call "$2/$1_client" --json "$T/nowhere/c.jsonl" "${@:3}"
	fails '/nowhere/c\.jsonl: No such file or directory'
	PORT=9 LIMIT=5 call "$2/$1_client" --json "$T" "${@:3}"
	fails 'Is a directory'
	PORT='' LIMIT=5 call "$2/$1_server" --port 0 --json /proc/none.jsonl "${@:3}"
	fails '/proc/none\.jsonl: (No such file|Permission denied)'
}

@test "a results folder that is missing or cannot be written" {
	each_transport unwritable
}

full() {
	serve "$2/$1_server" --keep "${@:3}"
	LIMIT=10 call "$2/$1_client" --json /dev/full --sizes 16 --tries 5 "${@:3}"
	fails 'results file /dev/full: No space left on device'
	LIMIT=10 call "$2/$1_client" --json /dev/full --quiet --sizes 16 --tries 5 "${@:3}"
	fails 'results file /dev/full: No space left on device'
	server_stops
	serve "$2/$1_server" --json /dev/full "${@:3}"
	LIMIT=10 call "$2/$1_client" --sizes 16 --tries 1 --timeout 1 "${@:3}"
	server_ends
	expect_status 1 "$SERVER_STATUS" server
	complains server 'results file /dev/full: No space left on device'
}

@test "a full disk: one line, status 1" {
	not_under_valgrind
	each_transport full
}

# limited KIB: the last server's client with such a limit on files.
limited() {
	command_of "$2/$1_client"
	STATUS=0
	# the signal that comes with such a limit may have been ignored by who started us
	(ulimit -f "$LIMIT_KIB" && exec env --default-signal=XFSZ timeout -k 2 20 "${COMMAND[@]}" --port "$PORT" --json "$T/client.jsonl" --sizes 16 \
		--tries 200 "${@:3}" >"$T/client.out" 2>"$T/client.err" 3>&-) || STATUS=$?
	fails 'results file .*/client\.jsonl: File too large'
	whole "$T/client.jsonl"
	[ "$(stat -c %s "$T/client.jsonl")" -le $((LIMIT_KIB * 1024)) ]
	[ "$(wc -l <"$T/client.jsonl")" -gt 1 ]
	rm "$T/client.jsonl"
}

limited_pair() {
	serve "$2/$1_server" --keep "${@:3}"
	LIMIT_KIB=8 limited "$@"
	server_stops
}

@test "a disk that gets full: what was written is whole records" {
	not_under_valgrind
	each_transport limited_pair
}

@test "a server whose disk gets full ends with status 1 and whole records" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	command_of "$variant/tcp_server"
	rm -f "$T"/server.*
	(ulimit -f 8 && exec env --default-signal=XFSZ "${COMMAND[@]}" --port 0 --timeout 5 --json "$T/server.jsonl" >"$T/server.out" 2>"$T/server.err" 3>&-) &
	SERVER=$!
	PIDS+=("$SERVER")
	await_port server
	LIMIT=10 call "$variant/tcp_client" --sizes 16 --tries 500
	server_ends
	expect_status 1 "$SERVER_STATUS" server
	complains server 'results file .*/server\.jsonl: File too large'
	whole "$T/server.jsonl"
}

@test "standard output that cannot be written" {
	local variant
	not_under_valgrind
	variant=$(plain_variant)
	serve "$variant/tcp_server" --keep
	STATUS=0
	timeout 10 "$BUILD/$BOARD/$variant/tcp_client" --port "$PORT" --json - --tries 3 >/dev/full 2>"$T/client.err" || STATUS=$?
	fails 'results on standard output: No space left on device'
	server_stops
}

# --- signals ----------------------------------------------------------------------------

# start_client VARIANT/PROGRAM [OPTION]...: in the background; sets CLIENT.
start_client() {
	command_of "$1"
	rm -f "$T"/client.*
	"${COMMAND[@]}" --port "$PORT" --json "$T/client.jsonl" "${@:2}" >"$T/client.out" 2>"$T/client.err" 3>&- &
	CLIENT=$!
	PIDS+=("$CLIENT")
}

# until_records FILE COUNT: waits for so many.
until_records() {
	local tries=$((250 * SLOWER))
	until [ "$(wc -l <"$1" 2>/dev/null || echo 0)" -ge "$2" ]; do
		((tries-- > 0)) || { echo "only $(wc -l <"$1") records"; said; return 1; }
		sleep 0.02
	done
}

client_ends() {
	server_ends "$CLIENT" 5
	STATUS=$SERVER_STATUS
}

# interrupted SIGNAL TRANSPORT VARIANT [OPTION]...: in the middle of a run.
interrupted() {
	local signal=$1
	shift
	serve "$2/$1_server" --keep --json "$T/server.jsonl" "${@:3}"
	start_client "$2/$1_client" --tries 1000000 --sizes 64 "${@:3}"
	until_records "$T/client.jsonl" 5
	kill "-$signal" "$CLIENT"
	client_ends
	fails 'interrupted by a signal; [0-9]+ of 1000000 tries made'
	holds "$T/client.jsonl" '$done.ok == false and $done.status == 1 and ($done.reason | test("interrupted"))
		and $done.planned == 1000000 and $done.answered > 1
		and $done.planned == $done.answered + $done.lost + $done.failed + $done.not_made'
	server_stops
	holds "$T/server.jsonl" '$done.ok and $done.status == 0'
	rm "$T"/*.jsonl
}

@test "SIGINT in the middle of a client" {
	not_under_valgrind
	each_transport interrupted INT
}

@test "SIGTERM in the middle of a client" {
	not_under_valgrind
	each_transport interrupted TERM
}

# A client that waits for somebody who is silent.
waiting() {
	local kind=stream
	[[ $1 == tcp || $1 == tls ]] || kind=datagram
	peer $kind silent
	start_client "$2/$1_client" --tries 10 --sizes 64 --timeout 30 "${@:3}"
	sleep 0.2
	kill -INT "$CLIENT"
	client_ends
	fails 'interrupted'
	holds "$T/client.jsonl" '$done.ok == false and ($done.reason | test("interrupted")) and $done.answered == 0'
	rm "$T"/*.jsonl
	kill "$PEER"
}

@test "SIGINT while a client waits" {
	not_under_valgrind
	each_transport waiting
}

# stopped SIGNAL TRANSPORT VARIANT [OPTION]...: a server that waits; without --keep its run is incomplete.
stopped() {
	local signal=$1
	shift
	serve "$2/$1_server" --json "$T/server.jsonl" "${@:3}"
	kill "-$signal" "$SERVER"
	server_ends
	expect_status 1 "$SERVER_STATUS" server
	complains server '(stopped|interrupted) by a signal'
	holds "$T/server.jsonl" '$done.ok == false and $done.status == 1 and ($done.reason | test("by a signal"))'
	rm "$T/server.jsonl"
}

@test "SIGINT and SIGTERM while a server waits" {
	each_transport stopped INT
	not_under_valgrind
	each_transport stopped TERM
}

# A server in the middle of a run; the client finds nobody any more and ends, too.
stopped_in_run() {
	serve "$2/$1_server" --json "$T/server.jsonl" "${@:3}"
	start_client "$2/$1_client" --tries 1000000 --sizes 64 --timeout 0.3 --quiet "${@:3}"
	until_records "$T/server.jsonl" 5
	kill -TERM "$SERVER"
	server_ends
	expect_status 1 "$SERVER_STATUS" server
	complains server '(stopped|interrupted) by a signal'
	holds "$T/server.jsonl" '$done.ok == false and $done.status == 1 and $done.answered > 1 and ($done.reason | test("by a signal"))'
	client_ends
	fails 'tries missing; the first: '
	holds "$T/client.jsonl" '$done.ok == false and $done.planned == $done.answered + $done.lost + $done.failed + $done.not_made'
	rm "$T"/*.jsonl
}

@test "SIGTERM in the middle of a server" {
	not_under_valgrind
	each_transport stopped_in_run
}

killed() {
	serve "$2/$1_server" --json "$T/server.jsonl" "${@:3}"
	start_client "$2/$1_client" --tries 1000000 --sizes 64 --timeout 0.3 "${@:3}"
	until_records "$T/client.jsonl" 20
	kill -KILL "$CLIENT"
	server_ends "$CLIENT" || true
	whole "$T/client.jsonl"
	kill -KILL "$SERVER"
	server_ends || true
	whole "$T/server.jsonl"
	holds "$T/client.jsonl" '$done == null and ($tries | length) > 10'
	rm "$T"/*.jsonl
}

@test "SIGKILL: what was recorded is whole" {
	not_under_valgrind
	each_transport killed
}

# --- what a person sees -----------------------------------------------------------------

on_output() {
	local handshake=0
	[[ $1 != *tls ]] || handshake=1
	serve "$2/$1_server" --json - "${@:3}"
	call "$2/$1_client" --json - --sizes 16,20 --tries 2 "${@:3}"
	expect 0
	silent client
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	grep -q 'listening on' "$T/server.err"
	holds "$T/client.out" '$done.ok and $done.answered == 4 and length == 9 + '$handshake
	holds "$T/server.out" '$done.ok and $done.answered == 4 and length == 7 + '$handshake
}

@test "--json -: records and nothing else on standard output" {
	each_transport on_output
}

hush() {
	serve "$2/$1_server" --quiet "${@:3}"
	call "$2/$1_client" --quiet --sizes 16 --tries 2 "${@:3}"
	expect 0
	silent client
	[ ! -s "$T/client.out" ]
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
	[ "$(cat "$T/server.out")" = "$1_server: listening on 127.0.0.1 port $PORT" ]
}

@test "--quiet: a client prints nothing, a server only where it listens" {
	not_under_valgrind
	each_transport hush
}

talk() {
	serve "$2/$1_server" --verbose "${@:3}"
	call "$2/$1_client" --verbose --sizes 16,99 --tries 3 "${@:3}"
	expect 0
	silent client
	server_ends
	[ "$(grep -cE '^size (16|99) +try [0-9]+ .*(total [0-9.]+).* connect [0-9.]+ .* ack [0-9.]+' "$T/client.out")" -eq 7 ]
	[ "$(grep -cE '^size 16 +try 0 +cold ' "$T/client.out")" -eq 1 ]
	[ "$(grep -cE '^size (16|99) +try [0-9]+ .*answered' "$T/server.out")" -eq 7 ]
	# the table has a line a size and no more
	[ "$(grep -cE '^ +(16|99) +3 +[0-9.]+ ' "$T/client.out")" -eq 2 ]
}

@test "--verbose: a line a try on both ends, beside the table" {
	not_under_valgrind
	each_transport talk
}

bound() {
	serve "$2/$1_server" --json "$T/server.jsonl" --cpu 0 "${@:3}"
	call "$2/$1_client" --json "$T/client.jsonl" --cpu any --sizes 16 --tries 1 "${@:3}"
	expect 0
	server_ends
	holds "$T/server.jsonl" '$run.cpu == 0 and $run.settings.cpu == 0'
	holds "$T/client.jsonl" '$run.cpu == null and $run.settings.cpu == "any"'
	rm "$T"/*.jsonl
}

@test "--cpu: a number and any, as recorded" {
	not_under_valgrind
	each_transport bound
}

@test "--cpu auto: client and server on different processors where there are two" {
	local variant
	[ "$(nproc)" -ge 2 ] || skip "one processor"
	variant=$(plain_variant)
	serve "$variant/tcp_server" --json "$T/server.jsonl"
	call "$variant/tcp_client" --json "$T/client.jsonl" --sizes 16 --tries 1
	expect 0
	server_ends
	[ "$(jq -s '[.[] | select(.record == "run") | .cpu] | unique | map(numbers) | length' "$T/client.jsonl" "$T/server.jsonl")" -eq 2 ]
}

@test "--keep: a second run finds the same server" {
	local variant
	variant=$(plain_variant)
	serve "$variant/tcp_server" --keep --json "$T/server.jsonl"
	call "$variant/tcp_client" --sizes 16 --tries 2
	expect 0
	call "$variant/tcp_client" --sizes 16 --tries 2
	expect 0
	server_stops
	silent server
	holds "$T/server.jsonl" '$done.ok and $done.answered == 4 and ($tries | length) == 6'
}

@test "the board's fingerprint: whole, and nothing made up" {
	serve "$(plain_variant)/tcp_server" --json "$T/server.jsonl"
	call "$(plain_variant)/tcp_client" --tries 2 --sizes 16 --json "$T/client.jsonl"
	expect 0
	server_ends
	for file in "$T"/{client,server}.jsonl; do
		fingerprint "$file" '$facts.machine == "'"$(uname -m)"'" and $facts.cores == '"$(nproc --all)"' and $facts.cpu != "unknown"
			and $facts.entropy_ready == true'
	done
}
