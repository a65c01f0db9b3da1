#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/s_time.sh BUILD BOARD
#
# Our client beside `openssl s_time`, with one server (ours), on one core: full handshakes of TLS 1.3 and 1.2, and those of
# TLS 1.2 that resume a session by a ticket, with the same certificate, group and suite, verified, no client authentication.
# (With TLS 1.3 s_time resumes nothing, since it reads no ticket, and it closes without a goodbye, which ends a session that
# the server keeps.) Compared are the CPU time of the client's process and the time that a handshake takes, whole programs
# each, goodbye and records included; but ours sends 16 bytes and waits for the answer, and what that takes by its own records
# (thread CPU, time) is left out. In alternating rounds; the figure is the median of the rounds' ratios with its 95 % interval,
# and its upper end has to be at most 1.05.
set -u
build=$1 board=$2
rounds=${ROUNDS:-21}
target=1.05
certs=$build/certs/ecdsa-p256
variant=$build/$board/openssl
. "$(dirname "$0")/pair.bash"
printf 'openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\nGroups = P-256\n' >"$work/openssl.cnf"
suites=(-ciphersuites TLS_AES_128_GCM_SHA256 -cipher ECDHE-ECDSA-AES128-GCM-SHA256)

# told COUNT NAME [CPU NS]: "CPU TIME" of a handshake in ns, of the client that $work/client.time is of; without so many ns
# in all.
told() {
	awk -v n="$1" -v cpu="${3:-0}" -v ns="${4:-0}" '{ printf "%.0f %.0f\n", (($1 + $2) * 1e9 - cpu) / n, ($3 * 1e9 - ns) / n }' \
		"$work/client.time" >"$work/$2"
}

# "CPU TIME" of all messages and their answers, in ns.
messages() { # of a try: send_ns, send_cpu_ns, ack_ns, ack_cpu_ns
	awk -F '"(send|ack)(_cpu)?_ns":' '/"record":"try"/ { ns += $2 + $4; cpu += $3 + $5 } END { printf "%.0f %.0f\n", cpu, ns }' "$work/records"
}

theirs() { # version -new|-reuse; sets COUNT
	OPENSSL_CONF=$work/openssl.cnf timed "$work/client.time" timeout 60 taskset -c 0 openssl s_time -connect "127.0.0.1:$port" "$2" -time 1 \
		"-tls${1/./_}" "${suites[@]}" -verify 1 -CAfile "$certs/ca.pem" >"$work/s_time" 2>&1 || { cat "$work/s_time"; return 1; }
	COUNT=$(sed -n 's/^\([0-9]*\) connections in [0-9]* real seconds.*/\1/p' "$work/s_time")
	[ "${COUNT:-0}" -gt 50 ] || return 1
	# a letter for each handshake: r is one that resumed
	[ "$2" = -new ] || [ "$(grep -o r "$work/s_time" | wc -l)" -ge "$COUNT" ] || { echo "s_time: not resumed"; return 1; }
	told "$COUNT" theirs
}

ours() { # count
	rm -f "$work/records"
	timed "$work/client.time" timeout 60 "$variant/tls_client" --port "$port" --sizes 16 --tries $(($1 - 1)) "${both[@]}" --json "$work/records" || return 1
	# Word splitting is wanted: two numbers.
	# shellcheck disable=SC2046
	told "$1" ours $(messages)
}

compare() { # version -new|-reuse resume
	local round both=(--certs "$certs" --tls-version "$1" --suite aes128gcm --group p256 --client-auth off --resume "$3" --counters no-heap --cpu 0 --quiet)
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
	cut -d' ' -f 1,3 "$work/all" | tell_ratios "openssl tls $1 $2, CPU of a client   ours / s_time" 3 $target "" || { not_missed $? || status=1; }
	cut -d' ' -f 2,4 "$work/all" | tell_ratios "openssl tls $1 $2, time of a handshake ours / s_time" 3 $target "" || { not_missed $? || status=1; }
}

status=0
compare 1.3 -new off || status=1
compare 1.2 -new off || status=1
compare 1.2 -reuse ticket || status=1
exit $status
