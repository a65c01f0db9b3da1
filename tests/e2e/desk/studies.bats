#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# `wiretoll run --study`: named sets of what is measured, each with its answer on one screen.

bats_require_minimum_version 1.5.0
load ../support/helpers
load ../support/reports

# study NAME WORD...: a run as a person starts it, with few tries; its screen lies in desk.out.
study() {
	STATUS=0
	timeout -k 5 120 "$BUILD/host/wiretoll" run --study "$1" --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		"${@:2}" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	flatten
}

# One screen of 80 by 24; the path of the folder is as long as it is.
on_a_screen() {
	[ "$(wc -l <"$T/desk.out")" -le 24 ] || { cat "$T/desk.out"; return 1; }
	if env LC_ALL=C.UTF-8 grep -nE "^.{81}" <(grep -v '^Results: ' "$T/desk.out"); then return 1; fi
}

@test "a study runs with its own rows and ends with one screen of them, with two libraries" {
	not_under_valgrind
	need_variant wolfssl openssl
	local name
	# the others have as many rows or fewer (test_studies)
	for name in resumption post-quantum iot; do
		study "$name" --variants wolfssl,openssl --tries 2 --rounds 2 --counters no-heap
		[ "$STATUS" -eq 0 ] || { cat "$T/desk.out" "$T/desk.err"; return 1; }
		on_a_screen || { echo "$name"; return 1; }
		grep -qE '^What do(es)? .*\?$' "$T/desk.out" || { cat "$T/desk.out"; return 1; }
		[ "$(jq -r .study "$T/results/latest/plan.json")" = "$name" ]
		# a row of the plan is a line of the screen, or named as what a variant has not
		while read -r row; do
			row=${row/session_early/early}
			grep -qE "^${row//./\\.} +|^  ${row#*_} +" "$T/desk.out" || grep -qE "(has|is) no ([^ ]+, )*${row//./\\.}[,.]" "$T/desk.flat" ||
				{ echo "$name: no $row"; cat "$T/desk.out"; return 1; }
		done < <(jq -r '[.series[].kind | select(test("^d?tls1"))] | unique[]' "$T/results/latest/plan.json")
	done
}

