#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/slow.sh BUILD BOARD VARIANT...
#
# What slow clients take from the others: 100 that say nothing and 50 that say a byte a second (tests/bench/slow.py), beside one
# client after the other and beside 8 at once, over TCP and over TLS 1.3. Both rates are of the same server, with and without them in
# turns; the figure is the median of the rounds' ratios of time an exchange with its 95 % interval, of which the upper end has to be at
# most 1.10. Server on one core, all clients on the other one where there are two.
set -u
build=$1 board=$2
shift 2
rounds=${ROUNDS:-15}
. "$(dirname "$0")/pair.bash"
before_others
clients=$(clients_core)

come() {
	local tries=500
	: >"$work/there"
	timeout 600 taskset -c $clients python3 tests/bench/slow.py "$port" 100 50 >"$work/there" &
	beside=$!
	until grep -q there "$work/there"; do
		((tries-- > 0)) && kill -0 "$beside" 2>/dev/null || return 1
		sleep 0.02
	done
	sleep 0.2
}

leave() {
	kill "$beside" && wait "$beside"
	beside=
	sleep 0.2
}

# exchange CLIENT AT-ONCE TRIES [OPTION]...: ns of an exchange.
exchange() {
	rm -f "$work/records"
	timeout 60 "$1" --port "$port" --sizes 64 --tries "$3" --parallel "$2" --quiet --counters off --cpu $clients --json "$work/records" "${@:4}" || return 1
	jq -r --argjson n "$3" 'select(.record == "summary") | .elapsed_ns / $n' "$work/records"
}

compare() { # VARIANT TRANSPORT AT-ONCE TRIES [OPTION]...
	local number client=$build/$board/$1/$2_client head="slow clients, $2${5:+ $1}, $3 at once"
	serve 5 "$build/$board/$1/$2_server" --port 0 --timeout 120 --keep --quiet --counters off --max-peers 512 --cpu 0 "${@:5}" || return 1
	rm -f "$work/all"
	for ((number = -1; number < rounds; number++)); do
		if ((number % 2)); then
			come && exchange "$client" "$3" "$4" "${@:5}" >"$work/with" && leave && exchange "$client" "$3" "$4" "${@:5}" >"$work/without"
		else
			exchange "$client" "$3" "$4" "${@:5}" >"$work/without" && come && exchange "$client" "$3" "$4" "${@:5}" >"$work/with" && leave
		fi || { echo "$head: round $number failed"; return 1; }
		# the first one is cold
		((number < 0)) || paste -d' ' "$work/with" "$work/without" >>"$work/all"
	done
	kill "$server" && wait "$server"
	server=
	tell_ratios "$head, with / without" 3 1.10 "" <"$work/all" || not_missed $?
}

status=0
for at_once in 1 8; do
	compare "$1" tcp $at_once 10000 || status=1
	for variant in "$@"; do
		compare "$variant" tls $at_once 400 --certs "$build/certs/ecdsa-p256" || status=1
	done
done
exit $status
