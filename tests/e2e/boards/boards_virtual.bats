#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Virtual boards: booted, driven over SSH as real ones, shut down.

load ../support/boards

# up BOARD RUN-OPTIONS [WORD]...: make compare, as a person types it, and no longer than a person may wait.
up() {
	LIMIT=240 typed compare BOARD="$1" VARIANT="wolfssl openssl" RUN_FLAGS="--full --out $T/results $2" "${@:3}"
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
	up "$1" "--tries 4 --rounds 2 --sizes 16,999"
	says 0 "$1 is up after [0-9]+ s" "THE BOARD IS VIRTUAL" "0 lost \+ 0 failed \+ 0 not made"
	[ "$(sed -n "s/.* is up after \([0-9]*\) s/\1/p" "$T/desk.out")" -lt 20 ]
	# nine series: each library with tls1.2, tls1.3 and dtls1.2, wolfSSL alone with dtls1.3, and tcp and udp
	[ "$(answered)" -eq 72 ]
	for file in "$T"/results/latest/*/*.jsonl; do whole "$file"; done
	fingerprint "$T/results/latest/tcp/round-01.client.jsonl" '$facts.machine == "'"$2"'" and ($facts.cpu | startswith("'"$3"'"))
		and ($facts.features | test("'"$4"'")) and $facts.model == "linux,dummy-virt"'
	no_emulator "$1"
}

@test "qemu-arm64: the whole matrix, every record whole, shut down" {
	compare qemu-arm64 aarch64 Cortex-A53 asimd
}

@test "qemu-armhf: the whole matrix, every record whole, shut down" {
	compare qemu-armhf armv7l Cortex-A15 neon
}

# in_mode OPTION...: a whole run of that mode.
in_mode() {
	local file
	rm -rf "$T/results"
	up qemu-arm64 "--rounds 2 --sizes 64 --transports tcp,tls1.3 $*"
	says 0 "THE BOARD IS VIRTUAL" "0 lost \+ 0 failed \+ 0 not made"
	for file in "$T"/results/latest/*/*.jsonl; do whole "$file"; done
	no_emulator qemu-arm64
}

@test "qemu-arm64: sessions, flows, an open loop and clients at once, every record whole" {
	need_board qemu-arm64
	in_mode --mode session --tries 40
	jq -es 'map(select(.record == "session")) | length == 12 and all(.messages == 20)' "$T"/results/latest/*/round-*.jsonl >/dev/null
	in_mode --mode stream --seconds 0.2 --tries 2
	jq -es 'map(select(.record == "stream")) | length == 24 and all(.ok)' "$T"/results/latest/*/round-*.jsonl >/dev/null
	in_mode --rate 20 --tries 20
	says 0 "^Open loop: 20 tries a second"
	in_mode --axis parallel=1,16 --tries 64
	says 0 "^Clients at once"
}

# far BOARD ROLE: the link delays each way, so no answer can come sooner than two delays after its request; a stream
# is opened first, which takes two more.
far() {
	need_board "$1"
	up "$1" "--tries 4 --rounds 2 --sizes 16 --transports tcp,udp" ROLE="$2" LINK=delay=30ms
	says 0 "what $1 sends and receives, but for SSH: delay 30ms" "the board is the $2"
	no_answer_before tcp 120
	no_answer_before udp 60
	no_emulator "$1"
}

