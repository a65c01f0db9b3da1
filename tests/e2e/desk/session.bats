#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # jq has variables of its own; the helpers set and read ours
# The desk tool with --mode session: many messages over one connection, read again, told beside its handshake.

load ../support/helpers
load ../support/reports

# Once a file: every protocol with each variant, in $BATS_FILE_TMPDIR/run.
setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}" "${BOARD:=host}" "${VARIANTS:=wolfssl openssl}"
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	"$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs build/certs/ecdsa-p256 --mode session \
		--variants "${VARIANTS// /,}" --tries 20 --rounds 2 --sizes 64,16 --out "$BATS_FILE_TMPDIR/results" \
		--timeout 20 --quiet 3>&- || return 1
	mv "$(realpath "$BATS_FILE_TMPDIR/results/latest")" "$BATS_FILE_TMPDIR/run"
}

# of_records SERIES FILTER: jq over all records of the clients of a series.
of_records() {
	jq -s "$2" "$BATS_FILE_TMPDIR/run/$1"/round-*.client.jsonl
}

@test "every protocol with each variant: a message is told, and what the handshake costs beside it" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run series
	desk report "$run"
	desk_expect 0 "^What security costs: the time of one message" "all messages over one connection \(mode session\)" \
		"^The session: its handshake beside a message of 64 bytes$" "^First connection of a process" "^tls1.3 +client +time, µs +[0-9.,]+ +[0-9.,]+ +[0-9,]+" \
		"^ +server +CPU, µs +[0-9.,]+ +[0-9.,]+ +[0-9,]+"
	lacks "NOT ALIKE|^ *FAILED |UNFINISHED" "$T/desk.out"
	[ "$(jq -r .mode "$run/plan.json")" = session ]
	for series in "$run"/{tcp,udp,tls,dtls}*/; do
		# a connection of its own for the cold one, and one for all the others
		holds "$series/round-01.client.jsonl" '(map(select(.record == "try" and .cold | not)) | map(select(.record == "try"))
			| length == 20 and all(.connect_ns == 0 and .handshake_ns == 0 and .total_ns == .send_ns + .ack_ns))
			and (map(select(.record == "session")) | length == 1 and .[0].messages == 20)'
		holds "$series/round-01.server.jsonl" 'map(select(.record == "session")) | length == 1 and .[0].messages == 20'
		[ ! -e "$series/heap.client.jsonl" ]
	done
}

@test "JSON, CSV, Markdown and page tell the same, as worked out of the records" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run series after
	series=tls1.3-$(plain_variant)
	desk report "$run" --json "$T/r.json" --markdown "$T/r.md" --html "$T/r.html" --csv "$T/r.csv"
	desk_expect 0
	# ten times all bytes of the handshakes over those of the messages of 64 bytes
	after=$(of_records "$series" '(map(select(.record == "session") | .handshake_bytes_out + .handshake_bytes_in) | add / length) as $handshake
		| (map(select(.record == "try" and .size == 64 and .try > 0) | .send_bytes_out + .ack_bytes_in) | add / length) as $message
		| 10 * $handshake / $message | ceil')
	jq -e --argjson after "$after" '.series | map(select(.name == "'"$series"'"))[0].session.client
		| .sessions == 2 and .handshake.us > 0 and .handshake.cpu_us > 0 and .sizes[0].size == 64 and .sizes[0].messages == 20
		and .sizes[0].tenth_after.bytes == $after and .sizes[0].tenth_after.us > 1' "$T/r.json" >/dev/null
	jq -e '.series | map(select(.name == "tcp"))[0] | .session.client.handshake.us == null and .sizes[0].client.thread_cpu_us > 0' "$T/r.json" >/dev/null
	# CPU time of a message is the session's; that of a process has its handshakes in it, so it is not told
	jq -e '.series | map(select(.name == "'"$series"'"))[0] | .client_costs.cpu_us == null
		and (.client_costs.not_available.cpu_us | test("handshakes are in it"))' "$T/r.json" >/dev/null
	python3 -c "import csv, sys; row = [r for r in csv.DictReader(open(sys.argv[1])) if r['series'] == sys.argv[2] and r['size'] == '64'][0]
assert row['client_tenth_after_bytes'] == sys.argv[3], row" "$T/r.csv" "$series" "$after"
	for form in md html; do
		grep -q "The session: its handshake beside a message of 64 bytes" "$T/r.$form"
		grep -q "The connections of the sessions" "$T/r.$form"
	done
	grep -qE "^\| tls1.3 \| client \| time, µs \|" "$T/r.md"
}

