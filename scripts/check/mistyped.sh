#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/mistyped.sh "NAME..."
#
# Says of the first of these variables that is none of ours, but one in other
# letters or one edit away from it (a letter more, less, another, or two in the
# wrong order), which one is meant. Ours are those that mk/help.txt names. No word:
# there is none. A name that other programs use is never taken for one of ours.
[ $# -eq 1 ] || { echo "usage: scripts/check/mistyped.sh \"NAME...\"" >&2; exit 2; }
awk -v given="$1" '
function other_programs(name) { # what make itself knows, and what tools call their flags
	return name ~ /^[A-Z]?[A-Z]?(C|LD)?FLAGS$/ || name ~ /^(AR|AS|CPP|CXX|FC|GCC|LD|LINT|NM)$/
}
# Without what two names have in common at both ends, one edit leaves at most a letter of each, or two that are swapped.
function one_edit(a, b,    n) {
	while (a != "" && substr(a, 1, 1) == substr(b, 1, 1)) {
		a = substr(a, 2)
		b = substr(b, 2)
	}
	while (a != "" && substr(a, length(a)) == substr(b, length(b))) {
		a = substr(a, 1, length(a) - 1)
		b = substr(b, 1, length(b) - 1)
	}
	n = length(a) > length(b) ? length(a) : length(b)
	return n <= 1 || (n == 2 && a == substr(b, 2) substr(b, 1, 1))
}
{
	while (match($0, /[A-Z][A-Z0-9_]*=/)) {
		ours[substr($0, RSTART, RLENGTH - 1)]
		$0 = substr($0, RSTART + RLENGTH)
	}
}
END {
	count = split(given, names)
	for (i = 1; i <= count; i++) {
		name = names[i]
		if (name in ours || other_programs(name))
			continue
		meant = toupper(name) == "TRY" ? "TRIES" : toupper(name) in ours ? toupper(name) : ""
		near = ""
		for (one in ours) # of several the first by the alphabet
			if (length(one) >= 4 && one_edit(toupper(name), one) && (near == "" || one < near))
				near = one
		if (meant == "")
			meant = near
		if (meant != "") {
			printf "%s=: no variable of wiretoll; did you mean %s=? (make help)\n", name, meant
			exit
		}
	}
}' "$(dirname "$0")/../../mk/help.txt"