@test "figures of the screen are those of the report: ratios of time and CPU, differences of bytes and round trips" {
	not_under_valgrind
	need_variant wolfssl openssl
	study resumption --variants wolfssl,openssl --transports tcp,tls1.2 --tries 8 --rounds 4
	desk_expect 0 "^What does a resumed session save over a full handshake\?$" "^256 bytes +time +client CPU +server CPU +bytes +trips$" \
		"^tls1\.2 +wolfSSL +[0-9.,]+ [µm]s +[0-9.,]+ µs +[0-9.,]+ µs +[0-9],[0-9]{3} +5\.0$" "^  ticket +wolfSSL +(x0\.|no diff)" \
		"^  session +wolfSSL +(x[0-9.]+|no diff\.) +x[0-9.]+ +x[0-9.]+ +-[0-9,]+ +-1\.0$" "^Plain tcp [0-9.]+ [µm]s for 256 bytes. A difference in time of "
	on_a_screen
	"$BUILD/host/wiretoll" report "$T/results/latest" --json "$T/json" >/dev/null
	# bytes of a try, out and in, of the resumed less those of the full one
	bytes=$(jq '[.series[] | select(.name | test("^tls1.2(_session)?-openssl$")) | [.name, (.sizes[0].client | .bytes_out + .bytes_in)]]
		| sort_by(.[0] | length) | .[1][1] - .[0][1] | round' "$T/json")
	grep -qE "^ +OpenSSL .* $(sed -E ':a; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; ta' <<<"$bytes") +-1\.0$" "$T/desk.out" || { echo "$bytes"; cat "$T/desk.out"; return 1; }
	# so it ends when the run is gone on with
	cp "$T/desk.out" "$T/first.out"
	"$BUILD/host/wiretoll" run --continue "$T/results/latest" >"$T/desk.out" 2>"$T/desk.err" 3>&-
	diff <(grep -E '^(What|tls|  )' "$T/first.out") <(grep -E '^(What|tls|  )' "$T/desk.out")
}

@test "what is given beside a study counts; what contradicts it, and what it has not, is refused in one line" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	study psk --variants "$variant" --transports tls1.3 --axis group=p256,x25519 --sizes 16,64 --tries 1
	desk_expect 0 "^64 bytes " "^  psk-ecdhe_x25519 +[a-zA-Z]+ +(x[0-9.]+|-) "
	[ "$(jq -c '[.sizes, ([.series[].kind] | sort)]' "$T/results/latest/plan.json")" = \
		'[[16,64],["tls1.3","tls1.3_psk-ecdhe","tls1.3_psk-ecdhe_x25519","tls1.3_x25519"]]' ]
	study psk --variants "$variant" --axis psk=off
	desk_expect 2 "^wiretoll run: --axis psk: not together with --study psk, which says its values; valid: another axis, or --axis without --study$"
	study groups --variants "$variant" --transports tcp
	desk_expect 2 "^wiretoll run: --study groups: no value of it goes with these transports and axes; valid: without --transports and --axis$"
	study groups --variants "$variant" --transports tls1.3 --axis client-auth=off --axis resume=off,later
	desk_expect 2 "--axis resume=later: unknown value"
	study speed
	desk_expect 2 "^wiretoll run: --study speed: unknown; valid: resumption, groups, keys, suites, psk, post-quantum, iot, client-auth, session, throughput, crowd$"
	study session --mode connect --variants "$variant"
	desk_expect 2 "^wiretoll run: --mode connect: not together with --study session; valid: --mode session$"
	study groups --continue "$T/results/latest"
	desk_expect 2 "^wiretoll run: --study: not together with --continue"
}

@test "rows that a variant has not, and a variant that has none, are named; the others are told" {
	not_under_valgrind
	need_variant wolfssl openssl
	local program variant
	for variant in wolfssl wolfssl-lean openssl; do
		mkdir -p "$T/build/$BOARD/$variant"
		cp "$BUILD/$BOARD/${variant%-lean}"/{tcp,tls}_{client,server} "$T/build/$BOARD/$variant/"
	done
	# what a build lacks is read from its programs
	printf ' p384 p521 x25519 x25519mlkem768' >"$T/none"
	printf ' p521 x25519mlkem768' >"$T/one"
	for program in client server; do
		objcopy --remove-section .wiretoll.lacks --add-section .wiretoll.lacks="$T/none" "$T/build/$BOARD/wolfssl-lean/tls_$program"
		objcopy --remove-section .wiretoll.lacks --add-section .wiretoll.lacks="$T/one" "$T/build/$BOARD/openssl/tls_$program"
	done
	study groups --build "$T/build" --variants wolfssl,wolfssl-lean,openssl --axis group=p256 --tries 1
	[ "$STATUS" -eq 2 ]
	study groups --build "$T/build" --variants wolfssl,wolfssl-lean,openssl --tries 2 --rounds 2 --counters off
	desk_expect 0 "wolfssl-lean has none of it\. OpenSSL has no tls1\.3_p521, tls1\.3_x25519mlkem768\." "^  p521 +wolfssl " "^  x25519 +wolfssl " "^ +OpenSSL "
	lacks " wolfssl-lean +(x[0-9]|[0-9]|no diff|-)" "$T/desk.out"
	on_a_screen
}

@test "messages over an open connection: each suite over the first, and when the handshake is a tenth" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	study session --variants "$variant" --transports tcp,tls1.3 --tries 8 --rounds 2
	desk_expect 0 "^What does a message of an open session cost" "^64 bytes +time +client CPU +server CPU +bytes +trips" \
		"^  chacha20 " "Messages until the handshake is a tenth of their time, of [a-zA-Z]+: tls1.3 [0-9]+, tls1.3_chacha20 [0-9]+"
}
