#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # jq has variables of its own; the helpers set and read ours
# Clients at once at the desk (--axis parallel, --study crowd): what programs are told, what is refused, what forms say.

load ../support/helpers
load ../support/reports

# crowd [OPTION]...: a short run in $T/results.
crowd() {
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --variants "$(plain_variant)" --sizes 64 --timeout 20 --out "$T/results" "$@"
}

@test "rows of 1 and 4 clients: the client is told, its rate stands in every form, and the curve bends" {
	not_under_valgrind
	local folder
	crowd --transports tcp,tls1.3 --axis parallel=1,4 --tries 64 --rounds 2 --full
	desk_expect 0 "^Clients at once$" "^tcp_clients4 " "^tls1\.3_clients4 "
	[ "$(grep -cE '^ *(tcp|tls1\.3-[a-z]+)? +64 +[14] +[0-9,]+ +[0-9.,]+ ' "$T/desk.out")" -eq 4 ]
	[ "$(grep -cE ' bends$' "$T/desk.out")" -eq 2 ]
	folder=$(realpath "$T/results/latest")
	# of the client alone, and the heap is counted of tries one after the other
	jq -es 'map(select(.record == "run" and .role == "client") | .settings.parallel) == [4, 4]' "$folder"/tcp_clients4/round-*.client.jsonl
	jq -es 'map(select(.record == "run" and .role == "client") | .settings.parallel) == [1]' "$folder"/tls1.3_clients4-*/heap.client.jsonl
	desk report "$folder" --json "$T/r.json" --csv "$T/r.csv" --html "$T/r.html"
	desk_expect 0
	jq -e '.complete and ([.series[].sizes[].exchanges_per_second] | length == 4 and all(. > 1))' "$T/r.json"
	jq -e '[.series[] | select(.kind == "tls1.3_clients4") | .sizes[0] | .server.thread_cpu_us > 0 and .client.thread_cpu_us == null] == [true]' "$T/r.json"
	head -n 1 "$T/r.csv" | grep -q ',exchanges_per_second.$'
	grep -q 'Exchanges a second by clients at once' "$T/r.html"
	# the rate is that of the records
	[ "$(jq -r '.series[0].sizes[0].exchanges_per_second | . + 0.5 | floor' "$T/r.json")" = \
		"$(cat "$folder"/tcp/round-*.client.jsonl | jq -rs 'map(select(.record == "summary")) | (map(.answered) | add) / (map(.elapsed_ns) | add) * 1e9 + 0.5 | floor')" ]
}

@test "edited records of clients at once are refused" {
	not_under_valgrind
	local folder
	crowd --transports tcp --axis parallel=1,4 --tries 32 --rounds 1
	desk_expect 0
	folder=$(realpath "$T/results/latest")
	refused_when() {
		cp "$folder/$1/round-01.client.jsonl" "$T/kept"
		jq -c "$2" "$T/kept" >"$folder/$1/round-01.client.jsonl"
		desk report "$folder"
		desk_expect 1 "$3"
		cp "$T/kept" "$folder/$1/round-01.client.jsonl"
	}
	refused_when tcp_clients4 'if .record == "run" then .settings.parallel = 1 else . end' "it had 1 connections at once \(--parallel\); valid: 4"
	refused_when tcp 'if .record == "run" then .settings.parallel = 4 else . end' "it had 4 connections at once \(--parallel\); valid: 1"
	refused_when tcp 'if .record == "summary" then .elapsed_ns = 1000 else . end' "'elapsed_ns' is 1000, but they took [0-9]+ together"
	refused_when tcp_clients4 'if .record == "summary" then .elapsed_ns *= 1000 else . end' "its sizes took [0-9]+ ns together, but 'loop_ns' is"
	desk report "$folder"
	desk_expect 0
}

