#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/tls_bench.sh BUILD BOARD
#
# Our pair beside wolfSSL's own tls_bench, of the same library build: full handshakes of TLS 1.3, both ends on one core,
# with the same certificate, group and suite, no client authentication, no ticket, 16 bytes there and back, and the same way of
# closing. Compared are the CPU time of both processes and the time that a handshake takes, from the first connection to the
# process's end, so that whatever a program does beside its handshakes counts. In alternating rounds; the figure is the median
# of the rounds' ratios with its 95 % interval, and its upper end has to be at most 1.05. tls_bench sends each message of a
# flight by itself; beside it so stands one that sends a flight in one piece, as we do.
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
before_others
preload=$(readlink -f "$build/$board")/bench/around.so

of_library() { # field of library.mk
	sed -n "s/^$1 := //p" "$variant/obj/library.mk"
}

source=$(find "$build"/deps/source-*/examples/benchmark/tls_bench.c 2>/dev/null | head -n 1)
[ -n "$source" ] || { echo "tls_bench: the library's source is not in $build/deps"; exit 1; }
# Word splitting is wanted: libraries. Without its PSK callbacks, which would take the place of certificates.
# shellcheck disable=SC2046
"${CC:-gcc}" -O2 -w -DNO_PSK -I"$(of_library LIBRARY_PREFIX)/include" -I"${source%/examples/*}" -include tests/bench/tls_bench.h \
	-o "$tool" "$source" $(of_library LIBRARY_LIBS) || exit 1

preloaded "$build/$board/bench" around || exit 1

# Sets COUNT, how many it made in that time.
theirs() {
	local suite=TLS13-AES128-GCM-SHA256 deadline=$((SECONDS + 5))
	timed "$work/server" timeout 60 taskset -c 0 "$tool" -s -P 11243 -l $suite -p 16 -S 16 >/dev/null 2>"$work/bench.server" &
	server=$!
	until grep -q ':2BEB 00000000:0000 0A' /proc/net/tcp; do # port 11243 listens; it says nothing of it
		[ "$SECONDS" -lt "$deadline" ] || { cat "$work/bench.server" >&2; return 1; }
		sleep 0.01
	done
	timed "$work/client" timeout 60 taskset -c 0 "$tool" -c -h 127.0.0.1 -P 11243 -l $suite -p 16 -S 16 -t $seconds -v >/dev/null 2>"$work/bench.client" ||
		{ tail -n 3 "$work/bench.client" >&2; return 1; }
	wait "$server" || { tail -n 3 "$work/bench.server" >&2; return 1; }
	server=
	COUNT=$(sed -n 's/.*Num Conns *: *\([0-9][0-9]*\)$/\1/p' "$work/bench.client" | head -n 1)
	[ "${COUNT:-0}" -gt 50 ] || { echo "tls_bench: ${COUNT:-no} connections in $seconds s"; return 1; }
	told "$COUNT" server client >"$work/theirs"
}

ours() { # count
	local both=(--certs "$BENCH_CERTS" --tls-version 1.3 --suite aes128gcm --group p256 --client-auth off --counters off --cpu 0 --quiet)
	: >"$work/listening"
	timed "$work/server" timeout 60 "$variant/tls_server" --port 0 --timeout 10 "${both[@]}" >"$work/listening" 2>"$work/server.err" &
	server=$!
	listening 5 || return 1
	timed "$work/client" timeout 60 "$variant/tls_client" --port "$port" --sizes 16 --tries $(($1 - 1)) "${both[@]}" >/dev/null || return 1
	served && told "$1" server client >"$work/ours"
}

compare() { # name
	local round
	rm -f "$work/all"
	COUNT=''
	for ((round = 0; round < rounds; round++)); do
		if ((round % 2)) && [ -n "$COUNT" ]; then
			ours "$COUNT" && theirs
		else
			theirs && ours "$COUNT"
		fi || { echo "tls_bench: round $round failed"; exit 1; }
		paste -d' ' "$work/ours" "$work/theirs" >>"$work/all"
	done
	tell_both "wolfssl tls 1.3, ours / $1" $target
}

status=0
compare "tls_bench" || status=1
export BENCH_ONE_PIECE=1
compare "tls_bench with flights in one piece" || status=1
exit $status
