#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Folders of results that somebody cut, edited, mixed or filled with other things: each is named, no figure
# is made of it, and nothing comes down.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034
load ../support/helpers
load ../support/reports

setup_file() {
	record_once
}

# refused PATTERN: no report is made of the copy; one line that says why.
refused() {
	desk report "$COPY" --json "$T/r.json"
	desk_expect 1 "^wiretoll report: .*$1"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ]
	[ ! -s "$T/desk.out" ]
	[ ! -e "$T/r.json" ]
	rm -r "$COPY"
}

# left_out SERIES STATE PATTERN: the series has no figure and is in no comparison, in text and JSON; the others stand.
left_out() {
	desk report "$COPY" --json "$T/r.json" --html "$T/r.html" --csv "$T/r.csv"
	desk_expect 1 "$3"
	jq -e --arg name "$1" --arg state "$2" '(.series[] | select(.name == $name) | .state == $state)
		and ([.pairs[] | select(.series == $name or .base == $name)] | length > 0 and all(.compared | not))
		and .complete == false and ([.series[] | select(.state == "done")] | length >= 1)' "$T/r.json" ||
		{ cat "$T/desk.err"; jq -c '.series[] | [.name, .state]' "$T/r.json"; jq -c '.pairs[] | [.series, .base, .compared]' "$T/r.json"; return 1; }
	[ "$2" != failed ] || lacks "^$1,.*,[0-9.]+\$" "$T/r.csv"
	grep -q '</html>' "$T/r.html"
	rm -r "$COPY"
}

@test "a plan that is cut, empty, edited, foreign, or no file" {
	not_under_valgrind
	copy cut; truncate -s 300 "$COPY/plan.json"; refused "plan.json line [0-9]+: "
	copy empty; : >"$COPY/plan.json"; refused "plan.json line 1: "
	copy foreign; echo '{"name":"left-pad","version":"1.3.0"}' >"$COPY/plan.json"; refused "plan.json: 'record' is missing"
	copy noise; head -c 3000 /dev/urandom >"$COPY/plan.json"; refused "plan.json line [0-9]+: "
	copy folder; rm "$COPY/plan.json"; mkdir "$COPY/plan.json"; refused "plan.json"
	copy pipe; rm "$COPY/plan.json"; mkfifo "$COPY/plan.json"; refused "plan.json: cannot be read"
	copy gone; rm "$COPY/plan.json"; refused "plan.json: cannot be read; valid: a folder that 'wiretoll run' made"
	copy rounds; sed -i 's/"rounds": 6/"rounds": 7/' "$COPY/plan.json"; refused "plan.json: 'order'"
	copy schema; sed -i 's/"schema": 1/"schema": 9/' "$COPY/plan.json"; refused "schema 9; this wiretoll reads 1"
	copy path; sed -i 's/"variant": "[a-z]*"/"variant": "..\/..\/etc"/' "$COPY/plan.json"; refused "plan.json: 'series'"
}

