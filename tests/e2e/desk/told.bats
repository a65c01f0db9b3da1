#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # the helpers set and read ours
# How a command ends where it does not end well: its status, one line, and how to go on as it can be pasted.

load ../support/helpers
load ../support/reports

bats_require_minimum_version 1.5.0

setup_file() {
	record_once
}

# one_line PATTERN: that, and no more, is on the error output.
one_line() {
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && grep -qE -- "$1" "$T/desk.err" && return
	echo "not one line '$1', but:"
	cat "$T/desk.err"
	return 1
}

# into_full COMMAND...: a standard output that takes nothing.
into_full() {
	STATUS=0
	timeout -k 5 120 "$BUILD/host/wiretoll" "$@" >/dev/full 2>"$T/desk.err" 3>&- || STATUS=$?
	: >"$T/desk.out"
	flatten
}

# A small run of a plain transport.
a_run=(--variants "${VARIANTS%% *}" --transports tcp --sizes 16 --tries 2 --rounds 1)

@test "a standard output that cannot be written has a status of its own: of every command" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run words
	desk diff "$run" "$run"
	desk_expect 0
	for words in "diff $run $run" "report $run" "report $run $run" "report $run --csv -" "report $run --json -" "help" "help diff" \
		"diff --help" "run --help" "--version" "calibrate --help" "trace --help"; do
		# shellcheck disable=SC2086
		into_full $words
		desk_expect 4
		one_line "^wiretoll( [a-z]+)?: standard output: No space left on device$"
	done
	into_full run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" "${a_run[@]}"
	desk_expect 4
	[ "$(grep -c 'standard output: No space left on device' "$T/desk.err")" -eq 1 ]
	[ -s "$T/results/latest/report.txt" ]
	into_full run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" "${a_run[@]}" --quiet
	desk_expect 4
	one_line "^wiretoll run: standard output: No space left on device$"
}

@test "a traced exchange that cannot be printed" {
	not_under_valgrind
	need_variant openssl
	serve openssl/tls_server --trace --json "$T/server.jsonl"
	call openssl/tls_client --trace --sizes 16 --tries 1 --json "$T/client.jsonl"
	expect 0
	server_ends
	desk trace "$T/client.jsonl" "$T/server.jsonl"
	desk_expect 0
	into_full trace "$T/client.jsonl" "$T/server.jsonl"
	desk_expect 4
	one_line "^wiretoll trace: standard output: No space left on device$"
}

@test "a reader that goes away is told nothing" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run words
	for words in "report $run --json -" "report $run" "diff $run $run" "help run"; do
		# The reader has ended before the first byte.
		# shellcheck disable=SC2086
		{ sleep 0.3; "$BUILD/host/wiretoll" $words 2>"$T/desk.err" 3>&- || echo $? >"$T/status"; } | true
		[ ! -s "$T/desk.err" ] || { cat "$T/desk.err"; return 1; }
		[ "$(cat "$T/status")" -eq 4 ]
	done
}

@test "Ctrl-C while the report of a run is made ends it, and says how to come to the report" {
	not_under_valgrind
	local pid tries=500 signal hint
	mkdir "$T/bin" "$T/o dd"
	# a gnuplot that would draw for ever
	printf '#!/bin/bash\ntouch %q\nexec sleep 60\n' "$T/drawing" >"$T/bin/gnuplot"
	chmod +x "$T/bin/gnuplot"
	for signal in INT TERM; do
		rm -f "$T/drawing"
		PATH=$T/bin:$PATH "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/o dd" "${a_run[@]}" \
			>"$T/desk.out" 2>"$T/desk.err" 3>&- &
		pid=$!
		PIDS+=("$pid")
		until [ -e "$T/drawing" ]; do
			((tries-- > 0)) || { echo "no drawing"; return 1; }
			sleep 0.02
		done
		kill "-$signal" "$pid"
		server_ends "$pid" 10
		[ "$SERVER_STATUS" -eq $((128 + $(kill -l "$signal"))) ]
		hint=$(sed -n 's/^wiretoll run: stopped; what was measured is kept; go on with: //p' "$T/desk.err")
		[ -n "$hint" ]
	done
	bash -c "$hint" >"$T/desk.out" 2>"$T/desk.err" 3>&- && STATUS=0 || STATUS=$?
	flatten
	desk_expect 0 "^tcp +16"
}

@test "a hint names the program and a folder with blanks and quotes so that a shell takes them" {
	not_under_valgrind
	local hint
	COPY="$T/it's a run"
	cp -r "$BATS_FILE_TMPDIR/run" "$COPY"
	rm "$COPY/tcp"/round-06.*
	desk report "$COPY"
	desk_expect 1 "UNFINISHED"
	# the command ends with its quote
	hint=$(sed -n "s/.* UNFINISHED tcp: [^;]*; go on with: \([^ ]* run --continue '.* a run'\) .*/\1/p" "$T/desk.flat")
	[[ $hint == "$BUILD/host/wiretoll run --continue '"* ]] || { echo "$hint"; return 1; }
	bash -c "$hint --quiet" >"$T/desk.out" 2>"$T/desk.err" 3>&- && STATUS=0 || STATUS=$?
	flatten
	desk_expect 0
}

@test "calibrate: a wrong line is status 2 and one line, and leaves nothing" {
	not_under_valgrind
	desk calibrate --build "$BUILD" --board "$BOARD" --certs "$KEYS" --transports tls9 --out "$T/cal"
	desk_expect 2
	one_line "^wiretoll calibrate: --transports tls9: unknown transport; valid: tcp "
	[ ! -e "$T/cal" ]
	desk calibrate --build "$BUILD" --board "$BOARD" --certs "$KEYS" --transports dtls1.2 --sizes 9999 --out "$T/cal"
	desk_expect 2
	one_line "^wiretoll calibrate: --sizes: dtls1.2 cannot carry 9999 bytes"
	[ -z "$(find "$T/cal" -mindepth 1)" ]
	desk calibrate --build "$BUILD" --board "$BOARD" --variant nothing --out "$T/cal"
	desk_expect 2
	one_line "^wiretoll calibrate: .*nothing: No such file or directory; make it with: make BOARD="
}

@test "--until where there is no ratio to wait for is refused before anything is measured" {
	not_under_valgrind
	local line words
	while IFS='|' read -r line words; do
		# shellcheck disable=SC2086
		desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --sizes 16 --variants "${VARIANTS%% *}" $line
		desk_expect 2 "^wiretoll run: --until: $words"
		one_line .
		[ ! -e "$T/results" ]
	done <<-LINES
		--transports tcp,udp --tries 4 --rounds 2 --until 2%|there is no ratio to wait for, since nothing stands beside a secure transport; valid: its plain one \(tcp of tls, udp of dtls\), or two --variants
		--transports tls1.3 --tries 4 --rounds 2 --until 2%|there is no ratio to wait for
		--transports udp,tls1.3 --tries 4 --rounds 2 --until 2%|there is no ratio to wait for
		--transports tcp,tls1.3 --tries 5 --rounds 2 --until 2%|5 tries are not the same in each of 2 rounds; valid: --tries that is a multiple of --rounds
	LINES
	desk run --continue "$BATS_FILE_TMPDIR/run" --until 100% --quiet
	desk_expect 0
}