@test "what goes with no clients at once is refused in one line" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	crowd --transports tcp --axis parallel=1,4 --mode session
	desk_expect 2 "--axis parallel: not in --mode session; valid: --mode connect"
	crowd --transports tcp --axis parallel=1,4 --rate 100
	desk_expect 2 "--axis parallel: not together with --rate 100; valid: --rate 0"
	crowd --transports tcp --axis parallel=1,16 --tries 40 --rounds 4
	desk_expect 2 "--tries 40: makes 10 a round, fewer than the 16 clients at once; valid: 64 or more, or fewer --rounds"
	crowd --transports udp,tcp --axis parallel=1,3
	desk_expect 2 "--axis parallel=3: unknown value; valid: 1 4 16 64 256 1000"
	crowd --transports tls1.3 --axis parallel=1,4 --hold 3
	desk_expect 2 "--hold 3: not together with --axis parallel=4; valid: parallel=1"
	[ ! -e "$T/results" ]
	crowd --transports tls1.3 --axis parallel=1,4 --axis resume=off,ticket --tries 16 --rounds 1
	desk_expect 0 "there is no clients4 with ticket"
}

@test "the study of a crowd ends with one screen: rate, time, CPU and RSS of the server, and where it bends" {
	not_under_valgrind
	need_variant wolfssl openssl
	COLUMNS=80 LC_ALL=C.UTF-8 timeout -k 5 240 "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--study crowd --variants wolfssl,openssl --tries 256 --rounds 1 --timeout 60 >"$T/desk.out" 2>"$T/desk.err" 3>&-
	grep -qE "^How many clients at once does a server bear, and what does each cost it\?$" "$T/desk.out"
	grep -qE "^64 bytes +time +a second +server CPU +server RSS$" "$T/desk.out"
	grep -qE "^tls1\.3 +wolfSSL +[0-9.,]+ .?s +[0-9,]+ +[0-9.,]+ µs +[0-9,]+ KB$" "$T/desk.out"
	grep -qE "^  clients256 +wolfSSL +(x[0-9.]+|no diff\.) +[0-9,]+ +x[0-9.]+ +[+-][0-9,]+$" "$T/desk.out"
	tr '\n' ' ' <"$T/desk.out" | grep -qE "Nine tenths of the highest rate with so many: tcp [0-9]+ \([0-9,]+ a second\), tls1\.3-wolfssl [0-9]+ \([0-9,]+\)"
	[ "$(wc -l <"$T/desk.out")" -le 24 ] || { cat "$T/desk.out"; return 1; }
	if env LC_ALL=C.UTF-8 grep -nE "^.{81}" <(grep -v '^Results: ' "$T/desk.out"); then return 1; fi
}

@test "clients at once beside another question: its study keeps its columns, and the answer counts transports" {
	not_under_valgrind
	COLUMNS=80 LC_ALL=C.UTF-8 timeout -k 5 120 "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--variants "$(plain_variant)" --study groups --transports tcp,tls1.3 --axis parallel=1,4 --tries 8 --rounds 2 --timeout 20 >"$T/desk.out" 2>"$T/desk.err" 3>&-
	grep -qE "^256 bytes +time +client CPU +server CPU +bytes +trips$" "$T/desk.out" || { cat "$T/desk.out"; return 1; }
	grep -qE "^  x25519 .* -6[0-9] +same$" "$T/desk.out"
	lacks "Nine tenths" "$T/desk.out"
	crowd --transports tcp,tls1.2,tls1.3 --axis parallel=1,4 --tries 16 --rounds 4 --full
	flatten
	grep -qE "In short: .* on (all )?2 (of 2 )?secure transports" "$T/desk.flat"
	# what is plain is no library's
	grep -qE "With parallel 4 an exchange takes, over 1: plain [0-9.]+ times as long( \(not in each a detectable difference\))?; [a-zA-Z]+ [0-9.]+( to [0-9.]+)? times as long" "$T/desk.flat"
}

@test "more clients at once than there are descriptors for are refused with the figure, before anything is made" {
	not_under_valgrind
	command -v setpriv >/dev/null || skip "no setpriv"
	STATUS=0
	(ulimit -n 200 && setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource "$BUILD/host/wiretoll" run --build "$BUILD" \
		--board "$BOARD" --certs "$KEYS" --variants "$(plain_variant)" --transports tcp --axis parallel=1,256 --sizes 64 --tries 256 --rounds 1 \
		--out "$T/results") >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	desk_expect 2 '^wiretoll run: --axis parallel=256: needs 288 descriptors, the system allows 200; valid: fewer clients, or after ulimit -n 288$'
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && [ ! -s "$T/desk.out" ] && [ ! -e "$T/results" ]
}
