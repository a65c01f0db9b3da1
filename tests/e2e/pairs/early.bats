#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; serve sets SERVER
# Early data (--early-data) of TLS 1.3: the message in the first flight, its answer in the server's first, on each pair of
# libraries; what is refused, replayed or too long.

load ../support/helpers
load ../support/libraries

# with HOW: sets WITH to the options of that value.
with() {
	local resume=session
	[ "$1" = single-use ] || resume=ticket
	WITH=(--certs "$KEYS" --resume "$resume" --early-data "$1")
}

# each_value SERVER CLIENT FUNCTION HOW...: with server, client and value behind it. Nothing stands behind it: as a part of a list
# of commands it would go on behind what fails in it.
each_value() {
	local server=$1 client=$2 function=$3 how
	shift 3
	for how; do
		rm -f "$T"/*.jsonl
		with "$how"
		echo "$server $client $how"
		"$function" "$server" "$client" "$how"
	done
}

taken() {
	serve "$1/tls_server" --json "$T/server.jsonl" "${WITH[@]}"
	call "$2/tls_client" --sizes 16,999,16384 --tries 2 --json "$T/client.jsonl" "${WITH[@]}"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	for end in client server; do
		holds "$T/$end.jsonl" "(\$tries | map(.early_data)) == [\"none\"] + [range(6) | \"accepted\"] and (\$tries | all(.ok))
			and (\$tries[1:] | all(.resumed_by == \"${WITH[3]}\")) and \$run.settings[\"early-data\"] == \"$3\""
	done
	# with TCP's: 3 of a full handshake and one that is resumed, 2 with early data (RFC 8446 2.3)
	holds "$T/client.jsonl" '$tries | map([.connect_round_trips, .handshake_round_trips, .ack_round_trips // 0]) == [[1, 1, 1]] + [range(6) | [1, 1, 0]]'
	# it is sent before the handshake is done, and nothing behind it
	holds "$T/client.jsonl" '$tries[1:] | all((.send_bytes_out // 0) == 0 and .handshake_bytes_out > .size + 300)'
	holds "$T/server.jsonl" '$done.unlike_sessions == 0 and $done.answered == 6 and ($tries[1:] | all((.receive_bytes_in // 0) == 0))'
}

@test "each pair of libraries, once only and replayable: message and answer in the first flights, one round trip less" {
	each_pair each_value taken single-use replayable
}

withheld() {
	serve "$1/tls_server" --keep --json "$T/server.jsonl" "${WITH[@]}"
	peer tcp-early "$PORT" 1 withhold
	call "$2/tls_client" --sizes 16 --tries 1 --json "$T/client.jsonl" "${WITH[@]}"
	expect 0 && silent client
	holds "$T/client.jsonl" '$tries | map(.early_data) == ["none", "accepted"]'
	kill "$PEER"
	server_stops
	holds "$T/server.jsonl" '$tries[1] | (.ok | not) and .size == 16 and (.reason | test("^handshake: the peer closed"))'
}

@test "the answer comes before the end of the client's handshake: it comes where that never does" {
	not_under_valgrind
	each_crossed each_value withheld replayable
}

# A server that takes a session once makes a full handshake of it, which the replayed hello cannot go on with.
replayed() {
	local read=0
	[ "$3" = single-use ] || read=16
	serve "$1/tls_server" --keep --json "$T/server.jsonl" "${WITH[@]}"
	peer tcp-early "$PORT" 1 replay
	call "$2/tls_client" --sizes 16 --tries 2 --json "$T/client.jsonl" "${WITH[@]}"
	expect 0 && silent client
	holds "$T/client.jsonl" '$tries | map(.early_data) == ["none", "accepted", "accepted"]'
	kill "$PEER"
	server_stops
	# the one that failed is the third; it was read and answered where replays are taken
	holds "$T/server.jsonl" "\$done.answered == 2 and \$done.failed == 1 and (\$tries | map(.ok)) == [true, true, false, true]
		and \$tries[2].size == $read"
	[ "$(wc -l <"$T/server.err")" -eq 1 ]
}

@test "a first flight that is replayed: read once only with single-use, again with replayable; one line each, and the run goes on" {
	not_under_valgrind
	each_crossed each_value replayed single-use replayable
}

# The third session meets another server, which knows nothing of the session before.
refused() {
	local first second ports
	NAME=first serve "$1/tls_server" --keep "${WITH[@]}"
	first=$SERVER ports=$PORT
	serve "$1/tls_server" --keep --json "$T/server.jsonl" "${WITH[@]}"
	second=$SERVER
	peer tcp-relay "$ports,$PORT,2" -1 close
	call "$2/tls_client" --sizes 999 --tries 4 --json "$T/client.jsonl" "${WITH[@]}"
	fails "1 of 4 tries missing; the first: handshake: fell back to a full one; the session before was not resumed by ${WITH[3]} \(--resume\)\$"
	holds "$T/client.jsonl" '$tries | map(.early_data) == ["none", "accepted", "rejected", "accepted", "accepted"]'
	hears server
	[ "$(grep -c "fell back to a full one" "$T/server.err")" -eq "$(wc -l <"$T/server.err")" ]
	server_stops "$second"
	holds "$T/server.jsonl" '$tries | map(.early_data) == ["none", "accepted", "accepted"] and map(.ok) == [false, true, true]'
	kill "$first" "$PEER"
	server_ends "$first"
}

@test "early data that a server refuses is sent again, told as fallen back at both ends, and the run goes on" {
	not_under_valgrind
	each_pair each_value refused replayable
}

none_allowed() {
	serve "$1/tls_server" --keep --certs "$KEYS" --resume "${WITH[3]}"
	call "$2/tls_client" --sizes 16 --tries 12 --json "$T/client.jsonl" "${WITH[@]}"
	fails "^tls_client: handshake: fell back to a session without early data: the server allows none of this length \(--early-data\)\$"
	holds "$T/client.jsonl" "\$tries[1:] | length == 10 and all(.early_data == \"not_allowed\" and .resumed_by == \"${WITH[3]}\")"
	server_stops
}

@test "a server that allows none: no message goes early, and ten in a row end the run" {
	not_under_valgrind
	each_crossed each_value none_allowed single-use
}

@test "a client that sends none: each try but the cold one is a failed one of the server" {
	not_under_valgrind
	with single-use
	serve "$(plain_variant)/tls_server" --keep --json "$T/server.jsonl" "${WITH[@]}"
	call "$(plain_variant)/tls_client" --certs "$KEYS" --resume session --sizes 16 --tries 2
	expect 0
	server_stops
	holds "$T/server.jsonl" '$tries | map(.ok) == [true, false, false] and .[2].reason
		== "handshake: fell back to a session without early data: the message came behind the handshake (--early-data)"'
}

# stranger NAME OPTION...: openssl's client with our settings, which says what comes on standard input and goes.
stranger() {
	timeout -k 2 20 env OPENSSL_CONF=/dev/null openssl s_client -connect "127.0.0.1:$PORT" -tls1_3 -groups P-256 -ciphersuites TLS_AES_128_GCM_SHA256 \
		-cert "$KEYS/client.pem" -key "$KEYS/client.key" -CAfile "$KEYS/ca.pem" "${@:2}" >"$T/$1.said" 2>&1 || true
}

strange() {
	printf '%0999d' 0 >"$T/short"
	printf '%020000d' 0 >"$T/long"
	serve "$1/tls_server" --keep --json "$T/server.jsonl" "${WITH[@]}"
	# its ticket is read behind the handshake, while it waits for what it is to say
	rm -f "$T/session"
	stranger first -sess_out "$T/session" < <(echo; for ((n = 0; n < 900; n++)); do [ ! -s "$T/session" ] || break; nap; done)
	[ -s "$T/session" ] || { cat "$T/first.said"; return 1; }
	stranger short -sess_in "$T/session" -early_data "$T/short" </dev/null
	grep -q "Early data was accepted" "$T/short.said"
	stranger long -sess_in "$T/session" -early_data "$T/long" </dev/null
	grep -q "too much early data" "$T/long.said"
	call "$1/tls_client" --sizes 16 --tries 2 "${WITH[@]}"
	expect 0
	server_stops
	holds "$T/server.jsonl" '$done.answered == 2'
	[ "$(wc -l <"$T/server.err")" -eq 3 ]
	[ "$(grep -cE ': (receive: the peer closed|message: message header: format version)' "$T/server.err")" -eq 3 ]
}

@test "early data of a stranger, and more than the ticket allows: one line each, and the next client is served" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do each_value "$variant" "$variant" strange replayable; done
}

@test "what early data does not go with is refused with status 2, and a message that is too long" {
	local variant
	variant=$(plain_variant)
	run_program "$variant/tls_client" --certs "$KEYS" --early-data single-use
	refuses '--early-data single-use: not without --resume session; valid: off, or that$'
	run_program "$variant/tls_server" --certs "$KEYS" --early-data replayable --resume session
	refuses '--early-data replayable: not without --resume ticket; valid: off, or that$'
	run_program "$variant/tls_client" --certs "$KEYS" --tls-version 1.2 --early-data replayable --resume ticket
	refuses '--early-data replayable: not of version 1\.2; valid: off, or --tls-version 1\.3$'
	run_program "$variant/dtls_client" --certs "$KEYS" --tls-version 1.3 --early-data replayable --resume ticket
	refuses '--early-data replayable: not of DTLS, whose server asks for a cookie first and takes none behind it \(RFC 8446 4\.2\.10\); valid: off$'
	run_program "$variant/tls_client" --certs "$KEYS" --early-data single-use --resume session --sizes 16,16385
	refuses '--sizes 16385: tls carries 16 to 16384 bytes with these settings'
}
