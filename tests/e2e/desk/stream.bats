#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # jq has variables of its own; the helpers set and read ours
# The desk tool with --mode stream: flows of bulk bytes, a row a direction, told as MB/s, where more is better.

load ../support/helpers
load ../support/reports

# Once a file: streams and datagrams, plain and secure, both ways, with each variant, in $BATS_FILE_TMPDIR/run.
setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}" "${BOARD:=host}" "${VARIANTS:=wolfssl openssl}"
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	"$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs build/certs/ecdsa-p256 --mode stream \
		--transports tcp,tls1.3,udp,dtls1.2 --variants "${VARIANTS// /,}" --tries 3 --seconds 0.04 --sizes 1024,64 \
		--out "$BATS_FILE_TMPDIR/results" --timeout 20 --quiet 3>&- || return 1
	mv "$(realpath "$BATS_FILE_TMPDIR/results/latest")" "$BATS_FILE_TMPDIR/run"
}

@test "each transport has a row up and one down, told in MB/s, and the account of each flow closes" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run series
	desk report "$run"
	desk_expect 0 "^What security costs: the throughput of one flow" "flows +0.04 s each, as fast as they go" \
		"^ +median, MB/s +" "medians +upper quarters +is$" "^tcp_down +1024 +[0-9.,]+$" "^tls1.3_down +1024 +[0-9.,]+ +[0-9.,]+" \
		"^The flows: what a byte took, and records on the wire$" "^The flows of datagrams: what they took, offered and lost$" \
		"^What else a MB in writes of 1024 bytes costs" "With direction down a flow has, over up: .* times the throughput" \
		"round trips \(tcp\): a flow goes one way"
	lacks "NOT ALIKE|^ *FAILED |UNFINISHED|^First |Phases|an exchange" "$T/desk.out"
	jq -e '.mode == "stream" and .flow_ms == 40 and .rounds == 3 and .tries == 3' "$run/plan.json" >/dev/null
	for series in "$run"/{tcp,udp,tls,dtls}*/; do
		holds "$series/round-01.client.jsonl" 'map(select(.record == "stream")) | length == 2 and all(.ok and .direction == "'"$(
			[[ $series == *_down* ]] && echo down || echo up)"'") and ((.[0].peer_writes - .[0].writes | fabs) == (.[0].lost // 0))'
		[ ! -e "$series/heap.client.jsonl" ]
	done
}

@test "JSON, CSV, Markdown and page tell the same, as worked out of the records" {
	not_under_valgrind
	local run=$BATS_FILE_TMPDIR/run series median cpu
	series=tls1.3-$(plain_variant)
	desk report "$run" --json "$T/r.json" --markdown "$T/r.md" --html "$T/r.html" --csv "$T/r.csv"
	desk_expect 0
	# of three flows the middle one, by what the server received in its own time
	median=$(jq -s 'map(select(.record == "stream" and .size == 1024) | .peer_bytes * 1000 / .peer_ns) | sort | .[1]' "$run/$series"/round-*.client.jsonl)
	cpu=$(jq -s 'map(select(.record == "stream" and .size == 1024)) | (map(.cpu_ns) | add) / (map(.bytes) | add)' "$run/$series"/round-*.server.jsonl)
	jq -e --argjson median "$median" --argjson cpu "$cpu" 'def near(a): (. / a - 1 | fabs) < 1e-6;
		.mode == "stream" and .flow_ms == 40 and .bitrate == 0 and (.series | map(select(.name == "'"$series"'"))[0]
		| (.sizes[0].median_mb_s.value | near($median)) and (.stream.sizes[0].server_cpu_ns_per_byte | near($cpu))
		and .sizes[0].phases_median_us == null and .cold_mb_s == null and .stream.sizes[0].record_bytes == 1046
		and (.stream.sizes[0].wire_bytes_per_byte | near(1046 / 1024)) and .stream.sizes[0].lost_share == null
		and .stream.sizes[0].sent.bytes == .stream.sizes[0].received.bytes and .sizes[0].client.round_trips == null
		and (.sizes[0].client.sends | near(1e6 / 1024)))' "$T/r.json" >/dev/null
	# sent = received + lost
	jq -e '.series | map(select(.kind == "udp_down"))[0].stream.sizes | all(.lost_share * .sent.writes - (.sent.writes - .received.writes) | fabs < 1e-6)' "$T/r.json" >/dev/null
	# over plain is over the plain one of the same direction; more is better
	jq -e '[.pairs[] | select(.kind == "security" and (.series | test("_down"))) | .base] | unique == ["tcp_down", "udp_down"]' "$T/r.json" >/dev/null
	python3 -c "import csv, sys; row = [r for r in csv.DictReader(open(sys.argv[1])) if r['series'] == sys.argv[2] and r['size'] == '1024'][0]
assert abs(float(row['median_mb_s']) / float(sys.argv[3]) - 1) < 1e-3, row
assert abs(float(row['server_cpu_ns_per_byte']) / float(sys.argv[4]) - 1) < 1e-3, row
assert row['lost_share'] == '' and 'direction_verdict' in row, row" "$T/r.csv" "$series" "$median" "$cpu"
	for form in md html; do
		grep -q "The flows: what a byte took, and records on the wire" "$T/r.$form"
		grep -q "The flows of datagrams: what they took, offered and lost" "$T/r.$form"
	done
	grep -qE "^\| tls1.3-.* \| 1024 \| [0-9.,]+ \|" "$T/r.md"
	lacks "[Pp]hases|^\*?\*?Time |message size|round trips \(above\)" "$T/r.md"
	[ ! -x "$(command -v gnuplot)" ] || { grep -q "Throughput against size" "$T/r.html" && lacks "Phases of|round trips \(above\)" "$T/r.html"; }
}

@test "the screen tells MB/s over plain and CPU a byte, within 80 columns and 30 lines" {
	not_under_valgrind
	COLUMNS=80 LC_ALL=C.UTF-8 timeout -k 5 120 "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--mode stream --transports tcp,tls1.3 --variants "${VARIANTS// /,}" --tries 5 --seconds 0.02 --timeout 20 \
		>"$T/desk.out" 2>"$T/desk.err" 3>&-
	flatten
	grep -qE "plain tcp [0-9.]+ [MG]B/s, tcp_down [0-9.]+ [MG]B/s for 131072 bytes" "$T/desk.flat"
	grep -qE "tls1\.3_down +[0-9.]+ [MG]B/s +x[0-9.]+" "$T/desk.flat"
	grep -qE "Client CPU, ns a byte .*tls1\.3_down [0-9.]+" "$T/desk.flat"
	lacks "RAM a session +bytes" "$T/desk.out"
	[ "$(wc -l <"$T/desk.out")" -le 30 ] || { cat "$T/desk.out"; return 1; }
	[ "$(wc -L <"$T/desk.out")" -le 80 ] || { cat "$T/desk.out"; return 1; }
	# the sizes that each transport carries, and as many rounds as flows
	jq -e '.sizes == [256, 1024, 16384, 131072] and .rounds == 5' "$(realpath "$T/results/latest")/plan.json" >/dev/null
}

@test "the study of throughput ends with one screen: each suite and direction over the first, CPU of a MB" {
	not_under_valgrind
	need_variant wolfssl openssl
	COLUMNS=80 LC_ALL=C.UTF-8 timeout -k 5 120 "$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--study throughput --variants wolfssl,openssl --tries 2 --seconds 0.02 --timeout 20 >"$T/desk.out" 2>"$T/desk.err" 3>&-
	grep -qE "^What does TLS 1.3 move each way, by suite, and what CPU does a MB take\?$" "$T/desk.out"
	grep -qE "^16384 bytes +throughput +client CPU +server CPU +bytes$" "$T/desk.out"
	grep -qE "^tls1\.3 +wolfSSL +[0-9.,]+ [MG]B/s +[0-9.,]+ µs +[0-9.,]+ µs +1,001,343$" "$T/desk.out"
	grep -qE "^  chacha20_down +wolfSSL +(x[0-9.]+|no diff\.) +x[0-9.]+ +x[0-9.]+ +same$" "$T/desk.out"
	grep -qE "^Plain tcp [0-9.]+ [MG]B/s, tcp_down [0-9.]+ [MG]B/s for 16384 bytes\." "$T/desk.out"
	[ "$(wc -l <"$T/desk.out")" -le 24 ] || { cat "$T/desk.out"; return 1; }
	if env LC_ALL=C.UTF-8 grep -nE "^.{81}" <(grep -v '^Results: ' "$T/desk.out"); then return 1; fi
}

@test "a rate is kept: what is offered is what was asked for, and nothing is lost of it" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" --mode stream \
		--transports udp --axis direction=up --tries 2 --seconds 0.2 --bitrate 8000 --sizes 1000 --full
	desk_expect 0 "0.2 s each, 8,000 kbit/s offered"
	jq -e '.series | length == 1' "$T/results/latest/plan.json" >/dev/null
	desk report "$T/results/latest" --json "$T/r.json"
	# 1 MB/s; a busy machine may be late with the last of 200 writes
	jq -e '.series[0].stream.sizes[0] | .offered_mb_s > 0.5 and .offered_mb_s < 1.05' "$T/r.json" >/dev/null
}

@test "an edited flow is refused, and its round is made again" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	copy changed
	edit "tls1.3-$variant/round-01.client.jsonl" 'if .record == "stream" and .flow == 1 then .bytes += 1024 else . end'
	edit "tls1.3_down-$variant/round-01.client.jsonl" 'if .record == "stream" and .flow == 1 then .ns -= 1000000 else . end'
	edit "tcp/round-01.server.jsonl" 'if .record == "stream" then .bytes_in += 1 else . end'
	edit "tcp_down/round-01.client.jsonl" 'if .record == "stream" and .flow == 2 then empty else . end'
	edit "udp/round-01.client.jsonl" 'if .record == "stream" and .flow == 1 then .lost += 1 else . end'
	edit "udp_down/round-01.client.jsonl" 'if .record == "stream" then .direction = "up" else . end'
	edit "dtls1.2-$variant/round-01.client.jsonl" 'if .record == "run" then .settings.seconds = 1 else . end'
	edit "dtls1.2_down-$variant/round-01.client.jsonl" 'if .record == "stream" and .flow == 1 then .ns = 9000000000 else . end'
	desk report "$COPY"
	desk_expect 1 "tls1\.3-$variant .* 'bytes' is [0-9]+, but 'writes' [0-9]+ of 1024 bytes" \
		"tls1\.3_down-$variant .* the two ends do not fit: of a flow the client says" \
		"tcp .* the two ends do not fit: in a flow the client sent" \
		"tcp_down .* the records do not add up" \
		"udp .* the account does not close: [0-9]+ sent, [0-9]+ received and [0-9]+ lost" \
		"udp_down .* 'direction' of the session is 'up', but the series is udp_down" \
		"dtls1\.2-$variant .* its flows last 1 s, but the plan says 0.04" \
		"dtls1\.2_down-$variant .* its flows took [0-9]+ ns together, but 'loop_ns' is"
	desk run --continue "$COPY"
	desk_expect 0 "answered \+ 0 lost \+ 0 failed \+ 0 not made"
	# what stands beside the bytes
	edit "tls1.3-$variant/round-01.client.jsonl" 'if .record == "stream" and .flow == 1 then .record_bytes -= 1 else . end'
	edit "tls1.3_down-$variant/round-01.client.jsonl" 'if .record == "stream" and .flow == 1 then .receives = .bytes_in + 1 else . end'
	edit "udp/round-01.client.jsonl" 'if .record == "stream" and .flow == 1 then .sends += 1 else . end'
	edit "dtls1.2-$variant/round-01.client.jsonl" 'if .record == "stream" and .flow == 1 then .record_bytes += 1 else . end'
	edit "tcp/round-01.client.jsonl" 'if .record == "try" then empty else . end'
	desk report "$COPY"
	desk_expect 1 "tls1\.3-$variant .* 'bytes_out' is [0-9]+, but [0-9]+ writes of [0-9]+ bytes in records of [0-9]+ \('record_bytes'\) make [0-9]+" \
		"tls1\.3_down-$variant .* 'receives' is [0-9]+; valid with what was moved" \
		"udp .* 'sends' is [0-9]+; valid with what was moved" "dtls1\.2-$variant .* in records of [0-9]+ \('record_bytes'\)" \
		"tcp .* its client's cold try is missing; valid: a try 0 before the others"
	desk run --continue "$COPY"
	desk_expect 0 "answered \+ 0 lost \+ 0 failed \+ 0 not made"
}

