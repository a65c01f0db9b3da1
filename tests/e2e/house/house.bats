#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What counts the floors and circles of includes counts a house whose plan is known.

load ../support/helpers

# house FILE:INCLUDED,... ...: sources in a folder of the test's own.
house() {
	local entry other
	H=$T/house
	rm -rf "$H"
	mkdir -p "$H/room"
	for entry in "$@"; do
		echo "/* a file that is not empty */" >"$H/${entry%%:*}"
		for other in $(tr , ' ' <<<"${entry#*:}"); do
			printf '#include "%s"\n' "$other" >>"$H/${entry%%:*}"
		done
	done
}

floors() {
	run "$TOP/scripts/check/include_floors.sh" "$@" "$H"
}

@test "a chain of three, over folders, and a file with its header is one" {
	house a.h: a.c:a.h,stdio.h room/b.h:a.h room/b.c:b.h c.c:b.h,a.h
	floors --most-floors 3 --most-circles 0
	[ "$status" -eq 0 ]
	[ "$output" = "$H: 3 files, 3 floors, 0 circles" ]
	floors --most-floors 2
	[ "$status" -eq 1 ]
	[[ $output == *'at most 2 floors'* ]]
}

@test "a circle by way of a source file is found and named, and each of its files is a floor" {
	house a.h: a.c:a.h,b.h b.h:c.h c.h:a.h d.c:c.h
	floors --most-circles 0
	[ "$status" -eq 1 ]
	[[ $output == "$H: 4 files, 4 floors, 1 circle"* ]]
	[[ $output == *"circle: a b c"* ]]
}

@test "two circles, one above the other" {
	house a.h:b.h b.h:a.h c.h:d.h,a.h d.h:c.h
	floors
	[ "$status" -eq 0 ]
	[ "$output" = "$H: 4 files, 4 floors, 2 circles" ]
}

@test "a header that lies elsewhere is no arrow, though a source here has its name" {
	house record.c:line.h line.h:record.h
	floors --most-circles 0
	[ "$status" -eq 0 ]
	[ "$output" = "$H: 2 files, 2 floors, 0 circles" ]
}

@test "no folder, an unknown one and numbers that are none" {
	H=''
	for wrong in '' nowhere; do
		run "$TOP/scripts/check/include_floors.sh" $wrong
		[ "$status" -eq 2 ]
	done
	run "$TOP/scripts/check/include_floors.sh" --most-floors x src
	[ "$status" -eq 2 ]
	[[ $output == *'valid: 0 to 999'* ]]
}
