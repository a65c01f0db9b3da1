#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # jq has variables of its own; the helpers set and read ours
# The desk tool with --rate: times from the plan on, the achieved rate beside the asked one, and a queue that grows.

load ../support/helpers
load ../support/reports

# ran NAME [OPTION]...: a short run in $T/NAME.
ran() {
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --variants "$(plain_variant)" --counters no-heap \
		--sizes 64 --timeout 20 --out "$T/results" "${@:2}"
	desk_expect 0
	mv "$(realpath "$T/results/latest")" "$T/$1"
}

# What the report says of waiting is what the records say.
waits_are_of_the_records() {
	local told counted
	told=$("$BUILD/host/wiretoll" report --json - "$1" | jq -r '.series[0].sizes[0] | "\(.median_us.value) \(.open_loop.waited_p50_us)"')
	counted=$(cat "$1"/tcp/round-*.client.jsonl | jq -rs 'def middle: sort | .[(length - 1) / 2 | ceil];
		map(select(.record == "try" and (.cold | not))) |
		"\(map((.total_ns + (.waited_ns // 0)) / 1000) | middle) \(map((.waited_ns // 0) / 1000) | middle)"')
	[ "$(awk '{ printf "%.2f %.2f", $1, $2 }' <<<"$told")" = "$(awk '{ printf "%.2f %.2f", $1, $2 }' <<<"$counted")" ] || {
		echo "the report says $told, the records $counted"
		return 1
	}
}

@test "beyond capacity: each form says so, in each mode, and times count from the plan" {
	not_under_valgrind
	local mode
	for mode in connect session; do
		rm -rf "$T/beyond" "$T/results"
		ran beyond --transports tcp,tls1.3 --mode $mode --rate 1000000 --tries 41 --rounds 2
		grep -qE "BEYOND CAPACITY tcp, 64 bytes: of 1000000 tries a second [0-9.]+ did" "$T/desk.out"
		jq -e '.rate == 1000000' "$T/beyond/plan.json"
		jq -es 'map(select(.record == "run" and .role == "client") | .settings.rate) | length == 4 and all(. == 1000000)' "$T"/beyond/*/round-*.client.jsonl
		waits_are_of_the_records "$T/beyond"
		grep -qE "^ +method .*open loop" "$T/beyond/report.txt"
		grep -qE "^tcp +64 .* beyond capacity" "$T/beyond/report.txt"
		grep -q "beyond capacity" "$T/beyond/report.html"
		"$BUILD/host/wiretoll" report --json - "$T/beyond" | jq -e '.rate == 1000000 and all(.pairs[]; (.compared | not) and (.why | test("^(tcp|tls1.3-.*) is beyond capacity: its times say how long that lasted$"))) and
			([.series[].sizes[].open_loop | .beyond_capacity and .achieved > 0 and .achieved < 1000000] | length == 2 and all)'
		"$BUILD/host/wiretoll" report --csv - "$T/beyond" | sed -n 1p | grep -q ',achieved_rate,waited_p50_us,waited_p99_us'
	done
	# a waiting time that was edited out no longer fits the summary
	sed -i 's/,"waited_ns":[0-9]*//' "$T"/beyond/tcp/round-*.client.jsonl
	desk report "$T/beyond"
	desk_expect 1 "the summary of 64 bytes does not fit its tries: 'total_ns"
}

@test "a rate that is kept is told as achieved, and nobody is beyond capacity" {
	not_under_valgrind
	ran kept --transports tcp --rate 50 --tries 40 --rounds 2
	lacks "  BEYOND CAPACITY tcp" "$T/desk.out"
	"$BUILD/host/wiretoll" report --json - "$T/kept" | jq -e '.series[0].sizes[0].open_loop | (.beyond_capacity | not) and .achieved > 40 and .achieved < 51'
	# its CPU time as a process holds the waiting
	"$BUILD/host/wiretoll" report --json - "$T/kept" | jq -e '.series[0].client_costs.not_available.cpu_us | test("wait for planned times")'
	# the screen names it in its first line
	COLUMNS=100 "$BUILD/host/wiretoll" run --continue "$T/kept" >"$T/screen" 3>&-
	head -n 1 "$T/screen" | grep -qE "UTC, 50 tries a second: "
	ran closed --transports tcp --tries 40 --rounds 2
	desk diff "$T/closed" "$T/kept"
	desk_expect 2 "the two cannot be compared: rate: 0 and 50"
	sed -i 's/"rate": 50/"rate": 60/' "$T/kept/plan.json"
	desk report "$T/kept"
	desk_expect 1 "it began 50 tries a second, but the plan says 60"
}

@test "an emulated run, which would count the waiting, and a rate that there is not, are refused" {
	not_under_valgrind
	desk run --rate 5 --build "$BUILD" --board "$BOARD" --run qemu-user --transports tcp --out "$T/results"
	desk_expect 2 "--rate 5: not with --run qemu-user, which would count the waiting; valid: --rate 0"
	desk run --rate 1000001 --out "$T/results"
	desk_expect 2 "--rate 1000001: out of range; valid: 0 to 1000000"
	[ ! -e "$T/results" ]
}

@test "sessions that are held beside an open loop, and HTTP/2 in both modes" {
	not_under_valgrind
	ran held --transports tcp,tls1.3 --rate 200 --tries 4 --rounds 2 --hold 3
	"$BUILD/host/wiretoll" report --json - "$T/held" | jq -e '.complete and ([.series[] | .hold.state // empty] == ["done"])'
	[ -x "$BUILD/$BOARD/$(plain_variant)/h2_client" ] || skip "built without nghttp2"
	for mode in connect session; do
		rm -rf "$T/results"
		ran "h2-$mode" --transports tcp,h2 --mode $mode --rate 1000000 --tries 8 --rounds 1
		"$BUILD/host/wiretoll" report --json - "$T/h2-$mode" | jq -e '.complete and ([.series[].sizes[].open_loop.beyond_capacity] == [true, true])'
	done
}
