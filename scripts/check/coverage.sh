#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/coverage.sh --build DIR [--report] [NAME]...
#
# What the tests reach of our own sources, from a build with gcc's --coverage in
# DIR; `make coverage` makes it and calls this. Runs the unit tests, the end to
# end tests of pairs and desk, those of the house that measure, and where make
# test-boards has brought an sshd those of a board behind SSH (NAMEs, as of
# tests/run.sh, pick others), then prints lines and branches of each floor. What
# was never reached stands in DIR/uncovered.txt, the share of each file in
# DIR/files.txt. Status 1 when a test failed, when a test left programs that count
# nothing, or when port, tlslib, transport, options or pair lies below 95 % of
# lines or 85 % of branches.
#
#   --report  run nothing: tell what earlier runs reached
#
# A line counts as reached when any of the builds that hold it ran it (both
# libraries, the desk tool). Branches are gcov's own, of code that is not
# optimised: each way out of each condition. C has no exceptions, so there are
# none that only an exception takes. Where the libraries' headers make another
# condition of the same line, each counts.
set -u
. "$(dirname "$0")/../lib.sh"
cd "$top" || exit 1

judged="port src/tlslib src/transport src/options src/pair"
told="src/programs $(sed -n 's/^DESK_ROOMS := //p' Makefile | tr ' ' '\n' | sed 's|^|src/wiretoll/|' | xargs)"
usual=(/tests/ e2e/pairs/ e2e/desk/ house/install house/lists house/manual)
[ ! -d "${SSHD_ROOT:-build/deps/sshd}" ] || usual+=(boards_ssh)
least_lines=95
least_branches=85
build="" report="" names=()

