#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031 # jq has variables of its own; helpers.bash sets and reads ours
# A wall clock that is set while a run is at work. Only our own programs see that clock (libfaketime); the
# machine's is left alone.

load ../support/helpers
load ../support/reports

setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	FAKETIME_LIBRARY=$(find /usr/lib -path '*/faketime/libfaketime.so.1' | head -n 1)
	export FAKETIME_LIBRARY
}

# desk_by_clock WORD...: the desk tool by the clock of $T/clock, so many seconds beside the real one, as it is told there at
# any moment. The monotonic clock is the real one.
# shellcheck disable=SC2034 # desk_expect reads STATUS
desk_by_clock() {
	STATUS=0
	timeout -k 5 120 env "LD_PRELOAD=$FAKETIME_LIBRARY" "FAKETIME_TIMESTAMP_FILE=$T/clock" FAKETIME_NO_CACHE=1 \
		DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_FAKE_MONOTONIC=1 "$BUILD/host/wiretoll" "$@" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	flatten
}

# stepping SECONDS VARIANT: its programs in front of which the clock is set by so much when the second client starts.
stepping() {
	local transport folder=$T/programs/$BOARD/$2
	PROGRAMS=$T/programs
	rm -rf "$PROGRAMS" "$T/started"
	mkdir -p "$folder"
	echo +0 >"$T/clock"
	ln -s "$(realpath "$BUILD/$BOARD/$2")"/{tcp,udp,tls,dtls}_{server,client} "$folder/"
	for transport in tcp udp tls dtls; do
		rm "$folder/${transport}_client"
		printf '#!/bin/sh\necho x >>%q\n[ "$(wc -l <%q)" -ne 2 ] || echo "%s" >%q\nexec %q "$@"\n' "$T/started" "$T/started" \
			"$1" "$T/clock" "$(realpath "$BUILD/$BOARD/$2/${transport}_client")" >"$folder/${transport}_client"
		chmod +x "$folder/${transport}_client"
	done
}

# stepped_by SECONDS: as the records of the newest run tell it.
stepped_by() {
	jq -es --argjson least "$1" 'map(select(.record == "run").started_us) | (max - min) / 1e6 >= $least' \
		"$T"/results/latest/*/round-*.client.jsonl >/dev/null
}

@test "the wall clock is set back or forth in the middle of a run: every row is there, and stays" {
	not_under_valgrind
	[ -n "$FAKETIME_LIBRARY" ] || skip "libfaketime is not installed"
	[[ $BUILD != *sanitize* ]] || skip "the sanitizers want to be loaded before libfaketime"
	local step variant
	# a day back and forth by turns; a few seconds of one of them
	for step in -5 -86400 +86400; do
		variant=${VARIANTS##* }
		[ "$step" = +86400 ] || variant=$(plain_variant)
		stepping "$step" "$variant"
		desk_by_clock run --full --build "$PROGRAMS" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$variant" \
			--transports tcp,udp,tls1.3,dtls1.2 --tries 12 --rounds 3 --sizes 16,999 --hold 3
		desk_expect 0 "96 planned = 96 answered"
		stepped_by $((${step#[-+]} - 2))
		desk report "$T/results/latest"
		desk_expect 0 "96 planned = 96 answered"
		desk run --continue "$T/results/latest"
		desk_expect 0 "96 planned = 96 answered"
	done
}
