#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Boards that stand as an emulated core: real exchanges with native peers, and instructions that repeat.

load ../support/boards

# emulated_in BUILD BOARD CORE OPTION...
emulated_in() {
	desk run --build "$1" --board "$2" ${3:+--core "$3"} --run qemu-user --certs "$KEYS" --out "$T/results" "${@:4}"
}

# emulated BOARD CORE OPTION...
emulated() { emulated_in "$BUILD" "$@"; }

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
			# Every row is measured on some variant; OpenSSL's lack of DTLS 1.3 is the board's alone.
			jq -e '[.series[] | select(.kind == "dtls1.3" and (.variant | startswith("wolfssl")))] | length > 0
				and all(.unsupported == null and .peer == "wolfssl")' "$T/results/latest/plan.json" >/dev/null
			[ "$peer" = wolfssl ] || says 0 "native .*, variant openssl \(dtls1\.3: wolfssl\)\$"
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

@test "arm64 with OpenSSL 3.5: every transport that it has, both ends, both peers" {
	local peer role
	[ -x "$BUILD/arm64/openssl-3.5/tls_client" ] || skip "VARIANT=openssl-3.5 was not built for arm64"
	for peer in wolfssl openssl; do
		for role in client server; do
			emulated arm64 cortex-a53 --variants openssl-3.5 --peer-variant "$peer" --role "$role" --tries 3 --rounds 1 --sizes 999
			says 0 "OpenSSL 3\.5\.[0-9]+ \(variant openssl-3\.5\)" "UNSUPPORTED dtls1\.3" "15 planned = 15 answered"
		done
	done
	# And it asks the processor, too.
	emulated arm64 cortex-a53 --no-crypto --variants openssl-3.5 --tries 4 --rounds 2 --sizes 999 --transports tls1.3
	says 0 "4 planned = 4 answered"
}

# counted_twice BOARD CORE: two runs of the same build, in T/run1 and T/run2.
counted_twice() {
	need_board "$1"
	for run in 1 2; do
		rm -rf "$T/run$run"
		emulated "$1" "$2" --variants wolfssl,openssl --tries 60 --rounds 2 --sizes 256 --transports tcp,udp,tls1.2,tls1.3,dtls1.2
		says 0
		mv "$(realpath "$T/results/latest")" "$T/run$run"
	done
}

