#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Virtual boards: booted, driven over SSH as real ones, shut down.

load boards

# up BOARD OPTION... : a run on it.
up() {
	STATUS=0
	timeout -k 5 200 scripts/board_up.sh "${UP[@]}" "$1" -- "$BUILD/host/wiretoll" run --board "$1" --build "$BUILD" \
		--out "$T/results" "${@:2}" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
}

no_emulator() {
	local tries=30
	while pgrep -f "qemu-system.*build/boards/$1" >/dev/null || [ -n "$(ls -d build/boards/"$1".* 2>/dev/null)" ]; do
		((tries-- > 0)) || { echo "the board is still there"; return 1; }
		sleep 0.1
	done
}

compare() {
	need_board "$1"
	UP=()
	up "$1" --tries 4 --rounds 2 --sizes 16,999
	says 0 "$1 is up after [0-9]+ s" "THE BOARD IS VIRTUAL" "0 lost \+ 0 failed \+ 0 not made"
	[ "$(sed -n "s/.* is up after \([0-9]*\) s/\1/p" "$T/desk.out")" -lt 20 ]
	[ "$(answered)" -eq 64 ]
	for file in "$T"/results/latest/*/*.jsonl; do whole "$file"; done
	[ "$(jq -r 'select(.record == "run").facts.machine' "$T"/results/latest/tcp/round-01.client.jsonl)" = "$2" ]
	no_emulator "$1"
}

@test "qemu-arm64: the whole matrix, every record whole, shut down" {
	compare qemu-arm64 aarch64
}

@test "qemu-armhf: the whole matrix, every record whole, shut down" {
	compare qemu-armhf armv7l
}

@test "the board as the server, behind a link with delay" {
	need_board qemu-arm64
	UP=(--role server --link delay=30ms)
	up qemu-arm64 --role server --tries 4 --rounds 2 --sizes 16 --transports tcp
	says 0 "what qemu-arm64 sends: delay 30ms" "the board is the server"
	# The answer comes over the link: no exchange can be shorter than its delay.
	jq -es 'map(select(.record == "try" and .ok)) | length > 0 and all(.total_ns > 30000000)' "$T"/results/latest/tcp/*.client.jsonl >/dev/null
	no_emulator qemu-arm64
}

@test "interrupted in the middle: the board is shut down" {
	local pid tries=400
	need_board qemu-arm64
	scripts/board_up.sh qemu-arm64 -- "$BUILD/host/wiretoll" run --board qemu-arm64 --build "$BUILD" --tries 2000 --rounds 2 \
		--sizes 16 --transports tcp --out "$T/results" >"$T/desk.out" 2>"$T/desk.err" 3>&- &
	pid=$!
	PIDS+=("$pid")
	until [ -n "$(find "$T/results" -name '*.jsonl' 2>/dev/null)" ]; do
		((tries-- > 0)) || { said; return 1; }
		sleep 0.1
	done
	kill -TERM "$pid"
	STATUS=0
	wait "$pid" || STATUS=$?
	[ "$STATUS" -eq 143 ]
	no_emulator qemu-arm64
}

@test "a kernel that does not come up in time, wrong settings: one line" {
	BOARD_UP_LIMIT=0 run scripts/board_up.sh qemu-arm64 -- true
	echo "$output"
	[ "$status" -eq 1 ] && [[ $output == *"qemu-arm64: did not come up within 0 s"* ]]
	no_emulator qemu-arm64
	run scripts/board_up.sh host -- true
	[ "$status" -eq 2 ] && [[ $output == *"host: not a virtual board; valid: qemu-arm64 qemu-armhf" ]]
	run scripts/board_up.sh --link delay=fast qemu-arm64 -- true
	[ "$status" -eq 2 ] && [[ $output == *"--link delay=fast: not valid; valid: delay=20ms,loss=1%,rate=10mbit" ]]
}
