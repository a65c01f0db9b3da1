#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a report says of results: intervals and verdicts, what is not alike, what is wrong with them.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034
load ../support/helpers
load ../support/reports

setup_file() {
	record_once
}

@test "ratios with intervals, a verdict, the resolution and the validity" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk report "$BATS_FILE_TMPDIR/run"
	desk_expect 0 "^tls1.3 +16 .*[0-9.]+ \[[0-9.]+ [0-9.]+\] +[0-9.]+ \[[0-9.]+ [0-9.]+\] +(slower|faster|no difference)" \
		"^Resolution: a difference between libraries of (over )?[0-9.,]+ %" "^Validity: (trusted|not trusted: )" \
		"corrected" "for the 9 verdicts" "closed loop"
}

@test "the same results give the same report" {
	not_under_valgrind
	desk report "$BATS_FILE_TMPDIR/run" --json "$T/one.json"
	desk report "$BATS_FILE_TMPDIR/run" --json "$T/two.json"
	desk_expect 0
	cmp "$T/one.json" "$T/two.json"
}

@test "CSV, Markdown and JSON hold the same figures" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk report "$BATS_FILE_TMPDIR/run" --csv "$T/r.csv" --markdown "$T/r.md" --json "$T/r.json"
	desk_expect 0
	median=$(jq -r '.series[] | select(.name == "tcp") | .sizes[0].median_us.value | . * 10 | round / 10' "$T/r.json")
	grep -q "^| tcp | 16 | 24 | $median" "$T/r.md"
	csv=$(awk -F, '$1 == "tcp" && $4 == 16 { printf "%.1f", $6 }' "$T/r.csv")
	[ "$csv" = "$(printf %.1f "$median")" ]
	# As many fields in every line as in the head.
	[ "$(tr -d '\r' <"$T/r.csv" | awk -F, '{ print NF }' | sort -u | wc -l)" -eq 1 ]
	jq -e '.validity.summary and (.pairs | length == 3) and .complete and .schema == 1' "$T/r.json"
	# The median is that of the records.
	raw=$(cat "$BATS_FILE_TMPDIR"/run/tcp/*.client.jsonl | jq -s '[.[] | select(.record == "try" and .ok and
		(.cold | not) and .size == 16) | .total_ns] | sort | (.[11] + .[12]) / 2000')
	jq -e --argjson raw "$raw" '.series[] | select(.name == "tcp") | .sizes[0].median_us.value - $raw | fabs < 0.001' "$T/r.json"
	desk report "$BATS_FILE_TMPDIR/run" --csv -
	desk_expect 0 "^series,kind,variant"
	lacks Validity "$T/desk.out"
}

# total FIELD: of all records of one kind in the secure series of the first variant, its client.
total() {
	cat "$BATS_FILE_TMPDIR/run/tls1.3-${VARIANTS%% *}"/round-*.client.jsonl | jq -s "$1"
}

# is FILTER FIGURE: what the JSON of the report says is that figure, within rounding.
is() {
	jq -e --argjson figure "$2" "(.series[] | select(.name == \"tls1.3-${VARIANTS%% *}\") | $1) - \$figure | fabs < 0.001" "$T/r.json" ||
		{ echo "$1 is not $2"; return 1; }
}

@test "what an exchange costs beside time is what the records say, and programs are as size counts them" {
	not_under_valgrind
	local program
	desk report "$BATS_FILE_TMPDIR/run" --json "$T/r.json"
	desk_expect 0 "^What else an exchange of 999 bytes costs" "^  heap, highest +KB +- +[0-9.]+" "^  round trips  .* [0-9.]+" \
		"Not available .*a plain transport has no TLS library"
	is '.client_costs.cpu_us' "$(total 'map(select(.record == "end") | .loop_cpu_ns) | add / 1000 / 54')"
	is '.client_costs.stack_bytes' "$(total 'map(select(.record == "end") | .stack_peak_bytes) | max')"
	is '.client_costs.rss_bytes' "$(total 'map(select(.record == "end") | .peak_rss_bytes) | max')"
	is '.sizes[1].client.bytes_out' "$(total '[.[] | select(.record == "try" and .size == 999 and (.cold | not)) |
		[to_entries[] | select(.key | endswith("_bytes_out")) | .value] | add] | add / length')"
	is '.sizes[1].client.heap_bytes' "$(jq -s '[.[] | select(.record == "try" and .size == 999 and (.cold | not)) |
		.heap_peak_bytes] | max' "$BATS_FILE_TMPDIR/run/tls1.3-${VARIANTS%% *}/heap.client.jsonl")"
	jq -e '.series[] | select(.name == "tcp") | .client_costs.not_available.heap_bytes == "a plain transport has no TLS library"' "$T/r.json"
	# flash
	for program in "$BOARD/${VARIANTS%% *}"/{tcp,tls}_{client,server}; do
		size "$BUILD/$program" | awk 'NR == 2 { print $1, $2, $3 }' >"$T/size"
		jq -r --arg name "$program" '.programs[] | select(.name == $name) | "\(.text_bytes) \(.data_bytes) \(.bss_bytes)"' \
			"$BATS_FILE_TMPDIR/run/programs.json" | cmp - "$T/size"
	done
}

# csv FILTER: what Python says of the rows (dictionaries) of r.csv.
csv() {
	python3 -c 'import csv, sys; rows = list(csv.DictReader(open(sys.argv[1], newline="")))
assert all(None not in row and None not in row.values() for row in rows), "unlike numbers of fields"
assert ('"$1"'), rows' "$T/r.csv"
}

@test "costs of whole processes are told of all sizes together, and unmarked where the plan has one" {
	not_under_valgrind
	local cpu
	desk report "$BATS_FILE_TMPDIR/run" --csv "$T/r.csv" --markdown "$T/r.md" --html "$T/r.html" --json "$T/r.json"
	desk_expect 0 "^  CPU time of the process \* +µs" "^  stack, highest \* +KB" "^  heap, highest +KB" "^  flash: text and data +KB|shared one" \
		" \* of all sizes together, since .* the mean over the exchanges of all 2 sizes; of stack and RSS the highest"
	grep -q '| CPU time of the process, µs \\\* |' "$T/r.md"
	grep -q '^\\\* of all sizes together' "$T/r.md"
	grep -q '<th>CPU time of the process, µs \*</th>' "$T/r.html"
	grep -q '<p class="soft">\* of all sizes together' "$T/r.html"
	grep -qE '<figcaption>Bars: CPU time .* Messages of all 2 sizes together: the mean over them\.<' "$T/r.html"
	grep -qE '<figcaption>Bars: the most stack .* Messages of all 2 sizes together: the highest\.<' "$T/r.html"
	lacks '<figcaption>Bars: text and data .* Messages of' "$T/r.html"
	cpu=$(jq -r '.series[] | select(.name == "tcp") | .client_costs.cpu_us' "$T/r.json")
	csv '[r["size"] for r in rows if r["series"] == "tcp"] == ["16", "999", "all"]'
	csv 'all((r["client_cpu_us"] == "") == (r["size"] != "all") and (r["client_bytes_out"] == "") == (r["size"] == "all") for r in rows)'
	csv "[abs(float(r['client_cpu_us']) / $cpu - 1) < 1e-4 for r in rows if r['series'] == 'tcp' and r['size'] == 'all'] == [True]"
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" \
		--transports tcp,tls1.3 --tries 4 --rounds 2 --sizes 16 --quiet
	desk report "$T/results/latest" --csv "$T/r.csv" --markdown "$T/r.md" --html "$T/r.html"
	desk_expect 0 "^  CPU time of the process +µs"
	lacks 'all sizes together|CPU time of the process(, µs)? .?\*' "$T/desk.out"
	lacks 'all sizes together|, µs .?\*' "$T/r.md"
	grep -qE '<figcaption>Bars: CPU time .* Messages of 16 bytes\.<' "$T/r.html"
	csv 'all(r["size"] == "16" and r["client_cpu_us"] and r["client_bytes_out"] for r in rows)'
}

@test "what is not available is told below the table of costs in every form" {
	not_under_valgrind
	desk report "$BATS_FILE_TMPDIR/run" --markdown "$T/r.md" --html "$T/r.html"
	desk_expect 0 "Not available .*\(tcp\): a plain transport has no TLS library"
	grep -qE '^- heap, highest; .*\(tcp\): a plain transport has no TLS library$' "$T/r.md"
	grep -qE '<li>heap, highest; .*\(tcp\): a plain transport has no TLS library</li>' "$T/r.html"
	lacks 'the report as text says why' "$T/r.html"
}

@test "CSV: what was compared though unlike bears a mark, and what was not has its reason" {
	not_under_valgrind
	need_variant wolfssl openssl
	copy csv
	edit "tls1.3-$(other_variant)/*.client.jsonl" \
		'if .record == "run" then .negotiated.group = 29 | .negotiated.group_name = "x\"25519, so" else . end'
	desk report "$COPY" --csv "$T/r.csv"
	csv '[(r["library_verdict"], r["library_ratio"], r["library_why"]) for r in rows if r["variant"] == "'"$(other_variant)"'"] ==
		3 * [("not alike", "", "not alike: client'"'"'s group: secp256r1 and x\"25519, so")]'
	desk report "$COPY" --csv "$T/r.csv" --allow-unlike
	csv '[r["library_verdict"].endswith(" (!)") and r["library_ratio"] != "" and "x\"25519, so" in r["library_why"]
		for r in rows if r["variant"] == "'"$(other_variant)"'"] == 3 * [True]'
	csv 'all(r["library_why"] == "" and "!" not in r["library_verdict"] for r in rows if r["variant"] != "'"$(other_variant)"'")'
}

@test "sizes of programs that are missing or malformed leave flash out, with the reason" {
	not_under_valgrind
	copy sizes
	rm "$COPY/programs.json"
	desk report "$COPY"
	desk_expect 0 "flash: text and data \(tcp\): the programs' sizes were not noted in this run"
	lacks "^  flash.* KB" "$T/desk.out"
	echo '{"schema":1,"programs":7}' >"$COPY/programs.json"
	desk report "$COPY"
	desk_expect 0 "flash: text and data \(tcp\): programs.json: 'programs' is missing, or not a list"
}

# unlike END FILTER WORDS: one side's records are changed; the pair has no ratio but the reason.
unlike() {
	copy "unlike"
	edit "tls1.3-$(other_variant)/*.$1.jsonl" "if .record == \"run\" then $2 else . end"
	desk report "$COPY" --json "$T/r.json"
	desk_expect 0 "NO RATIO of tls1.3-$(other_variant) over tls1.3-${VARIANTS%% *}: not alike: " "^tls1.3 +16 .* NOT ALIKE"
	tr -s '\n ' '  ' <"$T/desk.out" | grep -qE "$3"
	jq -e '.pairs[] | select(.kind == "library") | (.compared | not) and (.comparisons == []) and (.why | test("not alike"))' "$T/r.json"
	desk report "$COPY" --html "$T/r.html"
	grep -q "not alike: " "$T/r.html"
	desk report "$COPY" --allow-unlike --json "$T/r.json"
	desk_expect 0 "^tls1.3 +16 .* \(!\)" "\(!\) UNLIKE, compared since"
	jq -e '.allow_unlike and (.pairs[] | select(.kind == "library") | .compared and (.unlike | length > 0))' "$T/r.json"
	rm -r "$COPY"
}

@test "unlike suites, groups, keys, resumption, NODELAY, timeout, authentication: no ratio, but the reason" {
	not_under_valgrind
	need_variant wolfssl openssl
	unlike client '.negotiated.suite = 4866 | .negotiated.suite_name = "TLS_AES_256_GCM_SHA384"' \
		"client's suite: TLS_AES_128_GCM_SHA256 and TLS_AES_256_GCM_SHA384"
	unlike client '.negotiated.group = 29 | .negotiated.group_name = "x25519"' "client's group: secp256r1 and x25519"
	unlike server '.negotiated.peer_key = "RSA"' "server's key: EC and RSA"
	unlike client '.negotiated.resumed = true' "client's resumption: false and true"
	unlike server '.socket.nodelay = false' "server's NODELAY: true and false"
	unlike client '.settings.timeout = 77' "client's timeout: [0-9.]+ and 77"
	unlike server '.negotiated.peer_authenticated = false' "server's peer authenticated: true and false"
	unlike client '.negotiated.hello_retries = 1' "client's hello retries: 0 and 1"
	unlike server '.negotiated.certificate_compression = "on"' "server's certificate compression: off and on"
	unlike client '.cpu = 77' "client's core: [0-9]+ and 77"
}

@test "a side that really negotiated another group or suite, or has other keys, is caught" {
	not_under_valgrind
	need_variant wolfssl openssl
	for wish in "--group x25519" "--suite TLS_AES_256_GCM_SHA384" "--certs build/certs/rsa-2048"; do
		mkdir -p "$T/programs/$BOARD/openssl"
		ln -sfn "$(realpath "$BUILD/$BOARD/wolfssl")" "$T/programs/$BOARD/wolfssl"
		for program in tls_client tls_server; do
			printf '#!/bin/bash\nargs=()\nwhile [ $# -gt 0 ]; do\n[ "$1" = "%s" ] && shift 2 || { args+=("$1"); shift; }\ndone\nexec %q "${args[@]}" %s\n' \
				"${wish%% *}" "$(realpath "$BUILD/$BOARD/openssl/$program")" "$wish" >"$T/programs/$BOARD/openssl/$program"
			chmod +x "$T/programs/$BOARD/openssl/$program"
		done
		desk run --build "$T/programs" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants wolfssl,openssl \
			--transports tls1.3 --tries 4 --rounds 2 --sizes 16
		desk_expect 0 "^tls1.3 +16 .* NOT ALIKE" "NO RATIO of tls1.3-openssl over tls1.3-wolfssl: not alike: "
		rm -r "$T/programs" "$T/results"
		sleep 1
	done
}

# round_unlike END FILTER WORDS: one round of one series is changed; no ratio of it, unless that is asked for.
round_unlike() {
	copy round
	edit "$series/round-03.$1.jsonl" "if .record == \"run\" then $2 else . end"
	desk report "$COPY" --json "$T/r.json"
	desk_expect 0 "WARNING rounds unlike: $series round 3, $3" "^Validity: not trusted: .*rounds unlike" \
		"NO RATIO of $series over tcp: not alike: the rounds of one side are unlike: round 3, $3"
	jq -e --arg series "$series" '[.pairs[] | select(.series == $series or .base == $series)] | length >= 1 and all(.compared | not)' "$T/r.json"
	desk report "$COPY" --allow-unlike --json "$T/r.json"
	desk_expect 0 "UNLIKE, compared since" "WARNING rounds unlike: $series round 3, $3"
	jq -e --arg series "$series" '[.pairs[] | select(.series == $series)] | all(.compared)' "$T/r.json"
	rm -r "$COPY"
}

@test "a round that is unlike the first of its series is named, and the series has no ratio" {
	not_under_valgrind
	series=tls1.3-${VARIANTS##* }
	round_unlike client '.socket.nodelay = false' "client's NODELAY: true and false"
	round_unlike server '.settings.group = "x25519"' "server's group: secp256r1 and x25519"
	round_unlike server '.facts.kernel = "Linux 2.4"' "server's kernel: .* and Linux 2.4"
	round_unlike client '.facts.governor = "ondemand"' "client's governor: .* and ondemand"
	round_unlike client '.cpu = 77' "client's core: [0-9]+ and 77"
	round_unlike server '.family = 6' "server's address family: 4 and 6"
	round_unlike server '.library.version = "99.9"' "server's version of the library: .* and 99.9"
	round_unlike client '.build.cflags = "-O0"' "client's flags of the compiler: .* and -O0"
	round_unlike client '.negotiated.resumed = true' "client's resumption: false and true"
}

@test "what is wrong with the machine is named, and the summary says it" {
	not_under_valgrind
	copy machine
	edit "*/*.jsonl" 'if .record == "run" then .facts.governor = "powersave" | .facts.clock_resolution_ns = 4000000
		else . end'
	edit "tcp/round-03.client.jsonl" 'if .record == "run" then .facts.frequency_khz = 4200000 else . end'
	edit "tcp/round-04.client.jsonl" 'if .record == "run" then .facts.frequency_khz = 600000 else . end'
	edit "tcp/*.client.jsonl" 'if .record == "run" then .family = 6 else . end'
	edit "tls1.3-*/round-02.client.jsonl" 'if .record == "try" then .retransmissions = 3 else . end'
	edit "tcp/round-05.server.jsonl" 'if .record == "end" then .board_after.throttled = true | .board_after.temperature_mc = 91500
		elif .record == "run" then .facts.entropy_ready = false else . end'
	edit "*/*.jsonl" 'if .record == "end" then .loop_ns = 50000000 | .loop_cpu_ns = 0 | .loop_user_cpu_ns = 0 | .loop_system_cpu_ns = 0 | .machine_busy_ns = 50000000
		| .machine_stolen_ns = 25000000 elif .record == "summary" then del(.elapsed_ns) else . end'
	desk report "$COPY"
	desk_expect 0 "WARNING governor: the frequency is not fixed \(governor powersave\)" \
		"WARNING frequency: it moved between 600 and 4200 MHz" "WARNING clock: a step of it is 4000000 ns" \
		"WARNING address family: tcp ran over IPv6" "WARNING retransmissions: tls1.3-" \
		"WARNING throttling: .* at the start of 0 and at the end of 1 of" "temperature: the hottest zone came to 91 °C" \
		"WARNING entropy: .* when 1 of" "WARNING load: other programs took" "WARNING stolen time" \
		"^Validity: not trusted: governor, frequency, throttling, entropy, load, stolen time, clock"
}

