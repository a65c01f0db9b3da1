#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/features.sh [--build DIR] [--built] [--markdown] BOARD
#
# What each feature of wolfSSL costs in flash and RAM on BOARD: builds that differ
# in it alone (mk/features.mk), each over the one that it is compared with. The
# base is wolfssl-lean. `make features BOARD=arm64` calls this; it builds what is
# missing, eight libraries the first time, in DIR/features/BOARD (DIR: build).
#
# Flash is text and data of the stripped program, static RAM data and bss, as
# `size` counts them (scripts/size.sh). Heap and stack are the highest of the
# library, and of the main thread, in a process with three sessions, as its own
# record tells: once without the feature in use, once with it. Programs of another
# machine run under user-mode emulation, both ends.
#
#   --built     take the builds as they are
#   --markdown  the table as docs/features.md has it, in place of text
#
# The records lie in DIR/features/BOARD/runs, the sizes in size.json beside them.
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

# name | build that it is compared with | what both do | what the build does with the feature in use
features=(
	"tickets|base|tls 1.3|--resume ticket"
	"early-data|tickets|tls 1.3|--resume session --early-data single-use"
	"psk|base|tls 1.3|--psk ecdhe"
	"cid|base|dtls 1.2|--cid 8"
	"mlkem|base|tls 1.3|--group x25519mlkem768"
	"tls1.2-only|base|tls 1.2|"
	"tls1.3-only|base|tls 1.3|"
)

build=build built="" form=text
while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--build) build=${2:-}; shift ;;
	--built) built=1 ;;
	--markdown) form=markdown ;;
	-*) wrong "$1: unknown option; valid: --build --built --markdown --help" ;;
	*) break ;;
	esac
	shift
done
[ $# = 1 ] || wrong "wants one board; see --help"
board=$1
[ -f "boards/$board.mk" ] || wrong "BOARD=$board: unknown; valid: $(cd boards && basename -s .mk -- *.mk | xargs)"
folder=$build/features/$board
certs=${CERTS:-build/certs}/ecdsa-p256
read -ra make <<<"${MAKE:-make}"

# --- builds -------------------------------------------------------------------

make_all() {
	local name log=$folder/build.log
	mkdir -p "$folder" || die "$folder: cannot be made"
	for name in base "${features[@]%%|*}"; do
		say FEATURE "$board: building $name" >&2
		"${make[@]}" --no-print-directory BOARD="$board" BUILD="$build/features" ONE_VARIANT="feature-$name" pairs >"$log" 2>&1 </dev/null ||
			die "$board, $name: $(grep -vE '^make' "$log" | tail -n 1); see $log"
	done
	[ -r "$certs/ca.pem" ] || "${make[@]}" --no-print-directory certs >"$log" 2>&1 </dev/null || die "no certificates; see $log"
}

# --- sessions -----------------------------------------------------------------

# Sets emulator to what runs the board's programs; nothing where this machine does.
find_emulator() {
	local machine name
	machine=$("${make[@]}" --no-print-directory BOARD="$board" board-facts 2>/dev/null </dev/null | sed -n 's/^BOARD_MACHINE=//p')
	emulator=""
	case $machine in
	aarch64) name=qemu-aarch64 ;;
	arm*) name=qemu-arm ;;
	*) return 0 ;;
	esac
	[[ $(uname -m) != "$machine" ]] || return 0
	emulator=$(PATH=$build/host/emulator:$PATH command -v "$name") || die "$name is missing (Debian's package qemu-user; make setup BOARD=$board RUN=qemu-user)"
}

# session RECORDS BUILD TRANSPORT VERSION [OPTION]...: three sessions; records come to RECORDS.client and RECORDS.server.
session() {
	local records=$runs/$1 program=$folder/feature-$2/$3 server port="" why tries=600
	local common=(--certs "$certs" --tls-version "$4" "${@:5}")
	rm -f "$records".*
	# shellcheck disable=SC2086 # none, or one word
	timeout -k 5 60 $emulator "${program}_server" --port 0 --timeout 20 --json "$records.server" "${common[@]}" >"$records.said" 2>&1 </dev/null &
	server=$!
	while [ -z "$port" ] && kill -0 $server 2>/dev/null && ((tries-- > 0)); do
		sleep 0.05
		port=$(sed -nE 's/.* listening on .* port ([0-9]+)$/\1/p' "$records.said")
	done
	# shellcheck disable=SC2086 # none, or one word
	[ -n "$port" ] && timeout -k 5 60 $emulator "${program}_client" --port "$port" --timeout 20 --sizes 64 --tries 2 --json "$records.client" \
		"${common[@]}" >>"$records.said" 2>&1 </dev/null && wait $server && return
	why=$(grep -E '^[a-z_]+: ' "$records.said" | grep -vE ' listening on | answered, ' | head -n 1)
	kill $server 2>/dev/null
	wait $server
	die "$board, $2: ${*:3}: ${why:-no session}; see $records.said"
}

