#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031 # jq has variables of its own; helpers.bash sets and reads ours
# What the report refuses of a folder, `run --continue` makes again, and no more than that.

load ../support/helpers
load ../support/reports

setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}" "${BOARD:=host}" "${VARIANTS:=wolfssl openssl}"
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs build/certs/ecdsa-p256 --variants "${VARIANTS%% *}" \
		--transports tcp,tls1.3 --tries 8 --rounds 4 --sizes 16,999 --hold 4 --out "$BATS_FILE_TMPDIR/results" --quiet 3>&- || return 1
	mv "$(realpath "$BATS_FILE_TMPDIR/results/latest")" "$BATS_FILE_TMPDIR/run"
}

# remade FILES PATTERN: the copy is refused for what the pattern says; --continue mends it, and touches only these files.
remade() {
	local file
	desk report "$COPY"
	desk_expect 1 "$2"
	find "$COPY" -name '*.jsonl' | sort | xargs md5sum >"$T/before"
	desk run --continue "$COPY"
	desk_expect 0 "32 planned = 32 answered"
	find "$COPY" -name '*.jsonl' | sort | xargs md5sum >"$T/after"
	for file in $(diff "$T/before" "$T/after" | sed -n 's/^> [0-9a-f]* *//p'); do
		# shellcheck disable=SC2053 # a pattern
		[[ ${file#"$COPY/"} == $1 ]] || { echo "${file#"$COPY/"} was made again, too"; return 1; }
	done
	! cmp -s "$T/before" "$T/after" || { echo "nothing was made again"; return 1; }
	rm -r "$COPY"
}

@test "a round that the report refuses" {
	not_under_valgrind
	local series
	series=tls1.3-$(plain_variant)
	copy older
	edit "$series/round-02.*.jsonl" 'if .record == "run" then .started_ns = 1 else . end'
	remade "$series/round-02.*" "round 2: its records are older than the plan"
	copy ports
	edit "tcp/round-03.server.jsonl" 'if .record == "run" then .port += 1 else . end'
	remade "tcp/round-03.*" "round 3: client and server are of different runs: ports"
	copy place
	cp "$COPY/tcp/round-01.client.jsonl" "$COPY/tcp/round-04.client.jsonl"
	remade "tcp/round-04.*" "round 4: its client's records are those of another cell"
	copy board
	edit "$series/round-01.client.jsonl" 'if .record == "run" then .board = "other" else . end'
	remade "$series/round-01.*" "round 1: its client ran on board other"
	copy bytes
	edit "tcp/round-01.server.jsonl" 'if .record == "try" and .size == 999 and (.cold | not) then .receive_bytes_in += 1 else . end'
	remade "tcp/round-01.*" "round 1: the two ends do not fit: at 999 bytes the client sent"
	copy flights
	edit "$series/round-02.server.jsonl" 'if .record == "handshake" then .flights[0].bytes += 1 else . end'
	remade "$series/round-02.*" "round 2: "
}

@test "the cell that counts the heap, the one that holds sessions, and a probe, that the report refuses" {
	not_under_valgrind
	local series
	series=tls1.3-$(plain_variant)
	copy heap
	edit "$series/heap.server.jsonl" 'if .record == "run" then .port += 1 else . end'
	remade "$series/heap.*" "heap: client and server are of different runs: ports"
	copy hold
	edit "$series/hold.client.jsonl" 'if .record == "run" then .negotiated.suite = 4866 else . end'
	remade "$series/hold.*" "it is unlike the rounds"
	if [ -e "$BATS_FILE_TMPDIR/run/probe/$(plain_variant).client.jsonl" ]; then
		copy probe
		edit "probe/*.client.jsonl" '.library.version = "1.0"'
		remade "probe/*" "probe/.*: its library.s version is 1\.0, but that of the rounds"
	fi
}
