#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/include_floors.sh [--most-floors N] [--most-circles N] [--list] FOLDER...
#
# How high a house of sources is: each FOLDER with all below it, a line each. A
# file and its header are one. An arrow goes from it to each that one of the two
# includes with quotes, where that header lies in the same FOLDER.
#
#   floors   the files of the longest chain of arrows in which none stands twice
#   circles  groups of files of which each reaches each other one
#
#   --most-floors N, --most-circles N  status 1 when a FOLDER has more
#   --list   also each file with its floor (the longest chain that begins there)
#            and what it includes, and the files of each circle
set -u
. "$(dirname "$0")/../lib.sh"
cd "$top" || exit 1
most_floors=999 most_circles=999 list=0 folders=()

number() {
	[[ $2 =~ ^(0|[1-9][0-9]{0,2})$ ]] || wrong "$1 $2: valid: 0 to 999"
}

while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--list) list=1 ;;
	--most-floors) number "$1" "${2:-}"; most_floors=$2; shift ;;
	--most-circles) number "$1" "${2:-}"; most_circles=$2; shift ;;
	-*) wrong "$1: unknown; valid: --most-floors --most-circles --list --help" ;;
	*) [ -d "$1" ] || wrong "$1: no folder"; folders+=("${1%/}") ;;
	esac
	shift
done
[ ${#folders[@]} -gt 0 ] || wrong "no folder named; for example src/wiretoll"

# arrows FOLDER: lines "FILE" of each file and "1header FILE" of each header, without folder and ending, and "FILE OTHER" for each include.
arrows() {
	find "$1" -name '*.[ch]' -exec awk '
		function name(path) { sub(/.*\//, "", path); sub(/\.[ch]$/, "", path); return path }
		FNR == 1 { print name(FILENAME) }
		FNR == 1 && FILENAME ~ /\.h$/ { print "1header", name(FILENAME) }
		/^[ \t]*#[ \t]*include[ \t]*"/ { split($0, part, "\""); print name(FILENAME), name(part[2]) }' {} + | sort -u
}

count() {
	arrows "$1" | awk -v folder="$1" -v list="$list" -v most_floors="$most_floors" -v most_circles="$most_circles" '
		$1 == "1header" { header[$2] = 1; next }
		NF == 1 { file[++files] = $1; known[$1] = files; next }
		{ from[++pairs] = $1; to[pairs] = $2 }
		# The longest chain from file i that touches none of those on the path. What leads into no circle
		# is the same from everywhere, so it is kept.
		function longest(i, k, best, length_there) {
			if (i in kept) return kept[i]
			on_path[i] = 1
			best = 0
			for (k = 1; k <= outs[i]; k++)
				if (!on_path[out[i, k]]) {
					length_there = longest(out[i, k])
					if (length_there > best) best = length_there
				}
			on_path[i] = 0
			if (!(i in circled)) kept[i] = best + 1
			return best + 1
		}
		function circle_of(i, j, members) {
			members = file[i]
			for (j = 1; j <= files; j++)
				if (j != i && ((i, j) in reach) && ((j, i) in reach)) { members = members " " file[j]; done[j] = 1 }
			return members
		}
		END {
			for (p = 1; p <= pairs; p++) {
				i = known[from[p]]; j = known[to[p]]
				if (!j || i == j || !(to[p] in header)) continue
				out[i, ++outs[i]] = j
				reach[i, j] = 1
			}
			for (k = 1; k <= files; k++)
				for (i = 1; i <= files; i++)
					if ((i, k) in reach)
						for (j = 1; j <= files; j++)
							if ((k, j) in reach) reach[i, j] = 1
			for (i = 1; i <= files; i++)
				if ((i, i) in reach) circled[i] = 1
			for (i = 1; i <= files; i++)
				if ((i in circled) && !(i in done)) { circle[++circles] = circle_of(i) }
			for (i = 1; i <= files; i++) { floor[i] = longest(i); if (floor[i] > floors) floors = floor[i] }
			printf "%s: %d files, %d floor%s, %d circle%s\n", folder, files, floors, floors == 1 ? "" : "s", circles, circles == 1 ? "" : "s"
			for (f = 1; list && f <= floors; f++)
				for (i = 1; i <= files; i++)
					if (floor[i] == f) {
						printf "  %2d %s:", f, file[i]
						for (k = 1; k <= outs[i]; k++) printf " %s", file[out[i, k]]
						print ""
					}
			for (c = 1; c <= circles; c++)
				if (list || circles > most_circles) print "  circle: " circle[c]
			exit floors > most_floors || circles > most_circles
		}'
}

faults=0
for folder in "${folders[@]}"; do
	count "$folder" || { say FAULT "$folder: valid: at most $most_floors floors and $most_circles circles"; faults=1; }
done
exit $faults
