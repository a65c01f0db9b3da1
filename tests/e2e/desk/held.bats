#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # jq has variables of its own; the helpers set and read ours
# The desk tool with --hold: sessions that stay open, made after the rounds, read again, told in the report.

load ../support/helpers
load ../support/reports

# Once a file: a run that holds 20 sessions, in $BATS_FILE_TMPDIR/run.
setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}" "${BOARD:=host}" "${VARIANTS:=wolfssl openssl}"
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs build/certs/ecdsa-p256 \
		--variants "${VARIANTS// /,}" --transports tcp,tls1.3,dtls1.2 --tries 4 --rounds 2 --sizes 64,16 --hold 20 \
		--out "$BATS_FILE_TMPDIR/results" --quiet 3>&- || return 1
	mv "$(realpath "$BATS_FILE_TMPDIR/results/latest")" "$BATS_FILE_TMPDIR/run"
}

# hold_run [OPTION]...: a small run of one secure series in the test's folder.
hold_run() {
	desk run --build "${PROGRAMS:-$BUILD}" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--variants "$(plain_variant)" --transports tcp,tls1.3 --tries 2 --rounds 1 --sizes 16 "$@"
}

# figure FILE FIELD: of its hold record, with a comma every three digits, as a table has it.
figure() {
	jq -r "select(.record == \"hold\") | .$2" "$1" | sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta'
}

# times_stand: the report still has the medians of the secure series.
times_stand() {
	grep -qE "^tls1.3 +64 +[0-9.,]+ +[0-9.,]+" "$T/desk.out" || { echo "no times"; cat "$T/desk.out"; return 1; }
}

@test "20 sessions held by each secure series: files, table, the programs' own figures" {
	not_under_valgrind
	local variant transport end run=$BATS_FILE_TMPDIR/run
	desk report "$run"
	desk_expect 0 "^Sessions held: memory of one, with 20 open at once$" "sockets and their buffers\) is in neither"
	times_stand
	[ "$(jq .hold "$run/plan.json")" -eq 20 ]
	for transport in tls1.3 dtls1.2; do
		for variant in $VARIANTS; do
			for end in client server; do
				holds "$run/$transport-$variant/hold.$end.jsonl" \
					'map(select(.record == "hold")) | length == 1 and (.[0] | .ok and .held == 20)'
				grep -qE " $(figure "$run/$transport-$variant/hold.$end.jsonl" heap_per_session_bytes) +1\.00000" "$T/desk.out"
				grep -qE "RSS .* $(figure "$run/$transport-$variant/hold.$end.jsonl" rss_per_session_bytes) +(0\.999|1\.0|not a line)" "$T/desk.out"
			done
		done
	done
	[ ! -e "$run/tcp/hold.client.jsonl" ]
	# The size that says least, and no tries but the cold one.
	jq -es 'map(select(.record == "run"))[0].settings | .hold == 20 and .sizes == [16]' "$run"/tls1.3-*/hold.client.jsonl >/dev/null
}

@test "libraries side by side: how many times the first one's" {
	not_under_valgrind
	need_variant wolfssl openssl
	local run=$BATS_FILE_TMPDIR/run times
	[ "$VARIANTS" = "wolfssl openssl" ] || skip "other variants"
	desk report "$run"
	times=$(jq -s 'map(select(.record == "hold").heap_per_session_bytes) | .[1] / .[0] * 100 | round' \
		"$run"/tls1.3-{wolfssl,openssl}/hold.server.jsonl)
	# One row each: client heap, client RSS, server heap, server RSS.
	[ "$(sed -n '/^Sessions held/,$p' "$T/desk.out" | grep -A2 "^tls1.3 " | sed -n 3p | grep -oE 'x[0-9.]+$' | tr -d x.)" -eq "$times" ]
}

