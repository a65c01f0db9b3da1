#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/plain.sh PROGRAMS_DIR BARE_PROGRAM
#
# The plain pairs against a bare loop of the same system calls: the median of
# connect -> ack, both taken in turn in many short rounds, because the machine
# drifts. The figure is the median of the rounds' ratios with its 95 % interval
# (order statistics, binomial), and it is judged with both ends on one core: met
# is 1.03 with the whole interval below. On two cores most of the time is the
# kernel's, waking a core that sleeps; that is told without a verdict.
set -u
programs=$1
bare=$2
rounds=${ROUNDS:-120}
tries=${TRIES:-300}
size=999
target=1.03
. "$(dirname "$0")/pair.bash"
# Both sides alike: what else runs on the core should not decide who of the two was faster. Root may ask for that.
renice -n -20 -p $$ >/dev/null 2>&1 || :

ours_ns() { # transport
	pair_p50_ns "$programs" "$1" "$size" "$tries" "${pinned[@]}"
}

bare_ns() { # transport
	"$bare" "$1" "$size" "$tries" "$server_cpu" "$client_cpu" "$work/bare-records"
}

compare() { # transport rounds limit: with "-" there is no verdict
	local transport=$1 round mine its cores
	cores=$([ "$server_cpu" = "$client_cpu" ] && echo "one core" || echo "two cores")
	: >"$work/rounds"
	for ((round = 0; round < $2; round++)); do
		# who goes first alternates
		if ((round % 2)); then
			mine=$(ours_ns "$transport") && its=$(bare_ns "$transport")
		else
			its=$(bare_ns "$transport") && mine=$(ours_ns "$transport")
		fi || { echo "bench: $transport: a round failed"; return 1; }
		echo "$mine $its" >>"$work/rounds"
	done
	tell_ratios "$(printf '%-14s ours / bare loop' "$transport, $cores")" 3 "$3" "no target: mostly the wake-ups of idle cores" <"$work/rounds"
}

# The processors that the pair takes: the first two that we may run on.
read -r server_cpu second_cpu < <(taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' |
	awk -F- '{ for (c = $1; c <= (NF > 1 ? $2 : $1); c++) print c }' | head -n 2 | tr '\n' ' ')

status=0
for transport in tcp udp; do
	client_cpu=$server_cpu pinned=(--cpu "$server_cpu")
	compare "$transport" "$rounds" "$target" || status=1
	[ -n "${second_cpu:-}" ] || continue
	client_cpu=$second_cpu pinned=()
	compare "$transport" $(((rounds + 3) / 4)) - || status=1
done
exit $status
