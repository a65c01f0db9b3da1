#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Connection IDs of DTLS (--cid): agreed on by both ends, in every record, and good for a client that changes its port.

load ../support/helpers

# with_cid VERSION CID [OPTION]...: a run of wolfSSL with itself that goes well at both ends.
with_cid() {
	local version=$1 cid=$2
	shift 2
	rm -f "$T"/*.jsonl
	set -- --tls-version "$version" --cid "$cid" "$@"
	serve wolfssl/dtls_server --json "$T/server.jsonl" "$@"
	[ -z "${RELAY:-}" ] || peer "$RELAY" "$PORT"
	call wolfssl/dtls_client --json "$T/client.jsonl" "$@" "${CLIENT[@]}"
	[ -z "${RELAY:-}" ] || kill "$PEER"
	server_ends && silent server
}

went_well() {
	expect 0 && silent client && expect_status 0 "$SERVER_STATUS" server
}

@test "each length in each version: both ends tell it, and each record carries it in both directions" {
	need_variant wolfssl
	local CLIENT=(--sizes 100 --tries 2) version cid more
	for version in 1.2 1.3; do
		with_cid $version 0
		went_well
		holds "$T/client.jsonl" '$run.negotiated | has("cid") | not'
		cat "$T"/{client,server}.jsonl >"$T/without"
		for cid in 1 4 10; do
			[ "${WT_VALGRIND:-}" != 1 ] || [ $cid = 4 ] || continue
			with_cid $version $cid
			went_well
			holds "$T/client.jsonl" "\$run.negotiated.cid == $cid and \$run.settings.cid == $cid and \$done.answered == 2"
			holds "$T/server.jsonl" "\$run.negotiated.cid == $cid and \$done.unlike_sessions == 0 and (\$done | has(\"moved\") | not)"
			# in version 1.2 the content type is among what is encrypted (RFC 9146 4)
			more=$((cid + (${version#1.} == 2)))
			jq -es --argjson more $more --slurpfile without "$T/without" 'def sent: map(select(.record == "try") | .send_bytes_out // .answer_bytes_out);
				length > 5 and sent == ($without | sent | map(. + $more))' "$T"/{client,server}.jsonl >/dev/null
		done
	done
}

@test "the largest message is shorter by the ID, and goes through" {
	not_under_valgrind
	need_variant wolfssl
	local CLIENT=(--sizes 1428 --tries 1)
	with_cid 1.2 6
	went_well
	CLIENT=(--sizes 1440 --tries 1)
	with_cid 1.3 10
	went_well
	PORT=9 call wolfssl/dtls_client --cid 6 --sizes 1429
	refuses '1429.* 1428( |$)'
	PORT=9 call wolfssl/dtls_client --cid 10 --tls-version 1.3 --sizes 1441
	refuses '1441.* 1440( |$)'
}

@test "sessions that are held go on from other ports without a handshake" {
	need_variant wolfssl
	local CLIENT=(--sizes 40 --rebind) version
	for version in 1.2 1.3; do
		with_cid $version 4 --hold 20
		went_well
		holds "$T/client.jsonl" 'map(select(.record == "hold"))[0] | .ok and .held == 20 and .moved == 20'
		# one handshake each, and the cold and the last one of a hold
		holds "$T/server.jsonl" '$done.ok and $done.moved == 20 and $done.failed == 0 and $done.strays == 0
			and (map(select(.record == "hold"))[0] | .ok and .held == 20)'
		grep -q '20 went on from another port$' "$T/client.out"
		grep -q '20 went on from another address' "$T/server.out"
	done
}

@test "a gateway gives the client another port behind its handshake: with an ID it is answered, without it is lost" {
	not_under_valgrind
	need_variant wolfssl
	local RELAY=udp-rebind CLIENT=(--sizes 40 --tries 3 --timeout 2)
	with_cid 1.2 8
	went_well
	holds "$T/client.jsonl" '$done.answered == 3 and $done.lost == 0'
	holds "$T/server.jsonl" '$done.moved == 4 and $done.failed == 0'
	serve wolfssl/dtls_server --keep
	peer $RELAY "$PORT"
	call wolfssl/dtls_client --sizes 40 --tries 1 --timeout 0.6
	expect 1
	complains client 'no try was answered'
	server_stops
}

@test "a session that is held and not heard from its other port is told by its number" {
	not_under_valgrind
	need_variant wolfssl
	serve wolfssl/dtls_server --hold 3 --cid 4 --timeout 30 --json "$T/server.jsonl"
	# the cold one, and the three that are held; from then on whoever is new is not let through
	peer udp-known "$PORT" 4
	call wolfssl/dtls_client --hold 3 --cid 4 --rebind --sizes 40 --timeout 3 --json "$T/client.jsonl"
	expect 1
	complains client 'session 1 of 3, from another port: '
	holds "$T/client.jsonl" 'map(select(.record == "hold"))[0] | (.ok | not) and .held == 3'
	holds "$T/client.jsonl" '$done.planned == 3 and $done.answered == 2 and $done.failed == 1 and $done.not_made == 0'
	kill "$SERVER"
}

@test "who copies or forges records of a client is not answered, and the client goes on" {
	not_under_valgrind
	need_variant wolfssl
	local RELAY=udp-forge CLIENT=(--sizes 40 --tries 5) version
	for version in 1.2 1.3; do
		with_cid $version 8
		went_well
		holds "$T/client.jsonl" '$done.answered == 5 and $done.lost == 0'
		holds "$T/server.jsonl" '$done.answered == 5 and ($done | has("moved") | not)'
		lacks_line 'heard there' "$T/peer.out"
	done
}

lacks_line() {
	[ "$(grep -c "$1" "$2")" = 0 ]
}

@test "an unknown ID, or one that is cut, is dropped without an answer, and the next client is served" {
	need_variant wolfssl
	local version
	for version in 1.2 1.3; do
		rm -f "$T"/*.jsonl
		serve wolfssl/dtls_server --tls-version $version --cid 8 --keep --json "$T/server.jsonl"
		# RFC 9146 4: type, version, epoch, sequence, ID, length; RFC 9147 4: a header with C, and the ID
		printf '\x19\xfe\xfd\0\1\0\0\0\0\0\1\0\0ABCDEF\0\4abcd' >"$T/unknown"
		printf '\x19\xfe\xfd\0\1\0\0\0\0\0\1\xff\xffABCDEF\0\4abcd' >"$T/far"
		printf '\x19\xfe\xfd\0\1\0\0\0\0\0\1\0\0A' >"$T/cut"
		printf '\x3f\0\0ABCDEF\0\1\0\24aaaaaaaaaaaaaaaaaaaa' >"$T/unified"
		printf '\x3f\0\0A' >"$T/short"
		[ -z "$(cd "$T" && ANSWER_S=0.3 python3 "$PEERS" ask-udp "$PORT" unknown far cut unified short)" ]
		call wolfssl/dtls_client --tls-version $version --cid 8 --sizes 40 --tries 2
		expect 0
		server_stops
		silent server
		holds "$T/server.jsonl" '$done.ok and $done.answered == 2 and $done.failed == 0'
	done
}

# unlike VERSION SERVER-CID CLIENT-CID: a run that is not answered, between two that are; the server stays.
unlike() {
	serve wolfssl/dtls_server --tls-version "$1" --cid "$2" --keep
	call wolfssl/dtls_client --tls-version "$1" --cid "$3" --sizes 40 --tries 1 --timeout 0.6
	expect 1
	cp "$T/client.err" "$T/unlike.err"
	call wolfssl/dtls_client --tls-version "$1" --cid "$2" --sizes 40 --tries 1
	expect 0
	server_stops
	[ "$(wc -l <"$T/unlike.err")" -eq 1 ]
}

@test "a peer without IDs, or with longer ones, ends its try in one line; the server goes on" {
	not_under_valgrind
	need_variant wolfssl
	local version
	for version in 1.2 1.3; do
		unlike $version 0 4
		grep -q 'the peer has no connection IDs, which --cid 4 asks for$' "$T/unlike.err"
		unlike $version 4 0
		grep -q 'port [0-9]*: handshake: the peer has no connection IDs, which --cid 4 asks for$' "$T/server.err"
		unlike $version 4 8
		grep -q "the peer's connection ID has 4 bytes, not 8; valid: --cid the same on both ends\$" "$T/unlike.err"
		grep -q "the peer's connection ID has 8 bytes, not 4; valid: --cid the same on both ends\$" "$T/server.err"
	done
}

@test "OpenSSL has no connection IDs, and says so on both ends, status 2" {
	not_under_valgrind
	need_variant openssl
	local end
	for end in client server; do
		run_program openssl/dtls_$end --cid 4
		refuses '--cid 4: OpenSSL 3[0-9.]+ \(this build\) has no connection IDs; valid: 0$'
	done
}

@test "what cannot be asked for is refused, status 2" {
	not_under_valgrind
	need_variant wolfssl
	run_program wolfssl/dtls_client --cid 11
	refuses '--cid 11: out of range; valid: 0 to 10$'
	run_program wolfssl/dtls_server --cid 1 --hold 5
	refuses '--cid 1: names too few peers for --hold; valid: 2 or more$'
	for options in --rebind "--rebind --cid 4" "--rebind --hold 5"; do
		# Splitting is wanted: options hold no blanks.
		# shellcheck disable=SC2086
		run_program wolfssl/dtls_client $options
		refuses '--rebind: needs sessions that go on from another port; valid: with --hold and --cid$'
	done
	run_program wolfssl/tls_client --cid 4
	refuses '--cid: unknown option'
	run_program wolfssl/dtls_server --rebind
	refuses '--rebind: unknown option'
}
