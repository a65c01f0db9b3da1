#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/counters.sh BUILD_OF_BOARD CERTS VARIANT...
#
# What the extra counters cost: the median of `total` with --counters on against
# off, on both ends, in turn in many short rounds, because the machine drifts.
# The figure is the median of the rounds' ratios with its 95 % interval (order
# statistics, binomial); the target is 1.01. Met is what lies below it with its
# whole interval, missed what lies above it; where the interval holds 1.01 the
# rounds were too few, or the machine too busy, to tell.
set -u
build=$1
certs=$2
shift 2
rounds=${ROUNDS:-100}
tries=${TRIES:-40}
size=999
target=1.01
. "$(dirname "$0")/pair.bash"

total_ns() { # variant transport version on|off
	pair_p50_ns "$build/$1" "$2" "$size" "$tries" --certs "$certs" --tls-version "$3" --counters "$4"
}

compare() { # variant transport version
	local round with without
	: >"$work/rounds"
	for ((round = 0; round < rounds; round++)); do
		# who goes first alternates
		if ((round % 2)); then
			with=$(total_ns "$@" on) && without=$(total_ns "$@" off)
		else
			without=$(total_ns "$@" off) && with=$(total_ns "$@" on)
		fi || { echo "bench: $*: a round failed"; return 1; }
		echo "$with $without" >>"$work/rounds"
	done
	awk '{ print $1 / $2, $1, $2 }' "$work/rounds" | sort -n | awk -v what="$1 $2 $3" -v limit="$target" '
		{ ratio[NR] = $1; with[NR] = $2; without[NR] = $3 }
		END {
			middle = int((NR + 1) / 2)
			low = int((NR - 1.96 * sqrt(NR)) / 2)
			if (low < 1)
				low = 1
			high = NR + 1 - low
			verdict = ratio[high] <= limit ? "met" : ratio[low] > limit ? "MISSED" : "too noisy to tell"
			printf "%-20s counters on / off, p50 of %d rounds: %.4f (95 %%: %.4f to %.4f; target %.2f %s); in the middle round %.1f and %.1f us\n",
				what, NR, ratio[middle], ratio[low], ratio[high], limit, verdict,
				with[middle] / 1000, without[middle] / 1000
			exit verdict == "MISSED"
		}'
}

status=0
for variant in "$@"; do
	compare "$variant" tls 1.3 || status=1
	compare "$variant" dtls 1.2 || status=1
done
exit $status