@test "JSON, Markdown and page tell the same; a run without --hold has none of it" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run series
	series=tls1.3-$(plain_variant)
	desk report "$run" --json "$T/r.json" --markdown "$T/r.md" --html "$T/r.html" --csv "$T/r.csv"
	desk_expect 0
	jq -e --slurpfile client "$run/$series/hold.client.jsonl" '($client | map(select(.record == "hold"))[0]) as $own
		| .complete and .hold == 20 and (.series | map(select(.name == "'"$series"'"))[0].hold
		| .state == "done" and .why == null and .asked == 20 and .client.held == 20 and .client.points == $own.points
		and (.client.heap_per_session_bytes | round) == $own.heap_per_session_bytes
		and .server.heap_is_line and .server.heap_r2 > 0.999 and .server.heap_r2 <= 1)' "$T/r.json" >/dev/null
	jq -e '.series | map(select(.kind == "tcp"))[0] | has("hold") | not' "$T/r.json" >/dev/null
	grep -qE "^\| $series \| client \| 20 \| $(figure "$run/$series/hold.client.jsonl" heap_per_session_bytes | tr -d ,) \| 1\.00000 \|" "$T/r.md"
	grep -q '<title id="plot_hold-t">Sessions held' "$T/r.html"
	grep -q '<desc id="plot_hold-d">' "$T/r.html"
	grep -qE "<td>$series</td><td>client</td><td>20</td><td>$(figure "$run/$series/hold.client.jsonl" heap_per_session_bytes | tr -d ,)</td>" "$T/r.html"
	# As many drawn points as were taken, in a curve a series.
	[ "$(sed -n '/plot_hold-d/,/<\/svg>/p' "$T/r.html" | grep -c 'plot_hold_plot_')" -ge 4 ]
	copy none
	jq 'del(.hold)' "$COPY/plan.json" >"$T/plan" && mv "$T/plan" "$COPY/plan.json"
	desk report "$COPY" --json "$T/n.json" --markdown "$T/n.md" --html "$T/n.html"
	desk_expect 0
	times_stand
	lacks "Sessions held" "$T/desk.out"
	lacks "Sessions held" "$T/n.md"
	lacks "plot_hold|<h2>Sessions" "$T/n.html"
	jq -e '.complete and .hold == 0 and (.series | all(has("hold") | not))' "$T/n.json" >/dev/null
}

# damaged NAME PATTERN: the report of the copy says that this hold failed; all else stands.
damaged() {
	desk report "$COPY" --json "$T/r.json" --html "$T/r.html" --markdown "$T/r.md"
	desk_expect 1 "$1"
	times_stand
	jq -e '.complete == false and (.series | all(.state == "done"))' "$T/r.json" >/dev/null
	jq -e '.series | map(select(.hold != null and .hold.state != "done")) | length == 1
		and (.[0].hold | .client == null and .server == null and (.why | length) > 5)' "$T/r.json" >/dev/null
	grep -q 'class="bad">[A-Z]* hold of' "$T/r.html"
	grep -q '^- \*\*[A-Z]*\*\* hold of' "$T/r.md"
}

@test "damaged, edited and foreign files: named, in no table, and the times stand" {
	not_under_valgrind
	local first other
	first=tls1.3-$(plain_variant)
	copy cut
	truncate -s -20 "$COPY/$first/hold.server.jsonl"
	damaged "UNFINISHED hold of $first: its records are not complete; go on with: $BUILD/host/wiretoll run --continue"
	copy gone
	rm "$COPY/$first"/hold.*
	damaged "UNFINISHED hold of $first: it was not made; go on with"
	copy schema
	edit "$first/hold.client.jsonl" '.schema = 2'
	damaged "FAILED hold of $first: .*hold.client.jsonl line 1: schema 2; this wiretoll reads 1"
	copy figure
	edit "$first/hold.client.jsonl" 'if .record == "hold" then .heap_per_session_bytes = 100 else . end'
	damaged "FAILED hold of $first: .*line 3: 'heap_per_session_bytes' is 100, but its points give [0-9]+"
	copy points
	edit "$first/hold.server.jsonl" 'if .record == "hold" then .points[3].heap_bytes += 100000 else . end'
	damaged "FAILED hold of $first: .*hold.server.jsonl line 3: 'heap_[a-z_0-9]+' is [0-9]+, but its points give"
	copy fewer
	edit "$first/hold.client.jsonl" 'if .record == "hold" then .asked = 10 else . end'
	damaged "FAILED hold of $first: .*'asked' is 10, but the plan holds 20"
	copy notjson
	echo 'hello' >"$COPY/$first/hold.client.jsonl"
	damaged "FAILED hold of $first: .*hold.client.jsonl line 1: not JSON"
	copy round
	cp "$COPY/$first/round-01.client.jsonl" "$COPY/$first/hold.client.jsonl"
	damaged "FAILED hold of $first: .*hold.client.jsonl line [0-9]+: 'try' is 1, but the plan has 0"
	copy transport
	cp "$COPY/dtls1.2-$(plain_variant)"/hold.* "$COPY/$first/"
	damaged "FAILED hold of $first: .*'transport' is 'dtls', but the series is $first"
	copy ends
	edit "$first/hold.client.jsonl" 'if .record == "run" then .port = 1 else . end'
	damaged "FAILED hold of $first: client and server are of different runs: ports 1 and"
	copy suite
	edit "$first/hold.client.jsonl" 'if .record == "run" then .negotiated.suite = 4867 else . end'
	damaged "FAILED hold of $first: it is unlike the rounds: client.s suite: "
	other=$(other_variant)
	[ "$other" != "$(plain_variant)" ] || return 0
	copy library
	cp "$COPY/tls1.3-$other"/hold.* "$COPY/$first/"
	damaged "FAILED hold of $first: it is unlike the rounds: client.s variant: [a-z]+ and [a-z]+; client.s library: "
}

