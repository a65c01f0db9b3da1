#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/all.sh
#
# Every test there is, part by part; `make test-all` calls it. Lanes of parts run
# side by side, since most of a test's time is waiting (two lanes left half of two
# cores idle, and what `make test` runs has two streams); each line begins with the part that says it. A part runs also after
# one that failed. At the end the seconds of each part, why tests were skipped, and
# in the last line the sum of all their counts: "N passed, N failed, N skipped".
# A part whose build breaks, or that counts nothing, has failed once. Status 1
# when something failed.
#
#   MAKE=      the make to call (default: make)
#   WT_UNTIL=  when to begin no further file (tests/run.sh); the tests of `make test`
#              are all run, whatever the time
set -u
cd "$(dirname "$0")/.." || exit 1
[ $# -eq 0 ] || { sed -n '3,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"; exit 2; }
read -ra make <<<"${MAKE:-make}"
passed=0 failed=0 skipped=0 lanes=()
# Of each part NAME: NAME.out, what it said; NAME.ran, its exit status and seconds.
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'trap - INT TERM HUP; stop_lanes; exit 1' INT TERM HUP

stop_lanes() {
	local lane
	for lane in "${lanes[@]}"; do
		kill -TERM -- "-$lane" 2>/dev/null
	done
}

# run_part NAME MAKE-ARGUMENT...
run_part() {
	local name=$1 started=$SECONDS status
	shift
	"${make[@]}" --no-print-directory "$@" 2>&1 | tee "$folder/$name.out" | sed -u "s/^/$(printf '%-10s' "$name") | /"
	status=${PIPESTATUS[0]}
	echo "$status $((SECONDS - started))" >"$folder/$name.ran"
}

# lane FUNCTION: in the background, as a group of processes of its own that ends when we are ended.
lane() {
	set -m
	"$1" </dev/null &
	lanes+=($!)
	set +m
}

# count_part NAME: adds what it said to the sums, and its line to the table.
count_part() {
	local name=$1 ok='' bad='' left='' status=1 took=0 late=0
	[ ! -f "$folder/$name.ran" ] || read -r status took <"$folder/$name.ran"
	[ -f "$folder/$name.out" ] || : >"$folder/$name.out"
	read -r ok bad left < <(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1 \2 \4/p' "$folder/$name.out" | tail -n 1)
	: "${ok:=0}" "${bad:=0}" "${left:=0}"
	late=$(grep -c 'not begun, since the time is up$' "$folder/$name.out")
	# A build can also break after the tests have counted.
	if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((ok + late)) -eq 0 ]; }; then bad=1; fi
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
	printf '  %-12s %5d s  %5d passed, %d failed, %d skipped\n' "$name" "$took" "$ok" "$bad" "$left"
}

# Every test that failed, once more, since it stands among the lines of all lanes: with what it said, as the last thing
# that is said, so that also a short look at the end shows it.
tell_failures() {
	local name
	[ "$failed" -gt 0 ] || return 0
	echo "failed:"
	for name in "${parts[@]}"; do
		awk -v part="$name" '
			/^(not ok|FAILED) / { printf "  %s: %s\n", part, substr($0, 1, 130); left = 16; next }
			/^(ok|[0-9]+\.\.)/ { left = 0 }
			left > 0 && !/^# +from function/ { sub(/^[ #(]+/, ""); printf "      %s\n", substr($0, 1, 160); left-- }
		' "$folder/$name.out"
	done
}

parts=(desk valgrind fuzz sanitizers boards)
desk() {
	WT_UNTIL='' run_part desk test
}
# Under valgrind a program is some 30 times slower while the limits of its peer stay: where we may, its lane goes first.
valgrind() {
	renice -n -10 -p "$BASHPID" >/dev/null 2>&1 || :
	WT_STREAMS=1 run_part valgrind test-valgrind
}
# Where the time is limited, the lane that is always run to its end goes before what may be left out.
behind() {
	[ -z "${WT_UNTIL:-}" ] || renice -n 5 -p "$BASHPID" >/dev/null 2>&1 || :
}
sanitizers() {
	behind
	WT_STREAMS=1 run_part sanitizers test SANITIZE=address,undefined
	run_part fuzz fuzz-short
}
# Its files take the longest: builds by SDKs' compilers, kernels that start.
boards() {
	behind
	WT_UNTIL=${WT_UNTIL:+$((WT_UNTIL - 600))} run_part boards test-boards
}

# What all lanes want is there before any of them looks: nobody builds in another one's folder.
"${make[@]}" --no-print-directory -j "$(nproc)" all certs </dev/null || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
lane desk
lane sanitizers
lane boards
lane valgrind
wait "${lanes[@]}"
for name in "${parts[@]}"; do
	count_part "$name"
done
echo "longest:"
for name in "${parts[@]}"; do
	sed -nE "s/^(not )?ok [0-9]+ (.*[^ #])( #)? in ([0-9]+)[0-9]{3} ?ms.*/\\4 s $name: \\2/p" "$folder/$name.out"
done | sort -k 1,1nr | sed -n '1,20s/^/  /p'
cat "$folder"/*.out | grep -E '^[0-9]+ skipped: .' |
	awk '{ n = $1; sub(/^[0-9]+ skipped: /, ""); of[$0] += n } END { for (why in of) print of[why] " skipped: " why }' |
	sort -k 1,1nr -k 2
tell_failures
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
