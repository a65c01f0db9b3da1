#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # jq has variables of its own; the helpers set and read ours
# The cell that counts the heap: made after the rounds, which it must not slow; read again, told in the report.

load ../support/helpers
load ../support/reports

# Once a file: a run with two secure series of each library, in $BATS_FILE_TMPDIR/run.
setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}" "${BOARD:=host}" "${VARIANTS:=wolfssl openssl}"
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs build/certs/ecdsa-p256 \
		--variants "${VARIANTS// /,}" --transports tcp,tls1.3,dtls1.2 --tries 4 --rounds 2 --sizes 64,16 \
		--out "$BATS_FILE_TMPDIR/results" --quiet 3>&- || return 1
	mv "$(realpath "$BATS_FILE_TMPDIR/results/latest")" "$BATS_FILE_TMPDIR/run"
}

# small_run [OPTION]...: one of one secure series in the test's folder.
small_run() {
	desk run --build "${PROGRAMS:-$BUILD}" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--variants "$(plain_variant)" --transports tcp,tls1.3 --tries 2 --rounds 1 --sizes 16 "$@"
}

@test "no try of a round counts the heap; each of the cell behind them does, on both ends" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run end series
	cat "$run"/*/round-*.jsonl | jq -es '(map(select(.record == "run").settings.counters) | length == 4 * (1 + 2 * ($series | tonumber))
		and all(. == "no-heap")) and all(.[]; keys | all(test("heap") | not))' --arg series "$(wc -w <<<"$VARIANTS")"
	[ ! -e "$run/tcp/heap.client.jsonl" ]
	for series in "$run"/*tls*/; do
		for end in client server; do
			jq -es 'map(select(.record == "try")) | length == 5 and all(.ok and .heap_peak_bytes > 1000)' "$series/heap.$end.jsonl"
		done
	done
}

@test "the report tells that cell's heap, and times, bytes and CPU of the rounds alone" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run series=tls1.3-${VARIANTS%% *} end
	desk report "$run" --json "$T/r.json"
	desk_expect 0 "^  heap, highest +KB +- +[0-9.]+" "^  heap before any session +KB +- +[0-9.]+"
	for end in client server; do
		jq -es --slurpfile r "$T/r.json" --arg s "$series" --arg e "$end" '
			($r[0].series[] | select(.name == $s)) as $told |
			(map(select(.record == "try" and .size == 64 and (.cold | not)).heap_peak_bytes) | max) == $told.sizes[0][$e].heap_bytes
			and (map(select(.record == "end").loop_heap_bytes)[0]) == $told[$e + "_costs"].heap_contexts_bytes' "$run/$series/heap.$end.jsonl" ||
			{ jq --arg s "$series" '.series[] | select(.name == $s) | .client_costs, .sizes[0].client' "$T/r.json"; return 1; }
	done
	# The same run without the cell: all figures but the heap's are the same.
	copy without
	rm "$COPY"/*/heap.*
	desk report "$COPY" --json "$T/w.json"
	desk_expect 1 "UNFINISHED heap of $series: it was not counted: the run ended before; go on with: $BUILD/host/wiretoll run --continue"
	for f in r w; do
		jq '[.series[] | .sizes[], .client_costs, .server_costs | del(.. | select(type == "object") | (.client?, .server?, .) |
			objects | (.heap_bytes, .heap_session_bytes, .heap_allocations, .heap_contexts_bytes, .not_available))]' "$T/$f.json" >"$T/$f.rest"
	done
	[ "$(wc -l <"$T/r.rest")" -gt 100 ]
	cmp "$T/r.rest" "$T/w.rest"
}

# damaged PATTERN: the report of the copy says that the heap of $first failed, gives the reason for its rows, and all else stands.
damaged() {
	desk report "$COPY" --json "$T/r.json" --markdown "$T/r.md" --html "$T/r.html"
	desk_expect 1 "$1" "^tls1.3 +64 +[0-9.,]+ +[0-9.,]+"
	jq -e --arg s "$first" '.complete == false and (.series | all(.state == "done")) and (.series[] | select(.name == $s) |
		.client_costs.heap_contexts_bytes == null
		and (.client_costs.not_available.heap_contexts_bytes | test("not counted in (every|any) round|not counted in any try") | not)
		and (.client_costs.not_available.heap_contexts_bytes | length) > 5)' "$T/r.json" >/dev/null
	grep -q "heap before any session" "$T/r.md"
	grep -q '</html>' "$T/r.html"
}

# changed END FILTER PATTERN: the same of one end's file in a copy of its own.
changed() {
	rm -rf "$T/changed"
	copy changed
	edit "$first/heap.$1.jsonl" "$2"
	damaged "FAILED heap of $first: .*($3)"
}

@test "a round that says it counts no heap, and tells of it: refused; of an older version, it is told" {
	not_under_valgrind
	local series with='.heap_peak_bytes = 99999 | .heap_session_bytes = 77777 | .heap_allocations = 3 | .heap_allocated_bytes = 99999'
	series=tls1.3-$(plain_variant)
	copy counted
	edit "$series/round-01.client.jsonl" "if .record == \"try\" then $with else . end"
	desk report "$COPY"
	desk_expect 1 "FAILED $series .*: round 1: .*the heap is told, but its settings say that nobody counted it"
	copy older
	rm "$COPY"/*/heap.*
	edit "*/round-*.jsonl" 'if .record == "run" then del(.settings.counters) else . end'
	edit "*tls*/round-01.*.jsonl" "if .record == \"try\" then $with elif .record == \"end\" then .loop_heap_bytes = 4200 else . end"
	edit "*tls*/round-02.*.jsonl" "if .record == \"end\" then .loop_heap_bytes = 4200 else . end"
	desk report "$COPY"
	desk_expect 0 "^  heap, highest +KB +- +100.0" "^  heap before any session +KB +- +4.2"
}

