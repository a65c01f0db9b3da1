#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/check_crypto.sh OBJDUMP PROGRAM...
#
# Looks at the disassembly of ARM programs (with symbols) for the AES, SHA and
# PMULL instructions of the ARMv8 crypto extensions, and names each function
# that holds one. An emulator executes them on every core and a real core
# without them dies, so only this tells. Exit status 1: a function holds one.
set -u
. "$(dirname "$0")/../lib.sh"
[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# -ge 2 ] || wrong "wants OBJDUMP and PROGRAM; see --help"
objdump=$1
shift
have "$objdump" || die "$objdump: not found"

# AArch64 and AArch32 names (Arm ARM, C7.2 and F6.1). A polynomial multiplication of 64-bit
# elements is one of the extensions; that of bytes is plain NEON.
crypto='(aes(e|d|mc|imc)(\.8)?|sha(1|256|512)(c|h|m|p|su0|su1|h2)(\.32)?)$|^pmull2?$|^vmull\.p64$'
# objdump without the instruction's bytes: address, name, operands.
find_functions() {
	"$objdump" -d --no-show-raw-insn "$1" |
		awk -v crypto="^$crypto" '
			/^[0-9a-f]+ <.*>:$/ { name = $2; gsub(/[<>:]/, "", name); functions++; next }
			/^ *[0-9a-f]+:/ {
				instructions++
				if ($2 !~ crypto) next
				# pmull of bytes is not of the extensions
				if ($2 ~ /^pmull/ && $0 !~ /\.1q|\.2d|\.1d/) next
				if (!(name in seen)) { seen[name] = $2; order[++n] = name }
				count[name]++
			}
			END {
				if (!instructions) exit 2
				if (functions < 100) exit 3
				for (i = 1; i <= n; i++) printf "%s %d x %s\n", order[i], count[order[i]], seen[order[i]]
				exit n > 0
			}'
}

bad=0
for program in "$@"; do
	[ -r "$program" ] || die "$program: not there; build it first"
	found=$(find_functions "$program")
	case $? in
	0) ;;
	1)
		bad=$((bad + 1))
		while read -r line; do
			printf '%s: function %s\n' "$program" "$line"
		done <<<"$found" ;;
	3) die "$program: has no symbols, so no function could be named; check the one in obj/linked" ;;
	*) die "$program: $objdump finds no instruction in it; is it of that architecture?" ;;
	esac
done
[ "$bad" -eq 0 ] || die "$bad of $# programs hold instructions that the board's core does not have"
printf '%s programs without AES, SHA and PMULL instructions\n' $#
