#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: BUILD=build tests/goldens/make.sh [DIR]
#
# Makes the expected files of tests/goldens again, with the wiretoll of BUILD, from
# the recorded folders (*/recorded.tar.xz); README.md there tells what they are.
# They come to DIR (default: tests/goldens itself). Without DIR that is what a change
# of a report asks for that is meant: look at `git diff tests/goldens` afterwards.
# The test tests/e2e/desk/goldens.bats has them made into a folder of its own.
set -u
. "$(dirname "$0")/../../scripts/lib.sh"
cd "$top" || exit 1

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# -le 1 ] || wrong "$2: not expected; see --help"
goldens=$top/tests/goldens
tool=${BUILD:-build}/host/wiretoll
[ -x "$tool" ] || die "$tool: not there; make it with: make desk"
tool=$(realpath "$tool")
mkdir -p "${1:-$goldens}" && out=$(realpath "${1:-$goldens}") || die "${1:-}: cannot be made"
work=$(mktemp -d) || die "no temporary folder can be made"
trap 'rm -rf "$work"' EXIT
# The folders are named by relative paths, so that no report tells where it was made.
cd "$work" || exit 1
# By its name alone, as an installed one is called: reports name the program that goes on.
mkdir bin && ln -s "$tool" bin/wiretoll && PATH=$work/bin:$PATH

# kept NAME COMMAND [OPTION]...: what the tool says, and its exit status, in NAME.txt, .err and .status of the output.
kept() {
	local name=$1 status=0
	shift
	rm -f "$out/$name".{txt,err,status}
	wiretoll "$@" >"$out/$name.txt" 2>"$out/$name.err" </dev/null || status=$?
	echo "$status" >"$out/$name.status"
	find "$out/$name.txt" "$out/$name.err" -empty -delete
}

for case in libraries held failed unlike emulated virtual session; do
	mkdir -p "$out/$case" && tar -xJf "$goldens/$case/recorded.tar.xz" || die "$goldens/$case/recorded.tar.xz: cannot be unpacked"
	rm -f "$out/$case"/report.*
	kept "$case/report" report "$case" --csv "$out/$case/report.csv" --markdown "$out/$case/report.md" --json "$out/$case/report.json"
	# The `run` records stand in the folder; one case tells them as the report does.
	[ "$case" = libraries ] || sed -i '/^   "\(client\|server\)_run": {$/,/^   }/d' "$out/$case/report.json"
done
kept unlike/allowed report unlike --allow-unlike
kept boards report libraries failed emulated virtual
kept diff-same diff libraries libraries
kept diff-gone diff held failed
kept diff-refused diff held unlike
