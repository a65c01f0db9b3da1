#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Rows of HTTP/2 at the desk: measured where they are named, beside TLS, and over plain TCP.

load ../support/helpers
load ../support/http2

setup_file() {
	need_h2_programs
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

@test "--streams: the client is told, and each form says how many and what they made a second" {
	not_under_valgrind
	local folder
	measures --transports h2 --mode session --streams 8 --tries 200 --rounds 5 --full
	expect_status 0 "$STATUS" desk
	folder=$(realpath "$T/results/latest")
	grep -q '^  at once    8 requests on the connection$' "$T/desk.out"
	[ "$(grep -cE '^h2-tls1\.3-[a-z]+ +64 +[0-9,]+$' "$T/desk.out")" = "$(wc -w <<<"$VARIANTS")" ]
	jq -e '.streams == 8 and .mode == "session"' "$folder/plan.json" >/dev/null
	jq -es 'map(select(.record == "run") | [.role, .settings.streams]) | unique == [["client", 8], ["server", null]]' "$folder"/h2-*/round-*.jsonl >/dev/null
	desk report "$folder" --json "$T/r.json" --csv "$T/r.csv" --html "$T/r.html"
	expect_status 0 "$STATUS" desk
	jq -e '.streams == 8 and ([.series[].sizes[].messages_per_second] | length > 0 and all(. > 1))' "$T/r.json" >/dev/null
	# the handshake is no tenth of a time in which others are
	jq -e '[.series[].session.client.sizes[].tenth_after | .us == null and .bytes > 0] | all' "$T/r.json" >/dev/null
	head -n 1 "$T/r.csv" | grep -q ',messages_per_second.$'
	grep -q 'Requests at once: 8 on the connection' "$T/r.html"
	# it is that of the records
	[ "$(jq -r '.series[0].sizes[0].messages_per_second + 0.5 | floor' "$T/r.json")" = \
		"$(cat "$folder/$(jq -r '.series[0].name' "$T/r.json")"/round-*.client.jsonl | jq -rs 'map(select(.record == "session").sizes[0]) | (map(.messages) | add) / (map(.ns) | add) * 1e9 + 0.5 | floor')" ]
}

@test "--streams: edited records, another run, and what it does not go with are refused" {
	not_under_valgrind
	local variant=${VARIANTS%% *} folder record
	measures --transports h2 --variants "$variant" --mode session --streams 8 --tries 64 --rounds 2
	folder=$(realpath "$T/results/latest")
	record=$folder/h2-tls1.3-$variant/round-01.client.jsonl
	cp "$record" "$T/kept"
	while IFS='|' read -r filter said; do
		jq -c "$filter" "$T/kept" >"$record"
		desk report "$folder"
		tr -s '\n ' ' ' <"$T/desk.out" | grep -qE "$said" || { cat "$T/desk.out"; return 1; }
	done <<-'LINES'
		if .record == "run" then .settings.streams = 4 else . end|it had 4 requests at once \(--streams\), but the plan says 8
		if .record == "session" then .sizes[0].ns = 1000 else . end|the session does not fit its tries of 64 bytes: 'ns' is 8000
		if .record == "summary" then .elapsed_ns = 1000 else . end|'elapsed_ns' is 1000, but they took [0-9]+ together
	LINES
	cp "$T/kept" "$record"
	measures --transports h2 --variants "$variant" --mode session --tries 64 --rounds 2
	desk diff "$folder" "$(realpath "$T/results/latest")"
	expect_status 2 "$STATUS" desk
	grep -q 'the two cannot be compared: requests at once: 8 and 1' "$T/desk.err"
	while IFS='|' read -r words said; do
		# Word splitting is wanted: options.
		# shellcheck disable=SC2086
		measures $words --streams 8
		expect_status 2 "$STATUS" desk
		[ "$(cat "$T/desk.err")" = "wiretoll run: $said" ] || { cat "$T/desk.err"; return 1; }
	done <<-'LINES'
		--transports h2 --mode session --rate 10|--streams 8: not together with --rate 10; valid: --rate 0
		--transports h2|--streams 8: not together with --mode connect; valid: --mode session
		--transports tcp,h2 --mode session|--streams 8: not over tcp; valid: --transports h2
		--transports h2 --mode session --tries 50 --rounds 25|--tries 50: makes 2 a round, fewer than the 8 requests at once; valid: 200 or more, or fewer --rounds
	LINES
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
