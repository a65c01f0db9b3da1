#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a run ends with: one screen of 80 by 24, whatever it ran.

bats_require_minimum_version 1.5.0
load ../support/helpers
load ../support/reports

# ends WORD...: a run as a person starts it; its screen lies in desk.out.
ends() {
	STATUS=0
	timeout -k 5 120 env LC_ALL="${LC_ALL:-C.UTF-8}" "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" \
		--out "$T/results" "$@" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	cat "$T/desk.out"
	flatten
}

# At most so many lines, none longer than so many characters.
within() {
	[ "$(wc -l <"$T/desk.out")" -le "$1" ] || { echo "$(wc -l <"$T/desk.out") lines"; return 1; }
	# The path of the folder is as long as it is.
	run ! env LC_ALL=C.UTF-8 grep -nE "^.{$(($2 + 1))}" <(grep -v '^Results: ' "$T/desk.out")
}

@test "the answer: times, ratios with intervals, builds, where the rest lies" {
	not_under_valgrind
	need_variant wolfssl openssl
	ends --variants wolfssl,openssl --tries 40 --rounds 4 --sizes 16,999
	desk_expect 0 "^$BOARD.*, 20[0-9-]+ [0-9:]+ UTC: (not )?trusted" "^plain tcp [0-9.]+ [µm]s, udp [0-9.]+ [µm]s for 999 bytes$" \
		"^999 bytes +wolfSSL +over plain +p99 +OpenSSL +ratio \[95 %\]  is$" \
		"^tls1.3 +[0-9.]+ (µs|ms) +x[0-9.]+ +([0-9.]+ (µs|ms)|-) +[0-9.]+ (µs|ms) +[0-9.]+ \[[0-9.]+ [0-9.]+\]  (slower|faster|no diff\.|mixed)$" \
		"^dtls1.3 .* none +-  -$" "^tls1.3 +over plain +flash +RAM a session +bytes +round trips$" "^openssl +x" \
		"^A difference between libraries of .* % would have been found\.$" "^Results: "
	within 24 80
	# The figures are those of the report.
	"$BUILD/host/wiretoll" report "$T/results/latest" --json "$T/json" >/dev/null
	median=$(jq '[.series[] | select(.name == "udp")][0].sizes[] | select(.size == 999).median_us.value' "$T/json")
	shown=$(LC_ALL=C awk -v us="$median" 'BEGIN { printf us < 9.95 ? "%.1f µs" : us < 999.5 ? "%.0f µs" : "%.2f ms", us < 999.5 ? us : us / 1000 }')
	grep -qF "udp $shown for" "$T/desk.out" || { echo "$median"; return 1; }
	# The whole report is kept beside it.
	grep -q '^Negotiated' "$T/results/latest/report.txt"
}

@test "three variants with long names: tables are split, never wrapped" {
	not_under_valgrind
	need_variant wolfssl openssl
	mkdir -p "$T/build/$BOARD"
	for name in wolfssl wolfssl-of-our-own openssl; do
		ln -s "$(readlink -f "$BUILD/$BOARD/${name%-of-our-own}")" "$T/build/$BOARD/$name"
	done
	ends --build "$T/build" --variants wolfssl,wolfssl-of-our-own,openssl --tries 4 --rounds 2 --sizes 64
	[ "$STATUS" -eq 0 ]
	within 30 80
	[ "$(grep -c '^64 bytes ' "$T/desk.out")" -ge 2 ]
	COLUMNS=200 ends --build "$T/build" --variants wolfssl,wolfssl-of-our-own,openssl --tries 4 --rounds 2 --sizes 64
	[ "$(grep -c '^64 bytes ' "$T/desk.out")" -eq 1 ]
}

@test "a width that is odd, or none, is 80; a C locale has ASCII alone; --full is the whole report" {
	not_under_valgrind
	local columns
	for columns in 0 abc -1 99999999999999999999 ''; do
		COLUMNS=$columns ends --variants "${VARIANTS%% *}" --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3
		[ "$STATUS" -eq 0 ]
		within 24 80
	done
	LC_ALL=C ends --variants "${VARIANTS%% *}" --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3
	run ! grep -nP '[^\x00-\x7f]' "$T/desk.out"
	grep -qE '^plain tcp [0-9.]+ [um]s for 16 bytes$' "$T/desk.out"
	ends --full --variants "${VARIANTS%% *}" --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3
	desk_expect 0 "^What security costs: " "^Negotiated" "^Results: "
}

@test "what is not there is named on the screen: a series that failed, no trust" {
	not_under_valgrind
	ends --variants "${VARIANTS%% *}" --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3 --certs "$CERTS/bad/server-expired"
	desk_expect 1 ": not trusted: .*failed series" "^tls1.3 +FAILED +- +-$" "FAILED tls1.3-[a-z]+ \(0 of 4 tries answered\): "
	within 24 80
}

@test "plain transports alone: their times, and no table of nothing" {
	not_under_valgrind
	ends --variants "${VARIANTS// /,}" --tries 4 --rounds 2 --sizes 16 --transports tcp,udp
	desk_expect 0 "^plain tcp [0-9.]+ [µm]s, udp [0-9.]+ [µm]s for 16 bytes$"
	lacks "over plain|nothing of it has run" "$T/desk.out"
}

@test "two series that are not alike have no figure over plain" {
	not_under_valgrind
	ends --variants "${VARIANTS%% *}" --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3
	sed -i 's/"nodelay":true/"nodelay":false/' "$T"/results/latest/tcp/*.jsonl
	STATUS=0
	"$BUILD/host/wiretoll" run --continue "$T/results/latest" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	flatten
	desk_expect 0 "^tls1.3 +[0-9.]+ [µm]s +-  " "NO RATIO of tls1.3-[a-z]+ over tcp: not alike: "
	run ! grep -E '^[a-z0-9.-]+ .* x[0-9]' "$T/desk.out"
}

@test "a standard stream that is closed is none of the files that are opened" {
	not_under_valgrind
	local words=(run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS%% *}" --tries 4 --rounds 2 --sizes 16 --transports tcp)
	timeout 60 "$BUILD/host/wiretoll" "${words[@]}" <&- >"$T/out" 2>"$T/err" 3>&-
	timeout 60 "$BUILD/host/wiretoll" "${words[@]}" --quiet >&- 2>"$T/err" 3>&-
	timeout 60 "$BUILD/host/wiretoll" "${words[@]}" --quiet >"$T/out" 2>&- 3>&-
	[ ! -s "$T/err" ]
	[ "$(find "$T/results" -name report.txt | wc -l)" -eq 3 ]
}

@test "output into head: no message, no broken folder" {
	not_under_valgrind
	timeout -k 5 120 "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS%% *}" \
		--tries 4 --rounds 2 --sizes 16 --transports tcp 2>"$T/err" 3>&- | head -n 1 >"$T/head"
	[ -s "$T/head" ]
	"$BUILD/host/wiretoll" report "$T/results/latest" >/dev/null
}