@test "a truncated file is told, and what is not the same work has no ratio" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	copy cut
	truncate -s -20 "$COPY/tcp/round-02.client.jsonl"
	desk report "$COPY"
	desk_expect 1 "UNFINISHED.* tcp: 2 of 3 rounds"
	copy unlike
	for round in 01 02 03; do
		edit "tls1.3-$variant/round-$round.client.jsonl" 'if .record == "run" then .settings.direction = "both" else . end'
	done
	desk report "$COPY"
	desk_expect 0 "tls1\.3-$variant over tcp.*not alike: client's direction: up and both"
}

@test "a flow is compared with no exchange, and flows of one length with none of another" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" --transports tcp \
		--tries 4 --rounds 2 --sizes 64,1024 --quiet
	desk_expect 0
	desk diff "$BATS_FILE_TMPDIR/run" "$T/results/latest"
	desk_expect 2 "the two cannot be compared: mode: stream and connect"
	desk diff "$BATS_FILE_TMPDIR/run" "$BATS_FILE_TMPDIR/run"
	desk_expect 0 "old, MB/s" "0 regressions"
}

@test "diff knows that more is better: half the throughput is slower, twice of it faster" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" --mode stream \
		--transports tcp --axis direction=up --tries 16 --seconds 0.01 --sizes 64 --quiet
	desk_expect 0
	cp -r "$(realpath "$T/results/latest")" "$T/fast"
	COPY=$T/slow
	cp -r "$T/fast" "$COPY"
	# the server received for ten times as long, as both ends tell; a busy machine varies by less
	edit "tcp/round-*.client.jsonl" 'if .record == "stream" then .peer_ns *= 10 else . end'
	edit "tcp/round-*.server.jsonl" 'if .record == "stream" then .ns *= 10 elif .record == "end" then .loop_ns *= 10 else . end'
	desk diff "$T/fast" "$COPY"
	# of a machine that is not trusted there are suspects alone
	if [ "$STATUS" -eq 1 ]; then
		desk_expect 1 "^tcp +64 +[0-9.,]+ +[0-9.,]+ +0\.[01][0-9]+ .* slower, REGRESSION$"
	else
		desk_expect 3 "^tcp +64 +[0-9.,]+ +[0-9.,]+ +0\.[01][0-9]+ .* slower, SUSPECT$"
	fi
	desk diff "$COPY" "$T/fast"
	desk_expect 0 "^tcp +64 .* faster$"
}

