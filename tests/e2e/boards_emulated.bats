#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Boards that stand as an emulated core: real exchanges with native peers, and instructions that repeat.

load boards

# emulated BOARD CORE OPTION...
emulated() {
	desk run --build "$BUILD" --board "$1" ${2:+--core "$2"} --run qemu-user --certs "$KEYS" --out "$T/results" "${@:3}"
}

all_variants() {
	local folder
	for folder in "$BUILD/$1"/*/tls_client; do basename "$(dirname "$folder")"; done | grep -v '3\.5' | xargs | tr ' ' ,
}

every_transport() {
	local peer role
	need_board "$1"
	for peer in wolfssl openssl; do
		for role in client server; do
			emulated "$1" "$2" --variants "$(all_variants "$1")" --peer-variant "$peer" --role "$role" --tries 3 --rounds 1 --sizes 16,999
			says 0 "No time is told" "core $2" "0 lost \+ 0 failed \+ 0 not made"
			[ "$(answered)" -eq "$(jq '[.series[] | select(.unsupported == null)] | length * 6' "$T/results/latest/plan.json")" ]
			# Mutual authentication, on both ends.
			jq -es 'map(select(.record == "run" and (.transport == "tls" or .transport == "dtls")))
				| length > 0 and all(.negotiated.peer_authenticated)' "$T"/results/latest/*tls*/*.{client,server}.jsonl >/dev/null
		done
	done
}

@test "arm64 on a Cortex-A53: every transport, all variants, both ends, both peers" {
	every_transport arm64 cortex-a53
}

@test "armhf on a Cortex-A8: every transport, all variants, both ends, both peers" {
	every_transport armhf cortex-a8
}

@test "armel on an ARM926: every transport, all variants, both ends, both peers" {
	every_transport armel arm926
}

# medians FILE: of the exchanges in all counts of a series.
medians() {
	cat "$1"/round-*.client.guest.jsonl | jq -s '[.[] | select(.record == "guest") | .instructions] | sort | .[length / 2 | floor]'
}

@test "two runs of the same build count the same instructions within 0.1 %" {
	local series first second
	need_board arm64
	for run in 1 2; do
		emulated arm64 cortex-a53 --tries 60 --rounds 2 --sizes 256 --transports tcp,udp,tls1.2,tls1.3,dtls1.2
		says 0
		mv "$(realpath "$T/results/latest")" "$T/run$run"
	done
	for series in "$T"/run1/*/; do
		series=$(basename "$series")
		first=$(medians "$T/run1/$series") second=$(medians "$T/run2/$series")
		echo "$series $first $second"
		[ "$first" -gt 500 ]
		awk -v a="$first" -v b="$second" 'BEGIN { d = a > b ? a - b : b - a; exit !(d <= a / 1000) }'
	done
	# And the count means something: a secure exchange is worth at least a hundred plain ones.
	[ "$(medians "$T/run1/tls1.3-wolfssl")" -gt $((100 * $(medians "$T/run1/tcp"))) ]
}

@test "--hold: the heap of an emulated board, not its RSS, and no instructions of it" {
	emulated host "" --variants wolfssl,openssl --tries 2 --rounds 1 --sizes 16 --transports tls1.3,dtls1.2 --hold 20
	says 0 "^Sessions held: memory of one, with 20 open at once" "^tls1.3 +client +heap +[0-9,]+ +1.00000 +[0-9,]+ +1.00000 +x" \
		"^ +RSS +- +- +- +- +-$" "^ +server\* +heap"
	[ "$(find "$T/results/latest/" -name 'hold.*.jsonl' | wc -l)" -eq 8 ]
	[ -z "$(find "$T/results/latest/" -name 'hold.*guest*')" ]
	desk report "$T/results/latest" --json "$T/r.json"
	jq -e '.series[0].hold | .client.rss_per_session_bytes == null and (.client.points | all(.rss_bytes == null))
		and .client.heap_per_session_bytes > 1000 and .server.rss_per_session_bytes != null' "$T/r.json" >/dev/null
}

@test "the report tells instructions and no time, also of a folder that is read again" {
	emulated host "" --variants wolfssl,openssl --tries 4 --rounds 2 --sizes 16,999 --transports tcp,tls1.3
	says 0 "Guest instructions an exchange" "Guest instructions a handshake of the client" "^tls1.3 +[0-9,]+ +[0-9,]+ +[0-9.]+$"
	run grep 'µs' "$T/desk.out"
	[ "$status" -eq 1 ]
	head -n -1 "$T/desk.out" >"$T/first"
	desk report "$T/results/latest"
	says 0
	cmp "$T/first" "$T/desk.out"
	# A count that is lost leaves its cell out, and says so.
	rm "$T"/results/latest/tls1.3-wolfssl/round-01.client.guest.jsonl
	desk report "$T/results/latest"
	says 0 "1 cells are left out"
}

@test "OpenSSL, which asks the processor, works without its extensions, too" {
	need_board arm64
	OPENSSL_armcap=0 emulated arm64 cortex-a53 --variants openssl --tries 4 --rounds 2 --sizes 999 --transports tls1.3
	says 0 "4 planned = 4 answered"
}

@test "wrong command lines and missing things: one line" {
	need_board arm64
	desk run --build "$BUILD" --board arm64 --run local --certs "$KEYS" --out "$T/results"
	refused 2 "arm64/wolfssl/tcp_client: built for aarch64, which this machine does not run; valid: --run qemu-user"
	desk run --build "$BUILD" --run fly --out "$T/results"
	refused 2 "--run fly: not valid; valid: auto local qemu-user ssh"
	emulated arm64 cortex-a53 --role peer
	refused 2 "--role peer: not valid; valid: client server"
	emulated arm64 cortex-a53 --plugin /nonexistent
	refused 2 "--plugin /nonexistent: No such file or directory; make it with: make guest-count"
	emulated arm64 cortex-a53 --peer-variant gnutls
	refused 2 "host/gnutls/tcp_server: No such file or directory; make it with: make BOARD=host VARIANT=gnutls"
	# No emulator is to be found there.
	mkdir "$T/bin"
	ln -s "$(type -P timeout)" "$T/bin/"
	PATH=$T/bin emulated arm64 cortex-a53
	refused 2 "the emulator qemu-aarch64 is missing; install it: apt-get install qemu-user"
}

@test "a core that the emulator does not know is named" {
	need_board arm64
	emulated arm64 cortex-z1 --tries 2 --rounds 2 --sizes 16 --transports tcp
	says 1 "FAILED tcp in round 1: .*cortex-z1"
}
