#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2034,SC2153 # jq has variables of its own; serve sets SERVER, expect reads STATUS
# Bulk bytes over one connection (--mode stream): on each transport and pair of libraries, and what breaks it.

load ../support/helpers
load ../support/libraries

FLOWS=$TOP/tests/e2e/support/flow_peers.py

# flows SERVER CLIENT SIZES [OPTION]...: up and down of each size; both ends tell of the same flows, and their account closes.
flows() {
	local server=$1 client=$2 sizes=$3 count
	shift 3
	rm -f "$T"/*.jsonl
	serve "$server" --mode stream --json "$T/server.jsonl" "${OF_SERVER[@]}"
	call "$client" --mode stream --sizes "$sizes" --seconds 0.1 --json "$T/client.jsonl" "$@" "${OF_SERVER[@]}"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	count=$(($(tr -cd , <<<"$sizes" | wc -c) * 2 + 2))
	holds "$T/client.jsonl" "\$done.planned == $count and \$done.answered == $count and (\$tries | length) == 1 and \$tries[0].cold"
	holds "$T/server.jsonl" "\$done.answered == $count and (\$tries | map(.try)) == [0]"
	same_flows "$count" "[$sizes]"
}

# Of each flow two records; what one end sent the other one received, or it was lost.
same_flows() {
	jq -es --argjson count "$1" --argjson sizes "$2" '(map(select(.record == "stream"))) as $all
		| ($all | map(select(.role == "client"))) as $client | ($all | map(select(.role == "server"))) as $server
		| ($client | map(.flow)) == [range(1; $count + 1)] and ($server | map(.flow)) == [range(1; $count + 1)]
		and ($client | map(.size)) == ($sizes | map([., .]) | flatten) and ($client | map(.direction)) == ([range($count)] | map(["up", "down"][. % 2]))
		and ([$client, $server] | transpose | all(.[0] as $c | .[1] as $s | .[if $c.sender then 0 else 1 end] as $from | .[if $c.sender then 1 else 0 end] as $to
			| $c.sender != $s.sender and $c.sender == ($c.direction == "up") and $c.ok and $s.ok
			and $from.bytes == $from.writes * $from.size and $to.bytes == $to.writes * $to.size and $from.writes > 1
			and $from.bytes_in == 0 and $to.bytes_out == 0 and $from.cpu_ns > 0 and $to.cpu_ns > 0 and $from.ns >= 100000000
			and ($c.peer_bytes == $s.bytes) and ($s.peer_bytes == null or $s.peer_bytes == $c.bytes)
			and (if $c.lost == null then $to.bytes == $from.bytes and $to.writes == $from.writes and $to.bytes_in == $from.bytes_out
				else $c.sent == $from.writes and $c.received == $to.writes and $c.lost == $c.sent - $c.received
					and ([$s | .sent, .received, .lost]) == ([$c | .sent, .received, .lost]) end)))' \
		"$T/client.jsonl" "$T/server.jsonl" >/dev/null && return
	grep -h '"record":"stream"' "$T"/*.jsonl | cut -c 1-600
	return 1
}

# Both libraries cut a stream into records of 16,384 bytes (RFC 8446 5.1); what each adds is known, to the byte.
securely() {
	local transport=$1 version=$2 server=$3 client=$4 OF_SERVER=(--certs "$KEYS" --tls-version "$2") more sizes=1000,16384,20000
	[ "$transport" = tls ] || sizes=16,1000
	flows "$server/${transport}_server" "$client/${transport}_client" $sizes
	case $transport$version in
	tls1.3) more=22 ;; # header 5, content type 1, tag 16
	tls1.2) more=29 ;; # header 5, explicit nonce 8, tag 16
	dtls1.2) more=37 ;; # header 13, nonce 8, tag 16
	*) more=$(jq -s 'map(select(.record == "stream" and .sender))[0] | .record_bytes - .size' "$T/client.jsonl") ;;
	esac
	jq -es --argjson more "$more" '[.[] | select(.record == "stream" and .sender)] | length > 2 and all((.size / 16384 | ceil) as $records
		| .record_bytes == ([.size, 16384] | min) + $more and .bytes_out == .bytes + .writes * $records * $more)' "$T/client.jsonl" "$T/server.jsonl" >/dev/null && return
	jq -c 'select(.record == "stream")' "$T/client.jsonl" "$T/server.jsonl"
	return 1
}

@test "plain: up and down, and the account closes" {
	local variant OF_SERVER=()
	variant=$(plain_variant)
	flows "$variant/tcp_server" "$variant/tcp_client" 16,16384,131072
	holds "$T/client.jsonl" 'map(select(.record == "stream")) | all(.lost == null and .record_bytes == null and .bytes == .bytes_out + .bytes_in)'
	grep -qE '^tcp_client: down, writes of 131072 bytes: [0-9.]+ MB/s in [0-9.]+ s, CPU of the client' "$T/client.out"
	flows "$variant/udp_server" "$variant/udp_client" 16,1000
	holds "$T/client.jsonl" 'map(select(.record == "stream")) | all(.lost != null)'
}

@test "secure: each pair of libraries and version; bytes on the wire are those of the records" {
	each_pair each_version securely
}

@test "one direction alone; with --wait spin; with --resume; without counters" {
	not_under_valgrind
	local variant way OF_SERVER=()
	variant=$(plain_variant)
	for way in up down; do
		serve "$variant/tcp_server" --mode stream --wait spin
		rm -f "$T/client.jsonl"
		call "$variant/tcp_client" --mode stream --wait spin --direction $way --sizes 64,128 --seconds 0.05 --json "$T/client.jsonl" --counters off
		expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server
		holds "$T/client.jsonl" 'map(select(.record == "stream")) | map(.direction) == ["'$way'", "'$way'"] and all(.cpu_ns == null)'
	done
	OF_SERVER=(--certs "$KEYS" --resume ticket)
	flows "${VARIANTS%% *}/tls_server" "${VARIANTS%% *}/tls_client" 1000
}

@test "an offered rate: no more is sent than it says" {
	not_under_valgrind
	local program variant
	variant=$(plain_variant)
	for program in tcp udp; do
		serve "$variant/${program}_server" --mode stream
		rm -f "$T/client.jsonl"
		call "$variant/${program}_client" --mode stream --sizes 100 --seconds 0.2 --bitrate 800 --json "$T/client.jsonl"
		expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server
		# a write each ms from the first one on, and the last one behind the time
		holds "$T/client.jsonl" 'map(select(.record == "stream")) | length == 2 and all([.writes, .peer_writes] | max <= 202 and max > 2)'
	done
}

# over_relay RULE SERVER CLIENT [OPTION]...: a flow up and one down through a relay that loses what the rule says.
over_relay() {
	local rule=$1 server=$2 client=$3
	shift 3
	rm -f "$T"/*.jsonl
	serve "$server" --mode stream --json "$T/server.jsonl" "$@"
	peer udp-lossy "$PORT" 7 "$rule"
	call "$client" --mode stream --sizes 100 --seconds 0.3 --bitrate 800 --timeout 2 --json "$T/client.jsonl" "$@"
	kill "$PEER" && wait "$PEER" || true
}

@test "datagrams that get lost: sent is received and lost, and the words of the flow are said again" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	over_relay 20 "$variant/udp_server" "$variant/udp_client"
	expect 0 && server_ends
	same_flows 2 "[100]"
	holds "$T/client.jsonl" 'map(select(.record == "stream")) | length == 2 and all(.lost > 0 and .received > 0)'
}

@test "datagrams: a client that goes away in the middle, and writes that come late" {
	not_under_valgrind
	local variant header='\0\0\0\0\0\0\0\0' begin
	variant=$(plain_variant)
	serve "$variant/udp_server" --mode stream --keep --timeout 0.5 --json "$T/server.jsonl"
	# the begin of a flow up, of a second in writes of 100 bytes, and one write
	begin=$header'\x12\0\0\x30\0\0\0\x01\x01\0\0\0\0\0\0\x64\0\0\0\0\x3b\x9a\xca\0'$header$header
	printf '%b' "$begin" >"$T/begin"
	printf '%b%084d' "$header"'\x18\0\0\x64\0\0\0\x01' 0 >"$T/write"
	python3 "$PEERS" tell-udp "$PORT" "$T/begin" "$T/write"
	hears server
	complains server "receive: the peer sent nothing in time|nothing in time"
	python3 "$PEERS" tell-udp "$PORT" "$T/write" "$T/write"
	call "$variant/udp_client" --mode stream --direction up --sizes 64 --seconds 0.05
	expect 0
	server_stops
	# late writes are no failures, and nothing that was answered
	holds "$T/server.jsonl" '$done.failed == 1 and $done.answered == 1 and (map(select(.record == "stream" and .ok == false))
		| length == 1 and .[0].bytes == 100 and .[0].status == "TIMEOUT" and (.[0].reason | test("receive.*receive") | not))'
}

# lies HOW DIRECTION PATTERN: a client meets a server that misbehaves: it ends in time with one line, and what came is recorded.
lies() {
	rm -f "$T/client.jsonl" "$T/peer.out"
	python3 "$FLOWS" server "$1" >"$T/peer.out" 2>"$T/peer.err" 3>&- &
	PEER=$!
	PIDS+=("$PEER")
	await_port peer
	LIMIT=20 call "$(plain_variant)/tcp_client" --mode stream --direction "$2" --sizes "${SIZE:-1000}" --seconds "${SECS:-1}" --timeout 0.5 --json "$T/client.jsonl"
	fails "$3"
	holds "$T/client.jsonl" '$done | .planned == 1 and .failed == 1 and .answered == 0 and .lost == 0 and .not_made == 0'
	holds "$T/client.jsonl" "map(select(.record == \"stream\")) | length == 1 and (.[0] | .ok == false and .reason != null and $4)"
	kill "$PEER" 2>/dev/null && wait "$PEER" || true
}

@test "a client whose server stalls, vanishes, half-closes, says too much or something else: one line, in time" {
	not_under_valgrind
	SIZE=131072 lies stall up "the peer takes no more in time" '.status == "TIMEOUT" and .bytes > 0 and .sender'
	lies stall down "the peer sent nothing in time" '.status == "TIMEOUT" and .bytes == 0'
	lies reset up "the peer reset the connection" '.status == "ERROR" and .bytes >= 100000'
	lies much down "flow 1: 4 bytes came behind its end" '.bytes == 10000 and .writes == 10'
	lies half down "flow 1: the peer closed in the middle of it, behind 1500 bytes" '.status == "EOF" and .bytes == 1500 and .writes == 1'
	lies noise down "flow 1: no write begins behind 1000 bytes, where one should" '.status == "ERROR" and .bytes == 1000'
	SECS=0.2 lies endless down "flow 1: the peer sends for longer than was asked for" '.status == "TIMEOUT" and .writes > 10'
	SECS=0.2 lies drip down "flow 1: the peer sends for longer than was asked for" '.status == "TIMEOUT" and .bytes < 1000'
	SECS=0.1 lies wrong up "flow 1: [0-9]+ bytes were sent, but [0-9]+ received" '.bytes == .peer_bytes + 1'
}

# is_lied_to HOW PATTERN: a server meets such a client, says so in one line, and serves the next one.
is_lied_to() {
	local server
	rm -f "$T/server.jsonl"
	serve "$(plain_variant)/tcp_server" --mode stream --keep --timeout 0.5 --json "$T/server.jsonl"
	server=$SERVER
	timeout 20 python3 "$FLOWS" client "$PORT" "$1" 3>&- &
	PEER=$!
	PIDS+=("$PEER")
	hears server
	complains server "$2"
	call "$(plain_variant)/tcp_client" --mode stream --direction up --sizes 64 --seconds 0.05
	expect 0
	kill "$PEER" 2>/dev/null && wait "$PEER" || true
	server_stops "$server"
	holds "$T/server.jsonl" "\$done.failed == 1 and (map(select(.record == \"stream\" and .ok == false)) | $3)"
	holds "$T/server.jsonl" 'map(select(.record == "stream" and .ok)) | length == '"${GOOD:-1}"
}

@test "a server whose client is silent, vanishes, half-closes, says too much, reads nothing, or makes no sense" {
	not_under_valgrind
	is_lied_to silent "the peer sent nothing in time" 'length == 1 and .[0].status == "TIMEOUT" and .[0].bytes == 0'
	is_lied_to reset "the peer reset the connection" 'length == 1 and .[0].bytes == 9000'
	is_lied_to half "flow 1: the peer closed in the middle of it, behind 1500 bytes" 'length == 1 and .[0].status == "EOF" and .[0].bytes == 1500'
	is_lied_to much "flow 1: 4 bytes came behind its end" 'length == 1 and .[0].writes == 10'
	is_lied_to noise "flow 1: no write begins behind 1000 bytes, where one should" 'length == 1'
	is_lied_to endless "flow 1: the peer sends for longer than was asked for" 'length == 1 and .[0].status == "TIMEOUT"'
	is_lied_to deaf "the peer takes no more in time" 'length == 1 and .[0].sender and .[0].status == "TIMEOUT"'
	is_lied_to nonsense "flow 1: writes, time or rate that no flow can have" 'length == 0'
	GOOD=2 is_lied_to late "flow 7: its end is told, but another one was begun" 'length == 0'
}

@test "the mode is to be the same on both ends; one line says so" {
	not_under_valgrind
	local variant mode
	variant=$(plain_variant)
	for mode in connect session; do
		serve "$variant/tcp_server" --keep --mode $mode
		call "$variant/tcp_client" --mode stream --seconds 0.1 --timeout 1
		fails "the answer begins no flow; is the server in --mode stream\?"
		server_stops
		serve "$variant/tcp_server" --keep --mode stream
		call "$variant/tcp_client" --tries 3 --mode $mode
		fails "the answer is one of a flow; the server is in --mode stream, and the client is to be as well"
		server_stops
	done
	grep -q "a message that begins and ends no flow; is the client in --mode stream?" "$T/server.err"
}

@test "what cannot be is refused before anything starts" {
	not_under_valgrind
	local variant=${VARIANTS%% *}
	run_program "$variant/tls_client" --mode stream --trace --tries 1
	refuses "--trace: not together with --mode stream; valid: --mode connect$"
	if [ -x "$BUILD/$BOARD/$variant/h2_client" ]; then
		run_program "$variant/h2_client" --mode stream
		refuses "--mode stream: not over h2; valid: connect session"
	fi
	run_program "$variant/tcp_client" --mode stream --direction back
	refuses "--direction back: unknown; valid: both, up, down"
	run_program "$variant/tcp_client" --mode stream --seconds 0
	refuses "--seconds 0: out of range"
}

@test "a signal ends a flow that goes on" {
	not_under_valgrind
	local variant client
	variant=$(plain_variant)
	serve "$variant/tcp_server" --mode stream --keep
	command_of "$variant/tcp_client"
	"${COMMAND[@]}" --port "$PORT" --mode stream --direction up --sizes 1000 --seconds 60 --json "$T/client.jsonl" >"$T/client.out" 2>"$T/client.err" 3>&- &
	client=$!
	PIDS+=("$client")
	until grep -q '"record":"run"' "$T/client.jsonl" 2>/dev/null; do nap; done
	kill -INT "$client"
	server_ends "$client"
	[ "$SERVER_STATUS" -eq 1 ] && complains client "interrupted by a signal"
	server_stops
}
