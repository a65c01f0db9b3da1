#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/mutate.sh [--check] [--unit] [--minutes N] [NAME]...
#
# Which faults the tests notice: each mutation of tests/mutations.txt is made in a
# copy of this tree, alone, and the tests of its floor run until one fails: first
# those that the list names, then the unit tests, then the end to end tests.
# `make mutate` calls it. NAMEs, parts of mutations' names, pick some.
#
#   --check      make and run nothing: does each text stand exactly once in its file?
#   --unit       unit tests alone: soon done, and what is left over is no survivor yet
#   --minutes N  begin no mutation after so long (default: 90); what was not tried
#                counts as not noticed
#
# Status 1: more than 10 % were not noticed, or a mutation cannot be made (its text
# does not stand exactly once in its file) or does not build, or a test that
# noticed one fails without any, too.
set -u
. "$(dirname "$0")/../lib.sh"
cd "$top" || exit 1

list=tests/mutations.txt
most_percent=10
limit_unit_s=120
limit_e2e_s=400
minutes=90
check='' unit=''
wanted=()
read -ra make <<<"${MAKE:-make}"
variants='wolfssl openssl'

# Parts of the names of tests, in the order in which they are tried.
declare -A tests_of=(
	[port]="test_port test_transport_plain addresses environment clock faults pairs costs"
	[tlslib]="test_tls test_dtls heap handshakes certs trace broken"
	[transport]="test_transport test_iana test_peers test_tls test_dtls handshakes restarted strangers datagrams certs heap held"
	[pair]="test_summary test_record test_message test_options test_table test_flights test_hold test_trace test_json results arguments pairs liars datagrams costs"
	[options]="test_options arguments pairs"
)

read_arguments() {
	while [ $# -gt 0 ]; do
		case $1 in
		--help) help_text; exit 0 ;;
		--check) check=1 ;;
		--unit) unit=1 ;;
		--minutes)
			[[ ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] || wrong "--minutes ${2:-}: valid: 1 to 9999"
			minutes=$2
			shift ;;
		-*) wrong "$1: unknown; valid: --check --unit --minutes --help" ;;
		*) wanted+=("$1") ;;
		esac
		shift
	done
}

# --- the list ---------------------------------------------------------------------
# A line "@ NAME | FILE | TESTS", then "- TEXT" that stands once in the file, then "+ TEXT" in its place.

names=() files=() firsts=() olds=() news=()