@test "records that are cut, empty, noise, of another tool, or no file" {
	not_under_valgrind
	series=tls1.3-$(other_variant)
	file=$series/round-03.client.jsonl
	copy cut; truncate -s -40 "$COPY/$file"; desk report "$COPY"
	desk_expect 1 "UNFINISHED $series: 5 of 6 rounds"
	rm -r "$COPY"
	copy cut; sed -i '3s/.\{30\}$//' "$COPY/$file"; left_out "$series" failed "round-03.client.jsonl line 3: not JSON"
	copy noise; head -c 5000 /dev/urandom >"$COPY/$file"; left_out "$series" failed "round-03.client.jsonl line 1: "
	copy zeros; head -c 200000 /dev/zero >"$COPY/$file"; left_out "$series" failed "line 1: longer than 65536 bytes"
	copy other; printf 'time,latency\n1,2\n' >"$COPY/$file"; left_out "$series" failed "line 1: not JSON"
	copy hold; sed -i '2s/"record":"try"/"record":"hold"/' "$COPY/$file"
		left_out "$series" failed "'record' is 'hold'; valid: run, try, summary, handshake, end"
	copy folder; rm "$COPY/$file"; mkdir "$COPY/$file"; left_out "$series" failed "round-03.client.jsonl: not a file; valid"
	copy pipe; rm "$COPY/$file"; mkfifo "$COPY/$file"; left_out "$series" failed "round-03.client.jsonl: not a file; valid"
	copy endless; ln -sf /dev/zero "$COPY/$file"; left_out "$series" failed "round-03.client.jsonl: not a file; valid"
	copy programs; printf '\033[31mred\n' >"$COPY/programs.json"; desk report "$COPY"
	desk_expect 0 "programs.json: not JSON: .*near "
	lacks $'\033' "$T/desk.out"
	rm -r "$COPY"
	copy mixed; sed -i '4s/"schema":1/"schema":2/' "$COPY/$file"; left_out "$series" failed "line 4: schema 2; this wiretoll reads 1"
}

@test "records that were edited do not add up" {
	not_under_valgrind
	series=tls1.3-$(other_variant)
	file=$series/round-02.client.jsonl
	copy less; sed -i '4d; /"record":"summary"/d' "$COPY/$file"; left_out "$series" failed "the records do not add up: 7 answered, .* says 8"
	copy fitted; sed -i '4d; /"record":"summary"/d; /"record":"end"/s/"answered":8/"answered":7/' "$COPY/$file"
		left_out "$series" failed "do not add up: .* 7 of the plan's 8 tries are there"
	copy twice; sed -i '4p' "$COPY/$file"; left_out "$series" failed "line 5: a second try"
	copy size; sed -i '4s/"size":[0-9]*/"size":17/' "$COPY/$file"; left_out "$series" failed "'size' is 17, which is not in the plan"
	copy zero; sed -i '4s/"total_ns":[0-9]*/"total_ns":0/' "$COPY/$file"; left_out "$series" failed "line 4: 'total_ns' is 0"
	copy cold; edit "$file" 'if .record == "try" and .cold then empty else . end'
		left_out "$series" failed "round 2: its client's cold try is missing; valid: a try 0 before the others"
	copy less; sed -i '/"record":"try"/d' "$COPY/$series/round-02.server.jsonl"
	desk report "$COPY"
	desk_expect 0 "WARNING records: $series: 9 answered tries have no record on the server's side" "^Validity: not trusted"
}

@test "figures that were edited do not fit each other" {
	not_under_valgrind
	series=tls1.3-$(other_variant)
	file=$series/round-02.client.jsonl
	copy total; sed -i '4s/"total_ns":/"total_ns":1/' "$COPY/$file"; left_out "$series" failed "line 4: 'total_ns' is 1[0-9]+, but its phases make "
	copy summary; edit "$file" 'if .record == "summary" then .total_ns.min = 1 else . end'
		left_out "$series" failed "the summary of [0-9]+ bytes does not fit its tries: 'total_ns.min' is 1, but they say "
	copy sent; edit "$file" 'if .try == 2 and .size == 16 then .send_bytes_out += 5 else . end'
		left_out "$series" failed "round 2: the two ends do not fit: at 16 bytes the client sent [0-9]+ bytes in all, but the server received "
	copy answered; edit "$series/round-02.server.jsonl" 'if .try == 2 and .size == 999 then .answer_bytes_out += 5 else . end'
		left_out "$series" failed "round 2: .* at 999 bytes the server sent [0-9]+ bytes in all, but the client received "
	copy tcp; edit "tcp/round-01.server.jsonl" 'if .try == 2 and .size == 999 then .receive_bytes_in -= 5 else . end'
		left_out tcp failed "round 1: .* at 999 bytes the client sent"
	copy cpu; edit "$file" 'if .record == "end" then .loop_cpu_ns = .loop_ns * 1000 else . end'
		left_out "$series" failed "'loop_cpu_ns' is [0-9]+, more than [0-9]+ processors can give in 'loop_ns'"
	copy parts; edit "$file" 'if .record == "end" then .loop_user_cpu_ns += 1 else . end'
		left_out "$series" failed "'loop_cpu_ns' is [0-9]+, but its parts make [0-9]+"
	copy phases; edit "$file" 'if .record == "try" then .handshake_cpu_ns *= 20 else . end'
		left_out "$series" failed "its phases have [0-9]+ ns of CPU time, but they took [0-9]+"
	copy stack; edit "$series/round-02.server.jsonl" 'if .record == "end" then .stack_peak_bytes = 2000000000 else . end'
		left_out "$series" failed "'stack_peak_bytes' is 2000000000; valid: up to"
}

