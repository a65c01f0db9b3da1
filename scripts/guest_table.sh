#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/guest_table.sh [DIR]
#
# The tables of docs/boards.md: the guest instructions that a client of arm64,
# armhf and armel, emulated, takes for a handshake and for an exchange of 999
# bytes, all variants, against a native wolfSSL; then what each variant takes
# with TLS 1.3: flash over plain, instructions, heap, stack, RAM a session.
# Builds and measures, which takes a minute a board once everything is built;
# results and logs go to DIR (default results/guest), the tables to standard
# output. `make guest-table` calls this.
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# -le 1 ] || wrong "$2: not expected; see --help"
out=${1:-results/guest}
read -ra make <<<"${MAKE:-make}"
columns=(wolfssl wolfssl-lean wolfssl-size openssl openssl-3.5)

# From a report: a line with what the plain programs take, then one for each secure transport.
rows() {
	awk -v core="$2" -v board="$1" -v columns="${#columns[@]}" '
		function millions(text) { gsub(/,/, "", text); return text ~ /^[0-9]+$/ ? sprintf("%.2f M", text / 1e6) : "–" }
		function cells(from,    i, line) {
			for (i = 0; i < columns; i++) line = line " | " millions($(from + i))
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

# From the same report: a line a variant. The heap of a session is that of an open one.
builds() {
	awk -v board="$1" -v core="$2" -v columns="${#columns[@]}" '
		/^What each variant takes: tls1\.3,/ { part = 1; next }
		part && NF == 0 { exit }
		part && $1 ~ /^(wolfssl|openssl)/ && NF == 7 {
			printf "| %s | %s | %s | %s | %s | %s | %s | %s |\n", n++ ? "" : "**" board ", " core "**", $1, $2, $3, $4, $5, $6, $7
		}
		END { if (n != columns) exit 1 }' "$3"
}

mkdir -p "$out" || die "$out: cannot be made"
table=$(mktemp) && second=$(mktemp) || die "no temporary file can be made"
trap 'rm -f "$table" "$second"' EXIT
for board in arm64:Cortex-A53 armhf:Cortex-A8 armel:ARM926; do
	core=${board#*:} board=${board%:*}
	say GUEST "$board: building, then counting" >&2
	"${make[@]}" --no-print-directory compare BOARD="$board" RUN=qemu-user PEER_VARIANT=wolfssl VARIANT="${columns[*]}" \
		RUN_FLAGS="--sizes 999 --tries 60 --out $out/$board" >"$out/$board.log" 2>&1 </dev/null ||
		die "$board: $(grep -vE '^make' "$out/$board.log" | tail -n 1); see $out/$board.log"
	rows "$board" "$core" "$out/$board/latest/report.txt" >>"$table" &&
		builds "$board" "$core" "$out/$board/latest/report.txt" >>"$second" || die "$out/$board/latest/report.txt: not a whole report"
done
printf '| client'
printf ' | %s' "handshake: ${columns[0]}" "${columns[@]:1}" "exchange of 999 bytes: ${columns[0]}" "${columns[@]:1}"
printf ' |\n|'
for ((i = 0; i <= 2 * ${#columns[@]}; i++)); do printf ' --- |'; done
echo
cat "$table"
printf '\n| TLS 1.3, client | variant | flash over plain, KB | instructions a handshake | over %s | heap, KB | stack, KB | RAM a session, KB |\n' "${columns[0]}"
printf '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n'
cat "$second"