@test "a sound machine is trusted" {
	not_under_valgrind
	copy sound
	edit "*/*.jsonl" 'if .record == "run" then .facts.governor = "performance" elif .record == "end" then
		.involuntary_switches = 0 | .machine_busy_ns = .loop_cpu_ns | .machine_stolen_ns = 0 else . end'
	desk report "$COPY"
	desk_expect 0 "^Validity: trusted$"
	# The same with nothing of the load told, and with too little time to tell it.
	edit "*/*.jsonl" 'if .record == "end" then .loop_ns = 2000000 | .loop_cpu_ns = 0 | .loop_user_cpu_ns = 0 | .loop_system_cpu_ns = 0 | .machine_busy_ns = 20000000
		elif .record == "summary" then del(.elapsed_ns) else . end'
	desk report "$COPY"
	desk_expect 0 "^Validity: trusted$" "load: not judged: the rounds took [0-9]+ ms in all, too short to tell the load"
	edit "*/*.jsonl" 'del(.machine_busy_ns, .loop_ns, .family)'
	desk report "$COPY"
	desk_expect 0 "^Validity: trusted$" "not told: .* so they were not made: load, .*address family"
	for file in "$COPY"/tcp/round-04.*.jsonl; do : >"$file"; done
	desk report "$COPY"
	desk_expect 1 "^Validity: not trusted: unfinished$"
	sed -i '3s/"total_ns":/"total_ns":1/' "$COPY"/*/round-03.client.jsonl
	desk report "$COPY"
	desk_expect 1 "^Validity: not trusted: failed series$" "WARNING failed series: [23] of [23] series failed"
}

# waits FILTER: the client's loops of tcp have taken ten times as long, and the machine was otherwise as FILTER says.
waits() {
	rm -rf "$T/waits"
	copy waits
	edit "tcp/round-*.client.jsonl" "if .record == \"end\" then .loop_ns *= 10 | $1 else . end"
	desk report "$COPY"
}

@test "mostly waiting: named where both ends work for less than half of the time and nobody else did" {
	not_under_valgrind
	[ "$(nproc)" -gt 1 ] || skip "one core"
	waits '.machine_busy_ns = 0'
	desk_expect 0 "tcp: the time is mostly waiting \(both ends' CPU time is [0-9]+ % of the time elapsed\): idle cores .* --placement one"
	waits '.machine_busy_ns = .loop_ns'
	lacks "mostly waiting" "$T/desk.flat"
	rm -rf "$T/waits"
	copy waits
	edit "tcp/round-*.client.jsonl" 'if .record == "end" then .machine_busy_ns = 0 | .loop_ns = .loop_cpu_ns else . end'
	desk report "$COPY"
	lacks "mostly waiting" "$T/desk.flat"
}

@test "records of another run, or of no run, are named and no figure is made of them" {
	not_under_valgrind
	series=tls1.3-${VARIANTS%% *}
	copy two-runs
	edit "$series/round-02.*.jsonl" 'if .record == "run" then .settings.json |= sub("[^/]*/(?<s>[^/]*/[^/]*)$"; "other/\(.s)") else . end'
	desk report "$COPY"
	desk_expect 1 "FAILED $series .*its records are of another" "^tls1.3 +16 .* FAILED"
	rm -r "$COPY"
	copy older
	edit "$series/round-01.*.jsonl" 'if .record == "run" then .started_ns = 1000000 else . end'
	desk report "$COPY"
	desk_expect 1 "records are older than the"
	# those of an older version know the wall clock only
	edit "$series/round-01.*.jsonl" 'if .record == "run" then del(.started_ns, .boot) else . end'
	desk report "$COPY"
	desk_expect 0
	edit "$series/round-01.*.jsonl" 'if .record == "run" then .started_us = 1000000 else . end'
	desk report "$COPY"
	desk_expect 1 "records are older than the"
	rm -r "$COPY"
	copy ports
	edit "$series/round-04.server.jsonl" 'if .record == "run" then .port += 1 else . end'
	desk report "$COPY"
	desk_expect 1 "client and server are of different runs"
	rm -r "$COPY"
	copy empty
	for file in "$COPY/$series"/*.jsonl; do : >"$file"; done
	desk report "$COPY"
	desk_expect 1 "UNFINISHED $series: 0 of 6 rounds" "NO RATIO|tls1.3 +16"
	rm -r "$COPY"
	copy cut
	truncate -s -40 "$COPY/$series/round-06.client.jsonl"
	desk report "$COPY"
	desk_expect 1 "UNFINISHED $series: 5 of 6 rounds"
	rm -r "$COPY"
	copy schema
	edit "$series/round-02.client.jsonl" '.schema = 2'
	desk report "$COPY"
	desk_expect 1 "schema 2; this wiretoll reads 1"
	desk report "$T"
	desk_expect 1 "plan.json: cannot be read"
}

@test "fewer than two rounds: medians, but no interval, no ratio, no verdict" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS// /,}" \
		--transports tcp,tls1.3 --tries 3 --rounds 1 --sizes 16
	desk_expect 0 "1 whole round; two at least are needed" "Validity: not trusted: .*rounds" "^tls1.3 +16 "
	lacks "\[[0-9.]+ [0-9.]+\]" "$T/desk.out"
}

@test "a series without a partner stands alone" {
	not_under_valgrind
	copy alone
	jq '.series |= map(select(.name != "tcp")) | .order |= map(map(select(. != "tcp")))' "$COPY/plan.json" >"$T/plan"
	mv "$T/plan" "$COPY/plan.json"
	desk report "$COPY"
	desk_expect 0 "^tls1.3 +16 +-"
	lacks "What security costs: over" "$T/desk.out"
}

@test "--until goes on in rounds, and says why it ended" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" \
		--transports tcp,tls1.3 --tries 8 --rounds 2 --sizes 16 --until 0.1% --limit 6
	desk_expect 0 "every ratio is known within [0-9.]+ %, asked for 0.1 %: more rounds" "the limit of time has come"
	[ "$(jq .rounds "$T/results/latest/plan.json")" -gt 2 ]
	[ "$(jq '.tries / .rounds' "$T/results/latest/plan.json")" -eq 4 ]
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" \
		--transports tcp,tls1.3 --tries 24 --rounds 6 --sizes 16 --until 100%
	desk_expect 0 "every ratio is known within [0-9.]+ %, asked for 100.0 %$"
	for wrong in 0 x% -1% 200%; do
		desk run --until "$wrong"
		desk_expect 2 "^wiretoll run: --until $wrong: not valid; valid: 0.1% to 100%"
	done
}

@test "--until leaves its mark: the folder, every form of the report, and with --quiet the error output" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" \
		--transports tcp,tls1.3 --tries 8 --rounds 2 --sizes 16 --until 0.1% --limit 0.001 --quiet
	desk_expect 0 "^--until: every ratio is known within [0-9.]+ %, asked for 0.1 %: goal missed: the limit of time has come$"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ]
	jq -e '.schema == 1 and .record == "until" and .goal == 0.001 and .widest > 0.001 and (.met | not) and .end == "limit of time"
		and .limit_ms == 1 and .rounds_asked == 2 and .rounds_made == 2' "$T/results/latest/until.json"
	grep -q '^Until: ' "$T/results/latest/report.txt"
	desk report "$T/results/latest" --markdown "$T/r.md" --html "$T/r.html" --json "$T/r.json"
	desk_expect 0 " Until: .* within 0.1 %, 0.001 s at most; GOAL MISSED, the limit of time came first"
	grep -q '^Until: .*GOAL MISSED' "$T/r.md"
	grep -q '<p>Until: .*GOAL MISSED' "$T/r.html"
	jq -e '(.until.met | not) and .until.goal == 0.001' "$T/r.json"
	echo '[' >"$T/results/latest/until.json"
	desk report "$T/results/latest"
	desk_expect 0 " Until: .* depended on its data, but until.json, .* is malformed"
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/met" --variants "$(plain_variant)" \
		--transports tcp,tls1.3 --tries 24 --rounds 6 --sizes 16 --until 100% --quiet
	desk_expect 0
	lacks . "$T/desk.err"
	desk report "$T/met/latest" --json "$T/r.json"
	desk_expect 0 " Until: .* that was met \(the widest within"
	jq -e '.until.met and .until.end == "met"' "$T/r.json"
	desk report "$BATS_FILE_TMPDIR/run" --json "$T/r.json"
	lacks '^Until' "$T/desk.out"
	jq -e '.until == null' "$T/r.json"
}

@test "the resolution is told in Markdown and in the page, too" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk report "$BATS_FILE_TMPDIR/run" --markdown "$T/r.md" --html "$T/r.html"
	desk_expect 0 "Resolution: a difference between libraries of .* would be found 4 times in 5, a smaller one less often. That is the median over all pairs and sizes \(the worst: "
	grep -qE '^Resolution: a difference between libraries of .*\.$' "$T/r.md"
	grep -qE '<p class="soft">Resolution: a difference between libraries of' "$T/r.html"
}

@test "long names of variants are whole at the heads of all tables, and a hold of one says why it has no line" {
	not_under_valgrind
	local name=a-long-name-of-a-variant variant
	variant=$(plain_variant)
	mkdir -p "$T/programs/$BOARD"
	ln -s "$(realpath "$BUILD/$BOARD/$variant")" "$T/programs/$BOARD/$name"
	ln -s "$(realpath "$BUILD/$BOARD/$variant")" "$T/programs/$BOARD/$name-b"
	desk run --build "$T/programs" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$name,$name-b" \
		--transports tcp,tls1.3 --tries 4 --rounds 2 --sizes 16 --hold 1
	desk_expect 0 "^transport +bytes +plain +$name +$name-b +medians" "^transport +bytes +$name, µs +times +$name-b, µs" \
		"^transport, cost +plain +$name +$name-b +plain +$name +$name-b$" "^ +$name +$name-b$" \
		"time over that of $name +$name-b$" "No figure is told: a line needs three points"
	desk report "$T/results/latest" --markdown "$T/r.md" --html "$T/r.html"
	grep -q 'a line needs three points' "$T/r.md"
	grep -q 'a line needs three points' "$T/r.html"
	desk run --build "$T/programs" --board "$BOARD" --certs "$KEYS" --out "$T/two" --variants "$name" --transports tls1.3 --tries 4 \
		--rounds 2 --sizes 16 --hold 2
	lacks 'three points' "$T/desk.out"
}

@test "forms that share a place, and options beside several folders, are refused by name" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run
	desk report "$run" --csv "$T/one" --json "$T/one"
	desk_expect 2 "^wiretoll report: --json .*/one: --csv goes there; valid: a place of its own for each form$"
	[ ! -e "$T/one" ]
	desk report "$run" --csv - --html /dev/stdout
	desk_expect 2 "^wiretoll report: --csv -: --html goes there; valid: "
	touch "$T/file"
	ln -s file "$T/link"
	desk report "$run" --markdown "$T/link" --json "$T/file"
	desk_expect 2 "^wiretoll report: --json .*/file: --markdown goes there"
	[ ! -s "$T/file" ]
	desk report "$run" --csv /dev/null --json /dev/null
	desk_expect 0
	desk report "$run" "$run" --csv "$T/r.csv"
	desk_expect 2 "^wiretoll report: --csv: not together with several folders; valid: --html and --markdown, or one DIR$"
	[ ! -e "$T/r.csv" ]
	desk report --allow-unlike "$run" "$run"
	desk_expect 2 "^wiretoll report: --allow-unlike: not together with several folders"
	desk report --csv "$T/r.csv" "$run"
	desk_expect 0
	desk report "$run" "$run"
	desk_expect 0 "^Boards"
}

