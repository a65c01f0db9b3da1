#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check_vectors.sh [--count] OBJDUMP FILE...
#
# Looks at the disassembly of x86-64 programs (with symbols) or of a library's
# archive for functions that write a 256-bit or 512-bit vector register and
# have a way to their return, or to another function that they jump to, on
# which neither vzeroupper nor vzeroall stands. They leave the upper halves
# dirty, and on many processors each instruction of the older SSE encoding
# (SHA-NI has no other) is then slow: docs/findings.md. Names each such
# function; --count prints their number alone, of all files. Exit status 1:
# there is one.
set -u
. "$(dirname "$0")/lib.sh"
[ "${1:-}" != --help ] || { help_text; exit 0; }
count=""
[ "${1:-}" != --count ] || { count=1; shift; }
[ $# -ge 2 ] || wrong "wants OBJDUMP and FILE; see --help"
objdump=$1
shift
have "$objdump" || die "$objdump: not found"

# Follows each way from the first instruction of each function that names such a register. A way is clean or dirty:
# writing makes it dirty, vzeroupper and vzeroall make it clean, a call changes nothing (what is called is looked at by
# itself), and a jump may go on in another function. Registers from 16 on do not count: the older encoding has no names
# for them. Assembly has local labels within a function, so where one begins is what the symbol table (objdump -t, read
# first) calls a function (F) or a global name (g). Only functions that name such registers are parsed: a library has
# some 400,000 lines.
find_functions() {
	{
		"$objdump" -t "$1" && echo END-OF-SYMBOLS && "$objdump" -d --no-show-raw-insn "$1"
	} 2>/dev/null | awk '
		function parse(i, text,    address, word) {
			address = text
			sub(/^ */, "", address)
			sub(/:.*/, "", address)
			place[address] = i
			sub(/^ *[0-9a-f]+:[ \t]*/, "", text)
			sub(/[ \t]*#.*/, "", text)
			while (sub(/^(repz|rep|bnd|notrack|lock|data16|cs|ds) +/, "", text)) ;
			split(text, word, /[ \t]+/)
			if (word[1] ~ /^vzero(upper|all)$/) cleans[i]
			# The last operand is what is written; a comparison writes flags alone.
			else if (text ~ /[ \t,]%[yz]mm([0-9]|1[0-5])(\{[^,]*)?$/ && word[1] !~ /^v(p?test|testp)/) wide = writes[i] = 1
			else if (word[1] ~ /^ret/) { leaves[i]; ends[i] }
			else if (word[1] ~ /^(ud2|hlt)$/) ends[i]
			else if (word[1] ~ /^j/) {
				if (word[1] ~ /^jmp/) ends[i]
				if (word[2] ~ /^\*/) leaves[i]
				else jumps[i] = word[2]
			}
		}
		# Whether a way from instruction i on ends dirty.
		function follow(i,    top, dirty, way, stack) {
			split("", seen)
			stack[top = 1] = i " 0"
			while (top) {
				split(stack[top--], way, " ")
				i = way[1] + 0
				for (dirty = way[2] + 0; i <= parsed && !((i, dirty) in seen); i++) {
					seen[i, dirty]
					if (i in writes) dirty = 1
					if (i in cleans) dirty = 0
					if (dirty && i in leaves) return 1
					if (i in to) stack[++top] = to[i] " " dirty
					if (i in ends) break
				}
			}
			return 0
		}
		function end_function(    i) {
			if (named) {
				first = parsed + 1
				for (i = 1; i <= lines; i++) parse(++parsed, line[i])
				ends[parsed]
				if (wide) { checked++; begin[++wides] = first; called[wides] = name }
			}
			lines = named = wide = 0
		}
		# Addresses are those of a section, in an archive of one member.
		function end_section(    i) {
			end_function()
			# A jump knows an address: where that is, or that it is not among these functions.
			for (i in jumps) {
				if (jumps[i] in place) to[i] = place[jumps[i]]
				else leaves[i]
			}
			for (i = 1; i <= wides; i++)
				if (follow(begin[i])) { bad = 1; print "function", called[i] }
			split("", writes); split("", cleans); split("", leaves); split("", ends)
			split("", jumps); split("", place); split("", to)
			parsed = wides = 0
			name = ""
		}
		/^END-OF-SYMBOLS$/ { symbols = 1; next }
		!symbols {
			flags = substr($0, index($0, " ") + 1, 7)
			if (flags ~ /F$/ || flags ~ /^g.* $/) { begins[$NF]; functions = 1 }
			next
		}
		/^ *[0-9a-f]+:/ {
			line[++lines] = $0
			if (/%[yz]mm/) named = 1
			instructions = 1
			next
		}
		/^[0-9a-f]+ <.*>:$/ {
			label = $2
			gsub(/^<|>:$/, "", label)
			if (name == "" || label in begins) { end_function(); name = label }
			next
		}
		/^Disassembly of section |: +file format / { end_section() }
		END {
			end_section()
			if (!instructions) exit 2
			if (!functions) exit 3
			print "checked", checked + 0
			exit bad
		}'
}

bad=0
checked=0
for file in "$@"; do
	[ -r "$file" ] || die "$file: not there; build it first"
	found=$(find_functions "$file")
	case $? in
	0 | 1) ;;
	3) die "$file: has no symbols, so no function could be named" ;;
	*) die "$file: $objdump finds no instruction in it; is it of that architecture?" ;;
	esac
	while read -r what which; do
		[ "$what" != checked ] || { checked=$((checked + which)); continue; }
		bad=$((bad + 1))
		[ -n "$count" ] || printf '%s: function %s returns with dirty vector registers\n' "$file" "$which"
	done <<<"$found"
done
if [ -n "$count" ]; then
	echo "$bad"
	[ "$bad" -eq 0 ]
	exit
fi
[ "$bad" -eq 0 ] || die "$bad of $checked functions that write 256-bit registers lack a vzeroupper (docs/findings.md)"
printf '%s functions that write 256-bit registers, each clean at its return\n' "$checked"
