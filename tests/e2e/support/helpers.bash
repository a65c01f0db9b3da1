# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
# What the end-to-end tests share: programs started and ended, what they said, what they recorded.
#
# A test starts servers with `serve`, runs clients with `call`, and finds what they said in files
# of its own folder: server.out, server.err, client.out, client.err. Ports are picked by the
# system and read from the line that a server says when it listens.

TOP=$(cd "$BATS_TEST_DIRNAME/../../.." && pwd)
: "${BUILD:=build}" "${BOARD:=host}" "${VARIANTS:=wolfssl openssl}"
CERTS=build/certs
KEYS=$CERTS/ecdsa-p256
PEERS=$TOP/tests/e2e/support/peers.py
# Under valgrind a program takes some 30 times as long.
SLOWER=$([ "${WT_VALGRIND:-}" = 1 ] && echo 10 || echo 1)

setup() {
	cd "$TOP" || return 1
	T=$BATS_TEST_TMPDIR
	PIDS=()
	FOLDERS=()
}

# Ends what a test has left, by the number of the process that it started.
teardown() {
	local pid
	for pid in "${PIDS[@]}"; do
		kill -KILL "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	[ ${#FOLDERS[@]} -eq 0 ] || rm -rf "${FOLDERS[@]}"
	return 0
}

# --- programs -------------------------------------------------------------------

has_variant() {
	[[ " $VARIANTS " == *" $1 "* ]]
}

need_variant() {
	local variant
	for variant in "$@"; do
		has_variant "$variant" || skip "variant $variant was not built"
	done
}

# Valgrind looks at one run of each program and at the ways out after failures; what is about
# timing, or much the same again, is left to the other runs.
not_under_valgrind() {
	[ "${WT_VALGRIND:-}" != 1 ] || skip "not under valgrind"
}

# The plain programs are the same in each variant.
plain_variant() {
	echo "${VARIANTS%% *}"
}

# Sets COMMAND to what starts VARIANT/PROGRAM, by the emulator UNDER where that is set.
command_of() {
	COMMAND=()
	if [ "${WT_VALGRIND:-}" = 1 ]; then
		COMMAND+=(valgrind --quiet --error-exitcode=99 --leak-check=full "--log-file=$T/valgrind.%p")
	fi
	COMMAND+=(${UNDER:+"$UNDER"} "$BUILD/$BOARD/$1")
}

# serve VARIANT/PROGRAM [OPTION]...: starts a server; sets PORT and SERVER (its process).
# NAME=other gives its files another name than "server".
serve() {
	local name=${NAME:-server}
	command_of "$1"
	rm -f "$T/$name.out" "$T/$name.err"
	"${COMMAND[@]}" --port 0 --timeout $((8 * SLOWER)) "${@:2}" >"$T/$name.out" 2>"$T/$name.err" 3>&- &
	SERVER=$!
	PIDS+=("$SERVER")
	await_port "$name"
}

# peer MODE [ARGUMENT]...: starts an end that misbehaves; sets PORT and PEER.
peer() {
	rm -f "$T/peer.out" "$T/peer.err"
	python3 "$PEERS" "$@" >"$T/peer.out" 2>"$T/peer.err" 3>&- &
	PEER=$!
	PIDS+=("$PEER")
	await_port peer
}

# nap: for 20 ms. A process, as sleep would be, takes as long to start as what is waited for.
exec {NAP}<> <(:)
nap() {
	read -rt 0.02 -u "$NAP" || :
}

await_port() {
	local tries=$((500 * SLOWER)) file
	PORT=
	while [ -z "$PORT" ] && ((tries-- > 0)); do
		lives "${PIDS[-1]}" || tries=0
		for file in "$T/$1.out" "$T/$1.err"; do
			if [ -s "$file" ] && [[ $(<"$file") =~ listening\ on\ [^$'\n']*\ port\ ([0-9]+)($'\n'|$) ]]; then
				PORT=${BASH_REMATCH[1]}
			fi
		done
		[ -n "$PORT" ] || nap
	done
	[ -n "$PORT" ] && return
	echo "$1 does not listen; it says:"
	cat "$T/$1.out" "$T/$1.err"
	return 1
}