@test "cells in each other's place: none counts twice, and none for another" {
	not_under_valgrind
	need_variant wolfssl openssl
	series=tls1.3-$(other_variant)
	copy rounds
	for end in client server; do cp "$COPY/$series/round-01.$end.jsonl" "$COPY/$series/round-02.$end.jsonl"; done
	left_out "$series" failed "round 2: its client's records are those of another cell: written to .*/$series/round-01.client.jsonl"
	copy libraries
	cp "$COPY/tls1.3-${VARIANTS%% *}"/*.jsonl "$COPY/$series"
	left_out "$series" failed "written to .*/tls1.3-${VARIANTS%% *}/round-01.client.jsonl"
	copy ends
	cp "$COPY/$series/round-04.server.jsonl" "$COPY/$series/round-04.client.jsonl"
	left_out "$series" failed "'role' is 'server' in a file of a client"
	copy transports
	cp "$COPY"/tcp/*.jsonl "$COPY/$series"
	left_out "$series" failed "'transport' is 'tcp', but the series is $series"
}

@test "a plan of another board, mode or way to wait than its records" {
	not_under_valgrind
	series=tls1.3-$(other_variant)
	copy board; sed -i 's/"board": "[a-z0-9-]*"/"board": "other"/' "$COPY/plan.json"
	desk report "$COPY"
	desk_expect 1 "FAILED $series .*: round 1: its client ran on board $BOARD, but the plan says other" "^Validity: not trusted: failed series"
	rm -r "$COPY"
	copy mode; sed -i 's/"mode": "connect"/"mode": "session"/' "$COPY/plan.json"
	desk report "$COPY"
	desk_expect 1 "FAILED $series .*: round 1: .*client.jsonl line 1: it ran in mode connect, but the plan says session"
	rm -r "$COPY"
	copy wait; edit "$series/round-02.server.jsonl" 'if .record == "run" then .settings.wait = "spin" else . end'
		left_out "$series" failed "it waited by spin, but the plan says block"
	copy one; edit "$series/round-02.server.jsonl" 'if .record == "run" then .board = "other" else . end'
		left_out "$series" failed "round 2: its server ran on board other, but the plan says $BOARD"
}

@test "two runs thrown together" {
	not_under_valgrind
	series=tls1.3-$(other_variant)
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS// /,}" \
		--transports tcp,tls1.3 --tries 24 --rounds 6 --sizes 16,999
	copy one_round
	cp "$T/results/latest/$series"/round-05.*.jsonl "$COPY/$series"
	left_out "$series" failed "round 5: its records are of another run: written to .*, others to "
	copy one_end
	cp "$T/results/latest/$series"/round-05.server.jsonl "$COPY/$series"
	left_out "$series" failed "round 5: client and server are of different runs: ports"
	# The older run's files under the newer one's plan.
	cp -r "$(realpath "$T/results/latest")" "$T/newer"
	COPY=$T/newer
	cp "$BATS_FILE_TMPDIR/run/$series"/*.jsonl "$COPY/$series"
	left_out "$series" failed "its records are older than the plan: they are of another run"
}

@test "a renamed folder goes on under its new name, and stays one run" {
	not_under_valgrind
	series=tls1.3-$(other_variant)
	local plan folder
	for plan in whole older; do
		cp -r "$BATS_FILE_TMPDIR/run" "$T/$plan-first"
		folder=$T/$plan-first
		# a plan of before names were noted
		[ "$plan" = whole ] || { jq 'del(.names)' "$folder/plan.json" >"$T/plan" && mv "$T/plan" "$folder/plan.json"; }
		rm "$folder/$series/round-02.client.jsonl"
		desk run --continue "$folder"
		desk_expect 0 "Results: "
		mv "$folder" "$T/$plan-second"
		folder=$T/$plan-second
		rm "$folder/$series/round-03.client.jsonl"
		desk run --continue "$folder/"
		desk_expect 0 "Results: "
		rm "$folder/$series/round-04.client.jsonl"
		desk run --continue "$folder"
		desk_expect 0 "Results: "
		grep -q "$plan-first/" "$folder/$series/round-02.client.jsonl"
		grep -q "$plan-second/" "$folder/$series/round-04.client.jsonl"
		jq -e --arg p "$plan" '.names[1:] == [$p + "-first", $p + "-second"]' "$folder/plan.json"
		desk report "$folder"
		desk_expect 0
		lacks 'another run' "$T/desk.out"
		# what is another's is refused as ever
		desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/others-$plan" --variants "${VARIANTS// /,}" \
			--transports tcp,tls1.3 --tries 24 --rounds 6 --sizes 16,999
		desk_expect 0
		cp "$T/others-$plan/latest/$series"/round-05.*.jsonl "$folder/$series"
		COPY=$folder
		left_out "$series" failed "round 5: its records are of another run: written to .*, others to "
	done
}

@test "two runs thrown together, of a plan that notes no names" {
	not_under_valgrind
	series=tls1.3-$(other_variant)
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS// /,}" \
		--transports tcp,tls1.3 --tries 24 --rounds 6 --sizes 16,999
	copy older
	jq 'del(.names)' "$COPY/plan.json" >"$T/plan" && mv "$T/plan" "$COPY/plan.json"
	cp "$T/results/latest/$series"/round-05.*.jsonl "$COPY/$series"
	left_out "$series" failed "round 5: its records are of another run: written to .*, others to "
}

@test "costs that one end did not count have no bars, and the page stands" {
	not_under_valgrind
	copy uncounted
	edit "*/round-*.client.jsonl" 'del(.stack_peak_bytes, .loop_cpu_ns, .user_cpu_ns, .system_cpu_ns, .handshake_cpu_ns)'
	desk report "$COPY" --html "$T/r.html"
	desk_expect 0
	grep -q 'id="plot_heap-t"' "$T/r.html"
	grep -q 'id="plot_stack-t"' "$T/r.html"
	edit "*/round-*.server.jsonl" 'del(.stack_peak_bytes)'
	rm "$COPY"/*/heap.*
	desk report "$COPY" --html "$T/r.html"
	desk_expect 1 "UNFINISHED heap of "
	lacks 'id="plot_heap-t"|id="plot_stack-t"' "$T/r.html"
	grep -q '</html>' "$T/r.html"
}

@test "a secure series alone: no partner, so no ratio, no cost over plain, and no fault" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" \
		--transports tls1.3 --tries 8 --rounds 2 --sizes 16
	desk_expect 0 "^tls1.3 +16 +- +[0-9,.]+$"
	lacks "What security costs: over|faster|slower|x[0-9]+\\.[0-9]" <(sed 1,20d "$T/desk.out")
	desk report "$T/results/latest" --json "$T/r.json" --html "$T/r.html"
	jq -e '.pairs == [] and .complete and .verdicts == 0 and .series[0].sizes[0].median_us.value > 0' "$T/r.json"
	grep -q "do not tell what security costs" "$T/r.html"
}