# repeats_within_a_permille BOARD CORE: every series of the board.
repeats_within_a_permille() {
	local series first second
	counted_twice "$@"
	for series in "$T"/run1/*/; do
		series=$(basename "$series")
		first=$(medians "$T/run1/$series") second=$(medians "$T/run2/$series")
		echo "$1 $series $first $second"
		[ "$first" -gt 500 ]
		awk -v a="$first" -v b="$second" 'BEGIN { d = a > b ? a - b : b - a; exit !(d <= a / 1000) }'
	done
	# And the count means something: a secure exchange is worth at least a hundred plain ones.
	[ "$(medians "$T/run1/tls1.3-wolfssl")" -gt $((100 * $(medians "$T/run1/tcp"))) ]
}

@test "two runs of the same build count the same instructions within 0.1 %: arm64" {
	repeats_within_a_permille arm64 cortex-a53
}

@test "two runs of the same build count the same instructions within 0.1 %: armhf" {
	repeats_within_a_permille armhf cortex-a8
}

@test "two runs of the same build count the same instructions within 0.1 %: armel" {
	repeats_within_a_permille armel arm926
}

# A clock value that decides how long a conversion takes shows as two values that alternate.
@test "a plain exchange takes the same number of instructions each time, on cores that cannot divide too" {
	local board core series
	for board in arm64:cortex-a53 armhf:cortex-a8 armel:arm926; do
		IFS=: read -r board core <<<"$board"
		need_board "$board"
		emulated "$board" "$core" --variants wolfssl --tries 100 --rounds 2 --sizes 256 --transports tcp,udp
		says 0
		for series in tcp udp; do
			cat "$T/results/latest/$series"/round-*.client.guest.jsonl |
				jq -es --arg s "$board $series" 'map(select(.record == "guest").instructions) | length >= 100
					and (group_by(.) | map(length) | max >= 97 or ("\($s): \(.)" | halt_error))'
		done
	done
}

# no_times FILE
no_times() {
	! grep 'µs' "$1" || { echo "${1##*/} tells a time"; return 1; }
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
	says 0 "^Validity: trusted \(instructions only; times are not told\)" "instructions \(tcp\): told as guest instructions, above"
	no_times "$T/desk.out"
	head -n -1 "$T/desk.out" >"$T/first"
	desk report "$T/results/latest"
	says 0
	cmp "$T/first" "$T/desk.out"
	# So do the other forms: no time, and the instructions.
	desk report "$T/results/latest" --json "$T/r.json" --csv "$T/r.csv" --markdown "$T/r.md" --html "$T/r.html"
	says 0
	jq -e '[.series[].sizes[].median_us.value, .series[].sizes[].phases_median_us.ack, .series[].cold_us] | length > 8 and all(. == null)' "$T/r.json"
	jq -e '[.series[] | .client_costs.cpu_us, .sizes[].client.thread_cpu_us] | all(. == null)' "$T/r.json"
	jq -e '[.series[].guest.exchanges[].instructions] | length == 6 and all(. > 500)' "$T/r.json"
	jq -e '.series[] | select(.name == "tls1.3-openssl").guest.handshake_instructions > 100000' "$T/r.json"
	[ "$(grep -cE '^tls1.3-wolfssl,tls1.3,wolfssl,(16|999),4,,,,,' "$T/r.csv")" -eq 2 ]
	no_times "$T/r.md"
	run grep -E 'Time against size|Where the time goes|median, µs' "$T/r.html"
	[ "$status" -eq 1 ]
	grep -q "Guest instructions an exchange" "$T/r.md"
	grep -q "<h2>Guest instructions an exchange" "$T/r.html"
	# A count that is lost leaves its cell out, and says so.
	rm "$T"/results/latest/tls1.3-wolfssl/round-01.client.guest.jsonl
	desk report "$T/results/latest"
	says 0 "1 cell is left out, the first of tls1.3-wolfssl: counts are missing"
	# A cell that nobody made is another thing.
	rm "$T"/results/latest/tcp/round-02.*
	desk report "$T/results/latest" --json "$T/r.json"
	says 1 "^1 cell has not been made" "^1 cell is left out"
	jq -e '[.series[].guest | .cells_left_out, .cells_not_made] == [0, 1, 1, 0, 0, 0]' "$T/r.json"
}

@test "HTTP/2 on an emulated core, beside TLS: instructions of either end, and its costs in bytes" {
	local role
	need_board arm64
	need_http2 arm64
	for role in client server; do
		emulated arm64 cortex-a53 --variants wolfssl,openssl --tries 4 --rounds 2 --sizes 64 --transports tcp,tls1.3,h2 --role $role
		says 0 "^h2-tls1\.3 +64 +[0-9,]+ " "12 planned = 12 answered|20 planned = 20 answered"
		[ "$(jq -es 'map(select(.record == "guest") | .instructions) | length > 3 and all(. > 100000)' "$T"/results/latest/h2-tls1.3-wolfssl/*.guest.jsonl)" = true ]
	done
	# of messages over one connection nobody counts instructions
	desk run --build "$BUILD" --board arm64 --run qemu-user --certs "$KEYS" --out "$T/more" --transports h2 --mode session --streams 8 --variants wolfssl
	says 2 "--mode session: not with --run qemu-user"
}

@test "an emulated datagram server: all of its counts fit to its records" {
	emulated host "" --variants wolfssl --tries 4 --rounds 2 --sizes 16 --transports udp,dtls1.2,dtls1.3 --role server
	says 0 "^dtls1.2 +16 +[0-9,]+ +[0-9,]+ " "^dtls1.3 +16 +[0-9,]+ +[0-9,]+ "
	run grep -E "left out|not been made" "$T/desk.out"
	[ "$status" -eq 1 ]
}