@test "what is missing or failed of the holds is made by --continue, and nothing else" {
	not_under_valgrind
	local before series
	series=tls1.3-$(plain_variant)
	hold_run --transports tls1.2,tls1.3,dtls1.2 --hold 20
	desk_expect 0
	COPY=$(realpath "$T/results/latest")
	rm "$COPY/$series"/hold.*
	echo "no luck" >"$COPY/dtls1.2-$(plain_variant)/hold.failed"
	desk report "$COPY"
	desk_expect 1 "FAILED hold of dtls1.2-[a-z]+: no luck" "UNFINISHED hold of $series: it was not made"
	before=$(cat "$COPY"/*/round-* "$COPY"/tls1.2-*/* | md5sum)
	desk run --continue "$COPY"
	desk_expect 0 "cells? in .* 0 failed; 20 sessions held by 2 series$" "^Sessions held"
	[ "$before" = "$(cat "$COPY"/*/round-* "$COPY"/tls1.2-*/* | md5sum)" ]
	[ ! -e "$COPY/dtls1.2-$(plain_variant)/hold.failed" ]
	lacks "(FAILED|UNFINISHED) hold of" "$T/desk.out"
	desk run --continue "$COPY" --hold 5
	desk_expect 2 "--hold: not together with --continue"
}

@test "a plan that the descriptors do not allow is refused with the figure, before anything is made" {
	not_under_valgrind
	command -v setpriv >/dev/null || skip "no setpriv"
	STATUS=0
	(ulimit -n 200 && setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource "$BUILD/host/wiretoll" run --full --build "$BUILD" \
		--board "$BOARD" --certs "$KEYS" --variants "$(plain_variant)" --transports tls1.3 --tries 2 --rounds 1 --hold 500 \
		--out "$T/results") >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	flatten
	desk_expect 2 '^wiretoll run: --hold 500: needs 532 descriptors, the system allows 200; valid: 0 to 168$'
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && [ ! -s "$T/desk.out" ] && [ ! -e "$T/results" ]
	hold_run --hold 10001
	desk_expect 2 '--hold 10001: out of range; valid: 0 to 10000'
	desk run --build "$BUILD" --board "$BOARD" --variants "$(plain_variant)" --transports tcp,udp --hold 5
	desk_expect 2 '--hold 5: no secure transport that can be made is among them'
}

@test "a hold that a program refuses is FAILED with its reason; the times stand; --continue makes it" {
	not_under_valgrind
	command -v setpriv >/dev/null || skip "no setpriv"
	# The real client, with too few descriptors for what it is asked.
	fake_client "[[ \"\$*\" == *--hold* && ! -e $T/enough ]] || exec \"\$REAL\" \"\$@\"
		ulimit -n 40
		exec setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource \"\$REAL\" \"\$@\""
	hold_run --hold 20
	desk_expect 1 "FAILED tls1.3-[a-z]+ in its hold: tls_client: --hold 20: needs 52 descriptors, the system allows 40; valid: 1 to 8" \
		"FAILED hold of tls1.3-[a-z-]+: tls_client: --hold 20: needs 52" "^tls1.3 +16 +[0-9.,]+ +[0-9.,]+" "4 planned = 4 answered"
	[ "$(cat "$T"/results/latest/tls1.3-*/hold.failed)" = "tls_client: --hold 20: needs 52 descriptors, the system allows 40; valid: 1 to 8" ]
	desk report "$T/results/latest" "$T/results/latest"
	desk_expect 1 "FAILED hold of tls1.3-[a-z]+: tls_client: --hold 20"
	touch "$T/enough"
	desk run --continue "$T/results/latest"
	desk_expect 0 "^Sessions held: memory of one, with 20 open at once"
}