@test "calibrate: its own recording, and one that is none" {
	not_under_valgrind
	desk calibrate --build "$BUILD" --board "$BOARD" --certs "$KEYS" --variant "$(plain_variant)" --transports tcp --sizes 16 \
		--rounds 100 --tries 10 --comparisons 1000 --out "$T/cal"
	desk_expect 2 "--transports tcp: a plain transport is one series and not two; valid: tls1.2, tls1.3, dtls1.2, dtls1.3"
	[ ! -e "$T/cal" ]
	desk calibrate --build "$BUILD" --board "$BOARD" --certs "$KEYS" --variant "$(plain_variant)" --transports tls1.3 --sizes 16 \
		--rounds 100 --tries 10 --comparisons 1000 --out "$T/cal"
	desk_expect 0 "^  100 tries: 25 rounds of 4 +[0-9]+ of  1000 +[0-9.]+ %" "the recording is too short"
	# 5 % are allowed: the lower end of the interval may not lie above.
	awk '/25 rounds of 4 / { sub(/.*\[/, ""); exit !($1 <= 5.0) }' "$T/desk.out"
	[ -z "$(find "$T/cal" -name 'twins-*')" ]
	desk calibrate --recorded "$BATS_FILE_TMPDIR/run"
	desk_expect 1 "valid: a folder that 'wiretoll calibrate' recorded"
	desk calibrate --variant nothing --out "$T/cal"
	desk_expect 2 "nothing: No such file or directory; make it with"
}