@test "the screen tells after how many messages the handshake is a tenth, and has room for it" {
	not_under_valgrind
	COLUMNS=80 LC_ALL=C timeout -k 5 120 "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--mode session --variants "${VARIANTS// /,}" --tries 4 --rounds 2 --sizes 16 --timeout 20 >"$T/desk.out" 2>"$T/desk.err" 3>&-
	flatten
	grep -qE "Messages until the handshake is a tenth of their time, of .*tls1\.3 [0-9,]+" "$T/desk.flat"
	[ "$(wc -l <"$T/desk.out")" -le 24 ] || { cat "$T/desk.out"; return 1; }
}

@test "an edited session is refused, its round is made again, and nothing else is" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	copy changed
	edit "tls1.3-$variant/round-01.client.jsonl" 'if .record == "session" then .sizes[0].bytes_out += 1 else . end'
	edit "tls1.2-$variant/round-01.client.jsonl" 'if .record == "session" then empty else . end'
	edit "tcp/round-01.server.jsonl" 'if .record == "session" then .sizes[0].bytes_in += 1 else . end'
	edit "dtls1.2-$variant/round-01.client.jsonl" 'if .record == "session" then .sizes[1].ns = 5 | .sizes[1].cpu_ns = 5 else . end'
	edit "udp/round-01.client.jsonl" 'if .record == "session" then .record = "hold" else . end'
	desk report "$COPY"
	desk_expect 1 "tls1\.3-$variant .* the session does not fit its tries of 64 bytes: 'bytes_out'" \
		"tls1\.2-$variant .* its end says that 20 messages were answered, but its 'session' 0" \
		"tcp .* the two ends do not fit: in the session the client sent" \
		"dtls1\.2-$variant .* the session does not fit its tries of 16 bytes: 'ns' is 5" \
		"udp .* 'record' is 'hold'; valid: run, try, summary, handshake, session, end"
	desk run --continue "$COPY"
	desk_expect 0 "answered \+ 0 lost \+ 0 failed \+ 0 not made"
	# a handshake that nobody can make
	edit "tls1.3-$variant/round-01.client.jsonl" 'if .record == "session" then .handshake_ns = 900 else . end'
	edit "tls1.2-$variant/round-01.client.jsonl" 'if .record == "session" then .handshake_ns = 900 | .handshake_cpu_ns = 800 else . end'
	edit "dtls1.2-$variant/round-01.client.jsonl" 'if .record == "session" then .handshake_ns = 100 | .handshake_cpu_ns = 90 else . end'
	edit "tcp/round-01.client.jsonl" 'if .record == "try" and .cold then empty else . end'
	desk report "$COPY"
	desk_expect 1 "tls1\.3-$variant .* 'handshake_ns' is 900, but its thread has [0-9]+ ns of CPU time in it" \
		"tls1\.2-$variant .* 'handshake_ns' is 900, but its server has [0-9]+ ns of CPU time in it" \
		"dtls1\.2-$variant .* 'handshake_ns' is 100, but it made [0-9]+ sends and receives" \
		"tcp .* its client's cold try is missing"
	desk run --continue "$COPY"
	desk_expect 0 "answered \+ 0 lost \+ 0 failed \+ 0 not made"
}

@test "what became of datagrams is told apart: lost on the way, late, twice" {
	not_under_valgrind
	copy datagrams
	edit "udp/round-01.client.jsonl" 'if .record == "session" then .late = 3 | .duplicates = 1 else . end'
	edit "udp/round-01.server.jsonl" 'if .record == "session" then .late = 4 else . end'
	desk report "$COPY"
	desk_expect 0 "udp: 4 messages came late to the server, 3 answers to the client" \
		"udp: 0 messages came twice to the server, 1 answers to the client"
}

@test "a message is compared with no exchange: neither in one table nor by diff" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" --transports tcp \
		--tries 4 --rounds 2 --sizes 64,16 --quiet
	desk_expect 0
	desk diff "$BATS_FILE_TMPDIR/run" "$T/results/latest"
	desk_expect 2 "the two cannot be compared: mode: session and connect"
	desk report "$BATS_FILE_TMPDIR/run" "$T/results/latest"
	desk_expect 1 "is of mode session, .* of mode connect; valid: folders of one mode"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ]
}

@test "what cannot go together is one line before anything runs" {
	not_under_valgrind
	desk run --mode session --hold 5 --build "$BUILD" --out "$T/results"
	desk_expect 2 "--hold 5: not together with --mode session; valid: --mode connect"
	[ ! -e "$T/results" ]
}
