#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/check_hardening.sh READELF OBJDUMP PROGRAM...
#
# Looks at programs (with symbols, linked as make links them) for what our own
# flags ask: the tables that the loader fills are read-only from the start (full
# RELRO; a static program has none to bind later), the stack is not executable,
# and functions with arrays end by a look at their stack's guard. That is looked
# for in one of them that all programs have: a static C library has the guard's
# symbols whatever our flags are. Exit status 1: a program lacks one of these; it
# is named.
set -u
. "$(dirname "$0")/../lib.sh"
[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# -ge 3 ] || wrong "wants READELF, OBJDUMP and PROGRAM; see --help"
readelf=$1 objdump=$2
shift 2
have "$readelf" || die "$readelf: not found"
have "$objdump" || die "$objdump: not found"
guarded=wt_address_text # it has an array of bytes

bad=0
lacks() {
	bad=$((bad + 1))
	printf '%s: %s\n' "$1" "$2"
}

for program in "$@"; do
	[ -r "$program" ] || die "$program: not there; build it first"
	headers=$("$readelf" -lW "$program" 2>/dev/null) && [ -n "$headers" ] || die "$program: $readelf cannot read it"
	symbols=$("$readelf" -sW "$program")
	# stripped and static: nothing tells
	[ "$(wc -l <<<"$symbols")" -gt 20 ] || die "$program: has no symbols; check the one in obj/linked"
	grep -q GNU_RELRO <<<"$headers" || lacks "$program" "no RELRO"
	! grep -q INTERP <<<"$headers" || "$readelf" -dW "$program" | grep -qE 'BIND_NOW|FLAGS_1.* NOW' || lacks "$program" "symbols are bound late (no BIND_NOW)"
	grep -qE 'GNU_STACK .* RW  ' <<<"$headers" || lacks "$program" "the stack is executable"
	"$objdump" -d --disassemble="$guarded" "$program" | grep -q '<__stack_chk_fail' || lacks "$program" "no stack protector"
done
[ "$bad" -eq 0 ] || die "$bad faults in $# programs"
printf '%s programs with RELRO, BIND_NOW, a stack that is not executable and a stack protector\n' $#