# Waits until FILES of the pattern are there.
awaits() {
	local tries=500
	until compgen -G "$1" >/dev/null; do
		((tries-- > 0)) || { echo "never there: $1"; return 1; }
		sleep 0.02
	done
}

@test "calibrate: a signal leaves half a recording, a word about it, and no program" {
	not_under_valgrind
	local signal pid folder tries hint
	for signal in INT TERM; do
		"$BUILD/host/wiretoll" calibrate --build "$BUILD" --board "$BOARD" --certs "$KEYS" --variant "$(plain_variant)" \
			--transports tls1.3 --sizes 16 --rounds 100 --tries 10 --comparisons 1000 --out "$T/half-$signal" \
			>"$T/desk.out" 2>"$T/desk.err" 3>&- &
		pid=$!
		PIDS+=("$pid")
		awaits "$T/half-$signal/*/tls1.3-same-a/round-03.client.jsonl"
		# a process that a shell put into the background ignores SIGINT, unless it asks for it
		kill "-$signal" "$pid"
		STATUS=0
		wait "$pid" || STATUS=$?
		folder=$T/half-$signal/$(readlink "$T/half-$signal/latest")
		desk_expect $((128 + $(kill -l "$signal")))
		hint="$BUILD/host/wiretoll run --continue $folder && $BUILD/host/wiretoll calibrate --recorded $folder"
		tail -n 1 "$T/desk.err" | grep -F "wiretoll calibrate: stopped by signal $(kill -l "$signal") " |
			grep -F "; half a recording is kept; go on with: $hint"
		! pgrep -f "_(server|client) .*$folder" || return 1
	done
	[ -n "$(find "$T/half-TERM" -name 'twins-*')" ]
	STATUS=0
	bash -c "$hint --comparisons 1000" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	desk_expect 0 "^  100 tries: 25 rounds of 4 +[0-9]+ of  1000 +[0-9.]+ %"
	[ -z "$(find "$T/half-TERM" -name 'twins-*')" ]
}

