#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2034,SC2153 # jq has variables of its own; serve sets SERVER
# Several clients at once: a server serves them in turns, whatever one of them does or leaves.

load ../support/helpers
load ../support/crowds

# drips VARIANT/TRANSPORT: fifty clients that say a byte a second, of a hello or of a message; each try of another one is answered
# within a second, though the server gives each of the fifty 8 s.
drips() {
	local opening='WWWWWWWW\x10\x00\x27\x10'
	[[ $1 != */tls ]] || opening='\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'
	rm -f "$T"/*.jsonl
	serve "$1_server" --keep --json "$T/server.jsonl"
	crowd 50 "$opening" 1
	call "$1_client" --sizes 64,999 --tries 100 --timeout 1 --json "$T/client.jsonl"
	expect 0 && silent client
	holds "$T/client.jsonl" '$done.answered == 200 and $done.planned == 200'
	sleep 9
	call "$1_client" --sizes 64 --tries 20 --timeout 1
	expect 0
	kill "${PIDS[-1]}"
	server_stops
	# their time was over in the end, and nothing is said of them but that
	holds "$T/server.jsonl" '$done.answered == 220 and $done.failed == 50
		and ($tries | map(select(.ok | not)) | length == 50 and all(.status == "TIMEOUT"))
		and ($tries | map(select(.ok)) | all(.receive_ns > 0 and .answer_ns > 0 and .answer_bytes_out >= 3))'
}

@test "tcp: fifty clients that say a byte a second keep nobody waiting, and fail when their time is over" {
	not_under_valgrind
	drips "$(plain_variant)/tcp"
}

@test "tls on wolfssl: fifty clients that say a byte a second keep nobody waiting, and fail when their time is over" {
	not_under_valgrind
	need_variant wolfssl
	drips wolfssl/tls
}

@test "tls on openssl: fifty clients that say a byte a second keep nobody waiting, and fail when their time is over" {
	not_under_valgrind
	need_variant openssl
	drips openssl/tls
}

# at_once COUNT VARIANT/TRANSPORT [OPTION]...: so many clients in the background, each with 300 tries; the account of all closes,
# and what the server tells of each try is whole.
at_once() {
	local count=$1 which=$2 pids=() i
	shift 2
	# five programs that are translated as they run have little of a processor each
	[ "${WT_VALGRIND:-}" != 1 ] || set -- "$@" --timeout 60
	rm -f "$T"/*.jsonl
	serve "${which}_server" --keep --json "$T/server.jsonl" "$@"
	command_of "${which}_client"
	for ((i = 1; i <= count; i++)); do
		"${COMMAND[@]}" --port "$PORT" --sizes 40,5000 --tries "${TRIES:-150}" --json "$T/client.$i.jsonl" "$@" \
			>"$T/client.$i.out" 2>"$T/client.$i.err" 3>&- &
		pids+=($!)
		PIDS+=($!)
	done
	for ((i = 1; i <= count; i++)); do
		wait "${pids[i - 1]}" || { said; return 1; }
		holds "$T/client.$i.jsonl" '$done.ok and $done.answered == $done.planned and $done.answered > 0'
	done
	server_stops
	silent server
	holds "$T/server.jsonl" '$done.answered == '$((count * 2 * ${TRIES:-150}))' and $done.failed == 0 and ($tries | all(.ok))'
}

@test "tcp: five clients at once, each with a connection for each message" {
	at_once 5 "$(plain_variant)/tcp"
	# what came over the wire is told of each, whoever came in between
	holds "$T/server.jsonl" '$tries | all((.receive_bytes_in // 0) + (.handshake_bytes_in // 0) + (.accept_bytes_in // 0) == .size)'
}

@test "tls on wolfssl: five clients at once, in versions 1.2 and 1.3, and resumed" {
	need_variant wolfssl
	TRIES=20 at_once 5 wolfssl/tls --tls-version 1.2
	TRIES=20 at_once 5 wolfssl/tls --tls-version 1.3
	TRIES=20 at_once 5 wolfssl/tls --resume ticket
	holds "$T/server.jsonl" '$tries | map(select(.cold | not)) | all(.resumed_by == "ticket")'
}

@test "tls on openssl: five clients at once, in versions 1.2 and 1.3, and resumed" {
	need_variant openssl
	TRIES=20 at_once 5 openssl/tls --tls-version 1.2
	TRIES=20 at_once 5 openssl/tls --tls-version 1.3
	TRIES=20 at_once 5 openssl/tls --resume session
	holds "$T/server.jsonl" '$tries | map(select(.cold | not)) | all(.resumed_by == "session")'
}

# interleaved VARIANT/TRANSPORT: a short session that is opened in the middle of a long one is at its end first; no answer of either
# is taken for one of the other.
interleaved() {
	local long tries=500
	rm -f "$T"/*.jsonl
	serve "$1_server" --mode session --keep --json "$T/server.jsonl"
	command_of "$1_client"
	"${COMMAND[@]}" --port "$PORT" --mode session --sizes 64 --tries "$2" --json "$T/long.jsonl" >"$T/long.out" 2>"$T/long.err" 3>&- &
	long=$!
	PIDS+=("$long")
	until [ "$(wc -l 2>/dev/null <"$T/long.jsonl")" -gt 500 ]; do
		((tries-- > 0)) || { said; return 1; }
		nap
	done
	call "$1_client" --mode session --sizes 100 --tries 50 --json "$T/short.jsonl"
	expect 0 && silent client
	wait "$long"
	server_stops
	silent server
	jq -es '(map(select(.record == "end"))) as $ends | $ends[1].ended_us < $ends[0].ended_us and ($ends | all(.answered == .planned and .ok))
		and (map(select(.record == "session")) | all(.late == null and .duplicates == null))' "$T/long.jsonl" "$T/short.jsonl" >/dev/null
	holds "$T/server.jsonl" '$done.answered == '$(($2 + 50))' and $done.failed == 0
		and (map(select(.record == "session"))[0] | .late == null and .duplicates == null
			and (.sizes | map([.size, .messages])) == [[64, '"$2"'], [100, 50]] and (.sizes[0].bytes_in >= 64 * .sizes[0].messages)
			and .sizes[1].sends >= 50)'
}

@test "tcp: a short session beside a long one does not wait for its end" {
	not_under_valgrind
	interleaved "$(plain_variant)/tcp" 20000
}

@test "tls: a short session beside a long one does not wait for its end" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		interleaved "$variant/tls" 10000
	done
}

@test "tcp: who comes when as many are open as may be waits, and is served when one has gone" {
	not_under_valgrind
	serve "$(plain_variant)/tcp_server" --keep --max-peers 2 --json "$T/server.jsonl"
	crowd 2 W 0.2
	call "$(plain_variant)/tcp_client" --sizes 64 --tries 1 --timeout 0.5
	expect 1
	kill "${PIDS[-1]}"
	call "$(plain_variant)/tcp_client" --sizes 64 --tries 3
	expect 0
	server_stops
	holds "$T/server.jsonl" '$done.answered == 3 and $done.full > 0 and $done.pushed_out == null'
	grep -q ' times as many open as may be (--max-peers)' "$T/server.out"
}

@test "tcp: where descriptors are too few for --max-peers, their limit and how many may be open are told" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	command -v setpriv >/dev/null || skip "no setpriv"
	# root may raise its limit
	(ulimit -n 35 && exec setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource \
		"$BUILD/$BOARD/$variant/tcp_server" --port 0 --keep) >"$T/server.out" 2>"$T/server.err" 3>&- &
	SERVER=$!
	PIDS+=("$SERVER")
	await_port server
	crowd 3 W 0.2
	call "$variant/tcp_client" --sizes 64 --tries 1 --timeout 0.5
	expect 1
	server_stops
	grep -qE ' times 3 open, as many as may be with the 35 descriptors that the system allows \(ulimit -n\)' "$T/server.out"
}

@test "how many may be open is a number from 1 to 100000" {
	run_program "$(plain_variant)/tcp_server" --max-peers 0
	refuses 'max-peers 0' '1 to 100000'
}

# crowd_of COUNT TRIES VARIANT/TRANSPORT [OPTION]...: so many connections at once of one client; none is lost, each try is told, and
# the account of both ends closes.
crowd_of() {
	local count=$1 tries=$2 which=$3
	shift 3
	rm -f "$T"/*.jsonl
	serve "${which}_server" --json "$T/server.jsonl" --timeout 60 "$@"
	LIMIT=120 call "${which}_client" --parallel "$count" --sizes 40,999 --tries "$tries" --timeout 60 --json "$T/client.jsonl" "$@"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	holds "$T/client.jsonl" '$done.ok and $done.planned == 2 * '"$tries"' and $done.answered == $done.planned
		and $done.lost + $done.failed + $done.not_made == 0 and $run.settings.parallel == '"$count"'
		and ($tries | map(select(.cold | not)) | length == 2 * '"$tries"' and all(.ok and .send_bytes_out >= .size and .ack_bytes_in >= 3
			and .total_ns >= .connect_ns and .total_ns >= .send_ns + .ack_ns))
		and ([$tries[] | select(.size == 999) | .try] | sort) == [range(1; 1 + '"$tries"')]
		and (map(select(.record == "summary")) | map([.size, .answered]) == [[40, '"$tries"'], [999, '"$tries"']]
			and all(.elapsed_ns > 0 and .elapsed_ns < $done.loop_ns and .elapsed_ns >= .total_ns.max))'
	holds "$T/server.jsonl" '$done.answered == 2 * '"$tries"' and $done.failed == 0'
	[ "$(grep -cE "of $count connections at once: [1-9][0-9]* exchanges a second" "$T/client.out")" -eq 2 ]
}

@test "tcp: 2, 64 and 1000 connections at once, none is lost" {
	crowd_of 2 20 "$(plain_variant)/tcp"
	not_under_valgrind
	crowd_of 64 500 "$(plain_variant)/tcp"
	crowd_of 1000 1500 "$(plain_variant)/tcp"
}

@test "tcp, --wait spin: 8 connections at once" {
	not_under_valgrind
	crowd_of 8 200 "$(plain_variant)/tcp" --wait spin
}

@test "tls on wolfssl: 1000 connections at once, none is lost; in version 1.2 as well" {
	need_variant wolfssl
	crowd_of 4 10 wolfssl/tls --tls-version 1.2
	not_under_valgrind
	crowd_of 1000 1000 wolfssl/tls
}

@test "tls on openssl: 1000 connections at once, none is lost; in version 1.2 as well" {
	need_variant openssl
	crowd_of 4 10 openssl/tls --tls-version 1.2
	not_under_valgrind
	crowd_of 1000 1000 openssl/tls
}

@test "several at once: the key log holds each session" {
	local variant
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl "$T/keys"
		serve "$variant/tls_server"
		call "$variant/tls_client" --parallel 5 --sizes 40 --tries 20 --key-log "$T/keys"
		expect 0
		server_ends
		[ "$(grep -c ^CLIENT_HANDSHAKE_TRAFFIC_SECRET "$T/keys")" -eq 21 ]
	done
}

@test "several at once: large messages, of which a part is sent at a time, arrive whole" {
	serve "$(plain_variant)/tcp_server" --json "$T/server.jsonl"
	call "$(plain_variant)/tcp_client" --parallel 7 --sizes 1048576 --tries 20 --json "$T/client.jsonl"
	expect 0
	server_ends
	holds "$T/server.jsonl" '$done.answered == 20 and $done.failed == 0 and ($tries | all(.size == 1048576 and .ok))'
	local variant
	for variant in $VARIANTS; do
		serve "$variant/tls_server" --json "$T/$variant.jsonl"
		call "$variant/tls_client" --parallel 7 --sizes 1048576 --tries 20
		expect 0
		server_ends
		holds "$T/$variant.jsonl" '$done.answered == 20 and $done.failed == 0 and ($tries | all(.size == 1048576 and .ok))'
	done
}

@test "several at once: a server that goes in the middle ends the run, and the account closes" {
	not_under_valgrind
	serve "$(plain_variant)/tcp_server" --keep
	command_of "$(plain_variant)/tcp_client"
	"${COMMAND[@]}" --port "$PORT" --parallel 20 --sizes 40 --tries 1000000 --json "$T/client.jsonl" >"$T/client.out" 2>"$T/client.err" 3>&- &
	local client=$! tries=500
	PIDS+=("$client")
	until [ "$(wc -l 2>/dev/null <"$T/client.jsonl")" -gt 500 ]; do
		((tries-- > 0)) || { said; return 1; }
		nap
	done
	# who waits for longer than it looks at all is told what became of it, not of the wait
	kill -STOP "$SERVER"
	sleep 0.3
	kill -KILL "$SERVER"
	STATUS=0
	wait "$client" || STATUS=$?
	fails 'tries missing; the first: .*(no server|reset|closed)'
	holds "$T/client.jsonl" '$done.answered > 0 and $done.failed > 0 and $done.not_made > 0
		and $done.planned == $done.answered + $done.lost + $done.failed + $done.not_made'
}

@test "several at once: what it does not go with, and more than the system allows, is refused in a line" {
	local variant
	variant=$(plain_variant)
	run_program "$variant/tcp_client" --parallel 0
	refuses 'parallel 0' '1 to 1000'
	run_program "$variant/tcp_client" --parallel 2 --mode session
	refuses 'parallel: not together with --mode session; valid: --mode connect'
	run_program "$variant/tcp_client" --parallel 2 --rate 10
	refuses 'rate 10: not together with --parallel'
	run_program "$variant/tls_client" --parallel 2 --resume ticket
	refuses 'parallel: not together with --resume ticket; valid: --resume off'
	run_program "$variant/tls_client" --parallel 2 --hold 3
	refuses 'hold: not together with --parallel 2; valid: --parallel 1'
	run_program "$variant/tls_client" --parallel 2 --trace --tries 1
	refuses 'trace: not together with --parallel; valid: without one of the two'
	STATUS=0
	(ulimit -n 100 && "$BUILD/$BOARD/$variant/tcp_client" --parallel 500) >"$T/client.out" 2>"$T/client.err" || STATUS=$?
	fails 'parallel 500: needs 532 descriptors, the system allows 100; valid: 1 to 68'
}