trimmed() {
	local text=$1
	text=${text#"${text%%[![:space:]]*}"}
	printf '%s' "${text%"${text##*[![:space:]]}"}"
}

is_wanted() {
	local part
	[ ${#wanted[@]} -gt 0 ] || return 0
	for part in "${wanted[@]}"; do
		[[ $1 != *"$part"* ]] || return 0
	done
	return 1
}

read_list() {
	local line name file tests number=0 old=''
	while IFS= read -r line; do
		number=$((number + 1))
		case $line in
		'' | '#'*) ;;
		'@ '*)
			IFS='|' read -r name file tests <<<"${line#@ }"
			name=$(trimmed "$name") file=$(trimmed "$file") tests=$(trimmed "$tests") ;;
		'- '*) old=${line#- } ;;
		'+' | '+ '*)
			[ -n "$old" ] || die "$list:$number: no line '- TEXT' before it"
			if is_wanted "$name"; then
				names+=("$name") files+=("$file") firsts+=("$tests") olds+=("$old")
				line=${line#+}
				news+=("${line# }")
			fi
			old='' ;;
		*) die "$list:$number: begins with none of @ - + #" ;;
		esac
	done <"$list"
	[ ${#names[@]} -gt 0 ] || wrong "no mutation is named ${wanted[*]}; valid: parts of the names in $list"
}

# A name that picks nothing would let a mutation survive.
check_names() {
	local i part
	for i in "${!names[@]}"; do
		for part in ${firsts[i]} ${tests_of[$(floor_of "${files[i]}")]}; do
			compgen -G "tests/unit/*/$part*.c" >/dev/null || compgen -G "tests/e2e/*/$part*.bats" >/dev/null ||
				die "$list: ${names[i]}: $part: no test has such a name"
		done
	done
}

floor_of() {
	local file=$1
	[[ $file == port/* ]] && echo port && return
	file=${file#src/}
	echo "${file%%/*}"
}

# --- the copy ---------------------------------------------------------------------

tree='' running='' # the group of the bats file that runs
cleaned() { [ -z "$tree" ] || rm -rf "$tree"; }
trap cleaned EXIT
trap '[ -z "$running" ] || kill -TERM -- "-$running" 2>/dev/null; exit 1' INT TERM HUP

# The libraries are those of this tree: nothing of them is changed.
copy_tree() {
	mkdir -p build/deps || exit 1
	tree=$(mktemp -d) || exit 1
	tar -cf - --exclude=./build --exclude=./.git . | tar -xf - -C "$tree" || die "the tree cannot be copied to $tree"
	mkdir "$tree/build" && ln -s "$(cd build/deps && pwd -P)" "$tree/build/deps"
	cp "$list" "$tree/list"
}

make_in_tree() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "${make[@]}" -C "$tree" --no-print-directory "-j$(nproc)" BUILD=build BOARD=host \
		VARIANT="$variants" "$@" >"$tree/build.log" 2>&1
}

build_tree() {
	make_in_tree all certs unit-tests
}

# What a test needs alone: most mutations are noticed by the first one, long before all is built.
build_for() {
	local test=${1#"$tree/"} variant
	if [[ $test == *.bats ]]; then
		[ -n "$built" ] || make_in_tree all || return 1
		built=1
	else
		variant=${test#build/host/}
		make_in_tree ONE_VARIANT="${variant%%/*}" "$test"
	fi
}

# How often the old text stands in the file.
count_text() {
	OLD=$2 perl -0777 -ne 'my $n = () = /\Q$ENV{OLD}\E/g; print $n' "$1"
}

replace_text() {
	OLD=$2 NEW=$3 perl -0777 -pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/' "$1"
}

check_texts() {
	local i absent=()
	for i in "${!names[@]}"; do
		[ "$(count_text "${files[i]}" "${olds[i]}" 2>/dev/null)" = 1 ] || absent+=("${names[i]} (${files[i]})")
	done
	[ ${#absent[@]} -eq 0 ] || die "their texts do not stand exactly once: $(printf '%s; ' "${absent[@]}" | sed 's/; $//')"
	echo "${#names[@]} mutations, each of a text that stands exactly once"
}

# --- the tests ----------------------------------------------------------------------

# The programs and files of these parts of names, each once.
tests_named() {
	local part file
	for part in "$@"; do
		if [[ $part == test_* ]]; then
			for file in "$tree"/build/host/{wolfssl,openssl}/tests/*/"$part"*; do
				[ ! -x "$file" ] || echo "$file"
			done
		else
			for file in "$tree"/tests/e2e/*/"$part"*.bats; do
				[ ! -f "$file" ] || echo "$file"
			done
		fi
	done | if [ -n "$unit" ]; then grep -v '[.]bats$'; else cat; fi | awk '!seen[$0]++'
}

# Status 0: the test fails. A bats file ends at its first failure.
run_test() {
	local test=$1 out=$tree/test.out pid status=0
	if [[ $test != *.bats ]]; then
		(cd "$tree" && timeout -k 5 "$limit_unit_s" "$test") >"$out" 2>&1 </dev/null && return 1
		return 0
	fi
	set -m
	(cd "$tree" && BUILD=build BOARD=host VARIANTS="$variants" exec timeout -k 5 "$limit_e2e_s" bats --tap "$test") \
		>"$out" 2>&1 </dev/null &
	pid=$!
	running=$pid
	set +m
	while kill -0 "$pid" 2>/dev/null; do
		if grep -q '^not ok' "$out"; then
			kill -TERM -- "-$pid" 2>/dev/null
			wait "$pid" 2>/dev/null
			running=''
			return 0
		fi
		sleep 0.3
	done
	wait "$pid" 2>/dev/null || status=$?
	running=''
	[ "$status" -ne 0 ] || grep -q '^not ok' "$out"
}

# A test that fails without any mutation, too, has noticed nothing: looked at once for all, in a tree without one.
check_tests() {
	local test broken=()
	build_tree || die "does not build: $(grep -m 1 -E 'error|Error' "$tree/build.log")"
	while IFS= read -r test; do
		if run_test "$test"; then broken+=("${test#"$tree/"}"); fi
	done < <(printf '%s\n' ${noticed_by[@]+"${noticed_by[@]}"} | awk 'NF && !seen[$0]++')
	[ ${#broken[@]} -eq 0 ] || die "fails without any mutation: ${broken[*]}"
}

noticed=0 noticed_by=() survivors=() invalid=() untried=()

# told WORD SECONDS NAME [MORE]
told() {
	printf '%-9s %4d s  %s%s\n' "$1" "$2" "$3" "${4:+  ($4)}"
}

# Sets HOW: the test that notices, "survived", or why it is none.
run_mutation() {
	local test built=''
	while IFS= read -r test; do
		if ! build_for "$test"; then
			HOW="it does not build: $(grep -m 1 -E 'error|Error' "$tree/build.log")"
			return 2
		fi
		if run_test "$test"; then
			HOW=$test
			return 0
		fi
	done < <(tests_named "$@")
	return 1
}

try_mutation() {
	local i=$1 started=$SECONDS name=${names[$1]} file=$tree/${files[$1]} HOW='' status=0
	if [ "$(count_text "$file" "${olds[i]}" 2>/dev/null)" != 1 ]; then
		invalid+=("$name")
		told INVALID 0 "$name" "its text does not stand exactly once in ${files[i]}"
		return
	fi
	cp -p "$file" "$tree/kept"
	replace_text "$file" "${olds[i]}" "${news[i]}"
	# shellcheck disable=SC2086
	run_mutation ${firsts[i]} ${tests_of[$(floor_of "${files[i]}")]} || status=$?
	case $status in
	0)
		noticed=$((noticed + 1))
		noticed_by+=("$HOW")
		told noticed $((SECONDS - started)) "$name" "${HOW#"$tree/"}" ;;
	1)
		survivors+=("$name")
		told SURVIVED $((SECONDS - started)) "$name" ;;
	*)
		invalid+=("$name")
		told INVALID $((SECONDS - started)) "$name" "$HOW" ;;
	esac
	# newer than its object
	cp "$tree/kept" "$file"
}

read_arguments "$@"
read_list
check_names
[ -z "$check" ] || { check_texts; exit 0; }
copy_tree
build_tree || die "does not build: $(grep -m 1 -E 'error|Error' "$tree/build.log")"
for i in "${!names[@]}"; do
	if ((SECONDS >= minutes * 60)); then
		untried+=("${names[i]}")
	else
		try_mutation "$i"
	fi
done
check_tests
for name in ${survivors[@]+"${survivors[@]}"}; do echo "survived: $name"; done
for name in ${untried[@]+"${untried[@]}"}; do echo "not tried in $minutes minutes: $name"; done
echo "${#names[@]} mutations: $noticed noticed, ${#survivors[@]} survived, ${#invalid[@]} invalid, ${#untried[@]} not tried; $SECONDS s"
[ ${#invalid[@]} -eq 0 ] || die "mutations that cannot be made or built: ${invalid[*]}"
((100 * (${#survivors[@]} + ${#untried[@]}) <= most_percent * ${#names[@]})) || die "more than $most_percent % were not noticed"
