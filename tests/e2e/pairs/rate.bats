#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; serve sets SERVER
# Open loop (--rate): tries begin at planned times, and what waits for the one before tells so.

load ../support/helpers
load ../support/libraries

# exchanges RATE TRIES MODE SERVER CLIENT [OPTION]...
exchanges() {
	local rate=$1 tries=$2 mode=$3 server=$4 client=$5
	shift 5
	rm -f "$T"/*.jsonl
	serve "$server" --mode "$mode" --json "$T/server.jsonl" "$@"
	call "$client" --mode "$mode" --sizes 64 --tries "$tries" --rate "$rate" --json "$T/client.jsonl" "$@"
	expect 0
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent client
	silent server
	holds "$T/client.jsonl" "\$done.answered == $tries and \$run.settings.rate == $rate"
	holds "$T/server.jsonl" "\$done.answered == $tries"
}

# A million a second is more than any machine makes: each begins when the one before has ended, ever later than its plan.
keeps_up_never() {
	exchanges 1000000 60 "$@"
	grep -q 'at 1000000 a second, from the planned times on: .*, beyond capacity' "$T/client.out"
	holds "$T/client.jsonl" '[$tries[] | select(.cold | not)] | length == 60 and
		([.[1:][] | .waited_ns // 0] | . == sort and .[0] > 0) and
		([.[] | .waited_ns // 0] | max) <= ([.[] | .waited_ns // 0] | last)'
	# from the plan on: waiting is in the times of the summary, and in no try's own
	holds "$T/client.jsonl" '([.[] | select(.record == "summary") | .total_ns.max] | first) ==
		([$tries[] | select(.cold | not) | .total_ns + (.waited_ns // 0)] | max)'
}

each_mode() {
	local mode
	for mode in connect session; do
		"$1" "$mode" "${@:2}"
	done
}

secure() {
	local transport=$1 version=$2 server=$3 client=$4
	each_mode keeps_up_never "$server/${transport}_server" "$client/${transport}_client" --certs "$KEYS" --tls-version "$version"
}

@test "plain: beyond capacity each try tells how long it waited, and nothing is lost" {
	local variant
	variant=$(plain_variant)
	each_mode keeps_up_never "$variant/tcp_server" "$variant/tcp_client"
	each_mode keeps_up_never "$variant/udp_server" "$variant/udp_client"
}

@test "secure: beyond capacity, each library in each role, and version" {
	each_crossed each_version secure
}

@test "a rate that is kept: tries begin as far apart as planned, whatever the mode" {
	not_under_valgrind
	local variant mode
	variant=$(plain_variant)
	for mode in connect session; do
		exchanges 100 40 "$mode" "$variant/tcp_server" "$variant/tcp_client"
		grep -q 'at 100 a second, from the planned times on' "$T/client.out"
		# 39 steps of 10 ms, by another clock than that of the plan
		holds "$T/client.jsonl" '[$tries[] | select(.cold | not) | .started_us] | last - first >= 380000'
	done
}

@test "CPU of waiting for planned times is no message's" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	exchanges 1000 300 session "$variant/tcp_server" "$variant/tcp_client"
	# the last 0.2 ms of each ms are not slept: 60 ms in all would be there else
	holds "$T/client.jsonl" '[.[] | select(.record == "session") | .sizes[0].cpu_ns] | first < 55000000'
}

@test "no rate of this mode, and none at all" {
	local variant
	variant=$(plain_variant)
	run_program "$variant/tcp_client" --mode stream --rate 5
	refuses "--rate 5: not together with --mode stream; valid: --rate 0"
	run_program "$variant/tcp_client" --rate 1000001
	refuses "--rate 1000001: out of range; valid: 0 to 1000000"
	need_variant wolfssl
	run_program wolfssl/tls_client --certs "$KEYS" --hold 3 --rate 5
	refuses "--rate 5: not together with --hold; valid: --rate 0"
}

@test "a signal in the middle of a long plan: what was made is told, at once" {
	not_under_valgrind
	local variant status=0
	variant=$(plain_variant)
	serve "$variant/tcp_server" --keep
	command_of "$variant/tcp_client"
	timeout -s INT 1 "${COMMAND[@]}" --port "$PORT" --sizes 64 --tries 1000 --rate 5 --json "$T/client.jsonl" >"$T/out" 2>"$T/err" || status=$?
	grep -q 'interrupted by a signal; [0-9]* of 1000 tries made' "$T/err"
	# the one that was under way at that moment is none that was answered
	holds "$T/client.jsonl" '$done.planned == 1000 and $done.answered + $done.failed + $done.not_made == 1000 and $done.failed <= 1 and $done.answered < 20'
	server_stops
}
