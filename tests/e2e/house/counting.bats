#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What is counted when everything runs: no part is lost, and a build that breaks is no pass.

load ../support/helpers

# A make that says and does what WORDS lists, "TARGET STATUS LINE" a line, and notes what it was asked.
fake_make() {
	mkdir -p "$T/bin"
	cat >"$T/bin/make" <<-'MAKE'
		#!/bin/bash
		[ "$1" != --no-print-directory ] || shift
		echo "$*" >>"$ASKED"
		line=$(grep "^$* | " "$WORDS") || exit 0
		IFS='|' read -r _ status words <<<"$line"
		# shellcheck disable=SC2086
		printf '%b\n' "${words# }"
		exit $status
	MAKE
	chmod +x "$T/bin/make"
	export ASKED=$T/asked WORDS=$T/words
	cat >"$WORDS"
	: >"$ASKED"
}

# counts STATUS LINE COMMAND...: its exit status and its last line.
counts() {
	local status=0
	PATH=$T/bin:$PATH MAKE=make timeout 60 "${@:3}" >"$T/all.out" 2>&1 3>&- || status=$?
	cat "$T/all.out"
	[ "$status" -eq "$1" ] && [ "$(tail -n 1 "$T/all.out")" = "$2" ]
}

@test "test-all sums the counts of all parts, each made once" {
	not_under_valgrind
	fake_make <<-WORDS
		test | 0 | 1 passed, 7 failed\nok of a test\n2 skipped: no tty\n1 skipped: one processor\n30 passed, 0 failed, 3 skipped
		test SANITIZE=address,undefined | 0 | 20 passed, 0 failed
		test-valgrind | 0 | 4 passed, 0 failed
		test-boards | 0 | 3 skipped: no tty\n100 passed, 0 failed, 3 skipped
		fuzz-short | 0 | 5 passed, 0 failed
	WORDS
	counts 0 "159 passed, 0 failed, 6 skipped" tests/all.sh
	[ "$(tail -n 3 "$T/all.out" | head -n 2 | xargs)" = "5 skipped: no tty 1 skipped: one processor" ]
	[ "$(sort "$ASKED" | uniq -d | wc -l)" -eq 0 ] && [ "$(wc -l <"$ASKED")" -eq 6 ]
	for part in desk sanitizers valgrind boards fuzz; do grep -qE "^  $part +[0-9]+ s +[0-9]+ passed" "$T/all.out"; done
}

@test "a part that fails, one whose build breaks before or after its count: all are failures" {
	not_under_valgrind
	fake_make <<-WORDS
		test | 2 | gcc: error: it does not compile
		test SANITIZE=address,undefined | 1 | not ok 3 of a name\n18 passed, 2 failed
		test-valgrind | 2 | 4 passed, 0 failed\nmake: *** Error 2
		test-boards | 0 | nothing was counted
		fuzz-short | 1 | 4 passed, 1 failed
	WORDS
	counts 1 "26 passed, 6 failed, 0 skipped" tests/all.sh
	grep -qx 'sanitizers | not ok 3 of a name' "$T/all.out" && grep -qx '  sanitizers: not ok 3 of a name' "$T/all.out"
	[ "$(wc -l <"$ASKED")" -eq 6 ]
}

@test "the checks of a change: lint counts as one, and all tests" {
	not_under_valgrind
	fake_make <<<'test-all | 0 | 154 passed, 0 failed, 2 skipped'
	counts 0 "155 passed, 0 failed, 2 skipped" .ci/run
	fake_make <<-WORDS
		lint | 2 | a finding
		test-all | 0 | 154 passed, 0 failed
	WORDS
	counts 1 "154 passed, 1 failed, 0 skipped" .ci/run
	fake_make <<<'test-all | 2 | 150 passed, 0 failed'
	counts 1 "151 passed, 1 failed, 0 skipped" .ci/run
	fake_make <<<'test-all | 2 | no count at all'
	counts 1 "1 passed, 1 failed, 0 skipped" .ci/run
}

# A tree of two tests: a program as cmocka's tests are, whose words are those of either version, and a file of bats.
@test "what was skipped is counted by its reason, of unit tests as well" {
	not_under_valgrind
	local tree=$T/tree words
	mkdir -p "$tree/tests/unit/desk" "$tree/tests/e2e/desk" "$tree/build/host/obj/tests/desk"
	cp tests/run.sh "$tree/tests/"
	: >"$tree/tests/unit/desk/test_of_words.c"
	printf '@test "one" { skip "no tty"; }\n@test "two" { skip; }\n@test "three" { true; }\n' >"$tree/tests/e2e/desk/of.bats"
	for words in 'not ok 1 # SKIP first' 'ok 1 # SKIP first'; do
		printf '#!/bin/sh\nprintf "1..3\\n# skipped: no tty\\n%s\\n# skipped: one processor\\nok 2 # SKIP second\\nok 3 - third\\n"\n' "$words" \
			>"$tree/build/host/obj/tests/desk/test_of_words"
		chmod +x "$tree/build/host/obj/tests/desk/test_of_words"
		counts 0 "2 passed, 0 failed, 4 skipped" env BUILD=build "$tree/tests/run.sh"
		[ "$(tail -n 4 "$T/all.out" | head -n 3 | sort | xargs)" = "1 skipped: no reason told 1 skipped: one processor 2 skipped: no tty" ]
	done
}

@test "when the time is up no further file is begun: skipped, with the reason, and no failure" {
	not_under_valgrind
	WT_UNTIL=1 timeout 60 tests/run.sh e2e/pairs/addresses e2e/pairs/trace >"$T/run.out" 2>&1 3>&-
	cat "$T/run.out"
	local tests
	tests=$(cat tests/e2e/pairs/addresses.bats tests/e2e/pairs/trace.bats | grep -c '^@test ')
	[ "$(tail -n 2 "$T/run.out" | xargs)" = "$tests skipped: the time was up 0 passed, 0 failed, $tests skipped" ]
	grep -qx 'tests/e2e/pairs/trace.bats: not begun, since the time is up' "$T/run.out"
	# but for the protocol choices, which go first where the time may not do for all
	mkdir "$T/bin"
	printf '#!/bin/sh\nprintf "1..1\\nok 1 of %%s\\n" "$3"\n' >"$T/bin/bats"
	chmod +x "$T/bin/bats"
	SANITIZE=address WT_STREAMS=1 WT_UNTIL=1 PATH=$T/bin:$PATH timeout 60 tests/run.sh e2e/pairs/choices e2e/pairs/addresses e2e/pairs/psk >"$T/run.out" 2>&1 3>&-
	cat "$T/run.out"
	[ "$(grep -o '^ok 1 of .*' "$T/run.out" | xargs)" = "ok 1 of tests/e2e/pairs/psk.bats ok 1 of tests/e2e/pairs/choices.bats" ]
	grep -qx 'tests/e2e/pairs/addresses.bats: not begun, since the time is up' "$T/run.out"
	fake_make <<-WORDS
		test | 0 | 30 passed, 0 failed, 3 skipped
		test SANITIZE=address,undefined | 0 | 20 passed, 0 failed
		test-valgrind | 0 | 4 passed, 0 failed
		test-boards | 0 | a.bats: not begun, since the time is up\n3 skipped: the time was up\n0 passed, 0 failed, 3 skipped
		fuzz-short | 0 | 5 passed, 0 failed
	WORDS
	counts 0 "59 passed, 0 failed, 6 skipped" tests/all.sh
}