read_arguments() {
	while [ $# -gt 0 ]; do
		case $1 in
		--help) help_text; exit 0 ;;
		--build) [ $# -gt 1 ] || wrong "--build: wants a folder"; build=${2%/}; shift ;;
		--report) report=1 ;;
		-*) wrong "$1: unknown; valid: --build --report --help" ;;
		*) names+=("$1") ;;
		esac
		shift
	done
	[ -n "$build" ] || wrong "wants --build DIR; make coverage says which"
	[ -d "$build/host" ] || wrong "--build $build: holds no programs; valid: what make coverage built"
	[ ${#names[@]} -gt 0 ] || names=("${usual[@]}")
}

# Programs say what they met at their end, by exit: also those that a signal ended in order. A process that SIGKILL ended
# says nothing, nor does one that may not write there (a limit of files): what its counters complain of must not stand
# where a test reads. A test's user without rights may: each file is there before, empty.
run_tests() {
	find "$build/host" -name '*.gcda' -delete
	(umask 0 && find "$build/host" -name '*.gcno' -print0 | sed -z 's/gcno$/gcda/' | xargs -0 touch)
	GCOV_ERROR_FILE=/dev/null WT_BOARDS=1 BUILD=$build BOARD=host VARIANTS='wolfssl openssl' tests/run.sh "${names[@]}"
	local status=$?
	find "$build/host" -name '*.gcda' -empty -delete
	return "$status"
}

# A test may call make: where that made the programs anew, all that ran since was not counted.
counts() {
	local program
	for program in "$build"/host/wiretoll "$build"/host/{wolfssl,openssl}/{tcp,udp,tls,dtls}_{server,client}; do
		grep -qs __gcov_ "$program" || die "$program: counts nothing; valid: what make coverage built, and no test built anew"
	done
}

# Of every object, run or not: file, line, function, how often it ran, and the counts of its branches.
read_counts() {
	find "$build/host" -name '*.gcno' -not -path '*/tests/*' -print0 |
		xargs -0 gcov --branch-probabilities --json-format --stdout 2>"$build/gcov.log" |
		jq -r --arg top "$top/" '.files[] | (.file | ltrimstr($top)) as $file
			| select($file | test("^(port|src)/")) | .lines[]
			| [$file, .line_number, .function_name, .count, ([.branches[].count | tostring] | join(","))] | @tsv'
}

# Of each line one row: file, line, 1 when it ran, branches, branches that were taken.
merge_counts() {
	awk -F '\t' -v OFS='\t' '
		{
			at = $1 OFS $2
			ran[at] += $4 > 0
			n = split($5, taken, ",")
			for (i = 1; i <= n; i++) {
				branch = at OFS $3 OFS n OFS i
				if (!(branch in hit)) all[at]++
				if (taken[i] > 0 && !hit[branch]) met[at]++
				hit[branch] += taken[i] > 0
			}
		}
		END { for (at in ran) print at, (ran[at] > 0), all[at] + 0, met[at] + 0 }' | sort -t "$(printf '\t')" -k 1,1 -k 2,2n
}

# Of each file or floor one row: name, lines that ran, lines, branches taken, branches.
sum_by() {
	awk -F '\t' -v OFS='\t' -v by="$1" '
		{
			name = $1
			if (by == "floor") sub("/[^/]*$", "", name)
			if (by == "floor" && match(name, "^(port|src/pair|src/transport)/")) name = substr(name, 1, RLENGTH - 1)
			lines[name]++; ran[name] += $3; all[name] += $4; met[name] += $5
		}
		END { for (name in lines) print name, ran[name], lines[name], met[name], all[name] }' "$build/lines.tsv" | sort
}

list_uncovered() {
	local file line ran all met text
	while IFS=$'\t' read -r file line ran all met; do
		[ "$ran" = 0 ] || [ "$met" -lt "$all" ] || continue
		text=$(sed -n "${line}s/^[[:space:]]*//p" "$file")
		if [ "$ran" = 0 ]; then echo "$file:$line: never ran: $text"
		else echo "$file:$line: $((all - met)) of $all branches never taken: $text"; fi
	done <"$build/lines.tsv"
}

# print_rows: of rows on standard input, with what lies below the limits marked where $1 is "judged"; status 1 where one does.
print_rows() {
	awk -F '\t' -v judged="$1" -v lines="$least_lines" -v branches="$least_branches" '
		function share(part, whole) { return whole ? 100 * part / whole : 100 }
		{
			l = share($2, $3); b = share($4, $5); said = ""
			if (judged != "" && (l < lines || b < branches)) { said = "  below"; low = 1 }
			printf "%-34s %6.1f %% %6d of %5d  %6.1f %% %6d of %5d%s\n", $1, l, $2, $3, b, $4, $5, said
		}
		END { exit low }'
}

rows_of() {
	local floor
	for floor in $1; do grep -P "^$floor\t" "$build/floors.tsv"; done
}

# A floor must not look better for what is not built here.
tell_absent() {
	local file
	for file in port/{,machine/}*.c src/{tlslib,transport,transport/*,options,pair,pair/*}/*.c; do
		grep -qP "^$file\t" "$build/lines.tsv" || echo "not built here, not counted: $file"
	done
}

read_arguments "$@"
tests=0
counts
if [ -z "$report" ]; then run_tests || tests=1; fi
counts
read_counts | merge_counts >"$build/lines.tsv"
[ -s "$build/lines.tsv" ] || die "$build: gcov finds nothing there; what it said: $build/gcov.log"
sum_by floor >"$build/floors.tsv"
sum_by file | print_rows "" >"$build/files.txt"
list_uncovered >"$build/uncovered.txt"

printf '%-34s %-26s %s\n' "floor" "   lines" "   branches"
low=0
rows_of "$judged" | print_rows judged || low=1
rows_of "$told" | print_rows ""
tell_absent
echo "wanted of each of $judged: lines $least_lines %, branches $least_branches %"
echo "what was not reached: $build/uncovered.txt; each file: $build/files.txt"
[ "$tests" -eq 0 ] || die "a test failed"
[ "$low" -eq 0 ] || die "a floor lies below what is wanted"