@test "damaged, edited and foreign files of that cell: named, no figure of them is told, the times stand" {
	not_under_valgrind
	local first other
	first=tls1.3-$(plain_variant)
	copy cut
	truncate -s -20 "$COPY/$first/heap.server.jsonl"
	damaged "UNFINISHED heap of $first: its records are not complete; go on with: $BUILD/host/wiretoll run --continue"
	copy schema
	edit "$first/heap.client.jsonl" '.schema = 2'
	damaged "FAILED heap of $first: .*heap.client.jsonl line 1: schema 2; this wiretoll reads 1"
	copy figure
	edit "$first/heap.client.jsonl" 'if .record == "try" then .heap_peak_bytes = 1 else . end'
	damaged "FAILED heap of $first: .*heap.client.jsonl line [0-9]+: 'heap_peak_bytes' 1 is less than 'heap_session_bytes'"
	changed client 'if .record == "try" then .heap_peak_bytes *= 10 | .heap_allocated_bytes *= 10 else . end' \
		"'heap_peak_bytes' of the end is [0-9]+, but before the tries there were [0-9]+, and one takes [0-9]+"
	changed server 'if .try == 2 then .heap_session_bytes = 1 else . end' "the heap of 64 bytes does not repeat: [0-9]+ to [0-9]+ bytes, of a session 1 to [0-9]+"
	changed client 'if .record == "try" then .heap_allocations = 5000000 else . end' "'heap_allocations' of the end is [0-9]+, but its tries say"
	changed client 'if .record == "try" then .heap_allocations = -1 else . end' "'heap_allocations' is none"
	changed client 'if .record == "try" then .heap_allocated_bytes = 10 else . end' "'heap_allocated_bytes' is less than 'heap_peak_bytes'"
	changed server 'if .record == "end" then .loop_heap_bytes = 50000000 else . end' "before the tries there were 50000000"
	changed client 'if .record == "end" then del(.loop_heap_bytes) else . end' "'loop_heap_bytes'"
	changed client 'if .size == 64 then del(.heap_peak_bytes) else . end' "the heap is told in 0 of 2 tries of 64 bytes"
	changed client 'if .record == "run" then .settings.counters = "no-heap" else . end' "the heap is told, but its settings say that nobody counted it"
	changed server 'if .record == "run" then .variant = "another" else . end' "it is unlike the rounds: server.s variant: .*another"
	changed client 'if .record == "run" then .negotiated.group = 29 else . end' "it is unlike the rounds: client.s group: "
	changed server 'if .record == "run" then .library.version = "0.1" else . end' "it is unlike the rounds: server.s version of the library: "
	changed client 'if .record == "run" then .family = 6 else . end' "it is unlike the rounds: client.s address family: "
	copy bytes
	edit "$first/heap.client.jsonl" 'if .try == 2 and .size == 16 then .send_bytes_out += 5 else . end'
	damaged "FAILED heap of $first: the two ends do not fit: at 16 bytes the client sent"
	copy place
	cp "$COPY/$first/round-01.server.jsonl" "$COPY/$first/heap.server.jsonl"
	damaged "FAILED heap of $first: .*(its server's records are those of another cell|heap.server.jsonl)"
	copy other
	cp "$BATS_FILE_TMPDIR/run/dtls1.2-$(plain_variant)/heap.server.jsonl" "$COPY/$first/"
	damaged "FAILED heap of $first: .*'transport' is 'dtls', but the series is $first"
	copy round
	cp "$COPY/$first/round-01.client.jsonl" "$COPY/$first/heap.client.jsonl"
	damaged "FAILED heap of $first: .*heap.client.jsonl: the heap is told in 0 of 2 tries of 64 bytes"
	copy suite
	edit "$first/heap.client.jsonl" 'if .record == "run" then .negotiated.suite = 4867 else . end'
	damaged "FAILED heap of $first: it is unlike the rounds: client.s suite: "
	copy ends
	edit "$first/heap.client.jsonl" 'if .record == "run" then .port = 1 else . end'
	damaged "FAILED heap of $first: client and server are of different runs: ports 1 and"
	other=$(other_variant)
	[ "$other" != "$(plain_variant)" ] || return 0
	copy library
	cp "$COPY/tls1.3-$other"/heap.* "$COPY/$first/"
	damaged "FAILED heap of $first: its client's records are those of another cell"
}