@test "several folders: text, page and Markdown, and a run that is not trusted says so in its rows" {
	not_under_valgrind
	copy quiet
	# A machine that nobody disturbed, and one that a hypervisor took time from.
	edit "*/*.jsonl" 'if .record == "end" then .machine_stolen_ns = 0 | .machine_tick_ns = 1000 else . end'
	cp -r "$COPY" "$T/stolen"
	COPY=$T/stolen edit "*/*.jsonl" 'if .record == "end" and .machine_stolen_ns then .machine_stolen_ns = .loop_ns else . end'
	desk report "$T/stolen" "$T/quiet" --html "$T/boards.html" --markdown "$T/boards.md"
	desk_expect 0 "^$BOARD +tcp .* µs.* \(NOT TRUSTED\)$" "^    NOT TRUSTED (.*, )?stolen time"
	cat "$T/boards.md"
	grep -qE '^\| +\| tls1\.3 .*\(NOT TRUSTED\) \|$' "$T/boards.md"
	grep -qE '^- \*\*NOT TRUSTED\*\* (.*, )?stolen time' "$T/boards.md"
	grep -q '<td class="bad">µs (NOT TRUSTED)</td>' "$T/boards.html"
	desk report "$T/stolen" "$T/quiet" --markdown -
	cmp "$T/desk.out" "$T/boards.md"
}

