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

# Follows each way through each function that names such a register, from its first instruction. A way is clean or
# dirty: writing makes it dirty, vzeroupper and vzeroall make it clean, and a call changes nothing (what is called is
# looked at by itself). Assembly has labels of its own within a function, so where one begins is what the symbol
# table (objdump -t, read first) says: an F in its flags. Only functions that name such a register are parsed: a
# library has some 400,000 lines.
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
			if (word[1] ~ /^vzero(upper|all)$/) cleans[i] = 1
			# The last operand is what is written; a comparison writes flags alone.
			else if (text ~ /[ \t,]%[yz]mm[0-9]+(\{[^,]*)?$/ && word[1] !~ /^v(p?test|testp)/) wide = writes[i] = 1
			else if (word[1] ~ /^ret/) leaves[i] = ends[i] = 1
			else if (word[1] ~ /^(ud2|hlt)$/) ends[i] = 1
			else if (word[1] ~ /^j/) {
				if (word[1] ~ /^jmp/) ends[i] = 1
				if (word[2] ~ /^\*/) leaves[i] = 1
				else jumps[i] = word[2]
			}
		}
		function follow(    top, i, dirty, way, stack) {
			stack[top = 1] = "1 0"
			while (top) {
				split(stack[top--], way, " ")
				i = way[1] + 0
				for (dirty = way[2] + 0; i <= lines && !((i, dirty) in seen); i++) {
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
		function finish(    i) {
			if (named) {
				for (i = 1; i <= lines; i++) parse(i, line[i])
				# A jump knows an address: where in the function that is, or that it leaves it.
				for (i in jumps) {
					if (jumps[i] in place) to[i] = place[jumps[i]]
					else leaves[i] = 1
				}
				if (wide) checked++
				if (wide && follow()) { bad = 1; print "function", name }
				split("", writes); split("", cleans); split("", leaves); split("", ends)
				split("", jumps); split("", place); split("", to); split("", seen)
			}
			lines = named = wide = 0
		}
		/^END-OF-SYMBOLS$/ { symbols = 1; next }
		!symbols { if (substr($0, index($0, " ") + 7, 1) == "F") begins[$NF]; next }
		/^ *[0-9a-f]+:/ {
			line[++lines] = $0
			if (/%[yz]mm/) named = 1
			instructions = 1
			next
		}
		/^[0-9a-f]+ <.*>:$/ {
			label = $2
			gsub(/^<|>:$/, "", label)
			if (name == "" || label in begins) { finish(); name = label; functions++ }
			next
		}
		/^Disassembly of section |: +file format / { finish(); name = "" }
		END {
			finish()
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
