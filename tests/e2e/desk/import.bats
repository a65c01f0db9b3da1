#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Two machines without a control channel: what batch_test.sh and pairs by hand leave behind becomes a folder for the report.

# shellcheck disable=SC2030,SC2031,SC2034
load ../support/helpers
load ../support/reports

# Once: a batch of all variants over loopback, in two rounds; $BATS_FILE_TMPDIR/c and s.
setup_file() {
	local server
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}" "${BOARD:=host}" "${VARIANTS:=wolfssl openssl}"
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	FIRST=$((20000 + RANDOM % 10000))
	batch s "$FIRST" -s -a 127.0.0.1 >"$BATS_FILE_TMPDIR/server.out" 2>&1 3>&- &
	server=$!
	batch c "$FIRST" -c 127.0.0.1 -n 4 -z 16,64 >"$BATS_FILE_TMPDIR/client.out" 2>&1 3>&- && wait "$server" && return
	kill "$server" 2>/dev/null
	cat "$BATS_FILE_TMPDIR/client.out" "$BATS_FILE_TMPDIR/server.out"
	return 1
}

# batch FOLDER PORT OPTION...: one end.
batch() {
	scripts/batch_test.sh "${@:3}" -b "$BOARD" -v "$VARIANTS" -r 2 -p "$2" -w 60 -d build/certs/ecdsa-p256 -o "$BATS_FILE_TMPDIR/$1"
}

# both: copies of the two folders that a test may change; sets C and S.
both() {
	not_under_valgrind
	C=$T/c S=$T/s
	rm -rf "$C" "$S"
	cp -r "$BATS_FILE_TMPDIR/c" "$BATS_FILE_TMPDIR/s" "$T/"
}

# import FOLDER...: sets STATUS and IMPORTED, the folder that was made.
import() {
	rm -rf "$T/out"
	desk import "$@" --out "$T/out"
	IMPORTED=$(sed -n 's/^Results: //p' "$T/desk.out")
}

# refused FILE PATTERN: one line that names the file, and nothing is left.
refused() {
	import "$C" "$S"
	desk_expect 1 "^wiretoll import: [^:]*$1.*$2"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] || { cat "$T/desk.err"; return 1; }
	[ -z "$(ls -A "$T/out" 2>/dev/null)" ] || { find "$T/out"; return 1; }
}

# changed FILE FILTER: every record of a file through jq.
changed() {
	jq -c "$2" "$1" >"$T/edited" && mv "$T/edited" "$1"
}

# all_runs FOLDER FILTER: the first record of every file below it.
all_runs() {
	local file
	for file in "$1"/*.jsonl "$1"/*/*.jsonl; do
		[ ! -e "$file" ] || changed "$file" "if .record == \"run\" then $2 else . end" || return 1
	done
}