@test "what goes with no flow is refused in one line" {
	local options
	while IFS='|' read -r options want; do
		# shellcheck disable=SC2086
		desk run --build "$BUILD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" $options
		desk_expect 2 "$want"
		[ "$(wc -l <"$T/desk.err")" -eq 1 ]
	done <<-'END'
		--seconds 1|--seconds: there are no flows in --mode connect; valid: --mode stream
		--mode session --bitrate 10|--bitrate: there are no flows in --mode session; valid: --mode stream
		--axis direction=down|--axis direction: not in --mode connect; valid: --mode stream
		--transports tcp_down|--mode connect: not over tcp_down; valid: other --transports
		--mode stream --transports h2|--mode stream: not over h2-tls1.3; valid: other --transports
		--mode stream --tries 4 --rounds 2|--tries 4: in --mode stream each round is one flow of each size, and there are 2 rounds
		--mode stream --transports tls1.3 --axis resume=ticket|--mode stream: not over tls1.3_ticket; valid: without --axis resume
		--mode stream --hold 5|--hold 5: not together with --mode stream; valid: --mode connect
		--mode stream --axis direction=both|--axis direction=both: unknown value; valid: up down
		--mode stream --sizes 15|--sizes 15: out of range; valid: 16 to
	END
	[ ! -e "$T/results" ]
}