@test "a cell that fails is FAILED with its reason; the times stand; --continue makes it and nothing else" {
	not_under_valgrind
	local before
	# A client that ends badly where the heap is counted, until $T/enough is there.
	fake_client "[[ \"\$*\" == *no-heap* || -e $T/enough ]] && exec \"\$REAL\" \"\$@\"
		echo 'tls_client: no heap today' >&2
		exit 1"
	small_run
	desk_expect 1 "FAILED tls1.3-[a-z-]+ in its heap: tls_client: no heap today" \
		"FAILED heap of tls1.3-[a-z-]+: tls_client: no heap today" "^tls1.3 +16 +[0-9.,]+ +[0-9.,]+" "4 planned = 4 answered"
	before=$(cat "$T"/results/latest/*/round-* | md5sum)
	touch "$T/enough"
	desk run --continue "$T/results/latest"
	desk_expect 0 "cells? in .* 0 failed; heap counted by 1 series$"
	lacks "(FAILED|UNFINISHED) heap of" "$T/desk.out"
	[ "$before" = "$(cat "$T"/results/latest/*/round-* | md5sum)" ]
	[ -z "$(find "$T/results/latest/" -name heap.failed)" ]
}

@test "--counters off: no such cell, and the report says that nobody counted" {
	not_under_valgrind
	small_run --counters off
	desk_expect 0 "heap, highest; .*: not counted in any try"
	[ -z "$(find "$T/results/latest/" -name 'heap.*')" ]
}
