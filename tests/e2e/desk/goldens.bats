#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The reports of the folders in tests/goldens, made again, are those that are kept there, byte for byte.

load ../support/helpers

# made FOLDER [NAME=VALUE]...: all of them, made into that folder under such an environment.
made() {
	env BUILD="$BUILD" TMPDIR="$BATS_FILE_TMPDIR" "${@:2}" timeout -k 5 120 tests/goldens/make.sh "$1" 3>&-
}

setup_file() {
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}"
	made "$BATS_FILE_TMPDIR/made" TZ=UTC LC_ALL=C.UTF-8 COLUMNS=80 TERM=dumb
}

# same PATH: of a file or a folder, all that is expected and nothing else.
same() {
	not_under_valgrind
	[ -e "tests/goldens/$1" ] || { echo "no golden: $1"; return 1; }
	diff -ru --exclude=recorded.tar.xz "tests/goldens/$1" "$BATS_FILE_TMPDIR/made/$1" && return
	echo "if that is meant: tests/goldens/make.sh (tests/goldens/README.md)"
	return 1
}

@test "two libraries on one machine" {
	same libraries
}

@test "sessions held" {
	same held
}

@test "a series that failed, one that is unfinished, one that is unsupported" {
	same failed
}

@test "a pair that is not alike, and with --allow-unlike" {
	same unlike
}

@test "four variants on an emulated core" {
	same emulated
}

@test "four variants on a virtual board" {
	same virtual
}

@test "all messages over one connection" {
	same session
}

@test "several folders in one table, and what changed from one to another" {
	local file
	for file in boards diff-same diff-gone; do
		same $file.txt
		same $file.status
	done
	same diff-refused.err
	same diff-refused.status
}

@test "nothing is kept that is not made, and nothing made that is not kept" {
	not_under_valgrind
	diff <(cd tests/goldens && find . -type f ! -name recorded.tar.xz ! -name make.sh ! -name README.md | sort) \
		<(cd "$BATS_FILE_TMPDIR/made" && find . -type f | sort)
}

@test "they do not depend on time zone, language, terminal or place" {
	not_under_valgrind
	mkdir "$T/elsewhere"
	made "$T/other" TZ=Pacific/Auckland LC_ALL=C LANG=de_DE.UTF-8 COLUMNS=200 TERM=xterm TMPDIR="$T/elsewhere"
	diff -r "$BATS_FILE_TMPDIR/made" "$T/other"
}
