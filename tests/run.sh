#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: BUILD=build BOARD=host VARIANTS="wolfssl openssl" tests/run.sh [NAME]...
#
# Runs the unit tests that were built, then the bats files of tests/e2e/*/; NAMEs
# (parts of file names) pick some. The last line is "N passed, N failed, N
# skipped", after a line for each reason why tests were skipped; the status is 1
# when something failed or nothing ran. Behind a name stands how long it took.
# Most of a test's time is waiting, so WT_STREAMS= files run side by side (default: as
# many as there are processors); what a file says is told when it has ended, whole.
# WT_VALGRIND=1 runs the end to end tests only, and tells them to put the programs
# under valgrind. There, and with SANITIZE= set, those of the house are left out:
# they are about scripts, builds and packages, and say the same each time. With
# WT_UNTIL= (seconds since 1970) no end to end file is begun after that moment: its
# tests are skipped, since the time is up; but for those of the protocol choices,
# which go first there.
set -u
cd "$(dirname "$0")/.." || exit 1
export BUILD=${BUILD:-build} BOARD=${BOARD:-host} VARIANTS=${VARIANTS:-wolfssl openssl} LC_ALL=C.UTF-8
streams=${WT_STREAMS:-$(nproc)}
[[ $streams =~ ^[1-9][0-9]?$ ]] || { echo "run.sh: WT_STREAMS=$streams: not valid; valid: 1 to 99" >&2; exit 2; }
limit_unit_s=300
limit_e2e_s=3600
# Of each file that ran, by its number: N.out, what it said; N.counts: passed, failed, skipped, and of those late ones.
folder=$(mktemp -d) || exit 1
# Each value of each axis, with each library, version and role: no check leaves them out.
matrix=(tests/e2e/pairs/{psk,resume,early,cid,mtu,choices}.bats)
reasons=$folder/reasons # a line for each test that was skipped
begun=0
trap 'rm -rf "$folder"' EXIT
# Where python3 is a script of a version manager, that takes longer than what is called: the one behind it is.
mkdir "$folder/bin" && python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) && ln -s "$python" "$folder/bin/python3" &&
	export PATH=$folder/bin:$PATH
trap 'trap - INT TERM HUP; stop_streams; exit 1' INT TERM HUP

# Each stream is a group of processes of its own; `timeout` makes one more, and passes on what ends it.
stop_streams() {
	local job
	for job in $(jobs -p); do
		kill -TERM -- "-$job" $(pgrep -P "$job") 2>/dev/null
	done
	wait
}

# in_stream FUNCTION FILE: as soon as fewer than so many run. A test that is to be interrupted must find SIGINT as it is
# at a terminal, and a shell's background has it ignored unless it is a job of its own.
in_stream() {
	while [ "$(jobs -rp | wc -l)" -ge "$streams" ]; do
		wait -n
	done
	begun=$((begun + 1))
	set -m
	"$1" "$2" "$folder/$(printf %04d "$begun")" </dev/null &
	set +m
}

# told OUTPUT: whole, since other streams say something, too.
told() {
	flock "$folder" cat "$1"
}