# What one end's record tells: "heap stack".
ram_of() {
	local end heap='.*"heap_peak_bytes":([0-9]+).*' stack='.*"stack_peak_bytes":([0-9]+).*'
	end=$(grep '"record":"end"' "$runs/$1" 2>/dev/null)
	[[ $end == *'"ok":true'* && $end =~ $heap ]] && printf '%s ' "${BASH_REMATCH[1]}" && [[ $end =~ $stack ]] && echo "${BASH_REMATCH[1]}" ||
		die "$runs/$1: tells no heap and stack of a run that went well"
}

# --- the table ----------------------------------------------------------------

# "text data bss" of FEATURE/PROGRAM.
size_of() {
	local figure='":([0-9]+),"' line
	line=$(grep -F "\"variant\":\"feature-${1%/*}\",\"program\":\"${1#*/}\",\"text_bytes\"" "$sizes")
	[[ $line =~ text_bytes${figure}data_bytes${figure}bss_bytes${figure} ]] || die "$sizes: knows no ${1#*/} of feature-${1%/*}"
	echo "${BASH_REMATCH[*]:1}"
}

# once BUILD TRANSPORT VERSION: a session without any feature in use, whose records are BUILD-TRANSPORTVERSION.
once() {
	[ -e "$runs/$1-$2$3.client" ] || session "$1-$2$3" "$@"
}

# row NAME OVER END IT OTHER RUN-OF-IT RUN-OF-OTHER: differences between two programs, IT and OTHER ("feature/program").
row() {
	local text data bss text0 data0 bss0 heap=0 stack=0 heap0=0 stack0=0 used=- deep=- figures
	figures=$(size_of "$4") || exit 1
	read -r text data bss <<<"$figures"
	figures=$(size_of "$5") || exit 1
	read -r text0 data0 bss0 <<<"$figures"
	figures=$(ram_of "$6.$3") || exit 1
	read -r heap stack <<<"$figures"
	if [ -n "$7" ]; then
		figures=$(ram_of "$7.$3") || exit 1
		read -r heap0 stack0 <<<"$figures"
	fi
	if [ -e "$runs/$1-used.$3" ]; then
		figures=$(ram_of "$1-used.$3") || exit 1
		read -r used deep <<<"$figures"
		used=$((used - heap0)) deep=$((deep - stack0))
	fi
	printf '%s\t%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s\n' "$1" "$2" "$3" $((text + data - text0 - data0)) $((data + bss - data0 - bss0)) \
		$((heap - heap0)) $((stack - stack0)) "$used" "$deep"
}

rows() {
	local line name over what option transport version end words
	once base tls 1.3
	for end in client server; do
		row base "tcp_$end" $end base/tls_$end base/tcp_$end base-tls1.3 ""
	done
	for line in "${features[@]}"; do
		IFS='|' read -r name over what option <<<"$line"
		read -r transport version <<<"$what"
		read -ra words <<<"$option"
		what=$transport$version
		once "$over" "$transport" "$version"
		once "$name" "$transport" "$version"
		[ -z "$option" ] || session "$name-used" "$name" "$transport" "$version" "${words[@]}"
		for end in client server; do
			row "$name" "$over" $end "$name/${transport}_$end" "$over/${transport}_$end" "$name-$what" "$over-$what"
		done
	done
}

# Bytes with their sign, but for the base, which is what it takes.
table() {
	awk -F '\t' -v form="$form" -v board="$board" '
		function bytes(text, signed,    digits, sign) {
			if (text == "-") return text
			sign = text < 0 ? "-" : signed && text > 0 ? "+" : ""
			digits = sprintf("%d", text < 0 ? -text : text)
			while (match(digits, /[0-9][0-9][0-9][0-9](,|$)/)) digits = substr(digits, 1, RSTART) "," substr(digits, RSTART + 1)
			return sign digits
		}
		BEGIN {
			split("feature,over,end,flash,static RAM,heap,stack,heap used,stack used", head, ",")
			if (form == "markdown") {
				for (i = 1; i <= 9; i++) printf "| %s ", head[i]
				printf "|\n|"
				for (i = 1; i <= 9; i++) printf i < 4 ? " --- |" : " ---: |"
				print ""
			} else {
				printf "%s, bytes\n%-12s %-10s %-6s %9s %10s %8s %7s %9s %10s\n", board, head[1], head[2], head[3], head[4], head[5], head[6], head[7], head[8], head[9]
			}
		}
		{
			for (i = 4; i <= 9; i++) told[i] = bytes($i, $1 != "base")
			if (form == "markdown")
				printf "| `%s` | `%s` | %s | %s | %s | %s | %s | %s | %s |\n", $1, $2, $3, told[4], told[5], told[6], told[7], told[8], told[9]
			else
				printf "%-12s %-10s %-6s %9s %10s %8s %7s %9s %10s\n", $1, $2, $3, told[4], told[5], told[6], told[7], told[8], told[9]
		}'
}

[ -n "$built" ] || make_all
for name in base "${features[@]%%|*}"; do
	[ -x "$folder/feature-$name/dtls_server" ] || die "$folder/feature-$name: not built; make it with: make features BOARD=$board"
done
find_emulator
runs=$folder/runs sizes=$folder/size.json
rm -rf "$runs" && mkdir "$runs" || die "$runs: cannot be made"
scripts/size.sh --build "$build/features" --json "$sizes" "$board" >/dev/null || exit 1
rows=$(rows) || exit 1
table <<<"$rows"
