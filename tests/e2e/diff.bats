#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Two folders of results: what changed, what is a regression, what is refused.

# shellcheck disable=SC2030,SC2031,SC2034
load helpers
load reports

# What is compared are times of about the same length, whatever this machine does meanwhile.
setup_file() {
	record_once || return 1
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	T=$BATS_FILE_TMPDIR COPY=$BATS_FILE_TMPDIR/run
	retime "*/*.client.jsonl" '600000 + .started_us % 997 * 10'
}

# slower NAME SERIES FACTOR: a copy whose times of one series are longer; sets COPY.
slower() {
	copy "$1"
	retime "$2/*.client.jsonl" ".total_ns * $3 | floor"
}

@test "the same results: no change, no regression" {
	not_under_valgrind
	desk diff "$BATS_FILE_TMPDIR/run" "$BATS_FILE_TMPDIR/run"
	desk_expect 0 "^tcp +16 .* 1.000 \[.* no detectable difference$" "^0 regressions over 5.0 %"
}

@test "a slower series is a regression, a faster one is not" {
	not_under_valgrind
	series=tls1.3-${VARIANTS%% *}
	slower worse "$series" 4
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 1 "^$series +16 .* 4.000 \[.* slower, REGRESSION$" "^2 regressions over 5.0 %"
	desk diff "$COPY" "$BATS_FILE_TMPDIR/run"
	desk_expect 0 "^$series +16 .* 0.250 \[.* faster$" "^0 regressions"
	desk diff --relative "$BATS_FILE_TMPDIR/run" "$COPY" --threshold=50%
	desk_expect 1 "over plain" "^2 regressions over 50.0 %"
	lacks "^tcp" "$T/desk.out"
	# All four times slower is no change of what is over plain.
	COPY=$T/all
	cp -r "$T/worse" "$COPY"
	for other in "$COPY"/*/; do
		[ "$(basename "$other")" = "$series" ] || retime "$(basename "$other")/*.client.jsonl" ".total_ns * 4"
	done
	desk diff --relative "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 0 "^0 regressions"
}

@test "a change below the threshold is told, but is no regression" {
	not_under_valgrind
	slower worse tcp 4
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY" --threshold 100%
	desk_expect 1
	slower less tcp 1.9
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY" --threshold 100%
	desk_expect 0 "^tcp +16 .* 1.900 "
}

@test "other boards, settings and emulated times are refused with the difference named" {
	not_under_valgrind
	copy board
	sed -i 's/"board": "[a-z0-9-]*"/"board": "other"/' "$COPY/plan.json"
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 2 "the two cannot be compared: board: $BOARD and other"
	rm -r "$COPY"
	copy core
	edit "*/*.jsonl" 'if .record == "run" then .facts.cpu = "another core" else . end'
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 2 "the two cannot be compared: processor: .* and another core"
	rm -r "$COPY"
	copy group
	edit "tls1.3-*/*.jsonl" 'if .record == "run" then .settings.group = "x25519" else . end'
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 2 "the two cannot be compared: tls1.3-[a-z]+: client's group: secp256r1 and x25519"
	rm -r "$COPY"
	copy sizes
	sed -i 's/^    999$/    555/' "$COPY/plan.json"
	edit "*/*.jsonl" 'if .size == 999 then .size = 555 elif .settings.sizes then .settings.sizes |= map(if . == 999 then 555 else . end) else . end'
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 2 "sizes: "
}

@test "another version of the library is no hindrance, but is told" {
	not_under_valgrind
	copy library
	edit "tls1.3-*/*.jsonl" 'if .record == "run" then .library.version = "99.9" else . end'
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 0 "^tls1.3-[a-z]+: .* 99.9, before "
}

@test "an option that the older version did not have is told, and refused only where its earlier meaning differs" {
	not_under_valgrind
	copy newer
	edit "*/*.jsonl" 'if .record == "run" then .version = "99.0" | .settings.window = 7 else . end'
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 0 "^settings that only one version knows, old and new: client's window: nothing and 7; server's window: nothing and 7$"
	[ "$(grep -o window "$T/desk.out" | wc -l)" -eq 2 ]
	rm -r "$COPY"
	copy same
	edit "*/*.jsonl" 'if .record == "run" then .settings.window = 7 else . end'
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 2 "the two cannot be compared: tcp: client's window: nothing and 7"
	rm -r "$COPY"
	copy counted
	edit "*/*.jsonl" 'if .record == "run" then .version = "0.0.1" | del(.settings.counters) else . end'
	desk diff "$COPY" "$BATS_FILE_TMPDIR/run"
	desk_expect 2 "the two cannot be compared: tcp: client's counters: off and on"
}

@test "wrong lines and missing folders" {
	not_under_valgrind
	desk diff
	desk_expect 2 "two folders are needed; valid: wiretoll diff OLD NEW"
	desk diff "$BATS_FILE_TMPDIR/run"
	desk_expect 2 "two folders are needed"
	desk diff "$BATS_FILE_TMPDIR/run" /nonexistent
	desk_expect 2 "/nonexistent: No such file"
	desk diff "$BATS_FILE_TMPDIR/run" "$BATS_FILE_TMPDIR/run" third
	desk_expect 2 "'third': not expected"
	desk diff "$BATS_FILE_TMPDIR/run" "$BATS_FILE_TMPDIR/run" --threshold 0
	desk_expect 2 "--threshold 0: not valid"
}
