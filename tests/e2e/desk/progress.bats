#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a run says while it goes on: at a terminal one live line, in a log a line now and then, nothing when quiet.

bats_require_minimum_version 1.5.0
load ../support/helpers

# What a run is asked for: some cells, quickly made.
words() {
	# shellcheck disable=SC2054
	WORDS=(run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS%% *}" --transports tcp,tls1.3
		--tries 6 --rounds 3 --sizes 16 "$@")
}

# at_terminal COLUMNS [NAME=VALUE]... -- [OPTION]...: the same, its error output a terminal; the live lines lie in $T/live.
at_terminal() {
	local columns=$1 variables=()
	shift
	while [ "$1" != -- ]; do
		variables+=("$1")
		shift
	done
	words "${@:2}"
	STATUS=0
	timeout -k 5 120 env -u COLUMNS TERM=xterm "${variables[@]}" python3 tests/e2e/support/at_terminal.py "$columns" "$T/run.out" "$T/run.err" \
		"$BUILD/host/wiretoll" "${WORDS[@]}" 3>&- || STATUS=$?
	# What stands between two erasures; what comes before the first is no live line.
	python3 - "$T/run.err" >"$T/live" <<-'PYTHON'
		import sys
		for line in open(sys.argv[1], newline="").read().split("\r\033[K")[1:]:
		    print(line)
	PYTHON
}

# no_live WIDTH: each live line is one, and shorter than that.
shorter_than() {
	[ "$(wc -l <"$T/live")" -ge 8 ] || { said; return 1; }
	awk -v width="$1" 'length($0) >= width { print "too long: " $0; bad = 1 } END { exit bad }' "$T/live"
}

@test "at a terminal: what is done, how much is left, one line that is gone at the end" {
	not_under_valgrind
	at_terminal 80 --
	expect_status 0 "$STATUS" run
	shorter_than 80
	# 2 series, 3 rounds, and the heap of the secure one.
	grep -qx '0 of 7 cells: t[a-z0-9.-]*, round 1 of 3' "$T/live"
	grep -qE '^5 of 7 cells, about [0-9]+ s left: t[a-z0-9.-]+, round 3 of 3$' "$T/live"
	grep -qE '^6 of 7 cells, about [0-9]+ s left: tls1.3-[a-z]+, its heap$' "$T/live"
	[ -z "$(tail -n 1 "$T/live")" ]
	[ "$(wc -l <"$T/live")" -eq 8 ]
	lacks_escapes "$T/run.out"
}

lacks_escapes() {
	if grep -n $'[\r\033]' "$1"; then
		echo "escapes in ${1##*/}"
		return 1
	fi
}

@test "a narrow terminal, and COLUMNS: the line is cut, never wrapped" {
	not_under_valgrind
	at_terminal 30 --
	expect_status 0 "$STATUS" run
	shorter_than 30
	grep -q '^6 of 7 cells' "$T/live"
	# The names of series are not broken either.
	run ! grep -nE '^.{31}' <(sed -n '/ series:/,/ tries of each/p' "$T/run.err" | sed '$d')
	at_terminal 200 COLUMNS=44 --
	shorter_than 44
	at_terminal 50 COLUMNS=abc --
	shorter_than 50
}

@test "TERM=dumb, none, and no terminal: whole lines, few of them" {
	not_under_valgrind
	local began term
	for term in TERM=dumb TERM=; do
		at_terminal 80 "$term" --
		expect_status 0 "$STATUS" run
		lacks_escapes "$T/run.err"
		grep -qE '^7 cells in [0-9.]+ s, 0 failed; heap counted by 1 series$' "$T/run.err"
	done
	words --tries 60 --rounds 30
	began=$SECONDS
	timeout -k 5 120 "$BUILD/host/wiretoll" "${WORDS[@]}" >"$T/run.out" 2>"$T/run.err" 3>&-
	lacks_escapes "$T/run.err"
	grep -qE '^61 cells in [0-9.]+ s, 0 failed; heap counted by 1 series$' "$T/run.err"
	[ "$(grep -c 'of 61 cells' "$T/run.err")" -le $(((SECONDS - began + 1) / 5)) ] || { said; return 1; }
}

@test "a cell that fails stands whole above the live line; its later rounds are not waited for" {
	not_under_valgrind
	at_terminal 80 -- --certs "$CERTS/bad/server-expired"
	expect_status 1 "$STATUS" run
	grep -qE '^FAILED tls1.3-[a-z]+ in round 1: ' "$T/live"
	grep -qE '^[0-9] of 5 cells, 1 failed' "$T/live"
}

@test "--quiet: the folder of results, and nothing else" {
	not_under_valgrind
	at_terminal 80 -- --quiet
	expect_status 0 "$STATUS" run
	silent run
	[ "$(wc -l <"$T/run.out")" -eq 1 ]
	[ -s "$(cat "$T/run.out")/report.txt" ]
}

@test "one that is interrupted takes its line away and says how to go on" {
	not_under_valgrind
	local pid tries=500
	words --tries 3000 --rounds 100
	TERM=xterm python3 tests/e2e/support/at_terminal.py 80 "$T/run.out" "$T/run.err" "$BUILD/host/wiretoll" "${WORDS[@]}" 3>&- &
	PIDS+=("$!")
	while ! grep -q '3 of 201 cells' "$T/run.err" 2>/dev/null && ((tries-- > 0)); do sleep 0.02; done
	pid=$(pgrep -P "${PIDS[-1]}" wiretoll)
	kill -INT "$pid"
	wait "${PIDS[-1]}" || STATUS=$?
	expect_status 130 "$STATUS" run
	[[ "$(tail -n 1 "$T/run.err")" =~ $'\r\033[K'"wiretoll run: stopped by signal 2 (Interrupt); go on with: "[^\ ]+" run --continue $T/results/"[0-9TZa-z-]+$ ]] || { said; return 1; }
}