@test "an emulated server: its costs alone, and none of the native client's" {
	emulated host "" --variants wolfssl,openssl --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3 --role server
	says 0 "^ +server$" "^  heap, highest +KB +- +[0-9.]+ +[0-9.]+$" "Cores, memory and kernel in the records are this machine's"
	desk report "$T/results/latest" --json "$T/r.json" --csv "$T/r.csv" --markdown "$T/r.md" --html "$T/r.html"
	no_times "$T/results/latest/report.txt"
	no_times "$T/r.md"
	jq -e '[.series[].client_costs | del(.not_available)[]] | length > 8 and all(. == null)' "$T/r.json"
	jq -e '.series[].client_costs.not_available.cpu_us | contains("this end is the peer")' "$T/r.json"
	jq -e '[.series[] | .server_costs.stack_bytes] | all(. > 1000)' "$T/r.json"
	run grep '<td>client</td>' "$T/r.html"
	[ "$status" -eq 1 ]
}

@test "an emulated core's fingerprint: nothing of this machine's processor" {
	need_board arm64
	need_board armel
	for board in arm64:cortex-a53:aarch64 armel:arm926:armv5te; do
		IFS=: read -r board core machine <<<"$board"
		emulated "$board" "$core" --variants wolfssl --tries 2 --rounds 2 --sizes 16 --transports tcp
		says 0
		fingerprint "$T/results/latest/tcp/round-01.client.jsonl" '($facts.machine | startswith("'"$machine"'")) and $facts.cpu == "unknown"
			and $facts.features == "unknown" and $facts.frequency_khz == "unknown" and $after.frequency_khz == "unknown"'
	done
}

@test "the table of guest instructions comes out as the docs show it" {
	local row=' [0-9]+\.[0-9]{2} M \|' none=' – \|'
	for board in arm64 armhf armel; do need_board "$board"; done
	for board in arm64 armhf armel; do
		[ -x "$BUILD/$board/openssl-3.5/tls_client" ] || skip "VARIANT=openssl-3.5 was not built for $board"
	done
	# The same with few tries.
	printf '#!/bin/bash\nexec make "${@//--tries 60/--tries 2}" BUILD=%s\n' "$BUILD" >"$T/make"
	chmod +x "$T/make"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u VARIANT -u BOARD MAKE="$T/make" scripts/guest_table.sh "$T/guest" >"$T/table.out"
	cat "$T/table.out"
	[ "$(wc -l <"$T/table.out")" -eq 35 ]
	cmp <(head -n 2 "$T/table.out") <(grep -A 1 '^| client | handshake' docs/boards.md)
	cmp <(sed -n 19,20p "$T/table.out") <(grep -A 1 '^| TLS 1.3, client | variant' docs/boards.md)
	[ "$(grep -cE '^\| \*\*arm(64|hf|el), [A-Za-z0-9-]+\*\* \| plain: TCP [0-9,]+, UDP [0-9,]+ \|( \|){9}$' "$T/table.out")" -eq 3 ]
	[ "$(grep -cE "^\\| D?TLS 1\\.[23] \\|($row){10}\$" "$T/table.out")" -eq 9 ]
	[ "$(grep -cE "^\\| DTLS 1\\.3 \\|(($row){3}($none){2}){2}\$" "$T/table.out")" -eq 3 ]
	# Flash, instructions, ratio, heap, stack, session: five variants of three boards.
	[ "$(grep -cE '^\| (\*\*arm(64|hf|el), [A-Za-z0-9-]+\*\*)? \| (wolfssl(-lean|-size)?|openssl(-3\.5)?) (\| [0-9,]+(\.[0-9]+)? ){6}\|$' "$T/table.out")" -eq 15 ]
}

@test "OpenSSL, which asks the processor, works without its extensions, too" {
	need_board arm64
	emulated arm64 cortex-a53 --no-crypto --variants openssl --tries 4 --rounds 2 --sizes 999 --transports tls1.3
	says 0 "4 planned = 4 answered"
}

