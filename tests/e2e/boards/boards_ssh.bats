#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A board behind a real sshd in a network namespace: this machine's own programs, another machine's ways.

load ../support/boards

# long_run NAME OPTION...: a run of a minute or so in the background; returns in its first cells.
long_run() {
	local tries=400
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --ssh "$TARGET" --ssh-command "$SSH" --certs "$PKI/ecdsa-p256" \
		--transports tcp,tls1.3 --variants wolfssl,openssl --tries 2000 --rounds 2 --sizes 16,999 --timeout 1 --out "$T/results" "$@" \
		>"$T/desk.out" 2>"$T/desk.err" 3>&- &
	RUN=$!
	PIDS+=("$RUN")
	until [ "$(find "$T/results" -name '*.jsonl' -size +1k 2>/dev/null | wc -l)" -ge 3 ]; do
		((tries-- > 0)) && kill -0 "$RUN" || { echo "it does not begin"; said; return 1; }
		sleep 0.05
	done
	sleep 0.5
}

ended() {
	STATUS=0
	# shellcheck disable=SC2034
	wait "$RUN" || STATUS=$?
}

@test "client on the board, then server: all answered, nothing left behind" {
	board 1
	for role in client server; do
		on_board --role "$role" --tries 4 --rounds 2 --sizes 16,999
		says 0 "the board is the $role" "0 lost \+ 0 failed \+ 0 not made"
		# two plain series and the seven secure ones that both libraries have between them
		[ "$(answered)" -eq 72 ]
		if [ -x "$BUILD/$BOARD/wolfssl/tls_probe" ]; then # on either machine each library, in one command each
			other=$([ "$role" = client ] && echo server || echo client)
			jq -es 'map(select(.record == "probe")) | length == 3' "$T"/results/latest/probe/{wolfssl,openssl}."$role".jsonl \
				"$T/results/latest/probe/openssl.$other.jsonl" >/dev/null
		fi
		for file in "$T"/results/latest/*/*.jsonl; do whole "$file"; done
		board_is_clean
		desk_is_clean
	done
}

@test "--hold: sessions open at once between board and desk, from both ends" {
	board 1
	for role in client server; do
		on_board --role "$role" --tries 2 --rounds 2 --sizes 16 --transports tls1.3,dtls1.2 --hold 30
		says 0 "cells in .* 0 failed; heap counted by 4 series; 30 sessions held by 4 series$" "^Sessions held: memory of one, with 30 open at once" \
			"(client|server)\* +heap" "throughout\\.$"
		jq -es 'map(select(.record == "hold")) | length == 8 and all(.ok and .held == 30 and .heap_r2_ppm > 999000)' \
			"$T"/results/latest/*/hold.*.jsonl >/dev/null
		board_is_clean
		desk_is_clean
	done
}

@test "--mode stream: flows up and down between board and desk, from both ends" {
	board 1
	for role in client server; do
		on_board --role "$role" --tries 2 --seconds 0.1 --sizes 1024 --transports tcp,tls1.3,udp --mode stream
		says 0 "the board is the $role" "^tls1\.3_down +1024 " "^The flows: what a byte took, and records on the wire$" \
			"^The flows of datagrams: what they took, offered and lost$" "0 lost \+ 0 failed \+ 0 not made"
		jq -es 'map(select(.record == "stream")) | length == 32 and all(.ok)' "$T"/results/latest/*/round-*.jsonl >/dev/null
		board_is_clean
		desk_is_clean
	done
}

@test "rows with a pre-shared key: the board has its file, for its user alone" {
	board 1
	on_board --tries 2 --rounds 2 --sizes 16 --transports tls1.2 --axis psk=off,plain
	says 0 "^ *tls1\.2_psk-plain over tls1\.2" "0 lost \+ 0 failed \+ 0 not made"
	board_is_clean
	desk_is_clean
}

@test "rows of several kinds of keys: the board has a set of each" {
	board 1
	on_board --tries 2 --rounds 2 --sizes 16 --transports tls1.3 --axis keys=ecdsa-p256,rsa-2048,ed25519 --axis chain=1,2
	says 0 "^ *tls1\.3_rsa-2048 over tls1\.3" "^ *tls1\.3_ed25519_chain2 over tls1\.3_ed25519" "0 lost \+ 0 failed \+ 0 not made"
	board_is_clean
	desk_is_clean
}

@test "studies over SSH: each ends with its answer" {
	board 1
	for study in psk resumption; do
		timeout -k 5 200 "$BUILD/host/wiretoll" run --build "$BUILD" --ssh "$TARGET" --ssh-command "$SSH" --certs "$PKI/ecdsa-p256" \
			--out "$T/results" --study "$study" --tries 4 --rounds 2 >"$T/desk.out" 2>"$T/desk.err" 3>&- || { cat "$T"/desk.*; return 1; }
		cat "$T/desk.out"
		grep -qE "^What does a (pre-shared key|resumed session) save" "$T/desk.out"
		grep -qE "^tls1\.3 +wolfSSL +[0-9]" "$T/desk.out"
		grep -qE "^  (psk-ecdhe|ticket) +wolfSSL +(x[0-9.]+|no diff\.) .* -[0-9,]+ " "$T/desk.out"
		[ "$(jq -r .study "$T/results/latest/plan.json")" = "$study" ]
		board_is_clean
		desk_is_clean
	done
}

@test "--keep leaves the files and no process" {
	board 2
	on_board --keep --tries 2 --rounds 2 --sizes 16 --transports tcp
	says 0
	[ -n "$(find "$B/tmp" -path '*/wiretoll.*/wolfssl/tcp_client')" ]
	rm -rf "$B"/tmp/wiretoll.*
	board_is_clean
}