# lives PID: it has not ended. The shell need not have heard of the end, so `kill -0` finds a process that nobody has waited for.
lives() {
	local status
	{ read -r status <"/proc/$1/stat"; } 2>/dev/null && [[ ${status##*) } != [ZX]* ]]
}

# Waits until the server has ended by itself; sets SERVER_STATUS.
server_ends() {
	local pid=${1:-$SERVER} tries=$((${2:-30} * 50 * SLOWER))
	while lives "$pid"; do
		if ((tries-- <= 0)); then
			echo "the server does not end: state $(cut -d ' ' -f 3,14,15 "/proc/$pid/stat") of $(tr '\0' ' ' <"/proc/$pid/cmdline")"
			cat "$T/server.out" "$T/server.err"
			return 1
		fi
		nap
	done
	SERVER_STATUS=0
	wait "$pid" || SERVER_STATUS=$?
}

# Ends a --keep server, which is its right end: status 0.
server_stops() {
	kill -TERM "${1:-$SERVER}"
	server_ends "${1:-$SERVER}" && expect_status 0 "$SERVER_STATUS" "server"
}

# call VARIANT/PROGRAM [OPTION]...: runs a client to its end; sets STATUS. Never longer than LIMIT seconds.
# Its limit for a silent peer is the program's own, but under valgrind, where the server is slow, too.
call() {
	local patience=()
	[[ $SLOWER -eq 1 || $1 != *_client ]] || patience=(--timeout $((5 * SLOWER)))
	command_of "$1"
	STATUS=0
	timeout -k 2 $((${LIMIT:-60} * SLOWER)) "${COMMAND[@]}" ${PORT:+--port "$PORT"} "${patience[@]}" "${@:2}" \
		>"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
}

# run_program VARIANT/PROGRAM [OPTION]...: the same without a port of ours.
run_program() {
	PORT='' call "$@"
}

# build_of WORD...: a make of our own, free of the one that runs us. Never longer than LIMIT seconds.
build_of() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u VARIANT -u BOARD -u CC -u AR timeout -k 5 "${LIMIT:-3000}" \
		make --no-print-directory "-j$(nproc)" "BUILD=$BUILD" "$@"
}

# --- what they said ---------------------------------------------------------------

said() {
	local file
	for file in "$T"/*.err "$T"/*.out "$T"/valgrind.*; do
		[ ! -s "$file" ] || { echo "--- ${file##*/}"; tail -n 20 "$file"; }
	done
}

# expect_status WANTED STATUS WHO
expect_status() {
	[ "$1" -eq "$2" ] && return
	echo "$3: exit status $2, not $1"
	said
	return 1
}

# expect STATUS: of the last client.
expect() {
	expect_status "$1" "$STATUS" client
}

# silent WHO: nothing on standard error.
silent() {
	[ ! -s "$T/$1.err" ] && return
	echo "$1 complains:"
	cat "$T/$1.err"
	return 1
}

# hears WHO: waits (20 s at most) until it has complained; a server that is stopped before that forgets it.
hears() {
	local tries=$((1000 * SLOWER))
	while [ ! -s "$T/$1.err" ] && ((tries-- > 0)); do
		nap
	done
}

# complains WHO PATTERN...: one line on standard error, which begins with the program's name and has
# each pattern (extended regular expressions, in either case).
complains() {
	local who=$1 pattern
	shift
	if [ "$(wc -l <"$T/$who.err")" -ne 1 ] || ! grep -qE '^[a-z0-9]+_(client|server): [^ ].*[^.]$' "$T/$who.err"; then
		echo "$who: not one line of a program:"
		cat "$T/$who.err"
		return 1
	fi
	for pattern in "$@"; do
		grep -qiE -- "$pattern" "$T/$who.err" && continue
		echo "$who does not say '$pattern', but:"
		cat "$T/$who.err"
		return 1
	done
}

# fails PATTERN...: the last client failed (status 1) with such a line.
fails() {
	expect 1 && complains client "$@"
}

# refuses PATTERN...: its command line was refused (status 2) with such a line.
refuses() {
	expect 2 && complains client "$@" && [ ! -s "$T/client.out" ]
}

# --- what they recorded -----------------------------------------------------------

# whole FILE: records, each a whole line.
whole() {
	[ -z "$(tail -c 1 "$1")" ] && jq -e . "$1" >/dev/null && return
	echo "${1##*/} is not whole:"
	tail -c 300 "$1"
	return 1
}

# holds FILE EXPRESSION: jq's expression over the array of all records is true; $done, $run and $tries are at hand.
holds() {
	[ -z "$(tail -c 1 "$1")" ] || whole "$1" || return 1
	jq -es '(map(select(.record == "end"))[0]) as $done | (map(select(.record == "run"))[0]) as $run
		| map(select(.record == "try")) as $tries | '"$2" "$1" >/dev/null && return
	echo "does not hold in ${1##*/}: $2"
	jq -c 'select(.record != "try" or .try == 1) | del(.facts, .library.source, .build)' "$1" | cut -c 1-900
	return 1
}

# fingerprint FILE EXPRESSION: the board's facts are all there, before and after; what it does not tell is "unknown",
# not empty and not 0; and jq's expression over $facts and $after is true.
fingerprint() {
	# shellcheck disable=SC2016
	holds "$1" '$run.facts as $facts | $done.board_after as $after
		| (["machine", "model", "cpu", "cores", "kernel", "libc", "features", "governor", "frequency_khz", "memory_bytes",
			"clock_resolution_ns", "temperature_mc", "throttled", "entropy_ready"] - ($facts | keys) == [])
		and (["governor", "frequency_khz", "temperature_mc", "throttled"] - ($after | keys) == [])
		and ($facts + {a: $after.governor, b: $after.throttled} | all(.[]; . != null and . != ""))
		and ([$facts["cores", "frequency_khz", "memory_bytes", "clock_resolution_ns"], $after.frequency_khz] | all(.[]; . != 0))
		and ([$facts["machine", "kernel", "libc"]] | all(.[]; . != "unknown")) and ('"$2)"
}

# whole_words WORD...: sets WORDS. A run ends with one screen (screen.bats); what most tests look for stands in the
# whole report.
whole_words() {
	WORDS=("$@")
	[ "${1:-}" != run ] || WORDS=(run --full "${@:2}")
}
