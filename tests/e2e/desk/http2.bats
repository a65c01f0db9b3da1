#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Rows of HTTP/2 at the desk: measured where they are named, beside TLS, and over plain TCP.

load ../support/helpers

setup_file() {
	[ -x "$BUILD/$BOARD/${VARIANTS%% *}/h2_server" ] || skip "no h2 programs: libnghttp2-dev was not there (scripts/setup.sh http2)"
}

# desk WORD...: to $T/desk.out and .err; sets STATUS.
desk() {
	STATUS=0
	timeout -k 5 300 "$BUILD/host/wiretoll" "$@" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
}

measures() {
	desk run --board "$BOARD" --build "$BUILD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS// /,}" --sizes 64 "$@"
}

# whole_run: no cell failed, and each row has a median.
whole_run() {
	expect_status 0 "$STATUS" desk || { cat "$T/desk.out" "$T/desk.err"; return 1; }
	! grep -q FAILED "$T/desk.out" || { cat "$T/desk.out"; return 1; }
	grep -qE '^h2-tls1.3 +[0-9]' "$T/desk.out" && grep -qE '^tls1.3 +[0-9]' "$T/desk.out"
}

@test "a connection each, beside TLS and over plain TCP" {
	not_under_valgrind
	measures --transports tcp,tls1.3,h2 --tries 8 --rounds 2
	whole_run
	# the head of HTTP/2 is told in bytes: more than the same over TLS alone
	jq -es 'map(select(.record == "try" and .role == "client" and (.cold | not))) | all(.send_bytes_out > .size + 24 + 15 + 18)' \
		"$T"/results/*/h2-tls1.3*/round-*.client.jsonl >/dev/null
}

@test "one connection for all: --mode session" {
	not_under_valgrind
	measures --transports tcp,tls1.3,h2 --mode session --tries 40 --rounds 2
	whole_run
}

@test "version and axes of TLS; what it has not is refused in one line" {
	not_under_valgrind
	measures --transports h2-tls1.2 --axis group=p256,x25519 --tries 4 --rounds 1
	expect_status 0 "$STATUS" desk
	grep -q 'h2-tls1.2_x25519' "$T/desk.out"
	measures --transports h2 --hold 5
	expect_status 2 "$STATUS" desk
	grep -qx 'wiretoll run: --hold 5: not over h2-tls1.3; valid: --hold 0, or other --transports' "$T/desk.err"
	measures --transports h2 --axis early-data=single-use
	expect_status 2 "$STATUS" desk
	[ "$(wc -l <"$T/desk.err")" = 1 ]
}

@test "programs that are not there: the line says what makes them" {
	not_under_valgrind
	local variant=${VARIANTS%% *} program
	mkdir -p "$T/build/$BOARD/$variant"
	for program in "$BUILD/$BOARD/$variant"/t*_{client,server}; do
		ln -s "$TOP/$program" "$T/build/$BOARD/$variant/"
	done
	desk run --board "$BOARD" --build "$T/build" --certs "$KEYS" --out "$T/results" --variants "$variant" --transports h2
	expect_status 2 "$STATUS" desk
	grep -qE "h2_server: No such file or directory; make it with: scripts/setup.sh http2 && make VARIANT=$variant\$" "$T/desk.err"
}
