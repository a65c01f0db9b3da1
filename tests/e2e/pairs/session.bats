#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; serve sets SERVER
# Many messages over one connection (--mode session): on each transport and pair of libraries, and what breaks it.

load ../support/helpers
load ../support/libraries

# talks SERVER CLIENT [OPTION]...: two sizes over one connection behind the cold one; both ends tell of the same session.
talks() {
	local server=$1 client=$2
	shift 2
	rm -f "$T"/*.jsonl
	serve "$server" --mode session --json "$T/server.jsonl" "$@"
	call "$client" --mode session --sizes 64,999 --tries 20 --json "$T/client.jsonl" "$@"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	holds "$T/client.jsonl" '$done.answered == 40 and $done.planned == 40 and ($tries | length) == 41 and $tries[0].cold
		and ($tries[1:] | all(.ok and .connect_ns == 0 and .handshake_ns == 0 and .close_ns == 0 and .total_ns == .send_ns + .ack_ns
			and (.connect_bytes_out // .handshake_bytes_out) == null and .send_sends >= 1 and .send_bytes_out >= .size))
		and ($tries[1:21] | map(.try)) == [range(1; 21)] and ([$tries[1:21][].size] | unique) == [64] and ([$tries[21:][].size] | unique) == [999]'
	holds "$T/server.jsonl" '$done.answered == 40 and ($tries | map(.try)) == [0]'
	same_session
}

# What both ends say of it, and the sum of the tries. A ticket that a server sends behind its handshake is read with the first answer.
same_session() {
	jq -es '(map(select(.record == "session"))) as $sessions | ($sessions | length) == 2
		and ($sessions | map(.messages) | unique) == [40] and ($sessions[0].sizes | map(.size)) == [64, 999]
		and ([$sessions[].sizes | map(.messages)] | unique) == [[20, 20]]
		and ($sessions[0].sizes | map(.bytes_out)) == ($sessions[1].sizes | map(.bytes_in))
		and ($sessions[0].handshake_bytes_in // 0) as $in | ($sessions[1].handshake_bytes_out // 0) as $out
		| ($sessions[1].sizes | map(.bytes_out) | add) + $out == ($sessions[0].sizes | map(.bytes_in) | add) + $in
		and ($sessions | all(.late == null and .duplicates == null))
		and (map(select(.record == "try" and .role == "client" and (.cold | not))) as $tries
			| ($tries | map((.send_bytes_out // 0) + (.ack_bytes_out // 0)) | add) == ($sessions[0].sizes | map(.bytes_out) | add)
			and ($tries | map(.total_ns) | add) <= ($sessions[0].sizes | map(.ns) | add))' "$T/client.jsonl" "$T/server.jsonl" >/dev/null && return
	grep -h '"session"' "$T"/*.jsonl | cut -c 1-1500
	return 1
}

talks_securely() {
	local transport=$1 version=$2 server=$3 client=$4
	shift 4
	talks "$server/${transport}_server" "$client/${transport}_client" --certs "$KEYS" --tls-version "$version" "$@"
	# the handshake is the connection's, told apart
	jq -es 'map(select(.record == "session")) | all(.handshake_ns > 0 and .handshake_bytes_out > 300 and .handshake_cpu_ns > 0 and (.sizes | all(.cpu_ns > 0)))' \
		"$T/client.jsonl" "$T/server.jsonl" >/dev/null
}

@test "plain: all messages but the cold one over one connection, and both ends count the same" {
	local variant
	variant=$(plain_variant)
	talks "$variant/tcp_server" "$variant/tcp_client"
	# a stream's bytes are the message's, and the answer's 7
	holds "$T/client.jsonl" '$tries[1:] | all(.send_bytes_out == .size and .ack_bytes_in == 7 and .send_sends == 1 and .ack_receives == 1)'
	talks "$variant/udp_server" "$variant/udp_client"
	holds "$T/client.jsonl" '$tries[1:] | all(.send_bytes_out == .size and .ack_bytes_in == 7 and .send_sends == 1 and .ack_receives == 1)'
}

@test "secure: each pair of libraries and version; the handshake is told apart" {
	each_pair each_version talks_securely
}

@test "with --resume the session is the resumed one" {
	talks_securely tls 1.3 "${VARIANTS%% *}" "${VARIANTS%% *}" --resume ticket
	jq -es 'map(select(.record == "session")) | all(.resumed_by == "ticket")' "$T/client.jsonl" "$T/server.jsonl"
}

# disorders SERVER CLIENT [OPTION]...: the answer to message 4 comes behind its time, that to message 5 twice.
disorders() {
	local server=$1 client=$2
	shift 2
	rm -f "$T"/*.jsonl
	serve "$server" --mode session --json "$T/server.jsonl" "$@"
	peer udp-disorder "$PORT"
	call "$client" --mode session --sizes 64 --tries 8 --timeout 0.4 --json "$T/client.jsonl" "$@"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server
	holds "$T/client.jsonl" '$done.answered == 7 and $done.lost == 1 and ($tries | map(select(.ok | not) | .try)) == [4]
		and ($tries | map(.status) | map(select(. != null))) == ["TIMEOUT"]'
	jq -es --argjson twice "$TWICE" 'map(select(.record == "session"))[0] | .late == 1 and .duplicates == $twice and .messages == 7' "$T/client.jsonl"
	# what was lost on the way back was answered
	holds "$T/server.jsonl" '$done.answered == 8'
	kill "$PEER"
	wait "$PEER" || true
}

@test "datagrams: a late answer and one that comes twice are told from a lost one; DTLS takes no record twice" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	TWICE=1 disorders "$variant/udp_server" "$variant/udp_client"
	for variant in $VARIANTS; do
		TWICE=null disorders "$variant/dtls_server" "$variant/dtls_client" --certs "$KEYS" --tls-version 1.2
	done
}

@test "a stream whose server ends in the middle of an answer: one line, and the account closes" {
	local variant
	variant=$(plain_variant)
	peer stream say:ack
	call "$variant/tcp_client" --mode session --sizes 16 --tries 10 --json "$T/client.jsonl"
	fails "the answer is not .ack. and a number"
	holds "$T/client.jsonl" '$done | .planned == 10 and .failed == 1 and .not_made == 9 and .answered == 0 and .lost == 0'
}

@test "the mode is to be the same on both ends; one line says so" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	serve "$variant/tcp_server" --keep
	call "$variant/tcp_client" --mode session --tries 3
	fails "the answer is not 'ack' and a number; is the server in --mode session\?"
	server_stops
	serve "$variant/tcp_server" --keep --mode session
	call "$variant/tcp_client" --tries 3
	fails "the answer is 'ack' and a number; the server is in --mode session, and the client is to be as well"
	server_stops
}

@test "what a session cannot be is refused before anything starts" {
	not_under_valgrind
	local variant=${VARIANTS%% *}
	run_program "$variant/tls_client" --mode session --trace --tries 1
	refuses "--trace: not together with --mode session; valid: --mode connect$"
	run_program "$variant/tls_client" --mode session --resume session --early-data single-use --certs "$KEYS"
	refuses "--early-data single-use: not together with --mode session; valid: --early-data off, or --mode connect$"
	run_program "$variant/tls_client" --mode session --hold 5 --certs "$KEYS"
	refuses "--hold: not together with --mode session; valid: --mode connect"
}
