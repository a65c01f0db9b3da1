#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/stream.sh DIR [OPENSSL_DIR CERTS]
#
# Bulk bytes over plain TCP: the pair of DIR in --mode stream, client to server, beside iperf3 with writes of the same size (128 KB),
# in alternating rounds of a second each, both ends on one core, where the work of both is what is seen. (With no priority of real time
# there: an iperf3 that waits keeps asking, and its peer would never run.) Told are the time of a MB in the receiver's view and the CPU time
# of a MB on each end: of ours that of the thread in the flow, of theirs what it says itself (user and system over its test). The upper end
# of the 95 % interval of each ratio has to be at most 1.05.
#
# With OPENSSL_DIR also over TLS 1.3: CPU time of a MB on each end beside `openssl s_client` and `s_server`, which move 400 MB one way in
# writes of 8 KB (it has no other), suite and record size alike. Theirs comes from a pipe and goes to /dev/null, which is in their CPU time,
# so it says only that ours is not worse.
set -u
programs=$1 openssl=${2:-} certs=${3:-}
rounds=${ROUNDS:-15}
size=131072
seconds=1
target=1.05
. "$(dirname "$0")/pair.bash"
for tool in iperf3 jq; do
	command -v $tool >/dev/null || { echo "stream: $tool is not installed; scripts/setup.sh bench test"; exit 1; }
done

# Each prints "TIME CLIENT SERVER": ns of a MB.
theirs() {
	local port=11312 deadline=$((SECONDS + 5))
	timeout 20 taskset -c 0 iperf3 -s -1 -B 127.0.0.1 -p $port --forceflush >"$work/theirs.server" 2>&1 &
	server=$!
	until grep -q "Server listening" "$work/theirs.server"; do
		[ "$SECONDS" -lt "$deadline" ] || { cat "$work/theirs.server" >&2; return 1; }
		sleep 0.01
	done
	timeout 15 taskset -c 0 iperf3 -c 127.0.0.1 -p $port -N -l $size -t $seconds -J >"$work/theirs.client" 2>&1 ||
		{ jq -c .error "$work/theirs.client" >&2; return 1; }
	wait "$server"
	server=
	jq -e '.end.streams[0].receiver.bytes > 0' "$work/theirs.client" >/dev/null || { jq -c .error "$work/theirs.client" >&2; return 1; }
	jq -r '.end | .streams[0].sender as $from | .streams[0].receiver as $to | .cpu_utilization_percent as $cpu
		| [$to.seconds / $to.bytes, $cpu.host_total / 100 * $from.seconds / $from.bytes, $cpu.remote_total / 100 * $to.seconds / $to.bytes]
		| map(. * 1e15 | round) | join(" ")' "$work/theirs.client"
}

# Where the machine is busy a run of theirs may end without a result.
theirs_at_last() {
	theirs || theirs || theirs
}

ours() {
	serve 5 "$programs/tcp_server" --port 0 --cpu 0 --timeout 10 --mode stream --quiet --json "$work/server" || return 1
	"$programs/tcp_client" --port "$port" --cpu 0 --mode stream --direction up --sizes $size --seconds $seconds --quiet --json "$work/client" || return 1
	served || return 1
	jq -rs 'map(select(.record == "stream")) | .[0] as $from | .[1] as $to
		| [$to.ns / $to.bytes, $from.cpu_ns / $from.bytes, $to.cpu_ns / $to.bytes] | map(. * 1e6 | round) | join(" ")' "$work/client" "$work/server"
	rm -f "$work/client" "$work/server"
}

# compare OURS THEIRS: their figures of all rounds, ours first, to $work/all
compare() {
	local round
	rm -f "$work/all"
	for ((round = 0; round < rounds; round++)); do
		if ((round % 2)); then
			"$1" >"$work/ours" && "$2" >"$work/theirs"
		else
			"$2" >"$work/theirs" && "$1" >"$work/ours"
		fi || { echo "stream: round $round failed"; exit 1; }
		paste -d' ' "$work/ours" "$work/theirs" >>"$work/all"
	done
}

# tell HEAD "OURS THEIRS WORDS"...: the columns of $work/all; sets `status` where a target was missed.
tell() {
	local head=$1 figure mine other words
	shift
	for figure in "$@"; do
		read -r mine other words <<<"$figure"
		awk -v mine="$mine" -v other="$other" '{ print $mine, $other }' "$work/all" |
			tell_ratios "$head   $words" 3 $target "" || { not_missed $? || status=1; }
	done
}

status=0
compare ours theirs_at_last
tell "tcp stream up, writes of $size bytes, one core, a MB" "1 4 time, ours / iperf3" \
	"2 5 CPU of the sender, ours / iperf3" "3 6 CPU of the receiver, ours / iperf3"
[ -n "$openssl" ] || exit $status

# CPU of s_client and s_server counts from their first connection on, so the handshake is in it: a ms.
theirs_tls() {
	local port=11313 name=$work/s_server deadline=$((SECONDS + 5))
	timed "$name.time" timeout 60 taskset -c 0 openssl s_server -accept 127.0.0.1:$port -cert "$certs/server.pem" -key "$certs/server.key" -tls1_3 \
		-ciphersuites TLS_AES_128_GCM_SHA256 -num_tickets 0 -quiet -naccept 1 <&"$silence" >/dev/null 2>"$work/server.err" &
	server=$!
	until ss -Htln "sport = :$port" | grep -q .; do
		[ "$SECONDS" -lt "$deadline" ] || { cat "$work/server.err" >&2; return 1; }
		sleep 0.01
	done
	head -c $bytes /dev/zero | timed "$work/s_client.time" timeout 60 taskset -c 0 openssl s_client -connect 127.0.0.1:$port -tls1_3 -quiet -no_ign_eof \
		>/dev/null 2>"$work/s_client.err" || { tail -n 1 "$work/s_client.err" >&2; wait "$server"; return 1; }
	served || return 1
	cat "$work/s_client.time" "$name.time" | awk -v mb=$((bytes / 1000000)) '{ printf "%.0f ", $1 / mb }'
	echo
}

# Where s_server has closed first, s_client ends badly though all has arrived.
theirs_tls_at_last() {
	theirs_tls || theirs_tls || theirs_tls
}

ours_tls() {
	serve 5 "$openssl/tls_server" --port 0 --cpu 0 --timeout 10 --mode stream --quiet --certs "$certs" --json "$work/server" || return 1
	"$openssl/tls_client" --port "$port" --cpu 0 --mode stream --direction up --sizes 8192 --seconds $seconds --quiet --certs "$certs" --json "$work/client" || return 1
	served || return 1
	jq -rs 'map(select(.record == "stream") | .cpu_ns / .bytes * 1e6 | round) | join(" ")' "$work/client" "$work/server"
	rm -f "$work/client" "$work/server"
}

preload=$work/around.so
preloaded "$work" around || exit 1
# s_server ends where its standard input does
exec {silence}<> <(:)
bytes=400000000
compare ours_tls theirs_tls_at_last
tell "TLS 1.3 stream up, writes of 8192 bytes, one core, a MB" "1 3 CPU of the sender, ours / openssl s_client" \
	"2 4 CPU of the receiver, ours / openssl s_server"
exit $status