# Sets ONE: of the client's files the one that was started first.
first_client() {
	ONE=$(jq -r 'select(.record == "run") | "\(.started_ns) \(input_filename)"' "$C"/*/*.jsonl | sort -n | sed -n '1s/^[^ ]* //p')
}

@test "a batch of both ends: imported, reported, told in every form" {
	both
	import "$C" "$S"
	desk_expect 0 "^[0-9]+ series in 2 rounds, both ends$"
	lacks "not paired" "$T/desk.out"
	[ "$(realpath "$T/out/latest")" = "$(realpath "$IMPORTED")" ]
	jq -e '.reach.way == "hand" and .rounds == 2 and .tries == 4 and .sizes == [16, 64] and (.order | length) == 2' "$IMPORTED/plan.json"
	# the files are what they were
	(cd "$C" && sha256sum -- */*.jsonl) | (cd "$IMPORTED" && sha256sum --quiet -c)
	(cd "$S" && sha256sum -- */*.jsonl) | (cd "$IMPORTED" && sha256sum --quiet -c)
	desk report "$IMPORTED" --json "$T/report.json" --csv "$T/report.csv" --markdown "$T/report.md" --html "$T/report.html"
	desk_expect 0 "started by hand, and the records of both imported" "in the order in which they were started"
	lacks "not paired" "$T/desk.out"
	jq -e '[.series[] | select(.state == "done")] | length >= 6 and all((.server_costs | tostring | length) > 100)' "$T/report.json"
	jq -e '[.series[] | select(.kind == "tls1.3") | .client_run.settings.counters] | all(. == "no-heap")' "$T/report.json"
	! has_variant openssl || ! has_variant wolfssl || {
		desk_expect 0 "UNSUPPORTED" "mutual authentication"
		jq -e '[.pairs[] | select(.kind == "library")] | length > 0' "$T/report.json"
	}
	desk diff "$IMPORTED" "$IMPORTED"
	desk_expect 0 "^0 regressions"
	desk run --continue "$IMPORTED"
	desk_expect 1 "imported, so there is nothing to go on with"
}

@test "without the server's end the report says what is missing" {
	both
	import "$C"
	desk_expect 0 "the client's end alone: what only the server tells is missing$"
	[ -z "$(find "$IMPORTED" -name '*.server.jsonl')" ]
	desk report "$IMPORTED" --json "$T/report.json"
	desk_expect 0 "the client's records alone were imported" "one end: the server's records were not imported" \
		"server authenticated \(the client: not told\)" "costs, on the client's end"
	lacks "NOT mutually|no record on the server's side" "$T/desk.out"
	jq -e '[.series[] | select(.state == "done")] | length > 0 and all(.server_run == null)' "$T/report.json"
}

@test "ends that waited in two ways are no pair" {
	both; changed "$S/tcp/round-01.server.jsonl" 'if .record == "run" then .settings.wait = "spin" else . end'
	refused "s/tcp/round-01.server.jsonl" "it waited by spin, but the plan says block"
}

@test "files that are half, edited, foreign or mixed: one line that names the file, nothing is made" {
	local one=tls1.3-${VARIANTS%% *} other
	both; sed -i '$d' "$C/$one/round-02.client.jsonl"; refused "c/$one/round-02.client.jsonl" "half a file"
	both; sed -i '$d' "$S/tcp/round-01.server.jsonl"; refused "s/tcp/round-01.server.jsonl" "half a file"
	both; changed "$C/tcp/round-01.client.jsonl" 'if .record == "end" then .ok = false | .reason = "no answer" else . end'
	refused "c/tcp/round-01.client.jsonl" "its run failed \(no answer\)"
	both; rm "$C/$one/round-02.client.jsonl"; refused "s/$one/round-02.server.jsonl" "no records of its client"
	both; rm "$S/$one/round-02.server.jsonl"; refused "c/$one/round-02.client.jsonl" "no records of its server"
	both; rm "$C/$one/round-02.client.jsonl" "$S/$one/round-02.server.jsonl"; refused "c/" "as many of each"
	both; changed "$C/udp/round-01.client.jsonl" 'if .record == "try" and .ok then .total_ns += 1000000 else . end'
	refused "c/udp/round-01.client.jsonl" "line "
	both; changed "$S/$one/round-01.server.jsonl" 'if .record == "try" and .try == 1 then .receive_bytes_in += 1 else . end'
	refused "c/$one/round-01.client.jsonl and " "the two ends do not fit"
	both; echo notes >"$C/tcp/notes.jsonl"; refused "c/tcp/notes.jsonl" "its first line is no whole record"
	both; cp "$S/tcp/round-01.server.jsonl" "$C/tcp/"; refused "c/tcp/round-01.server.jsonl" "no records of a client"
	both; mv "$C/tcp/round-01.client.jsonl" "$C/x"; mv "$C/tcp/round-02.client.jsonl" "$C/tcp/round-01.client.jsonl"
	mv "$C/x" "$C/tcp/round-02.client.jsonl"
	changed "$C/tcp/round-01.client.jsonl" '.started_ns = if .record == "run" then 1 else .started_ns end'
	refused "c/tcp/round-0" "records are those of another cell|no records of its"
	both; changed "$C/udp/round-02.client.jsonl" 'if .record == "run" then .boot = "another" else . end'
	refused "c/udp/round-02.client.jsonl" "of another machine or boot"
	both; changed "$C/udp/round-02.client.jsonl" 'if .record == "run" then .settings.json = "results/elsewhere/udp/round-02.client.jsonl" else . end'
	refused "c/udp/round-02.client.jsonl and " "its records are of another run: written to elsewhere"
	both; changed "$C/udp/round-02.client.jsonl" 'if .record == "run" then .settings.tries = 9 else . end'
	refused "c/udp/round-02.client.jsonl" "of 9 tries a size"
	both; changed "$C/tcp/round-01.client.jsonl" 'if .record == "run" then .settings.hold = 5 else . end'
	refused "c/tcp/round-01.client.jsonl" "its sessions were held"
	both; rm "$C/$one"/round-* "$S/$one"/round-*
	refused "c/$one/heap.client.jsonl" "counts the heap of a series that has no round here"
	both; rm -rf "${C:?}"/*; refused "c" "holds no records"
	has_variant openssl && has_variant wolfssl || return 0
	# what is of another library than its place tells
	both; changed "$S/tls1.2-openssl/round-01.server.jsonl" 'if .record == "run" then .variant = "wolfssl" else . end'
	refused "c/tls1.2-openssl/round-0" "its server is of variant"
}

@test "what no plan can say is refused, and nothing is made" {
	local case
	both; all_runs "$C" '.address = ""'; refused "c/[^:]*" "'address' is missing"
	both; rm "$C"/*/heap.* "$S"/*/heap.*; all_runs "$C" '.settings.tries = 9000000'
	refused "c" "holds 18000000 tries of each size; valid: up to 10000000"
	for case in "'cpu' is 100001; valid: 0 to 100000|.cpu = 100001" \
		"'started_us' is 11529[0-9]*; valid: 0 to 9223372036854775|.started_us = 1152921504606846977"; do
		both; first_client; changed "$ONE" "if .record == \"run\" then ${case#*|} else . end"
		refused "${ONE#"$T/"}" "${case%|*}"
	done
}

@test "a file that does not tell its folder leaves the name to the others" {
	both; first_client
	changed "$ONE" 'if .record == "run" then .settings.json = null else . end'
	import "$C" "$S"
	desk_expect 0
	desk report "$IMPORTED"
	desk_expect 0
	lacks "of another run" "$T/desk.out"
}

@test "an imported folder is read as strictly as any other" {
	local one=tls1.3-${VARIANTS%% *}
	both
	import "$C" "$S"
	cp "$IMPORTED/$one/round-01.client.jsonl" "$IMPORTED/$one/round-02.client.jsonl"
	desk report "$IMPORTED"
	desk_expect 1 "FAILED.*$one.*records are those of another cell"
	import "$C" "$S"
	rm "$IMPORTED/$one/round-02.server.jsonl"
	desk report "$IMPORTED"
	desk_expect 1 "UNFINISHED.*$one.*import it again"
	import "$C" "$S"
	jq '.reach.one_end = "no" | .reach.way = "by car"' "$IMPORTED/plan.json" >"$T/plan" && mv "$T/plan" "$IMPORTED/plan.json"
	desk report "$IMPORTED"
	desk_expect 1 "'reach' is missing or not valid"
}

# by_hand VARIANT NAME: one exchange by hand; its records lie in $T/hand/c and s.
by_hand() {
	mkdir -p "$T/hand/c" "$T/hand/s"
	serve "$1/tls_server" --json "$T/hand/s/$2.jsonl"
	call "$1/tls_client" --tries 3 --sizes 16 --json "$T/hand/c/$2.jsonl"
	expect 0 && server_ends
}

@test "pairs by hand: in turn they are compared, one block after the other they are not" {
	not_under_valgrind
	need_variant wolfssl openssl
	by_hand wolfssl a; by_hand openssl b; by_hand openssl c; by_hand wolfssl d
	import "$T/hand/c" "$T/hand/s"
	desk_expect 0 "^2 series in 2 rounds, both ends$"
	desk report "$IMPORTED" --json "$T/report.json"
	desk_expect 0 "faster|slower|no difference|no detectable difference"
	lacks "not paired|NO RATIO" "$T/desk.out"
	rm -rf "$T/hand"
	by_hand wolfssl a; by_hand wolfssl b; by_hand openssl c; by_hand openssl d
	import "$T/hand/c" "$T/hand/s"
	desk_expect 0 "^not paired: round 1 was not over when round 2 began, so there is no ratio and no verdict$"
	desk report "$IMPORTED"
	desk_expect 0 "NO RATIO.* of tls1.3-openssl over tls1.3-wolfssl: not paired" "not trusted:.*not paired" "not paired: round 1 was not over"
	# a machine that tells no boot has the wall clock alone
	for end in c s; do
		all_runs "$T/hand/$end" 'del(.boot, .started_ns)'
	done
	import "$T/hand/c" "$T/hand/s"
	desk_expect 0 "^not paired: round 1 was not over when round 2 began"
	# one round of each has nothing to be paired with
	rm "$T"/hand/*/{b,d}.jsonl
	import "$T/hand/c" "$T/hand/s"
	desk_expect 0 "^2 series in 1 round, both ends$"
	desk report "$IMPORTED"
	desk_expect 0 "rounds: there is one round"
}

@test "one library's server for both: told as the other end of a board is" {
	not_under_valgrind
	need_variant wolfssl openssl
	mkdir -p "$T/hand/c" "$T/hand/s"
	for name in wolfssl-1 openssl-1 openssl-2 wolfssl-2; do
		serve openssl/tls_server --json "$T/hand/s/$name.jsonl"
		call "${name%-*}/tls_client" --tries 3 --sizes 16 --json "$T/hand/c/$name.jsonl"
		expect 0 && server_ends
	done
	import "$T/hand/c" "$T/hand/s"
	desk_expect 0
	jq -e '.reach.peer_variant == "openssl" and all(.series[]; .peer == "openssl")' "$IMPORTED/plan.json"
	desk report "$IMPORTED"
	desk_expect 0 "the other end: board $BOARD, variant openssl"
	lacks "NO RATIO" "$T/desk.out"
}

@test "a wrong line of import is refused" {
	desk import
	desk_expect 2 "a folder is needed; valid: wiretoll import CLIENT-DIR \[SERVER-DIR\]"
	desk import a b c
	desk_expect 2 "'c': not expected; valid: wiretoll import CLIENT-DIR"
	desk import "$T/none"
	desk_expect 1 "none: No such file or directory; valid: a folder that pairs or batch_test.sh left behind"
	desk import --help
	desk_expect 0 "--out DIR" "Without SERVER-DIR the report says"
}

@test "clients at once by hand are rows of their own; a number that no row has is refused" {
	not_under_valgrind
	local n=0 clients
	C=$T/c S=$T/s
	mkdir "$C" "$S"
	for clients in 1 4 4 1; do
		n=$((n + 1))
		serve "$(plain_variant)/tcp_server" --json "$S/$n.jsonl"
		call "$(plain_variant)/tcp_client" --sizes 64 --tries 16 --parallel "$clients" --json "$C/$n.jsonl"
		expect 0 && server_ends
	done
	import "$C" "$S"
	desk_expect 0 "^2 series in 2 rounds, both ends$"
	desk report "$IMPORTED" --json "$T/r.json"
	jq -e '[.series[] | .kind] == ["tcp", "tcp_clients4"] and all(.series[].sizes[]; .exchanges_per_second > 0)' "$T/r.json" >/dev/null
	changed "$C/2.jsonl" 'if .record == "run" then .settings.parallel = 8 else . end'
	refused c/2.jsonl "its 'parallel' is 8, which no row of a report has; valid: 1 4 16 64 256 1000"
}
