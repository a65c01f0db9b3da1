#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/all.sh
#
# Every test there is, part by part; `make test-all` calls it. A part runs also
# after one that failed. At the end the seconds of each part, and in the last
# line the sum of all their counts: "N passed, N failed". A part whose build
# breaks, or that counts nothing, has failed once. Status 1 when something failed.
#
#   MAKE=  the make to call (default: make)
set -u
cd "$(dirname "$0")/.." || exit 1
[ $# -eq 0 ] || { sed -n '3,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"; exit 2; }
read -ra make <<<"${MAKE:-make}"
passed=0 failed=0 times=()
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT

# part NAME MAKE-ARGUMENT...
part() {
	local name=$1 started=$SECONDS ok='' bad='' status
	shift
	"${make[@]}" --no-print-directory "$@" 2>&1 | tee "$output"
	status=${PIPESTATUS[0]}
	read -r ok bad < <(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$output" | tail -n 1)
	: "${ok:=0}" "${bad:=0}"
	# A build can also break after the tests have counted.
	if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$ok" -eq 0 ]; }; then bad=1; fi
	passed=$((passed + ok)) failed=$((failed + bad))
	times+=("$(printf '%-12s %5d s  %5d passed, %d failed' "$name" $((SECONDS - started)) "$ok" "$bad")")
}

part desk test
part sanitizers test SANITIZE=address,undefined
part valgrind test-valgrind
part boards test-boards
part fuzz fuzz-short
printf '  %s\n' "${times[@]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