@test "the link is cut for 5 s in the middle: the run is whole in the end" {
	board 3
	long_run
	"$NAMESPACE" cut "$B"
	sleep 5
	"$NAMESPACE" mend "$B"
	ended
	says 0 "AGAIN .* since the link may be to blame" "12,000 planned = 12,000 answered"
	board_is_clean
	desk_is_clean
}

@test "the board is booted anew in the middle: the run is whole in the end" {
	board 4
	long_run
	"$NAMESPACE" kill "$B"
	sleep 2
	"$NAMESPACE" start "$B"
	ended
	says 0 "12,000 planned = 12,000 answered"
	board_is_clean
	desk_is_clean
}

@test "the board goes away: one line, and --continue makes what is missing" {
	board 5
	long_run --reconnect 2
	"$NAMESPACE" kill "$B"
	ended
	says 1 "^wiretoll run: board $TARGET: .*gave up after 2 s \(--reconnect\); go on with: .*wiretoll run --continue "
	desk_is_clean
	"$NAMESPACE" start "$B"
	sleep 1
	desk run --continue "$T/results/latest"
	says 0 "12,000 planned = 12,000 answered"
	# The power cut left a folder of the first connection; the second one took its own away.
	[ "$(find "$B/tmp" -mindepth 1 -maxdepth 1 | wc -l)" -le 1 ]
}

@test "SIGINT, SIGTERM and SIGKILL: both ends are ended, the board is clean" {
	board 6
	# The one that is killed leaves its socket's folder behind; others of that name are not ours to take away.
	export XDG_RUNTIME_DIR=$T/run
	mkdir -m 700 "$XDG_RUNTIME_DIR"
	for signal in INT TERM KILL; do
		rm -rf "$T/results"
		long_run
		kill "-$signal" "$RUN"
		ended
		[ "$signal" = KILL ] || says $((128 + $(kill -l "$signal"))) "stopped by signal .*; go on with"
		board_is_clean
		desk_is_clean
	done
}

# compare WORD...: make compare with the board of this test, as a person types it.
compare() {
	typed compare BOARD=host "SSH=$TARGET" "SSH_COMMAND=$SSH" \
		RUN_FLAGS="--full --tries 4 --rounds 2 --sizes 16 --transports tcp,tls1.3 --out $T/results" "$@"
}

@test "make compare with SSH=: both ends, another address, files kept, wrong settings" {
	board 8
	compare
	says 0 "the board is the client, reached over SSH \($TARGET\)" "address 10\.77\.8\.1\$" "12 planned = 12 answered"
	board_is_clean
	ip addr add 10.77.8.3/24 dev "$(cat "$B/link")"
	compare TARGET_IP=10.77.8.3 VARIANT=wolfssl PEER_VARIANT=wolfssl
	says 0 "address 10\.77\.8\.3\$" "variant wolfssl throughout"
	compare ROLE=server KEEP=1
	says 0 "the board is the server" "address 10\.77\.8\.2\$"
	[ -n "$(find "$B/tmp" -path '*/wiretoll.*/wolfssl/tls_server')" ]
	rm -rf "$B"/tmp/wiretoll.*
	board_is_clean
	desk_is_clean
	rm -rf "$T/results"
	compare ROLE=both
	refused_by_make "ROLE=both: unknown; valid: client server"
	compare TARGET_IP=garbage
	refused_by_make "--target-ip garbage: not a numeric address; valid: an IPv4 address such as"
	[ ! -e build/certs/for-garbage ]
	compare SSH=a:b
	refused_by_make "--ssh a:b: not valid; valid: \[user@\]host\[:port\]"
	compare TARGET_IP=10.77.8.9
	refused_by_make "--target-ip 10\.77\.8\.9: .*valid: an address of this machine"
	board_is_clean
}

