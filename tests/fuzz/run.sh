#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/fuzz/run.sh --build DIR --seconds N [--count] TARGET... [-- FLAG...]
#
# Runs each fuzz target its share of N seconds, from the seeds of
# tests/fuzz/seeds/<target> and from what earlier runs found worth keeping
# (DIR/corpus/<target>). Prints executions and edges reached per target; which
# share of the lines that is, `make fuzz-coverage` tells. Status 1 with a
# finding: the line names the input that reproduces it (DIR/artifacts) and what
# is wrong with it.
#
#   --count  ends with "N passed, N failed", a target each
#   FLAG     for libFuzzer, such as -jobs=4 or -seed=1
set -u
cd "$(dirname "$0")/../.." || exit 1
build='' seconds='' count='' targets=() flags=()

while [ $# -gt 0 ]; do
	case $1 in
	--build) build=$2; shift ;;
	--seconds) seconds=$2; shift ;;
	--count) count=1 ;;
	--) shift; flags=("$@"); break ;;
	*) targets+=("$1") ;;
	esac
	shift
done
[[ $seconds =~ ^[1-9][0-9]{0,6}$ ]] || { echo "fuzz: SECONDS=$seconds: not valid; valid: 1 to 9999999" >&2; exit 2; }
if [ ! -d "$build" ] || [ ${#targets[@]} -eq 0 ]; then
	echo "fuzz: no target was built in '$build'; make fuzz builds them" >&2
	exit 2
fi

# Files of the inputs are written by the hundred a second: to memory where there is some.
room=/dev/shm
[ -w "$room" ] || room=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d "$room/wt-fuzz.XXXXXX") || exit 1
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
export ASAN_OPTIONS=detect_stack_use_after_return=1:${ASAN_OPTIONS:-} UBSAN_OPTIONS=print_stacktrace=1:${UBSAN_OPTIONS:-}
symbolizer=$(command -v llvm-symbolizer) && export ASAN_SYMBOLIZER_PATH=$symbolizer

# The last figure of that name in the log.
figure() {
	sed -nE "s/$1/\1/p" "$log" | tail -n 1
}

# With -fork there is no sum at the end, but a line from time to time.
executions() {
	local runs
	runs=$(figure '^stat::number_of_executed_units: *([0-9]+)')
	[ -n "$runs" ] || runs=$(figure '^#([0-9]+): cov: .*')
	echo "${runs:-0}"
}

reached() {
	local edges
	edges=$(figure '.* cov: ([0-9]+) .*')
	echo "${edges:-0}"
}

# What a sanitizer, the target or libFuzzer itself says is wrong, in one line.
finding() {
	grep -m 1 -hE 'does not hold|ERROR: (Address|Leak|UndefinedBehavior)Sanitizer|runtime error|ERROR: libFuzzer' "$log" |
		sed -E 's/^==[0-9]+== *//; s/==[0-9]+==//'
}

# one TARGET SECONDS: status 1 with a finding.
one() {
	local target=$1 status=0 made
	local corpus=$build/corpus/$target
	log=$build/$target.log
	mkdir -p "$corpus" "$build/artifacts"
	"$build/search/$target" -max_total_time="$2" -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
		-dict=tests/fuzz/records.dict -artifact_prefix="$build/artifacts/$target-" "${flags[@]}" \
		"$corpus" "tests/fuzz/seeds/$target" >"$log" 2>&1 || status=$?
	printf '%-8s %12s executions, %s edges, %s s\n' "$target" "$(executions)" "$(reached)" "$2"
	[ "$status" -ne 0 ] || return 0
	made=$(figure '.*Test unit written to (.*)')
	echo "FINDING $target: $(finding); reproduce: $build/search/$target ${made:-(see $log)}"
	return 1
}

share=$((seconds / ${#targets[@]}))
[ "$share" -gt 0 ] || share=1
passed=0 failed=0
for target in "${targets[@]}"; do
	if one "$target" "$share"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
[ -z "$count" ] || echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
