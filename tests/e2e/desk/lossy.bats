#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2034,SC2030,SC2031 # jq has variables of its own; helpers.bash and reports.bash read ours
# A path that loses datagrams both ways: lost tries are a result, and every run ends by itself.
# Tests at the same time: 4

load ../support/helpers
load ../support/reports

bats_require_minimum_version 1.5.0

# The seed of all that is lost; SEED=N looks at another.
seed() {
	echo "${SEED:-7}"
}

# row PERCENT TRANSPORT VARIANT [TLS-VERSION]: a server, a lossy path and a client of 40 tries, by hand. Writes
# client.status and server.status into a folder of its own. The server waits 16 s for what does not come.
row() {
	local T=$T/$2-$3-$4-$1 options=()
	trap 'kill "${PIDS[@]}" 2>/dev/null || true' EXIT
	mkdir "$T"
	[ -z "$4" ] || options=(--tls-version "$4")
	serve "$3/$2_server" "${options[@]}" --timeout 16 --cpu any --json "$T/server.jsonl"
	peer udp-lossy "$PORT" "$(seed)" "$1"
	LIMIT=240 call "$3/$2_client" "${options[@]}" --cpu any --sizes 100 --tries 40 --timeout 1.5 --json "$T/client.jsonl"
	echo "$STATUS" >"$T/client.status"
	server_ends "$SERVER" 90
	echo "$SERVER_STATUS" >"$T/server.status"
}

# all_rows PERCENT: those of all transports and variants at the same time, since they do nothing but wait.
all_rows() {
	local variant rows=()
	row "$1" udp "$(plain_variant)" '' 3>&- &
	rows+=($!)
	for variant in $VARIANTS; do
		row "$1" dtls "$variant" 1.2 3>&- &
		rows+=($!)
	done
	if has_variant wolfssl; then
		row "$1" dtls wolfssl 1.3 3>&- &
		rows+=($!)
	fi
	wait "${rows[@]}"
}

# well_ended FOLDER: what every run must show, whatever was lost.
well_ended() {
	local T=$1
	[ "$(cat "$T/client.status")" -eq 0 ] && [ "$(cat "$T/server.status")" -eq 0 ] || { echo "$1 failed"; said; return 1; }
	holds "$T/client.jsonl" '$done.ok and $done.planned == 40 and $done.not_made == 0
		and $done.planned == $done.answered + $done.lost + $done.failed + $done.not_made'
	holds "$T/server.jsonl" '$done.ok'
	# who was answered is known to the server, though his message came as a repeat alone
	jq -es '(map(select(.role == "client" and .record == "try" and .ok) | .try) - map(select(.role == "server" and .record == "try" and .ok) | .try)) == []' \
		"$T/client.jsonl" "$T/server.jsonl" >/dev/null
}