@test "a core without crypto instructions: OpenSSL uses none, though QEMU offers them" {
	local way used masked
	need_board arm64
	for way in "" --no-crypto; do
		emulated arm64 cortex-a53 --variants openssl --tries 2 --rounds 1 --sizes 262144 --transports tls1.3 $way
		says 0 "2 planned = 2 answered"
		used=${masked:-} masked=$(medians "$T/results/latest/tls1.3-openssl")
	done
	says 0 "OpenSSL's use of crypto instructions is masked, since the core has none"
	jq -e '.reach.crypto == false' "$T/results/latest/plan.json" >/dev/null
	echo "used $used, masked $masked"
	jq -es 'map(select(.record == "run").environment) | unique == [{"OPENSSL_armcap": "1"}]' \
		"$T"/results/latest/tls1.3-openssl/*.client.jsonl >/dev/null
	# AES-GCM of 256 KiB in software is worth more instructions than all the rest.
	[ "$masked" -gt $((used * 3 / 2)) ]
	# The environment of whoever starts it does not say otherwise.
	OPENSSL_armcap=61 emulated arm64 cortex-a53 --variants openssl --tries 2 --rounds 1 --sizes 262144 --transports tls1.3 --no-crypto
	says 0
	[ "$(medians "$T/results/latest/tls1.3-openssl")" -gt $((used * 3 / 2)) ]
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
	mkdir -p "$T/bin" "$T/build/host"
	ln -s "$(type -P timeout)" "$T/bin/"
	ln -s "$(realpath "$BUILD/arm64")" "$T/build/"
	ln -s "$(realpath "$BUILD/host/openssl")" "$(realpath "$BUILD/host/wolfssl")" "$(realpath "$BUILD/host/guest_count.so")" "$T/build/host/"
	PATH=$T/bin emulated_in "$T/build" arm64 cortex-a53
	refused 2 "the emulator qemu-aarch64 is missing; get it with: make guest-count, or install it: apt-get install qemu-user"
	# One beside the plugin goes before those of PATH.
	mkdir "$T/build/host/emulator"
	printf '#!/bin/sh\necho "the one beside the plugin: $*" >&2\nexit 1\n' >"$T/build/host/emulator/qemu-aarch64"
	chmod +x "$T/build/host/emulator/qemu-aarch64"
	emulated_in "$T/build" arm64 cortex-a53
	refused 1 "does not run under qemu-aarch64, core cortex-a53: the one beside the plugin: -cpu cortex-a53 "
}

@test "what the emulator cannot run is found before anything is made" {
	need_board arm64
	need_board armhf
	emulated arm64 cortex-z1 --tries 2 --rounds 2 --sizes 16
	refused 1 "arm64/wolfssl/tcp_client does not run under qemu-aarch64, core cortex-z1: .*cortex-z1"
	# It has neither the instructions nor the floating point of an ARMv7 core.
	emulated armhf arm926 --tries 2 --rounds 2 --sizes 16 --variants openssl --role server
	refused 1 "armhf/openssl/tcp_server does not run under qemu-arm, core arm926: .*([Ii]llegal instruction|signal)"
	# A program that shares its libraries, and no loader of its machine: as with DYNAMIC=1.
	"${CROSS:-aarch64-linux-gnu-}gcc" -x c - -o "$T/dynamic" <<<'int main(void) { return 0; }' || skip "no cross compiler"
	mkdir -p "$T/build/arm64/wolfssl" "$T/build/host"
	cp "$T/dynamic" "$T/build/arm64/wolfssl/tcp_client"
	ln -s "$(realpath "$BUILD/arm64/wolfssl/tcp_server")" "$T/build/arm64/wolfssl/"
	ln -s "$(realpath "$BUILD/host/openssl")" "$(realpath "$BUILD/host/guest_count.so")" "$T/build/host/"
	[ ! -e "$BUILD/host/emulator" ] || ln -s "$(realpath "$BUILD/host/emulator")" "$T/build/host/"
	emulated_in "$T/build" arm64 cortex-a53 --tries 2 --rounds 2 --sizes 16 --transports tcp
	[ ! -e /lib/ld-linux-aarch64.so.1 ] || skip "this machine has a loader for arm64"
	refused 1 "arm64/wolfssl/tcp_client does not run under qemu-aarch64, core cortex-a53: .*ld-linux-aarch64"
}

@test "--axis on an emulated core: instructions over those of the first value, in the report and on the screen" {
	need_board arm64
	emulated arm64 cortex-a53 --variants wolfssl --transports tls1.3 --axis client-auth=on,off --tries 4 --rounds 2 --sizes 999
	says 0 "^What an axis changes: instructions of a row" "^tls1\.3_no-client-auth over tls1\.3 +x0\.[0-9]{2}  fewer$"
	"$BUILD/host/wiretoll" run --continue "$T/results/latest" >"$T/desk.out" 2>"$T/desk.err"
	says 0 "^tls1\.3_no-client-auth over tls1\.3 +x0\.[0-9]{2}  fewer$"
}
