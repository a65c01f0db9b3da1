#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2034 # jq has variables of its own; the helpers read ours
# Each mode with a board's programs, both ends on an emulated core.

load ../support/boards

# in_mode VARIANT/TRANSPORT [OPTION]...: both ends end well, and each record is whole; OPTIONs are the client's, those up to "--" both ends'.
in_mode() {
	local which=$1 both=()
	shift
	while [ "$1" != -- ]; do both+=("$1") && shift; done
	[[ $which = *tcp || $which = *udp ]] || both+=(--certs "$KEYS")
	rm -f "$T"/{client,server}.jsonl
	serve "${which}_server" "${both[@]}" --timeout 30 --json "$T/server.jsonl"
	call "${which}_client" "${both[@]}" --timeout 20 --json "$T/client.jsonl" "${@:2}"
	expect_status 0 "$STATUS" "${which}_client ${both[*]} ${*:2}"
	server_ends
	expect_status 0 "$SERVER_STATUS" "${which}_server"
	holds "$T/client.jsonl" '$done.ok and $done.answered > 0 and $done.lost + $done.failed + $done.not_made == 0'
	holds "$T/server.jsonl" '$done.ok and $done.answered > 0'
}

# each_mode BOARD EMULATOR
each_mode() {
	local variant transport BOARD=$1
	need_board "$1"
	have_emulator "$2"
	local UNDER=$EMULATOR
	for variant in wolfssl openssl; do
		for transport in tcp tls udp "dtls --tls-version 1.2"; do
			# Word splitting is wanted: options.
			# shellcheck disable=SC2086
			in_mode $variant/$transport --mode session -- --sizes 64,999 --tries 20
			holds "$T/client.jsonl" 'map(select(.record == "session")) | length == 1 and .[0].messages == 40'
			# shellcheck disable=SC2086
			in_mode $variant/$transport --mode stream -- --sizes 1000 --seconds 0.1
			holds "$T/client.jsonl" 'map(select(.record == "stream")) | length == 2 and all(.ok and .bytes > 0)'
			# shellcheck disable=SC2086
			in_mode $variant/$transport -- --sizes 64 --tries 10 --rate 20
			holds "$T/client.jsonl" '$run.settings.rate == 20 and $done.answered == 10'
		done
		for transport in tcp tls; do
			in_mode $variant/$transport -- --sizes 64 --tries 40 --parallel 8
			holds "$T/client.jsonl" '$run.settings.parallel == 8 and $done.answered == 40'
		done
	done
}

# http2 BOARD EMULATOR: a connection each, one for all, and several requests at once on it.
http2() {
	local variant BOARD=$1
	need_board "$1"
	need_http2 "$1"
	have_emulator "$2"
	local UNDER=$EMULATOR
	for variant in wolfssl openssl; do
		in_mode $variant/h2 -- --sizes 64,100000 --tries 3
		holds "$T/client.jsonl" '$run.negotiated.alpn == "h2" and $done.answered == 6'
		in_mode $variant/h2 --mode session -- --sizes 64,999 --tries 20
		holds "$T/client.jsonl" 'map(select(.record == "session")) | length == 1 and .[0].messages == 40'
		in_mode $variant/h2 --mode session -- --sizes 64,100000 --tries 40 --streams 8
		holds "$T/client.jsonl" '$run.settings.streams == 8 and $done.answered == 80'
	done
}

@test "arm64: HTTP/2, a connection each, a session, and requests at once" {
	http2 arm64 qemu-aarch64
}

@test "armhf: HTTP/2, a connection each, a session, and requests at once" {
	http2 armhf qemu-arm
}

@test "arm64: sessions, flows, an open loop and clients at once, on every transport" {
	each_mode arm64 qemu-aarch64
}

@test "armhf: sessions, flows, an open loop and clients at once, on every transport" {
	each_mode armhf qemu-arm
}
