# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# What the tests of boards share. They need more than a desk (emulators, kernels, namespaces), so they run with
# WT_BOARDS=1 only, which `make test-boards` sets.

load ../support/helpers

NAMESPACE=$TOP/tests/boards/board_in_namespace.sh
export SSHD_ROOT=${SSHD_ROOT:-$TOP/build/deps/sshd}

setup() {
	[ -z "${NOT_BUILT:-}" ] || skip "BOARD=$NOT_BUILT was not built"
	cd "$TOP" || return 1
	T=$BATS_TEST_TMPDIR
	PIDS=() FOLDERS=() BOARDS=()
}

setup_file() {
	[ "${WT_BOARDS:-}" = 1 ] || skip "WT_BOARDS is not set; make test-boards sets it"
}

# desk WORD...: the desk tool; sets STATUS; what it said lies in desk.out and desk.err.
desk() {
	whole_words "$@"
	STATUS=0
	timeout -k 5 "${LIMIT:-300}" "$BUILD/host/wiretoll" "${WORDS[@]}" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
}

# typed WORD...: make as a person calls it; the rest as with desk.
typed() {
	STATUS=0
	LIMIT=${LIMIT:-300} build_of "$@" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
}

# says STATUS PATTERN...
says() {
	local pattern
	[ "$STATUS" -eq "$1" ] || { echo "exit status $STATUS, not $1"; said; return 1; }
	shift
	for pattern in "$@"; do
		grep -qE -- "$pattern" "$T/desk.out" "$T/desk.err" || { echo "not said: $pattern"; said; return 1; }
	done
}

# refused STATUS PATTERN: one line on standard error, no folder of results.
refused() {
	says "$@" || return 1
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] || { echo "not one line"; said; return 1; }
	[ ! -e "$T/results" ] || { echo "a folder was made"; find "$T/results"; return 1; }
}

# refused_by_make PATTERN: the same through make, which says itself that it failed.
refused_by_make() {
	grep -vE '^make(\[[0-9]+\])?: ' "$T/desk.err" >"$T/said"
	[ "$STATUS" -eq 2 ] && [ "$(wc -l <"$T/said")" -eq 1 ] && grep -qE -- "$1" "$T/said" && [ ! -e "$T/results" ] && return
	echo "not one line that says: $1"
	said
	return 1
}

# fails_in_one_line COMMAND...: of any kind; it says one line on failure, which is in $T/said.
fails_in_one_line() {
	local status=0
	"$@" >"$T/output" 2>"$T/said" || status=$?
	[ "$status" -ne 0 ] || { echo "no failure: $*"; return 1; }
	[ "$(wc -l <"$T/said")" -eq 1 ] || { cat "$T/said"; return 1; }
}

# have_emulator NAME: sets EMULATOR to it.
have_emulator() {
	for EMULATOR in "$BUILD/host/emulator/$1" "$1" "$1-static"; do
		! command -v "$EMULATOR" >/dev/null || return 0
	done
	skip "no $1 here"
}

# need_http2 BOARD
need_http2() {
	[ -x "$BUILD/$1/wolfssl/h2_client" ] && [ -x "$BUILD/$1/openssl/h2_client" ] || skip "no h2 programs for BOARD=$1: its nghttp2 could not be had"
}

need_board() {
	[ -x "$BUILD/$1/wolfssl/tls_client" ] && [ -x "$BUILD/$1/openssl/tls_client" ] || skip "BOARD=$1 was not built"
}

# board N: a board in a namespace; sets B (its folder), TARGET and SSH.
board() {
	[ "$(id -u)" = 0 ] || skip "namespaces need root"
	B=$T/board$1
	"$NAMESPACE" up "$B" "$1" || return 1
	BOARDS+=("$B")
	TARGET=$(cat "$B/target") SSH="ssh -F $B/ssh_config"
	PKI=$BATS_FILE_TMPDIR/pki$1
	[ -d "$PKI" ] || scripts/cert.sh --out "$PKI" --san "10.77.$1.1" --san "10.77.$1.2" >/dev/null
}

# on_board OPTION...: a run with the board of this test.
on_board() {
	desk run --build "$BUILD" --ssh "$TARGET" --ssh-command "$SSH" --certs "$PKI/ecdsa-p256" --out "$T/results" "$@"
}

# Nothing of ours on the board: no process, no file.
board_is_clean() {
	local tries=50
	while [ -n "$("$NAMESPACE" ps "$B" | grep -E '_(client|server) |run\.sh')" ] || [ -n "$(ls "$B/tmp")" ]; do
		((tries-- > 0)) || { echo "left on the board:"; "$NAMESPACE" ps "$B"; ls "$B/tmp"; return 1; }
		sleep 0.1
	done
}

# Nothing of this test on this machine: neither programs nor ssh.
desk_is_clean() {
	local tries=50 left
	while left=$(ps ax -o pid,args | grep -F "$T" | grep -vE 'grep|bats|board_in|sshd|unshare|sleep|ip netns|timeout'); [ -n "$left" ]; do
		((tries-- > 0)) || { echo "left here: $left"; return 1; }
		sleep 0.1
	done
}

# The tries in all records of the newest run that were answered, the cold ones excluded.
answered() {
	cat "$T"/results/latest/*/round-*.client.jsonl | jq -s 'map(select(.record == "try" and .ok and (.cold | not))) | length'
}

boards_teardown() {
	local folder
	for folder in "${BOARDS[@]}"; do "$NAMESPACE" down "$folder"; done
	teardown_programs
}

# The helpers' own teardown, which a file of boards calls in its turn.
eval "teardown_programs() $(declare -f teardown | tail -n +2)"
teardown() { boards_teardown; }
