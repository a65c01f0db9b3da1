#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/tls_bench.sh BUILD BOARD
#
# Our pair beside wolfSSL's own tls_bench, of the same library build: full handshakes of TLS 1.3, both ends on one core,
# with the same certificate, group and suite, no client authentication, no ticket, 16 bytes there and back, closed without a
# goodbye. Compared are the CPU time of both processes and the time that a handshake takes, whole programs each, so that
# whatever a program does beside its handshakes counts. In alternating rounds; the figure is the median of the rounds' ratios
# with its 95 % interval, and its upper end has to be at most 1.05.
#
# tls_bench is compiled from the library's source with tests/bench/tls_bench.h before it, which pins all that.
set -u
build=$1 board=$2
rounds=${ROUNDS:-21}
seconds=1
target=1.05
export BENCH_CERTS=$build/certs/ecdsa-p256
variant=$build/$board/wolfssl
tool=$build/$board/bench/tls_bench
[ -z "${WOLFSSL_PREFIX:-}" ] || { echo "tls_bench: WOLFSSL_PREFIX= has no source of tls_bench"; exit 0; }
. "$(dirname "$0")/pair.bash"

of_library() { # field of library.mk
	sed -n "s/^$1 := //p" "$variant/obj/library.mk"
}

source=$(find "$build"/deps/source-*/examples/benchmark/tls_bench.c 2>/dev/null | head -n 1)
[ -n "$source" ] || { echo "tls_bench: the library's source is not in $build/deps"; exit 1; }
# Word splitting is wanted: libraries. Without its PSK callbacks, which would take the place of certificates.
# shellcheck disable=SC2046
"${CC:-gcc}" -O2 -w -DNO_PSK -I"$(of_library LIBRARY_PREFIX)/include" -I"${source%/examples/*}" -include tests/bench/tls_bench.h \
	-o "$tool" "$source" $(of_library LIBRARY_LIBS) || exit 1

# told COUNT: "CPU WALL" of a handshake in ns, of both ends together and of the client.
told() {
	cat "$work/server.time" "$work/client.time" |
		awk -v n="$1" '{ cpu += $1 + $2; wall = $3 } END { printf "%.0f %.0f\n", cpu / n * 1e9, wall / n * 1e9 }'
}

# Sets COUNT, how many it made in that time.
theirs() {
	local suite=TLS13-AES128-GCM-SHA256 deadline=$((SECONDS + 5))
	timed "$work/server.time" timeout 60 taskset -c 0 "$tool" -s -P 11243 -l $suite -p 16 -S 16 >/dev/null 2>"$work/bench.server" &
	server=$!
	until grep -q Running "$work/bench.server"; do # said when it listens
		[ "$SECONDS" -lt "$deadline" ] || { cat "$work/bench.server" >&2; return 1; }
		sleep 0.01
	done
	timed "$work/client.time" timeout 60 taskset -c 0 "$tool" -c -h 127.0.0.1 -P 11243 -l $suite -p 16 -S 16 -t $seconds -v >/dev/null 2>"$work/bench.client" || return 1
	wait "$server" || return 1
	server=
	COUNT=$(sed -n 's/.*Num Conns *: *\([0-9][0-9]*\)$/\1/p' "$work/bench.client" | head -n 1)
	[ "${COUNT:-0}" -gt 50 ] && told "$COUNT" >"$work/theirs"
}

ours() { # count
	local both=(--certs "$BENCH_CERTS" --tls-version 1.3 --suite aes128gcm --group p256 --client-auth off --counters off --cpu 0 --quiet)
	: >"$work/listening"
	timed "$work/server.time" timeout 60 "$variant/tls_server" --port 0 --timeout 10 "${both[@]}" >"$work/listening" 2>"$work/server.err" &
	server=$!
	listening 5 || return 1
	timed "$work/client.time" timeout 60 "$variant/tls_client" --port "$port" --sizes 16 --tries $(($1 - 1)) "${both[@]}" >/dev/null || return 1
	served && told "$1" >"$work/ours"
}

for ((round = 0; round < rounds; round++)); do
	if ((round % 2)) && [ -n "${COUNT:-}" ]; then
		ours "$COUNT" && theirs
	else
		theirs && ours "$COUNT"
	fi || { echo "tls_bench: round $round failed"; exit 1; }
	paste -d' ' "$work/ours" "$work/theirs" >>"$work/all"
done
status=0
cut -d' ' -f 1,3 "$work/all" | tell_ratios "wolfssl tls 1.3 CPU of a handshake     ours / tls_bench" 3 $target "" || { not_missed $? || status=1; }
cut -d' ' -f 2,4 "$work/all" | tell_ratios "wolfssl tls 1.3 time of a handshake    ours / tls_bench" 3 $target "" || { not_missed $? || status=1; }
exit $status
