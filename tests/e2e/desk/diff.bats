#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Two folders of results: what changed, what is a regression, what is refused.

# shellcheck disable=SC2030,SC2031,SC2034
load ../support/helpers
load ../support/reports

# quiet: what else this machine did while the copy was made is taken out of its records, so that it is trusted.
quiet() {
	edit "*/*.jsonl" 'if .record == "run" then .facts.governor = "performance" elif .record == "end" then
		.involuntary_switches = 0 | .machine_busy_ns = .loop_cpu_ns | .machine_stolen_ns = 0 else . end'
}

# What is compared are times of about the same length, whatever this machine does meanwhile.
setup_file() {
	record_once || return 1
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	T=$BATS_FILE_TMPDIR COPY=$BATS_FILE_TMPDIR/run
	retime "*/*.client.jsonl" '600000 + .started_us % 997 * 10'
	quiet
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

@test "slower in a run that is not trusted is suspect, and no alarm, over plain as well" {
	not_under_valgrind
	series=tls1.3-${VARIANTS%% *}
	slower loaded "$series" 4
	edit "tcp/*.client.jsonl" 'if .record == "end" then .loop_ns = 1000000000 | .loop_cpu_ns = 0 | .loop_user_cpu_ns = 0 | .loop_system_cpu_ns = 0 | .machine_busy_ns = 2000000000 else . end'
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 3 "^$series +16 .* 4.000 \[.* slower, SUSPECT$" "^old: trusted; new: not trusted: load$" "^2 SUSPECT: slower, but" \
		"repeat both on a quiet machine" "^0 regressions"
	lacks ", REGRESSION" "$T/desk.out"
	desk diff --relative "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 3 "^$series +16 .* slower, SUSPECT$" "^2 SUSPECT: slower, but" "^0 regressions"
	lacks ", REGRESSION" "$T/desk.out"
	# Faster, or the same, is no alarm whatever the machine did.
	desk diff "$COPY" "$BATS_FILE_TMPDIR/run"
	desk_expect 0 "^0 regressions"
}

@test "where plain TCP is slower as well, it may be the machine: suspect" {
	not_under_valgrind
	slower all tcp 4
	retime "tls1.3-*/*.client.jsonl" ".total_ns * 4"
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 3 "^tcp +16 .* slower, SUSPECT$" "^tls1.3-${VARIANTS%% *} +16 .* slower, SUSPECT$" "SUSPECT: slower, but plain TCP and UDP are as well" \
		"repeat both on a quiet machine, or compare with --relative" "^old: trusted; new: trusted" "^0 regressions"
	# A series that became slower alone is one still, and so is a plain one where nothing else was measured.
	copy plain
	jq '.series |= map(select(.name == "tcp")) | .order |= map(map(select(. == "tcp")))' "$COPY/plan.json" >"$T/plan"
	mv "$T/plan" "$COPY/plan.json"
	rm -r "$COPY"/tls*
	cp -r "$COPY" "$T/slow"
	COPY=$T/slow retime "tcp/*.client.jsonl" ".total_ns * 4"
	desk diff "$T/plain" "$T/slow"
	desk_expect 1 "^tcp +16 .* slower, REGRESSION$"
}

# gone PATTERN [OPTION]...: the copy lacks what the run has, and does not pass.
gone() {
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY" "${@:2}"
	desk_expect 1 "^GONE, whole in the old one: $1$" "^0 regressions"
	desk diff "$COPY" "$BATS_FILE_TMPDIR/run" "${@:2}"
	lacks "GONE" "$T/desk.out"
}

@test "folders of two versions of wiretoll are told as such; rounds of two are unlike" {
	not_under_valgrind
	copy older
	edit "*/*.jsonl" 'if .record == "run" then .version = "0.8.7" else . end'
	desk diff "$COPY" "$BATS_FILE_TMPDIR/run"
	desk_expect 0 "^wiretoll: [0-9.]+, before 0.8.7$"
	desk diff "$BATS_FILE_TMPDIR/run" "$BATS_FILE_TMPDIR/run"
	lacks "^wiretoll: " "$T/desk.out"
	copy half
	edit "tcp/round-03.*.jsonl" 'if .record == "run" then .version = "0.8.7" else . end'
	desk report "$COPY"
	desk_expect 0 "rounds unlike: tcp round 3, client's version of wiretoll: [0-9.]+ and 0.8.7"
}

@test "a series that was whole and is not any more does not pass" {
	not_under_valgrind
	need_variant wolfssl openssl
	copy failed; sed -i '3s/"schema":1/"schema":2/' "$COPY/tls1.3-openssl/round-02.client.jsonl"; gone "tls1.3-openssl \(failed\)"
	copy short; rm "$COPY"/tls1.3-openssl/round-06.*; gone "tls1.3-openssl \(unfinished\)"
	copy empty; rm "$COPY"/tls1.3-openssl/*; gone "tls1.3-openssl \(not whole\)"
	copy less
	jq '.series |= map(select(.name != "tls1.3-openssl")) | .order |= map(map(select(. != "tls1.3-openssl")))' "$COPY/plan.json" >"$T/plan"
	mv "$T/plan" "$COPY/plan.json"; gone "tls1.3-openssl \(missing\)"
	copy plain; rm "$COPY"/tcp/*; gone "tcp \(not whole\), tls1.3-wolfssl \(no whole plain one beside it\), .*" --relative
	copy all; rm "$COPY"/t*/*
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 1 "^GONE, whole in the old one: tcp \(not whole\), tls1.3-wolfssl \(not whole\), tls1.3-openssl"
	# In both there is no plain one: nothing is gone, and --relative has nothing to compare.
	desk diff --relative "$T/plain" "$T/plain"
	desk_expect 2 "--relative needs a whole secure series with a whole plain one beside it in both, and there is none: tls1.3-wolfssl \(no whole plain one beside it in the old one\)"
	lacks "of the same size" "$T/desk.err"
}

@test "a change below the threshold is told, but is no regression" {
	not_under_valgrind
	series=tls1.3-${VARIANTS%% *}
	slower worse "$series" 4
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY" --threshold 100%
	desk_expect 1
	slower less "$series" 1.9
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY" --threshold 100%
	desk_expect 0 "^$series +16 .* 1.900 "
}

# more NAME SERIES FACTOR: a copy of the emulated folder whose programs took that many times the instructions; sets COPY.
more() {
	COPY=$T/$1
	cp -r "$T/emulated" "$COPY"
	for counts in "$COPY/$2"/*.guest.jsonl; do
		jq -c --argjson f "$3" 'if .record == "guest" then .instructions = (.instructions * $f | floor) else . end' "$counts" >"$T/counts"
		cp "$T/counts" "$counts"
	done
}

@test "of an emulated board instructions are compared: 1 % more is a regression, busy or not" {
	not_under_valgrind
	mkdir "$T/emulated"
	tar -xJf tests/goldens/emulated/recorded.tar.xz -C "$T/emulated" --strip-components=1
	desk diff "$T/emulated" "$T/emulated"
	desk_expect 0 "^Instructions of the board's end" "^tcp +64 .* 1.000 \[" "^0 regressions over 0.5 % among [0-9]+ verdicts$"
	more little tls1.3-wolfssl 1.004
	desk diff "$T/emulated" "$COPY"
	desk_expect 0 "^tls1.3-wolfssl +64 .* 1.004 \[.* more$" "^0 regressions"
	more one tls1.3-wolfssl 1.01
	desk diff "$T/emulated" "$COPY"
	desk_expect 1 "^tls1.3-wolfssl +64 .* 1.010 \[.* more, REGRESSION$" "^1 regression over 0.5 %"
	desk diff "$T/emulated" "$COPY" --threshold 2%
	desk_expect 0 "^0 regressions over 2.0 %"
	desk diff "$COPY" "$T/emulated"
	desk_expect 0 "^tls1.3-wolfssl +64 .* fewer$"
	# Counts that are not there any more are no pass.
	COPY=$T/uncounted
	cp -r "$T/emulated" "$COPY"
	rm "$COPY"/tls1.3-wolfssl/*.guest.jsonl
	desk diff "$T/emulated" "$COPY"
	desk_expect 1 "^GONE, whole in the old one: tls1.3-wolfssl \(its instructions were not counted\)$" "^0 regressions"
	desk diff --relative "$T/emulated" "$T/one"
	desk_expect 2 "^wiretoll diff: --relative is for times; instructions of an emulated board are no other on a busy machine; valid: without it"
}

@test "other boards and settings are refused with the difference named" {
	not_under_valgrind
	copy board
	sed -i 's/"board": "[a-z0-9-]*"/"board": "other"/' "$COPY/plan.json"
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 2 "the two cannot be compared: board: $BOARD and other"
	rm -r "$COPY"
	copy core
	# the first of them that differs is told, so each is changed before those that come ahead of it
	while IFS='|' read -r fact value told; do
		edit "*/*.jsonl" "if .record == \"run\" then .facts.$fact = $value else . end"
		desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
		desk_expect 2 "the two cannot be compared: $told$"
	done <<-'FACTS'
		cores|999|number of cores: [0-9]+ and 999
		model|"another model"|model: .* and another model
		machine|"m68k"|machine: [a-z0-9_]+ and m68k
		cpu|"another core"|processor: .* and another core
	FACTS
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
	desk_expect 2 "the two cannot be compared: tcp: client's counters: off and no-heap"
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

@test "handshakes that differ between the runs are told by series, and change no verdict" {
	not_under_valgrind
	series=tls1.3-${VARIANTS%% *}
	copy hello
	# another extension instead of supported_groups, as both ends saw it
	edit "$series/*.jsonl" 'if .record == "handshake" then .hellos[0].extensions |= map(if .[0] == 10 then [27, .[1]] else . end) else . end'
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 0 "^handshake of $series: the new one alone offers extension 27 compress_certificate \([0-9]+ B\)$" \
		"^handshake of $series: the old one alone offers extension 10 supported_groups \([0-9]+ B\)$" "^0 regressions"
	[ "$(grep -c '^handshake' "$T/desk.out")" -eq 2 ]
	# a folder of an older version tells none
	copy older
	edit "$series/*.jsonl" 'select(.record != "handshake")'
	desk diff "$COPY" "$BATS_FILE_TMPDIR/run"
	desk_expect 0 "^handshakes not compared, since only one of the two tells them: $series$"
	desk diff "$BATS_FILE_TMPDIR/run" "$BATS_FILE_TMPDIR/run"
	lacks "^handshake" "$T/desk.out"
}
