#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/counters.sh BUILD_OF_BOARD CERTS VARIANT...
#
# What the extra counters cost: the median of `total` with --counters no-heap, as in
# the rounds of `wiretoll run`, against off, on both ends, in turn in many short
# rounds, because the machine drifts. The heap is counted in a cell of its own, of
# which no time is told; what that would cost is shown below (on against off).
# The figure is the median of the rounds' ratios with its 95 % interval (order
# statistics, binomial); the target is 1.01. Met is what lies below it with its
# whole interval, missed what lies above it; where the interval holds 1.01 the
# rounds were too few, or the machine too busy, to tell.
set -u
build=$1
certs=$2
shift 2
rounds=${ROUNDS:-300}
tries=${TRIES:-48}
size=999
target=1.01
. "$(dirname "$0")/pair.bash"

total_ns() { # variant transport version on|no-heap|off
	pair_p50_ns "$build/$1" "$2" "$size" "$tries" --certs "$certs" --tls-version "$3" --counters "$4"
}

compare() { # on|no-heap variant transport version
	local counted=$1 round with without limit=$target
	shift
	: >"$work/rounds"
	for ((round = 0; round < rounds; round++)); do
		# who goes first alternates
		if ((round % 2)); then
			with=$(total_ns "$@" "$counted") && without=$(total_ns "$@" off)
		else
			without=$(total_ns "$@" off) && with=$(total_ns "$@" "$counted")
		fi || { echo "bench: $*: a round failed"; return 1; }
		echo "$with $without" >>"$work/rounds"
	done
	[ "$counted" = no-heap ] || limit=-
	# noise is no miss
	tell_ratios "$(printf '%-20s counters %s / off' "$*" "$counted")" 4 "$limit" "no target: no time is told of it" <"$work/rounds"
	not_missed $?
}

status=0
for variant in "$@"; do
	compare no-heap "$variant" tls 1.3 || status=1
	compare no-heap "$variant" dtls 1.2 || status=1
	rounds=$(((rounds + 3) / 4)) compare on "$variant" tls 1.3 || status=1
done
exit $status
