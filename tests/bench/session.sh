#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/session.sh DIR
#
# A message's round trip over an open connection: the plain pairs of DIR in --mode session beside sockperf's ping-pong
# (--full-rtt), TCP and UDP, 64 and 999 bytes, both ends on one core, and on two, where the wake-ups of idle cores decide and
# there is no target. In alternating rounds; the figure is the median of the ratios of both p50 with its 95 % interval, and its
# upper end has to be at most 1.05. Theirs answers with a message of equal size, ours with 7 bytes: with 999 bytes that is some
# ns less to copy.
set -u
programs=$1
rounds=${ROUNDS:-15}
messages=${MESSAGES:-30000}
seconds=1
target=1.05
. "$(dirname "$0")/pair.bash"
command -v sockperf >/dev/null || { echo "session: sockperf is not installed; scripts/setup.sh bench"; exit 1; }

theirs() { # transport size core of the client
	local tcp=() port=11311 deadline=$((SECONDS + 5))
	[ "$1" = udp ] || tcp=(--tcp)
	timeout 60 taskset -c 0 sockperf server -i 127.0.0.1 -p $port "${tcp[@]}" >"$work/theirs.server" 2>&1 &
	server=$!
	until grep -q "to block on socket" "$work/theirs.server"; do
		[ "$SECONDS" -lt "$deadline" ] || { cat "$work/theirs.server" >&2; return 1; }
		sleep 0.01
	done
	timeout 60 taskset -c "$3" sockperf ping-pong -i 127.0.0.1 -p $port "${tcp[@]}" -m "$2" -t $seconds --full-rtt >"$work/theirs.client" 2>&1 ||
		{ cat "$work/theirs.client" >&2; return 1; }
	kill "$server"
	wait "$server" 2>/dev/null
	server=
	sed -n 's/.*percentile 50\.000 *= *\([0-9.]*\).*/\1/p' "$work/theirs.client" | awk '{ printf "%.0f\n", $1 * 1000 }' >"$work/theirs"
	[ -s "$work/theirs" ]
}

ours() { # transport size core of the client; "auto" has the server on core 0 and the client on 1
	local cores=auto
	[ "$3" != 0 ] || cores=0
	pair_p50_ns "$programs" "$1" "$2" "$messages" --mode session --cpu "$cores" >"$work/ours" && [ -s "$work/ours" ]
}

# compare TRANSPORT SIZE CORE ROUNDS LIMIT
compare() {
	local round where="one core"
	[ "$3" = 0 ] || where="two cores"
	rm -f "$work/all"
	for ((round = 0; round < $4; round++)); do
		if ((round % 2)); then
			ours "$1" "$2" "$3" && theirs "$1" "$2" "$3"
		else
			theirs "$1" "$2" "$3" && ours "$1" "$2" "$3"
		fi || { echo "session: round $round of $1 failed"; exit 1; }
		paste -d' ' "$work/ours" "$work/theirs" >>"$work/all"
	done
	tell_ratios "$1 session of $2 bytes, $where   ours / sockperf" 3 "$5" "no target: mostly the wake-ups of idle cores" <"$work/all"
}

status=0
for transport in tcp udp; do
	for size in 64 999; do
		compare $transport $size 0 "$rounds" $target || { not_missed $? || status=1; }
	done
	[ "$(nproc)" -lt 2 ] || compare $transport 64 1 5 -
done
exit $status