chosen() {
	local name
	[ ${#names[@]} -gt 0 ] || return 0
	for name in "${names[@]}"; do
		[[ $1 == *"$name"* ]] && return 0
	done
	return 1
}

# count OUTPUT STATUS: what a TAP stream says, to COUNTS; a test that was planned and never reported has failed,
# and so has a program that ends badly though all its tests passed (a leak, a crash at the end).
count() {
	local output=$1 status=$2 ok bad skip planned missing
	skip=$(grep -cE '^ok .*# skip' "$output")
	ok=$(($(grep -c '^ok ' "$output") - skip))
	bad=$(grep -c '^not ok ' "$output")
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$output" | awk '{ n += $1 } END { print n + 0 }')
	missing=$((planned - ok - bad - skip))
	[ "$missing" -gt 0 ] && bad=$((bad + missing))
	[ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	[ "$planned" -eq 0 ] && [ "$bad" -eq 0 ] && bad=1
	note_reasons "$output" "$skip"
	COUNTS=("$ok" "$bad" "$skip" 0)
}

# Why so many tests were skipped: bats says it behind the name, a unit test in a line of its own.
note_reasons() {
	local told
	told=$(sed -nE 's/^ok .*# skip +(.*[^ ]) *$/\1/p; s/^# skipped: (.+)$/\1/p' "$1" | tee -a "$reasons" | wc -l)
	for ((; told < $2; told++)); do
		echo "no reason told" >>"$reasons"
	done
}

run_unit() {
	local program=$1 output=$2.out status
	CMOCKA_MESSAGE_OUTPUT=tap timeout -k 5 "$limit_unit_s" "$program" >"$output.tap" 2>&1
	status=$?
	# cmocka writes a test that was skipped as "not ok N # SKIP name", from 1.1.8 on as "ok N # SKIP name"
	sed -i -E 's/^(not )?ok ([0-9]+) # SKIP *(.*)$/ok \2 \3 # skip/' "$output.tap"
	count "$output.tap" "$status"
	if [ "${COUNTS[1]}" -eq 0 ]; then
		printf 'ok      %s (%s)\n' "$program" "${COUNTS[0]}" >"$output"
	else
		printf 'FAILED  %s (%s failed, exit status %s)\n' "$program" "${COUNTS[1]}" "$status" >"$output"
		sed 's/^/    /' "$output.tap" >>"$output"
	fi
	echo "${COUNTS[@]}" >"$2.counts"
	told "$output"
}

is_matrix() {
	[[ " ${matrix[*]} " == *" $1 "* ]]
}

run_e2e() {
	local file=$1 output=$2.out status tests at_once
	echo "$file" >"$output"
	if [ -n "${WT_UNTIL:-}" ] && [ "$(date +%s)" -ge "$WT_UNTIL" ] && ! is_matrix "$file"; then
		tests=$(grep -c '^@test ' "$file")
		echo "$file: not begun, since the time is up" >"$output"
		COUNTS=(0 0 "$tests" "$tests")
		yes "the time was up" | head -n "$tests" >>"$reasons"
	else
		# tests that do little but wait say how many of them may run at the same time
		mapfile -t at_once < <(sed -nE 's/^# Tests at the same time: ([2-9])$/--jobs\n\1/p' "$file")
		command -v parallel >/dev/null || at_once=()
		timeout -k 5 "$limit_e2e_s" bats --tap --timing "${at_once[@]}" "$file" >>"$output" 2>&1
		status=$?
		count "$output" "$status"
	fi
	echo "${COUNTS[@]}" >"$2.counts"
	told "$output"
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
		chosen "$program" && in_stream run_unit "$program"
	done
fi
files=(tests/e2e/*/*.bats)
# What the programs do goes first where the time may not do for all; what scripts and builds do says the same there.
[ -z "${SANITIZE:-}${WT_VALGRIND:-}" ] || files=("${matrix[@]}" tests/e2e/pairs/*.bats tests/e2e/[!hp]*/*.bats)
listed=" "
for file in "${files[@]}"; do
	[[ $listed != *" $file "* ]] || continue
	listed+="$file "
	# Those of boards need more than a desk has.
	[[ $file != */boards_* || ${WT_BOARDS:-} = 1 ]] || continue
	[ -e "$file" ] && chosen "$file" && in_stream run_e2e "$file"
done
while [ -n "$(jobs -rp)" ]; do
	wait -n
done

# One that was ended before it had counted has failed.
for ((n = 1; n <= begun; n++)); do
	[ -e "$folder/$(printf %04d "$n").counts" ] || echo 0 1 0 0 >"$folder/$(printf %04d "$n").counts"
done
read -r passed failed skipped late < <(cat "$folder"/*.counts /dev/null | awk '{ p += $1; f += $2; s += $3; l += $4 } END { print p + 0, f + 0, s + 0, l + 0 }')
touch "$reasons"
sort "$reasons" | uniq -c | sort -k 1,1nr | sed -E 's/^ *([0-9]+) /\1 skipped: /'
[ $((passed + failed + late)) -gt 0 ] || echo "no test ran: none was built or none is named ${names[*]:-}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ $((passed + late)) -gt 0 ]
