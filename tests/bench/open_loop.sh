#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/open_loop.sh DIR
#
# Whether time grows with the rate as a queue says (--rate): the plain TCP pair of DIR, in modes connect and session, both ends on
# one core. A round first asks for a million tries a second, which tells the capacity, and then for 50, 90 and 110 % of that.
# Told is the median of the rounds of how long the middle try waited, in service times (one over the capacity).
#
#   50, 90 %   fewer than half a service time and five of them, and not beyond capacity
#   110 %      beyond capacity, with a queue that grows by the same for each try: the middle one waited half as long as N tries
#              lack, N (1 / achieved - 1 / asked), within a fifth
#
# A round whose capacity has changed meanwhile (its last try waited at 90 %, or none at 110 %) says nothing of a queue: it is left
# out, and where that are more than half of them it is too noisy to tell.
set -u
programs=$1
rounds=${ROUNDS:-15}
tries=${TRIES:-3000}
. "$(dirname "$0")/pair.bash"
command -v jq >/dev/null || { echo "open_loop: jq is not installed; scripts/setup.sh test"; exit 1; }

# at MODE RATE: "ACHIEVED MIDDLE LAST": tries a second, and how long the middle and the last try waited, in ns.
at() {
	serve 5 "$programs/tcp_server" --port 0 --timeout 10 --quiet --cpu 0 --mode "$1" || return 1
	rm -f "$work/records"
	"$programs/tcp_client" --port "$port" --sizes 64 --tries "$tries" --quiet --json "$work/records" --cpu 0 --mode "$1" --rate "$2" || return 1
	served || return 1
	jq -s --argjson rate "$2" -r '[.[] | select(.record == "try" and (.cold | not)) | .waited_ns // 0] | . as $waited | length as $n |
		(($n - 1) / (($n - 1) / $rate + ($waited[-1] - $waited[0]) / 1e9)) as $achieved |
		"\($achieved) \($waited | sort | .[$n / 2 | floor]) \($waited[-($n / 8 | floor):] | min)"' "$work/records"
}

# one MODE: a line "MIDDLE50 MIDDLE90 MIDDLE110 LINEAR" in service times, or "-" where the machine changed meanwhile.
one() {
	local capacity rest half most over
	read -r capacity rest < <(at "$1" 1000000) && [ -n "$capacity" ] || return 1
	capacity=${capacity%.*}
	half=$(at "$1" $((capacity / 2))) && most=$(at "$1" $((capacity * 9 / 10))) && over=$(at "$1" $((capacity * 11 / 10))) || return 1
	awk -v n="$tries" -v c="$capacity" -v a="$half" -v b="$most" -v o="$over" 'BEGIN {
		service = 1e9 / c; asked = int(c * 11 / 10)
		split(a, half, " "); split(b, most, " "); split(o, over, " ")
		lack = n * (1e9 / over[1] - 1e9 / asked)
		if (most[3] > n * service / 100 || over[3] < n * service / 100) { print "-"; exit }
		print half[2] / service, most[2] / service, over[2] / service, 2 * over[2] / lack
	}'
}

# middle COLUMN
middle() {
	cut -d' ' -f "$1" "$work/good" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

status=0
before_others
for mode in connect session; do
	rm -f "$work/all"
	for ((round = 0; round < rounds; round++)); do
		one $mode >>"$work/all" || { echo "open_loop: round $round of $mode failed"; exit 1; }
	done
	grep -v '^-' "$work/all" >"$work/good"
	good=$(wc -l <"$work/good")
	if [ $((2 * good)) -le "$rounds" ]; then
		echo "open loop, $mode: too noisy to tell: the machine's capacity changed in $((rounds - good)) of $rounds rounds"
		continue
	fi
	awk -v mode="$mode" -v good="$good" -v rounds="$rounds" -v a="$(middle 1)" -v b="$(middle 2)" -v c="$(middle 3)" -v l="$(middle 4)" 'BEGIN {
		met = a < 0.5 && b < 5 && c > 10 && l > 0.8 && l < 1.2
		printf "open loop, %s, median of %d rounds: the middle try waited %.2f, %.2f and %.1f service times at 50, 90 and 110 %% of capacity; ", mode, good, a, b, c
		printf "at 110 %% %.2f of a queue that grows evenly; %d rounds left out; target: queue %s\n", l, rounds - good, met ? "met" : "MISSED"
		exit !met
	}' || status=1
done
exit $status