@test "refused, wrong host key, unknown key, wrong architecture, no space: one line each" {
	board 7
	on_board --ssh "root@10.77.7.2:2223"
	refused 1 "board root@10.77.7.2:2223: ssh: connect to host 10.77.7.2 port 2223: Connection refused"
	SSH="ssh -F $B/ssh_config_wrong" on_board
	refused 1 "board $TARGET: Host key verification failed"
	mv "$B/authorized" "$B/authorized.not"
	on_board
	refused 1 "board $TARGET: .*Permission denied"
	mv "$B/authorized.not" "$B/authorized"
	SSH="nosuchprogram" on_board
	refused 1 "nosuchprogram"
	if [ -x "$BUILD/arm64/wolfssl/tls_client" ]; then
		on_board --board arm64
		refused 1 "wrong architecture: it is $(uname -m), but $BUILD/arm64/[a-z]*/[a-z]*_client of BOARD=arm64 is for aarch64"
	fi
	board_is_clean
	"$NAMESPACE" kill "$B"
	TMP_OPTIONS=size=1m "$NAMESPACE" start "$B"
	sleep 1
	on_board
	refused 1 "board $TARGET: bringing the programs: no space left in $B/tmp/wiretoll\.[0-9]+, [0-9]+ KB are needed"
	# Its /tmp is seen from the board only.
	$SSH -p 2222 "${TARGET%:*}" "ls -A $B/tmp" >"$T/left"
	[ ! -s "$T/left" ]
	desk_is_clean
}

@test "a /tmp from which nothing may be started: one line that says so; another folder will do" {
	board 16
	"$NAMESPACE" kill "$B"
	TMP_OPTIONS=noexec "$NAMESPACE" start "$B"
	sleep 1
	on_board
	refused 1 "^wiretoll run: board $TARGET: nothing can be started in $B/tmp/wiretoll\.[0-9]+ \(mounted noexec\?\); valid: another folder of the board, with --board-dir DIR"
	mkdir "$B/else.where"
	compare "TARGET_DIR=$B/else.where"
	says 0 "12 planned = 12 answered"
	[ "$(jq -r .reach.board_dir "$T/results/latest/plan.json")" = "$B/else.where" ]
	desk run --continue "$T/results/latest"
	says 0 "12 planned = 12 answered"
	jq '.reach.board_dir = "/tmp;reboot"' "$T/results/latest/plan.json" >"$T/plan.json"
	cp "$T/plan.json" "$T/results/latest/plan.json"
	desk run --continue "$T/results/latest"
	says 1 "plan.json: .*board_dir"
	# Of neither folder anything is left. The first is seen from the board only.
	[ -z "$(ls -A "$B/else.where")" ]
	[ -z "$($SSH -p 2222 "${TARGET%:*}" "ls -A $B/tmp")" ]
	rm -rf "$T/results"
	on_board --board-dir "$B/nowhere"
	refused 1 "board $TARGET: mkdir: .*$B/nowhere/wiretoll\.[0-9]+"
	on_board --board-dir 'x;reboot'
	refused 2 "--board-dir x;reboot: not valid; valid: an absolute path of letters, digits and \._/-"
	compare TARGET_DIR=else.where
	refused_by_make "TARGET_DIR=else\.where: not valid; valid: an absolute path on the board"
	desk_is_clean
}

# take KIND PORT: somebody else on the board has it.
take() {
	ip netns exec "$(cat "$B/name")" python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_INET, {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}[sys.argv[1]])
s.bind((sys.argv[2], int(sys.argv[3])))
sys.argv[1] == "udp" or s.listen()
print("taken", flush=True)
time.sleep(120)' "$1" "$(sed 's/.*@//; s/:.*//' "$B/target")" "$2" >"$T/taken.$1.$2" 3>&- &
	PIDS+=($!)
	for _ in {1..200}; do
		[ ! -s "$T/taken.$1.$2" ] || return 0
		sleep 0.02
	done
	return 1
}

@test "no free port on the board: one line, before anything is measured" {
	board 9
	take udp 1443
	on_board --role server --server-port 1443
	refused 1 "board $TARGET: trying the port: udp_server: 10\.77\.9\.2 port 1443 is in use; valid: a free port"
	take tcp 1443
	on_board --role server --server-port 1443
	refused 1 "board $TARGET: trying the port: tcp_server: 10\.77\.9\.2 port 1443 is in use; valid: a free port"
	# One port for all that do not say which, and it is taken.
	ip netns exec "$(cat "$B/name")" sysctl -qw net.ipv4.ip_local_port_range="40000 40000"
	take tcp 40000
	on_board --role server
	refused 1 "board $TARGET: trying the port: tcp_server: no port is free at 10\.77\.9\.2"
	board_is_clean
	desk_is_clean
}

@test "wrong command lines: status 2, one line" {
	while IFS='|' read -r line words; do
		# Word splitting is wanted: a command line.
		# shellcheck disable=SC2086
		desk run --out "$T/results" --build "$BUILD" $line
		refused 2 "$words"
	done <<-LINES
		--ssh a:b|--ssh a:b: not valid; valid: \[user@\]host\[:port\]
		--ssh -oProxyCommand=x|--ssh -oProxyCommand=x: not valid
		--ssh @host|--ssh @host: not valid
		--run ssh|--run ssh: needs --ssh
		--run local --ssh host|--run local: not together with --ssh
		--ssh host --role both|--role both: not valid; valid: client server
		--ssh host --server-port 0|--server-port 0: out of range
	LINES
}
