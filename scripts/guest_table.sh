#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/guest_table.sh [DIR]
#
# The table of guest instructions of docs/boards.md: what a client of arm64,
# armhf and armel, emulated, takes for a handshake and for an exchange of 999
# bytes, all variants, against a native wolfSSL. Builds and measures, which
# takes a minute a board once everything is built; results and logs go to DIR
# (default results/guest), the table to standard output. `make guest-table`
# calls this.
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# -le 1 ] || wrong "$2: not expected; see --help"
out=${1:-results/guest}
read -ra make <<<"${MAKE:-make}"
columns=(wolfssl wolfssl-size openssl openssl-3.5)

# The long-term series from source is tried on arm64 only.
variants_of() {
	if [ "$1" = arm64 ]; then echo "${columns[*]}"; else echo "${columns[*]:0:3}"; fi
}

# From a report: a line with what the plain programs take, then one for each secure transport.
rows() {
	awk -v core="$2" -v board="$1" -v variants="$(variants_of "$1" | wc -w)" -v columns="${#columns[@]}" '
		function millions(text) { gsub(/,/, "", text); return text ~ /^[0-9]+$/ ? sprintf("%.2f M", text / 1e6) : "–" }
		function cells(from,    i, line) {
			for (i = 0; i < columns; i++) line = line " | " (i < variants ? millions($(from + i)) : "–")
			return line
		}
		/^Guest instructions an exchange/ { part = "exchange" }
		/^Guest instructions a handshake/ { part = "handshake" }
		/^ratio/ { part = "" }
		part == "exchange" && /^(tcp|udp) / { plain[$1] = $3 }
		part == "exchange" && /^d?tls/ { names[++n] = $1; exchange[$1] = cells(4) }
		part == "handshake" && /^d?tls/ { handshake[$1] = cells(2) }
		END {
			if (n != 4) exit 1
			printf "| **%s, %s** | plain: TCP %s, UDP %s |", board, core, plain["tcp"], plain["udp"]
			for (i = 1; i < 2 * columns; i++) printf " |"
			print ""
			for (i = 1; i <= n; i++) {
				name = toupper(names[i])
				sub(/S/, "S ", name)
				printf "| %s%s%s |\n", name, handshake[names[i]], exchange[names[i]]
			}
		}' "$3"
}

mkdir -p "$out" || die "$out: cannot be made"
table=$(mktemp) || die "no temporary file can be made"
trap 'rm -f "$table"' EXIT
for board in arm64:Cortex-A53 armhf:Cortex-A8 armel:ARM926; do
	core=${board#*:} board=${board%:*}
	say GUEST "$board: building, then counting" >&2
	"${make[@]}" --no-print-directory compare BOARD="$board" RUN=qemu-user PEER_VARIANT=wolfssl VARIANT="$(variants_of "$board")" \
		RUN_FLAGS="--sizes 999 --tries 60 --out $out/$board" >"$out/$board.log" 2>&1 </dev/null ||
		die "$board: $(grep -vE '^make' "$out/$board.log" | tail -n 1); see $out/$board.log"
	rows "$board" "$core" "$out/$board/latest/report.txt" >>"$table" || die "$out/$board/latest/report.txt: not a whole report"
done
printf '| client'
printf ' | %s' "handshake: ${columns[0]}" "${columns[@]:1}" "exchange of 999 bytes: ${columns[0]}" "${columns[@]:1}"
printf ' |\n|'
for ((i = 0; i <= 2 * ${#columns[@]}; i++)); do printf ' --- |'; done
echo
cat "$table"
