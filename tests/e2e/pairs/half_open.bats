#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2034 # jq has variables of its own; helpers.bash reads ours
# DTLS peers that come back with a good cookie and show no certificate: what they cost a server, and its clients.

load ../support/helpers

HALF_OPEN=$BATS_TEST_DIRNAME/../support/half_open.py

# half_open HOW ARGUMENT...: that of half_open.py, in the background; returns when its peers are there.
half_open() {
	local tries=1500
	rm -f "$T/crowd.out"
	python3 "$HALF_OPEN" "$1" "$PORT" "${@:2}" >"$T/crowd.out" 2>"$T/crowd.err" 3>&- &
	PIDS+=($!)
	until grep -qs held "$T/crowd.out"; do
		((tries-- > 0)) && kill -0 "${PIDS[-1]}" || { cat "$T/crowd.err"; return 1; }
		sleep 0.02
	done
}

# crowd VARIANT PEERS HOW [SERVER-OPTION]...: sets PEAK_KB, the server's largest RSS while they are there.
crowd() {
	local variant=$1 peers=$2 how=$3
	shift 3
	serve "$variant/dtls_server" --tls-version 1.2 --timeout 60 "$@"
	half_open crowd "$peers" "$how"
	PEAK_KB=$(awk '/^VmHWM/ { print $2 }' "/proc/$SERVER/status")
	kill -KILL "${PIDS[-1]}" "$SERVER"
	echo "$variant, $peers peers, $how $*: $PEAK_KB KB"
}

# bounded VARIANT PEERS [SERVER-OPTION]...: at most 16 MB beside what as many cost that send nothing more.
bounded() {
	local variant=$1 peers=$2 how silent_kb
	shift 2
	need_variant "$variant"
	not_under_valgrind
	[[ $BUILD != *sanitize* ]] || skip "the sanitizers keep what is freed"
	crowd "$variant" "$peers" silent "$@"
	silent_kb=$PEAK_KB
	for how in fragments pieces:16000 pieces:3900 early; do
		crowd "$variant" "$peers" "$how" "$@"
		((PEAK_KB - silent_kb < 16 * 1024))
	done
}

@test "dtls 1.2 on wolfssl: what 256 half-open peers send early costs the server at most 16 MB" {
	bounded wolfssl 256
}

@test "dtls 1.2 on openssl: what 256 half-open peers send early costs the server at most 16 MB" {
	bounded openssl 256
}

@test "dtls 1.2 on wolfssl, with --hold: at most 16 MB" {
	bounded wolfssl 600 --hold 300
}

@test "dtls 1.2 on openssl, with --hold: at most 16 MB, and no more half-open peers than without" {
	bounded openssl 600 --hold 300
	local held_kb
	crowd openssl 600 silent --hold 300
	held_kb=$PEAK_KB
	crowd openssl 256 silent
	((held_kb - PEAK_KB < 8 * 1024))
}

# crowded VARIANT TLS-VERSION FROM: clients are served in time while a thousand half-open peers are there, and more come.
crowded() {
	need_variant "$1"
	not_under_valgrind
	serve "$1/dtls_server" --tls-version "$2" --timeout 60 --keep --json "$T/server.jsonl"
	half_open knock "$2" "$3"
	LIMIT=60 call "$1/dtls_client" --tls-version "$2" --sizes 40 --tries 20 --timeout 2.5 --json "$T/client.jsonl"
	expect 0
	holds "$T/client.jsonl" '$done.ok and $done.answered == 20 and $done.lost == 0'
	kill -KILL "${PIDS[-1]}" # still at it: fails otherwise
	server_stops
	holds "$T/server.jsonl" '$done.answered == 20'
}

@test "dtls 1.2 on wolfssl: clients are served within 2.5 s while a thousand half-open peers of other addresses are there" {
	crowded wolfssl 1.2 elsewhere
}

@test "dtls 1.2 on openssl: clients are served within 2.5 s while a thousand half-open peers of other addresses are there" {
	crowded openssl 1.2 elsewhere
}

@test "dtls 1.3 on wolfssl: clients are served within 2.5 s while a thousand half-open peers of other addresses are there" {
	crowded wolfssl 1.3 elsewhere
}

@test "dtls 1.2 on wolfssl: clients are served within 2.5 s while a thousand half-open peers of their own address are there" {
	crowded wolfssl 1.2 here
}

@test "dtls 1.2 on openssl: clients are served within 2.5 s while a thousand half-open peers of their own address are there" {
	crowded openssl 1.2 here
}

@test "dtls 1.3 on wolfssl: clients are served within 2.5 s while a thousand half-open peers of their own address are there" {
	crowded wolfssl 1.3 here
}
