#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2034
# A board whose SSH connection is played: what it sends is cut off, or does not end.

load ../support/helpers
load ../support/reports

bats_require_minimum_version 1.5.0

setup() {
	cd "$TOP" || return 1
	T=$BATS_TEST_TMPDIR
	PIDS=() FOLDERS=()
	not_under_valgrind
	export PLAYED=$T/played XDG_RUNTIME_DIR=$T/run
	mkdir -p "$PLAYED/tmp"
	mkdir -m 700 "$XDG_RUNTIME_DIR"
}

# run_played [OPTION]...: 2 rounds of 10 tries over the played connection.
run_played() {
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --ssh board --reconnect 3 \
		--ssh-command "python3 $TOP/tests/e2e/support/ssh_played.py" --variants "$(plain_variant)" --peer-variant "$(plain_variant)" \
		--transports tcp --tries 20 --rounds 2 --sizes 16 "$@"
}

# misbehaves HOW TIMES PATTERN: the board does so with the next TIMES commands that the pattern is found in.
misbehaves() {
	echo "$1" >"$PLAYED/how"
	echo "$2" >"$PLAYED/times"
	echo "$3" >"$PLAYED/at"
	rm -f "$PLAYED"/sent.*
}

# All that was planned was answered, and nothing of ours is left on the board or here.
all_is_well() {
	desk_expect 0 "20 planned = 20 answered \+ 0 lost \+ 0 failed \+ 0 not made"
	[ -z "$(ls -A "$PLAYED/tmp")" ] || { ls -A "$PLAYED/tmp"; return 1; }
	[ -z "$(find "$T/results" -name '*.part')" ]
}

# Nobody took much more than what can come of the plan.
little_was_taken() {
	local file
	for file in "$PLAYED"/sent.*; do
		[ -s "$file" ] || { echo "it was not asked"; return 1; }
		[ "$(cat "$file")" -le $((${1:-4} << 20)) ] || { echo "$(cat "$file") bytes were taken"; return 1; }
	done
}

@test "a board that behaves" {
	for role in client server; do
		run_played --role "$role"
		all_is_well
	done
}

@test "the records that break off on their way are taken once more" {
	misbehaves half 1 'cat client\.jsonl'
	run_played
	all_is_well
	lacks "AGAIN" "$T/desk.err"
}

@test "records that break off each time: the cell is made again, and is whole" {
	local role
	for role in client server; do
		misbehaves half 2 "cat $role\\.jsonl"
		run_played --role "$role"
		all_is_well
		desk_expect 0 "AGAIN tcp "
		[ "$(cat "$PLAYED/times")" = 0 ]
	done
	misbehaves half 4 'cat client\.jsonl'
	run_played
	desk_expect 1 "FAILED tcp in round 1: taking the records from the board: "
	desk run --continue "$T/results/latest"
	all_is_well
}

@test "a link that is down is waited for; one that stays down ends the run, which goes on later" {
	local gone='board board: ssh: connect to host board port 22: No route to host; gave up after 0 s \(--reconnect\)'
	# the records are asked for twice, the board whether it is there, then it is called anew, twice
	misbehaves dead 4 'cat client\.jsonl'
	run_played --reconnect 300
	all_is_well
	desk_expect 0 "AGAIN tcp round 1, since the link may be to blame: taking the records from the board: "
	[ "$(cat "$PLAYED/times")" = 0 ]
	misbehaves dead 99 'cat client\.jsonl'
	run_played --reconnect 0
	desk_expect 1 "^wiretoll run: $gone; go on with: .*wiretoll run --continue "
	rm "$PLAYED/times"
	desk run --continue "$T/results/latest"
	desk_expect 0 "20 planned = 20 answered"
	# Whoever booted a virtual board has shut it down by then.
	misbehaves dead 99 'cat client\.jsonl'
	run_played --reconnect 0 --emulated
	desk_expect 1 "^wiretoll run: $gone; what was made is in $T/results/.*; the run of a virtual board that is shut down begins anew"
}

@test "a gigabyte in place of the records is refused, and --continue makes what is missing" {
	misbehaves flood 2 'cat client\.jsonl'
	run_played --transports tcp,udp
	desk_expect 1 "FAILED (tcp|udp) in round 1: taking the records from the board: it sent more than [0-9]+ KB, which is all that can come of it"
	little_was_taken
	lacks "^.{1000}" "$T/desk.err"
	desk run --continue "$T/results/latest"
	desk_expect 0 "40 planned = 40 answered"
}

