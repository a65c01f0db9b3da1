#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: BUILD=build BOARD=host VARIANTS="wolfssl openssl" tests/run.sh [NAME]...
#
# Runs the unit tests that were built, then the bats files of tests/e2e/*/; NAMEs
# (parts of file names) pick some. The last line is "N passed, N failed, N
# skipped", after a line for each reason why tests were skipped; the status is 1
# when something failed or nothing ran. Behind a name stands how long it took.
# WT_VALGRIND=1 runs the end to end tests only, and tells them to put the programs
# under valgrind. There, and with SANITIZE= set, those of the house are left out:
# they are about scripts, builds and packages, and say the same each time. With
# WT_UNTIL= (seconds since 1970) no end to end file is begun after that moment: its
# tests are skipped, since the time is up.
set -u
cd "$(dirname "$0")/.." || exit 1
export BUILD=${BUILD:-build} BOARD=${BOARD:-host} VARIANTS=${VARIANTS:-wolfssl openssl} LC_ALL=C.UTF-8
limit_unit_s=300
limit_e2e_s=3600
passed=0
failed=0
skipped=0
late=0 # of those that were skipped: since the time was up
output=$(mktemp) || exit 1
reasons=$(mktemp) || exit 1 # a line for each test that was skipped
trap 'rm -f "$output" "$reasons"' EXIT

chosen() {
	local name
	[ ${#names[@]} -gt 0 ] || return 0
	for name in "${names[@]}"; do
		[[ $1 == *"$name"* ]] && return 0
	done
	return 1
}

# Adds what a TAP stream says to the counts; a test that was planned and never reported has failed,
# and so has a program that ends badly though all its tests passed (a leak, a crash at the end).
count() {
	local status=$1 ok bad skip planned missing
	skip=$(grep -cE '^ok .*# skip' "$output")
	ok=$(($(grep -c '^ok ' "$output") - skip))
	bad=$(grep -c '^not ok ' "$output")
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$output" | awk '{ n += $1 } END { print n + 0 }')
	missing=$((planned - ok - bad - skip))
	[ "$missing" -gt 0 ] && bad=$((bad + missing))
	[ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	[ "$planned" -eq 0 ] && [ "$bad" -eq 0 ] && bad=1
	passed=$((passed + ok))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
	note_reasons "$skip"
	last_bad=$bad
	last_ok=$ok
}

# Why so many tests were skipped: bats says it behind the name, a unit test in a line of its own.
note_reasons() {
	local told
	told=$(sed -nE 's/^ok .*# skip +(.*[^ ]) *$/\1/p; s/^# skipped: (.+)$/\1/p' "$output" | tee -a "$reasons" | wc -l)
	for ((; told < $1; told++)); do
		echo "no reason told" >>"$reasons"
	done
}

run_unit() {
	local program=$1 status
	CMOCKA_MESSAGE_OUTPUT=tap timeout -k 5 "$limit_unit_s" "$program" >"$output" 2>&1
	status=$?
	# cmocka writes a test that was skipped as "not ok N # SKIP name", from 1.1.8 on as "ok N # SKIP name"
	sed -i -E 's/^(not )?ok ([0-9]+) # SKIP *(.*)$/ok \2 \3 # skip/' "$output"
	count "$status"
	if [ "$last_bad" -eq 0 ]; then
		printf 'ok      %s (%s)\n' "$program" "$last_ok"
		return
	fi
	printf 'FAILED  %s (%s failed, exit status %s)\n' "$program" "$last_bad" "$status"
	sed 's/^/    /' "$output"
}

run_e2e() {
	local tests
	if [ -n "${WT_UNTIL:-}" ] && [ "$(date +%s)" -ge "$WT_UNTIL" ]; then
		tests=$(grep -c '^@test ' "$1")
		echo "$1: not begun, since the time is up"
		skipped=$((skipped + tests)) late=$((late + tests))
		yes "the time was up" | head -n "$tests" >>"$reasons"
		return
	fi
	timeout -k 5 "$limit_e2e_s" bats --tap --timing "$1" 2>&1 | tee "$output"
	count "${PIPESTATUS[0]}"
}

# Only what stands in the sources now: a build folder may hold programs of tests that are gone.
unit_programs() {
	local source name dir
	for source in tests/unit/*/test_*.c; do
		[ -e "$source" ] || continue
		name=${source#tests/unit/}
		name=${name%.c}
		# Word splitting is wanted: a list.
		# shellcheck disable=SC2086
		for dir in host/obj $(printf "$BOARD/%s " $VARIANTS); do
			[ ! -x "$BUILD/$dir/tests/$name" ] || echo "$BUILD/$dir/tests/$name"
		done
	done
}

names=("$@")
if [ "${WT_VALGRIND:-}" != 1 ]; then
	for program in $(unit_programs); do
		chosen "$program" && run_unit "$program"
	done
fi
for file in tests/e2e/*/*.bats; do
	# Those of boards need more than a desk has.
	[[ $file != */boards_* || ${WT_BOARDS:-} = 1 ]] || continue
	[[ $file != */house/* || -z ${SANITIZE:-}${WT_VALGRIND:-} ]] || continue
	[ -e "$file" ] && chosen "$file" && run_e2e "$file"
done
sort "$reasons" | uniq -c | sort -k 1,1nr | sed -E 's/^ *([0-9]+) /\1 skipped: /'
[ $((passed + failed + late)) -gt 0 ] || echo "no test ran: none was built or none is named ${names[*]:-}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ $((passed + late)) -gt 0 ]