@test "run writes the forms that it is asked for: files, or one in place of the screen" {
	not_under_valgrind
	local small=(run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS%% *}" --transports "tcp"
		--tries 4 --rounds 2 --sizes 16)
	desk "${small[@]}" --csv "$T/r.csv" --markdown "$T/r.md" --html "$T/r.html" --json "$T/r.json"
	desk_expect 0 "^Results: "
	cmp "$T/r.html" "$T/results/latest/report.html"
	desk report "$T/results/latest" --csv "$T/again.csv" --markdown "$T/again.md" --json "$T/again.json"
	cmp "$T/r.csv" "$T/again.csv"
	cmp "$T/r.md" "$T/again.md"
	cmp "$T/r.json" "$T/again.json"
	desk "${small[@]}" --json -
	[ "$STATUS" -eq 0 ]
	jq -e '.record == "report" and .complete' "$T/desk.out"
	grep -q '^Results: ' "$T/desk.err"
	desk "${small[@]}" --quiet --csv -
	[ "$STATUS" -eq 0 ] && [ ! -s "$T/desk.err" ]
	[ "$(cut -d, -f1 "$T/desk.out" | xargs)" = "series tcp" ]
	desk run --continue "$T/results/latest" --quiet --csv "$T/more.csv"
	[ "$(cat "$T/desk.out")" = "$T/results/latest" ]
	[ -s "$T/more.csv" ]
}

@test "run: a form that cannot be written is refused before anything is made" {
	not_under_valgrind
	desk run --out "$T/results" --json "$T/none/r.json"
	desk_expect 2 "^wiretoll run: --json $T/none/r.json: No such file or directory; valid: a file in a folder that can be written to$"
	desk run --out "$T/results" --csv "$T"
	desk_expect 2 "^wiretoll run: --csv $T: Is a directory; valid: "
	desk run --out "$T/results" --csv - --json -
	desk_expect 2 "^wiretoll run: --json -: --csv goes there; valid: "
	[ ! -e "$T/results" ]
}
