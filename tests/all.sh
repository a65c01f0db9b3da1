#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/all.sh
#
# Every test there is, part by part; `make test-all` calls it. A part runs also
# after one that failed. At the end the seconds of each part, why tests were
# skipped, and in the last line the sum of all their counts: "N passed, N
# failed, N skipped". A part whose build breaks, or that counts nothing, has
# failed once. Status 1 when something failed.
#
#   MAKE=  the make to call (default: make)
set -u
cd "$(dirname "$0")/.." || exit 1
[ $# -eq 0 ] || { sed -n '3,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"; exit 2; }
read -ra make <<<"${MAKE:-make}"
passed=0 failed=0 skipped=0 times=()
output=$(mktemp) || exit 1
reasons=$(mktemp) || exit 1 # "N skipped: WHY" a line, of all parts
trap 'rm -f "$output" "$reasons"' EXIT

# part NAME MAKE-ARGUMENT...
part() {
	local name=$1 started=$SECONDS ok='' bad='' left='' status
	shift
	"${make[@]}" --no-print-directory "$@" 2>&1 | tee "$output"
	status=${PIPESTATUS[0]}
	read -r ok bad left < <(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1 \2 \4/p' "$output" | tail -n 1)
	: "${ok:=0}" "${bad:=0}" "${left:=0}"
	grep -E '^[0-9]+ skipped: .' "$output" >>"$reasons"
	# A build can also break after the tests have counted.
	if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$ok" -eq 0 ]; }; then bad=1; fi
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
	times+=("$(printf '%-12s %5d s  %5d passed, %d failed, %d skipped' "$name" $((SECONDS - started)) "$ok" "$bad" "$left")")
}

part desk test
part sanitizers test SANITIZE=address,undefined
part valgrind test-valgrind
part boards test-boards
part fuzz fuzz-short
printf '  %s\n' "${times[@]}"
awk '{ n = $1; sub(/^[0-9]+ skipped: /, ""); of[$0] += n } END { for (why in of) print of[why] " skipped: " why }' "$reasons" |
	sort -k 1,1nr -k 2
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