@test "a client that crashes, hangs or tells less than it should: a reason, and nothing left" {
	not_under_valgrind
	fake_client '[[ "$*" == *--hold* ]] || exec "$REAL" "$@"; kill -SEGV $$'
	hold_run --hold 20
	desk_expect 1 "FAILED tls1.3-[a-z]+ in its hold: tls_client was ended by signal 11"
	fake_client '[[ "$*" == *--hold* ]] || exec "$REAL" "$@"; trap "" TERM; while :; do sleep 0.1; done'
	hold_run --hold 20 --timeout 0.5
	desk_expect 1 "FAILED tls1.3-[a-z]+ in its hold: tls_server: accept: nobody connected in time"
	# Half of what it was asked for: the server knows.
	fake_client 'exec "$REAL" "${@/%20/10}"'
	hold_run --hold 20
	desk_expect 1 "FAILED tls1.3-[a-z]+ in its hold: tls_server: the client ended with 10 of 20 sessions"
	desk report "$T/results/latest" --html "$T/r.html"
	desk_expect 1
	grep -q "<h2>Sessions held" "$T/r.html"
	lacks "plot_hold" "$T/r.html"
}

@test "SIGINT while sessions are held: one line, nothing left, and it goes on" {
	not_under_valgrind
	local pid tries=600
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--variants "$(plain_variant)" --transports tls1.3,tls1.2 --tries 2 --rounds 1 --sizes 16 --hold 3000 \
		>"$T/desk.out" 2>"$T/desk.err" 3>&- &
	pid=$!
	PIDS+=("$pid")
	# The run record is written behind the cold session, so the hold has begun.
	until [ -s "$(echo "$T"/results/latest/tls1.3-*/hold.client.jsonl)" ]; do
		((tries-- > 0)) || { echo "no hold"; said; return 1; }
		sleep 0.02
	done
	kill -INT "$pid"
	STATUS=0
	wait "$pid" || STATUS=$?
	flatten
	desk_expect 130 "^wiretoll run: stopped by signal .*; go on with: $BUILD/host/wiretoll run --continue "
	[ -z "$(pgrep -f -- "--json $T/results" || true)" ]
	desk report "$T/results/latest"
	desk_expect 1 "UNFINISHED hold of tls1.3-[a-z]+: its records are not complete" "UNFINISHED hold of tls1.2-[a-z]+: it was not made"
	desk run --continue "$T/results/latest" --quiet
	desk_expect 0
	jq -es 'map(select(.record == "hold")) | length == 4 and all(.ok and .held == 3000)' "$T"/results/latest/*/hold.*.jsonl >/dev/null
}

# A hold that is unlike its rounds every time it is made.
@test "--quiet: a hold that is refused though no program failed is named in the one line" {
	not_under_valgrind
	local first
	first=tls1.3-$(plain_variant)
	fake_client '[[ "$*" == *--hold* ]] || exec "$REAL" "$@"
		"$REAL" "$@" || exit
		while [ "$1" != --json ]; do shift; done
		sed -i "s/\"suite\":4865/\"suite\":4867/" "$2"'
	hold_run --hold 5
	desk_expect 1 "FAILED hold of $first: it is unlike the rounds: client.s suite: "
	desk run --continue "$T/results/latest" --quiet
	desk_expect 1 "^wiretoll run: not complete, first hold of $first: it is unlike the rounds: client.s suite: .*; see what is missing with: $BUILD/host/wiretoll report .*$"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && [ "$(cat "$T/desk.out")" = "$T/results/latest" ]
}

@test "--until looks at times alone, and what is held comes behind its last round" {
	not_under_valgrind
	fake_client '[[ "$*" == *--hold* ]] || exec "$REAL" "$@"; echo "tls_client: no luck" >&2; exit 1'
	hold_run --hold 5 --tries 8 --rounds 4 --until 0.1% --limit 4
	desk_expect 1 "more rounds" "--until: every ratio is known within .*the limit of time has come" "FAILED hold of"
	[ "$(grep -c 'in its hold: tls_client: no luck' "$T/desk.err")" -eq 1 ]
}

@test "diff: other holds in two plans, or a hold that failed, are no hindrance" {
	not_under_valgrind
	copy other
	jq 'del(.hold)' "$COPY/plan.json" >"$T/plan" && mv "$T/plan" "$COPY/plan.json"
	desk diff "$BATS_FILE_TMPDIR/run" "$COPY"
	desk_expect 0 "^0 regressions"
	lacks "left out" "$T/desk.out"
	copy failed
	for series in "$COPY"/*tls*/; do echo "no luck" >"$series/hold.failed"; done
	desk diff "$COPY" "$BATS_FILE_TMPDIR/run"
	desk_expect 0 "^0 regressions"
	lacks "left out" "$T/desk.out"
}
