#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2034 # jq has variables of its own; STATUS is the helpers'
# --hold: many sessions open at once, on both ends.

load ../support/helpers

# hold VARIANT TRANSPORT VERSION COUNT
hold() {
	rm -f "$T"/*.jsonl
	serve "$1/$2_server" --certs "$KEYS" --tls-version "$3" --hold "$4" --json "$T/server.jsonl"
	call "$1/$2_client" --certs "$KEYS" --tls-version "$3" --hold "$4" --sizes 16 --json "$T/client.jsonl"
	expect 0
	silent client
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
}

# A session of the line is one of an exchange: the heap is a line through all points, RSS nearly so.
is_a_line() {
	local side
	for side in client server; do
		holds "$T/$side.jsonl" "map(select(.record == \"hold\")) | length == 1 and (.[0]
			| .ok and .asked == $1 and .held == $1 and .points[0].sessions == 0 and .points[-1].sessions == $1
			and (.points | map(.sessions) == (map(.sessions) | sort | unique))
			and .heap_r2_ppm > 999900 and .heap_residual_bytes < .heap_per_session_bytes
			and (\$tries | length == 1 and .[0].cold))" || return 1
		holds "$T/$side.jsonl" "map(select(.record == \"hold\"))[0] | (.points[-1].heap_bytes - .points[0].heap_bytes) / $1
			| . / \$tries[0].heap_session_bytes | . > 0.7 and . < 1.05" || return 1
	done
}

@test "hold: 200 sessions at once, a line on both ends, TLS and DTLS, each version and library" {
	local variant count=200
	[ "${WT_VALGRIND:-}" != 1 ] || count=10
	for variant in $VARIANTS; do
		hold "$variant" tls 1.2 $count && is_a_line $count
		hold "$variant" tls 1.3 $count && is_a_line $count
		hold "$variant" dtls 1.2 $count && is_a_line $count
		[[ $variant == openssl* ]] || { hold "$variant" dtls 1.3 $count && is_a_line $count; }
	done
}

@test "hold: RSS grows with the sessions" {
	local variant
	not_under_valgrind
	[ "$BUILD" = "${BUILD%sanitize*}" ] || skip "not with sanitizers"
	for variant in $VARIANTS; do
		hold "$variant" tls 1.3 500
		holds "$T/client.jsonl" 'map(select(.record == "hold"))[0] | .rss_r2_ppm > 990000
			and .rss_per_session_bytes > 0.4 * .heap_per_session_bytes and .rss_per_session_bytes < 1.5 * .heap_per_session_bytes'
	done
}

@test "hold: one session, and more than a DTLS server usually takes" {
	local variant=${VARIANTS%% *}
	not_under_valgrind
	hold "$variant" tls 1.3 1
	holds "$T/client.jsonl" 'map(select(.record == "hold"))[0] | .held == 1 and (has("heap_per_session_bytes") | not)'
	LIMIT=90 hold "$variant" dtls 1.2 700 # under the sanitizers, beside other lanes, more than the usual 20 s
	is_a_line 700
}

@test "hold: too few descriptors are refused with the figure, before anything is opened" {
	local variant=${VARIANTS%% *}
	not_under_valgrind
	command -v setpriv >/dev/null || skip "no setpriv"
	serve "$variant/tls_server" --certs "$KEYS" --hold 500
	STATUS=0
	(ulimit -n 200 && setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource \
		"$BUILD/$BOARD/$variant/tls_client" --port "$PORT" --certs "$KEYS" --hold 500) \
		>"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
	fails '--hold 500: needs 532 descriptors, the system allows 200; valid: 1 to 168'
	STATUS=0
	(ulimit -n 20 && setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource \
		"$BUILD/$BOARD/$variant/tls_client" --port "$PORT" --certs "$KEYS" --hold 500) \
		>"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
	fails '--hold 500: needs 532 descriptors, the system allows 20, too few for any; valid: after ulimit -n 532'
}

# Where the last descriptor goes to the socket, /proc is not read any more.
@test "hold: an RSS that cannot be read is not told" {
	not_under_valgrind
	local allowed untold=0
	for allowed in 5 6 7; do
		rm -f "$T/server.jsonl"
		(ulimit -n "$allowed" && exec "$BUILD/$BOARD/$(plain_variant)/dtls_server" --certs "$KEYS" --port 0 --hold 20 \
			--timeout 0.5 --json "$T/server.jsonl") >"$T/server.out" 2>"$T/server.err" 3>&- || true
		grep -qs '"record":"hold"' "$T/server.jsonl" || continue
		holds "$T/server.jsonl" 'map(select(.record == "hold"))[0].points[0] | .heap_bytes > 0 and .rss_bytes != 0'
		holds "$T/server.jsonl" 'map(select(.record == "hold"))[0].points[0] | has("rss_bytes") | not' || continue
		grep -qE '^ +0 +[0-9]+ +not told$' "$T/server.out"
		untold=$((untold + 1))
	done
	[ "$untold" -ge 1 ]
}

@test "hold: both ends must ask for the same, or the one that is short says so" {
	local variant=${VARIANTS%% *}
	serve "$variant/tls_server" --certs "$KEYS" --hold 10
	call "$variant/tls_client" --certs "$KEYS" --hold 20
	fails 'session 1[12] of 20'
	server_ends
	expect_status 1 "$SERVER_STATUS" server
	complains server 'more than 10 sessions; valid: --hold as it has'
	serve "$variant/tls_server" --certs "$KEYS" --hold 10
	call "$variant/tls_client" --certs "$KEYS" --hold 5
	expect 0
	server_ends
	expect_status 1 "$SERVER_STATUS" server
	complains server '5 of 10 sessions'
}

@test "hold: limits, and plain programs do not know it" {
	local variant=${VARIANTS%% *}
	run_program "$variant/tls_client" --hold 10001
	refuses '--hold 10001: out of range; valid: 1 to 10000'
	run_program "$variant/dtls_client" --hold 0
	refuses '--hold 0: out of range'
	run_program "$variant/tcp_client" --hold 5
	refuses '--hold: unknown option'
	run_program "$variant/tls_client" --hold 5 --trace --tries 1
	refuses '--trace: not together with --hold'
}
