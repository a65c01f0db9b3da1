#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/s_time.sh BUILD BOARD
#
# Our client beside `openssl s_time`, with one server (ours), on one core: full handshakes, and those that resume a session by
# a ticket, of TLS 1.3 and 1.2, with the same certificate, group and suite, verified, no client authentication. Before s_time
# stands tests/bench/s_time.c, so that each of its connections has a message answered and is closed as ours is; with TLS 1.3
# it would resume nothing otherwise, since the ticket comes with the answer. Compared are the CPU time of the client's process
# and the time that a handshake takes, from the first connection to the process's end. In alternating rounds; the figure is
# the median of the rounds' ratios with its 95 % interval, and its upper end has to be at most 1.05.
set -u
build=$1 board=$2
rounds=${ROUNDS:-21}
target=1.05
certs=$build/certs/ecdsa-p256
variant=$build/$board/openssl
folder=$(readlink -f "$build/$board")/bench
. "$(dirname "$0")/pair.bash"
before_others
preloaded "$folder" around && preloaded "$folder" s_time || exit 1
printf 'openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\nGroups = P-256\n' >"$work/openssl.cnf"
suites=(-ciphersuites TLS_AES_128_GCM_SHA256 -cipher ECDHE-ECDSA-AES128-GCM-SHA256)

theirs() { # version -new|-reuse; sets COUNT
	local preload="$folder/s_time.so $folder/around.so"
	OPENSSL_CONF=$work/openssl.cnf timed "$work/client" timeout 60 taskset -c 0 openssl s_time -connect "127.0.0.1:$port" "$2" -time 1 \
		"-tls${1/./_}" "${suites[@]}" -verify 1 -CAfile "$certs/ca.pem" >"$work/s_time" 2>&1 || { cat "$work/s_time"; return 1; }
	COUNT=$(sed -n 's/^\([0-9]*\) connections in [0-9]* real seconds.*/\1/p' "$work/s_time")
	[ "${COUNT:-0}" -gt 50 ] || return 1
	# a letter for each handshake: r is one that resumed
	[ "$2" = -new ] || [ "$(grep -o r "$work/s_time" | wc -l)" -ge "$COUNT" ] || { echo "s_time: not resumed"; return 1; }
	told "$COUNT" client >"$work/theirs"
}

ours() { # count
	local preload=$folder/around.so
	timed "$work/client" timeout 60 "$variant/tls_client" --port "$port" --sizes 16 --tries $(($1 - 1)) "${both[@]}" || return 1
	told "$1" client >"$work/ours"
}

compare() { # version -new|-reuse resume
	local round both=(--certs "$certs" --tls-version "$1" --suite aes128gcm --group p256 --client-auth off --resume "$3" --counters off --cpu 0 --quiet)
	rm -f "$work/all"
	COUNT=''
	serve 5 timeout 300 "$variant/tls_server" --port 0 --timeout 10 --keep "${both[@]}" || return 1
	for ((round = 0; round < rounds; round++)); do
		if ((round % 2)) && [ -n "$COUNT" ]; then
			ours "$COUNT" && theirs "$1" "$2"
		else
			theirs "$1" "$2" && ours "$COUNT"
		fi || { echo "s_time: round $round failed"; return 1; }
		paste -d' ' "$work/ours" "$work/theirs" >>"$work/all"
	done
	kill "$server" && wait "$server"
	server=
	# whoever was served otherwise than by a message and a goodbye is told there
	[ ! -s "$work/server.err" ] || { head -n 3 "$work/server.err"; return 1; }
	tell_both "openssl tls $1 $2, ours / s_time" $target
}

status=0
for version in 1.3 1.2; do
	compare $version -new off || status=1
	compare $version -reuse ticket || status=1
done
exit $status
