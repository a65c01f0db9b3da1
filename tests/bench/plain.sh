#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/plain.sh PROGRAMS_DIR BARE_PROGRAM
#
# The plain pairs against a bare loop of the same system calls: the median of
# connect -> ack, both taken in turn in many short rounds, because the machine
# drifts. The figure is the median of the rounds' ratios; the target is 1.03.
set -u
programs=$1
bare=$2
rounds=${ROUNDS:-120}
tries=${TRIES:-300}
size=999
target=1.03
. "$(dirname "$0")/pair.bash"

ours_ns() { # transport
	pair_p50_ns "$programs" "$1" "$size" "$tries"
}

bare_ns() { # transport
	"$bare" "$1" "$size" "$tries" "$server_cpu" "$client_cpu" "$work/bare-records"
}

# The processors that the pair takes: the first two that we may run on.
read -r server_cpu client_cpu < <(taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' |
	awk -F- '{ for (c = $1; c <= (NF > 1 ? $2 : $1); c++) print c }' | head -n 2 | tr '\n' ' ')
client_cpu=${client_cpu:-$server_cpu}

status=0
for transport in tcp udp; do
	: >"$work/rounds"
	for ((round = 0; round < rounds; round++)); do
		# who goes first alternates
		if ((round % 2)); then
			mine=$(ours_ns "$transport") && its=$(bare_ns "$transport")
		else
			its=$(bare_ns "$transport") && mine=$(ours_ns "$transport")
		fi || { echo "bench: $transport: a round failed"; exit 1; }
		echo "$mine $its" >>"$work/rounds"
	done
	awk '{ print $1 / $2, $1, $2 }' "$work/rounds" | sort -n | awk -v t="$transport" -v limit="$target" '
		{ ratio[NR] = $1; mine[NR] = $2; its[NR] = $3 }
		END {
			middle = int((NR + 1) / 2)
			verdict = ratio[middle] <= limit ? "met" : "MISSED"
			printf "%-4s ours / bare loop, p50 of %d rounds: %.3f (quartiles %.3f to %.3f; target %.2f %s); in the middle round %.1f and %.1f us\n",
				t, NR, ratio[middle], ratio[int((NR + 3) / 4)], ratio[int((3 * NR + 3) / 4)],
				limit, verdict, mine[middle] / 1000, its[middle] / 1000
			exit verdict != "met"
		}' || status=1
done
exit $status