@test "a gigabyte that a program on the board says is refused" {
	local how
	for how in flood flood-err; do
		misbehaves "$how" 2 'run\.sh.*tcp_client'
		run_played
		desk_expect 1 "FAILED tcp in round 1: tcp_client: it sent more than 1024 KB, which is all that can come of it"
		little_was_taken
		desk run --continue "$T/results/latest"
		all_is_well
	done
}

@test "a gigabyte in place of an answer, or of the board's word, is refused" {
	local at
	for at in 'tar -xf -' 'run\.sh$' '--version'; do
		rm -rf "$T/results"
		misbehaves flood 1 "$at"
		run_played
		desk_expect 1 "^wiretoll run: board board: .*: it sent more than 64 KB, which is all that can come of it"
		little_was_taken
		[ ! -e "$T/results" ]
	done
	misbehaves flood-err 1 'uname -m'
	run_played
	desk_expect 1 "^wiretoll run: board board: it sent more than [0-9]+ KB"
	little_was_taken 68
	run_played
	all_is_well
}

# acts PROGRAM LINE...: on the board, and here, this is what the program does.
acts() {
	mkdir -p "$T/bin"
	{ echo '#!/bin/sh' && printf '%s\n' "${@:2}"; } >"$T/bin/$1"
	chmod +x "$T/bin/$1"
}

# unpacks LINE...: in place of unpacking, tar does so.
unpacks() {
	acts tar "[ \"\$1\" = -xf ] || exec env PATH=/usr/bin:/bin tar \"\$@\"" "$@"
}

# refused PATTERN [OPTION]...: one line, and nothing is left here or on the board.
refused() {
	PATH=$T/bin:$PATH run_played "${@:2}"
	desk_expect 1 "^wiretoll run: $1$"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && [ ! -e "$T/results" ] && [ -z "$(ls -A "$PLAYED/tmp")" ] && [ -z "$(ls -A "$XDG_RUNTIME_DIR")" ]
}

@test "what a board lacks is found before anything is made: one line each" {
	local folder="$PLAYED/tmp/wiretoll\.[0-9]+"
	acts uname 'echo m68k'
	refused "board board: wrong architecture: it is m68k, but .*/tcp_client of BOARD=$BOARD is for [a-z0-9_]+; valid: a BOARD whose programs it runs \(make boards\)"
	rm "$T/bin/uname"
	touch "$PLAYED/mute"
	refused 'board board: does not tell the addresses of its SSH connection; name the address under test with --target-ip'
	rm "$PLAYED/mute"
	unpacks 'cat >/dev/null' 'echo "tar: x: Cannot write: No space left on device" >&2' 'exit 2'
	refused "board board: bringing the programs: no space left in $folder, [1-9][0-9]* KB are needed"
	unpacks 'cat >/dev/null' 'echo "tar: This does not look like a tar archive" >&2' 'exit 2'
	refused 'board board: bringing the programs: tar: This does not look like a tar archive'
	unpacks 'env PATH=/usr/bin:/bin tar "$@" && chmod -x */tcp_*'
	refused "board board: nothing can be started in $folder \(mounted noexec\?\); valid: another folder of the board, with --board-dir DIR \(make: TARGET_DIR=DIR\)"
	unpacks 'env PATH=/usr/bin:/bin tar "$@" && for f in */tcp_*; do printf "#!/bin/sh\necho no such board >&2; exit 1\n" >"$f"; done'
	refused 'board board: trying the programs: no such board'
	rm "$T/bin/tar"
	refused '--ssh-command: empty; valid: such as .ssh -F FILE.' --ssh-command ' '
	refused '--ssh-command: too many words; valid: at most [0-9]+' --ssh-command "$(printf 'a %.0s' {1..40})"
	refused 'board board: /nonexistent/ssh: No such file or directory' --ssh-command /nonexistent/ssh
	refused 'board board: the SSH connection ended without a word' --ssh-command true
}

@test "a gigabyte in place of the board's address is not kept" {
	misbehaves flood 1 'SSH_CONNECTION'
	STATUS=0
	scripts/board_ssh.sh --ssh board --ssh-command "python3 $TOP/tests/e2e/support/ssh_played.py" -- true >"$T/desk.out" 2>"$T/desk.err" || STATUS=$?
	[ "$STATUS" -eq 1 ]
	grep -qx 'board_ssh.sh: board board: it sent more than 64 KB in place of its address' "$T/desk.err"
	little_was_taken 1
}