lossy() {
	local folder
	not_under_valgrind
	all_rows "$1"
	for folder in "$T"/*-"$1"; do
		well_ended "$folder"
		holds "$folder/client.jsonl" "$2"
	done
}

@test "no loss: all is answered, on every datagram transport and library" {
	lossy 0 '$done.answered == 40'
}

@test "1 and 5 % lost both ways: every run ends by itself, and well" {
	lossy 1 '$done.answered >= 30'
	lossy 5 '$done.answered >= 25 and $done.failed == 0'
}

@test "10 % lost both ways: every run ends by itself, and well" {
	lossy 10 '$done.lost > 0 and $done.failed == 0'
}

@test "30 % lost both ways: every run ends by itself, and well" {
	lossy 30 '$done.lost > 0 and $done.failed == 0'
}

# lossy_programs PERCENT: the programs of all variants, but clients of datagrams take a path to 127.0.0.2 that loses
# some; each time others. FIRST: what the first path of DTLS loses instead.
lossy_programs() {
	local variant transport folder
	PROGRAMS=$T/programs
	for variant in $VARIANTS; do
		folder=$PROGRAMS/$BOARD/$variant
		mkdir -p "$folder"
		ln -s "$(realpath "$BUILD/$BOARD/$variant")"/* "$folder/"
		for transport in udp dtls; do
			rm "$folder/${transport}_client"
			cat >"$folder/${transport}_client" <<-END
				#!/bin/bash
				words=()
				while [ \$# -gt 0 ]; do
					case \$1 in
					--host) words+=(--host 127.0.0.2) && shift 2 ;;
					--port) port=\$2 && words+=(--port "\$2") && shift 2 ;;
					*) words+=("\$1") && shift ;;
					esac
				done
				echo x >>"$T/started"
				percent=$1
				[ -z "\$port" ] || [ $transport != dtls ] || ! mkdir "$T/first" 2>/dev/null || percent=${FIRST:-$1}
				[ -z "\$port" ] || python3 "$PEERS" udp-lossy "\$port" "$(seed)/\$(wc -l <"$T/started")" "\$percent" 127.0.0.2
				exec "$(realpath "$BUILD/$BOARD/$variant/${transport}_client")" "\${words[@]}"
			END
			chmod +x "$folder/${transport}_client"
		done
	done
	[ -e "$T/certs" ] || scripts/cert.sh --out "$T/certs" --san 127.0.0.2 >/dev/null
}

# run_lossy PERCENT TIMEOUT [TRANSPORTS]: every row of datagrams at that loss, TRIES (40) each.
run_lossy() {
	lossy_programs "$1"
	STATUS=0
	timeout -k 5 500 "$BUILD/host/wiretoll" run --full --build "$PROGRAMS" --board "$BOARD" --certs "$T/certs/ecdsa-p256" --out "$T/results" \
		--variants "${VARIANTS// /,}" --transports "${3:-udp,dtls1.2,dtls1.3}" --tries "${TRIES:-40}" --rounds 2 --sizes 100 --timeout "$2" \
		>"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	flatten
}

@test "wiretoll run at 30 % loss: every row is finished, and what was lost is told" {
	not_under_valgrind
	run_lossy 30 1.2
	desk_expect 0 'planned = [0-9]+ answered \+ [1-9][0-9]* lost \+ 0 failed \+ 0 not made'
	desk report "$T/results/latest" --json "$T/report.json"
	jq -e '[.series[] | select(.state != "unsupported")] | length >= 2 and all(.state == "done" and .lost > 0 and .answered > 0)' \
		"$T/report.json" >/dev/null
}

@test "wiretoll run at 10 % loss: handshakes that were sent again are told apart" {
	not_under_valgrind
	run_lossy 10 2.5
	desk_expect 0 '[1-9][0-9]* lost \+ 0 failed \+ 0 not made'
	desk report "$T/results/latest" --json "$T/report.json"
	# a timer of the handshake is 1 s: who waited for it is told apart from who did not
	jq -e '[.series[] | select(.kind != "udp" and .state == "done") | .sizes[0]] | length >= 1
		and all(.repeated_handshakes > 0 and .repeated_handshakes <= .tries and .repeated_median_us > 900000)
		and any(.clean_median_us < 500000) and all(.clean_median_us == null or .clean_median_us < .repeated_median_us)' "$T/report.json" >/dev/null
	desk report "$T/results/latest"
	desk_expect 0 'had a flight of their handshake sent again; median [0-9.]+ µs with, ([0-9.]+ µs|not told) without'
}

@test "wiretoll run: a round whose tries were all lost is finished as any other" {
	not_under_valgrind
	FIRST=all-but-first TRIES=4 run_lossy 0 0.5 dtls1.2
	desk_expect 0 ' 2 lost \+ 0 failed \+ 0 not made'
	# one of the two rounds of one series, and its records say so
	[ "$(grep -rl '"all_lost":true' "$T/results/latest/" | wc -l)" -eq 1 ]
	desk report "$T/results/latest" --json "$T/report.json"
	desk_expect 0
	jq -e '[.series[] | select(.state != "unsupported")] | all(.state == "done") and ([.[].lost] | max == 2 and add == 2)
		and all(.answered + .lost == 4)' "$T/report.json" >/dev/null
}
