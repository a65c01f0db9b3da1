#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2034 # one_line and done_with look at STATUS
# A board's packets, captured there and written here (scripts/capture.sh --ssh).

load ../support/boards
load ../support/captures

# remote OPTION...: in the background, until the board captures; sets CAPTURE.
remote() {
	local tries=300
	scripts/capture.sh --ssh "$TARGET" --ssh-command "$SSH" "$@" >"$T/capture.out" 2>"$T/capture.err" 3>&- &
	CAPTURE=$!
	PIDS+=("$CAPTURE")
	until "$NAMESPACE" ps "$B" | grep -qE '^tcpdump '; do
		((tries-- > 0)) && lives "$CAPTURE" || { cat "$T/capture.err"; return 1; }
		sleep 0.1
	done
	# its socket is there when the program has begun to read it
	sleep 1
}

nothing_there() {
	local tries=100
	while "$NAMESPACE" ps "$B" | grep -E 'tcpdump|read -r' || [ -n "$(ls -A "$B/tmp")" ]; do
		((tries-- > 0)) || { echo "left on the board"; return 1; }
		sleep 0.1
	done
}

@test "seconds on a board: the bytes of a pair between it and here, on the interface of its SSH connection" {
	need_tools
	command -v tcpdump >/dev/null || skip "no tcpdump (scripts/setup.sh capture)"
	board 41
	serve openssl/tls_server --bind 10.77.41.1 --certs "$PKI/ecdsa-p256" --timeout 60 --json "$T/server.jsonl"
	remote --seconds 6 --port "$PORT" --out "$T/board.pcapng"
	STATUS=0
	ip netns exec "$(cat "$B/name")" "$BUILD/host/wolfssl/tls_client" --host 10.77.41.1 --port "$PORT" --certs "$PKI/ecdsa-p256" --tries 2 --sizes 300 --quiet \
		--json "$T/client.jsonl" >"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
	expect 0
	server_ends
	STATUS=0
	wait "$CAPTURE" || STATUS=$?
	done_with "^6 s of eth0 on $TARGET, port $PORT$" 'packets dropped: 0$' '^TCP, connection 3$' ' Client Hello$'
	[ "$(carried "$T/board.pcapng" tcp "$PORT")" = "$(jq -rs 'map(select(.record == "try"))
		| def of(way): [.[] | to_entries[] | select(.key | endswith("_bytes_" + way)).value] | add; "\(of("out")) \(of("in"))"' "$T/client.jsonl")" ]
	nothing_there
}

@test "a board's interfaces; one that it has not; a capture that is stopped, and a board that goes away" {
	need_tools
	command -v tcpdump >/dev/null || skip "no tcpdump (scripts/setup.sh capture)"
	board 42
	capture --list --ssh "$TARGET" --ssh-command "$SSH"
	done_with '^eth0 +up +10\.77\.42\.2/24' '^lo '
	capture --seconds 1 --interface eth9 --ssh "$TARGET" --ssh-command "$SSH" --out "$T/none.pcapng"
	one_line 1 "--interface eth9: board $TARGET: there is none of that name; valid: eth0 lo any"
	remote --seconds 60 --port any --out "$T/stopped.pcapng"
	kill -TERM "$CAPTURE"
	server_ends "$CAPTURE"
	expect_status 143 "$SERVER_STATUS" capture.sh
	[ ! -e "$T/stopped.pcapng" ]
	nothing_there
	remote --seconds 60 --out "$T/gone.pcapng"
	"$NAMESPACE" kill "$B"
	server_ends "$CAPTURE" 60
	STATUS=$SERVER_STATUS
	one_line 1 "board $TARGET: the capture ends too early: "
	[ ! -e "$T/gone.pcapng" ]
}