# no_answer_before SERIES MILLISECONDS
no_answer_before() {
	jq -es --argjson ms "$2" 'map(select(.record == "try" and .ok)) | length > 0 and all(.total_ns >= $ms * 1000000)' \
		"$T/results/latest/$1"/*.client.jsonl >/dev/null || { jq -c 'select(.record == "try").total_ns' "$T/results/latest/$1"/*.client.jsonl; return 1; }
}

@test "qemu-arm64 as the server, behind a link with delay both ways" {
	far qemu-arm64 server
}

@test "qemu-armhf as the client, behind a link with delay both ways" {
	far qemu-armhf client
}

# At this rate the programs alone would take half an hour. A datagram of 999 bytes takes 520 ms there, its answer of 9
# bytes 25 ms back.
@test "qemu-arm64 behind a slow link: SSH is spared, what is measured is not" {
	need_board qemu-arm64
	up qemu-arm64 "--tries 2 --rounds 2 --sizes 999 --transports udp" LINK=rate=16kbit
	says 0 "what qemu-arm64 sends and receives, but for SSH: rate 16kbit"
	no_answer_before udp 540
	no_emulator qemu-arm64
}

@test "interrupted in the middle: the board is shut down" {
	local pid tries=400
	need_board qemu-arm64
	scripts/board_up.sh qemu-arm64 -- "$BUILD/host/wiretoll" run --full --board qemu-arm64 --build "$BUILD" --tries 2000 --rounds 2 \
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
	# One word of how to go on.
	[ "$(tail -n 1 "$T/desk.err")" = "wiretoll run: stopped by signal 15 (Terminated); what was made is in $(realpath "$T/results/latest"); the run of a virtual board that is shut down begins anew" ]
	! grep -q 'go on with\|--continue' "$T/desk.err" || { said; return 1; }
	no_emulator qemu-arm64
}

@test "a kernel that does not come up in time, wrong settings: one line" {
	BOARD_UP_LIMIT=0 run scripts/board_up.sh qemu-arm64 -- true
	echo "$output"
	# The emulator is looked at before it can have written anything.
	[ "$status" -eq 1 ] && [[ $output == *"qemu-arm64: did not come up within 0 s and said nothing" ]]
	no_emulator qemu-arm64
	run scripts/board_up.sh host -- true
	[ "$status" -eq 2 ] && [[ $output == *"host: not a virtual board; valid: qemu-arm64 qemu-armhf" ]]
	for link in delay delay=fast delay=11s loss=200% loss=100% rate=0kbit 'rate=1kbit;reboot' '*' delay=1ms,loss; do
		run scripts/board_up.sh --link "$link" qemu-arm64 -- true
		echo "$output"
		[ "$status" -eq 2 ] && [ "${#lines[@]}" -eq 1 ]
		[[ $output == *": not valid; valid: delay=20ms,loss=1%,rate=10mbit: delay 0us to 10s, loss 0% to 99%, rate 1kbit to 100gbit"* ]]
	done
	run scripts/board_up.sh --link loss=1%,loss=2% qemu-arm64 -- true
	[ "$status" -eq 2 ] && [[ $output == *"loss is named twice"* ]]
	run scripts/board_up.sh --check --link delay=0.5s,loss=99%,rate=1kbit qemu-arm64
	[ "$status" -eq 0 ] && [ -z "$output" ]
}

# board_says SCRIPT: a board that is no emulator: the script, which writes to $console.
board_says() {
	mkdir -p "$T/emulator"
	printf '#!/bin/bash\nconsole=$(sed -E "s/.* -serial file:([^ ]*) .*/\\1/" <<<"$*")\n%s\n' "$1" >"$T/emulator/qemu-system-aarch64"
	chmod +x "$T/emulator/qemu-system-aarch64"
	PATH=$T/emulator:$PATH BOARD_UP_LIMIT=1 run scripts/board_up.sh qemu-arm64 -- true
	echo "$output"
	[ "$status" -eq 1 ]
	no_emulator qemu-arm64
}

@test "a board that does not come up: its last words, or that there were none" {
	board_says 'exec sleep 60'
	[[ $output == *"qemu-arm64: did not come up within 1 s and said nothing" ]]
	board_says 'printf "booting\r\n \r\nno init found\r\n\r\n" >"$console"; exec sleep 60'
	[[ $output == *"qemu-arm64: did not come up within 1 s; its last words: no init found" ]]
	board_says 'printf "Kernel panic - not syncing: no init\r\n---[ end ]---\r\n" >"$console"'
	[[ $output == *"qemu-arm64: the emulator ended: Kernel panic - not syncing: no init" ]]
	board_says 'echo "bad option" >&2'
	[[ $output == *"qemu-arm64: the emulator ended: bad option" ]]
	board_says ':'
	[[ $output == *"qemu-arm64: the emulator ended and said nothing" ]]
}

# without PATTERN: a PATH that has all but the programs that match.
without() {
	local folder
	mkdir -p "$T/bin"
	for folder in /usr/local/bin /usr/bin /usr/sbin /sbin /bin; do
		find "$folder" -maxdepth 1 ! -type d ! -name "$1" -exec ln -sf -t "$T/bin" {} + 2>/dev/null || :
	done
}

@test "an emulator that is missing is named, before anything is made" {
	without 'qemu-system-*'
	PATH=$T/bin run scripts/board_up.sh qemu-armhf -- true
	echo "$output"
	[ "$status" -eq 1 ] && [ "$output" = "board_up.sh: qemu-system-arm: not found; install it: apt-get install qemu-system-arm" ]
	no_emulator qemu-armhf
}

@test "a kernel that dies is told of in one line, by its last words" {
	without 'qemu-system-*'
	printf '#!/bin/sh\nexec %s "$@" -append "console=ttyAMA0 panic=-1 rdinit=/none root=none"\n' "$(type -P qemu-system-aarch64)" >"$T/bin/qemu-system-aarch64"
	chmod +x "$T/bin/qemu-system-aarch64"
	PATH=$T/bin BOARD_UP_LIMIT=50 run scripts/board_up.sh qemu-arm64 -- true
	echo "$output"
	[ "$status" -eq 1 ] && [ "$(wc -l <<<"$output")" -eq 1 ] && [[ $output == "board_up.sh: qemu-arm64: the emulator ended: "*"Kernel panic"* ]]
	no_emulator qemu-arm64
}
