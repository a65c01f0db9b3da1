#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/lint.sh
#
# All that can be said of the sources without running them; `make lint` calls
# it. Every check runs, also after one that failed.
set -u
. "$(dirname "$0")/../lib.sh"
cd "$top" || exit 1
[ "${1:-}" != --help ] || { help_text; exit 0; }

read -ra make <<<"${MAKE:-make}"
read -ra variants <<<"${VARIANTS:-wolfssl openssl}"
# A tree of its own, since warnings are errors here; never the user's flags.
build=("${make[@]}" --no-print-directory --keep-going "-j$(nproc)" BUILD=build/lint BOARD="${BOARD:-host}" WERROR=1 CFLAGS= LDFLAGS=)
unset MAKEFLAGS MFLAGS MAKELEVEL
failed=()

check() {
	local name=$1
	shift
	say LINT "$name"
	"$@" || failed+=("$name")
}

check_warnings() {
	"${build[@]}" all unit-tests | grep -vE '^  (CC|AR|LINK|MANUAL) '
	return "${PIPESTATUS[0]}"
}

# The findings alone, each once; the paths that lead to them are shown by running the target by hand.
findings() {
	grep -E '(error|warning): ' | grep -v 'warnings being treated' | sed "s|^$top/||" | awk '!seen[$0]++'
}

# All floors once, those that see the TLS library for each variant.
check_tidy() {
	local variant all=1 status=0
	for variant in "${variants[@]}"; do
		"${build[@]}" ONE_VARIANT="$variant" TIDY_ALL="$all" tidy 2>&1 | findings
		[ "${PIPESTATUS[0]}" -eq 0 ] || status=1
		all=
	done
	"${build[@]}" tidy-desk 2>&1 | findings
	[ "${PIPESTATUS[0]}" -eq 0 ] || status=1
	return $status
}

# nullPointerRedundantCheck does not understand `while (!p)`; clang's analyzer looks after null pointers.
check_cppcheck() {
	local variant define status=0 rooms=()
	mapfile -t rooms < <(find src/options src/manual src/transport src/pair src/wiretoll -type d -printf '-I%p\n')
	mkdir -p build/lint/cppcheck || return 1
	for variant in "${variants[@]}"; do
		define=-UWT_TLSLIB_WOLFSSL
		[[ $variant == openssl* ]] || define=-DWT_TLSLIB_WOLFSSL
		cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -j "$(nproc)" \
			--enable=warning,performance,portability --suppress=missingIncludeSystem --suppress=unknownMacro \
			--suppress=nullPointerRedundantCheck \
			--cppcheck-build-dir=build/lint/cppcheck \
			-D_GNU_SOURCE "$define" -I include -I include/machine -I port -I port/machine -I src/tlslib "${rooms[@]}" \
			port src || status=1
		rm -rf build/lint/cppcheck/*
	done
	return $status
}

# Tests are held to warnings only: filters for jq stand in single quotes, as they must.
check_shell() {
	local files=() f status=0
	while IFS= read -r f; do files+=("$f"); done < <(find tests -name '*.sh' -o -name '*.bash' -o -name '*.bats')
	shellcheck scripts/*.sh scripts/capture/*.sh scripts/check/*.sh scripts/mends/*.sh scripts/package/*.sh .ci/run || status=1
	[ ${#files[@]} -eq 0 ] || shellcheck --severity=warning "${files[@]}" || status=1
	return $status
}

# mandoc looks for other pages where the system has its own; ours lie beside each other, and each is looked for there.
check_manual() {
	local page folder=build/lint/host/manual status=0
	have mandoc || { echo "mandoc: not found"; return 1; }
	"${build[@]}" manual | grep -vE '^  (CC|AR|LINK|MANUAL) '
	[ "${PIPESTATUS[0]}" -eq 0 ] || return 1
	! mandoc -T lint "$folder"/man?/*.? | grep -v 'referenced manual not found' || status=1
	while IFS= read -r page; do
		[ -s "$folder/man1/$page.1" ] || { echo "$folder: $page(1) is named and not there"; status=1; }
	done < <(sed -nE 's/^\.(It )?Xr ([^ ]+) 1.*/\2/p' "$folder"/man?/*.? | sort -u)
	shellcheck "$folder"/completions/* || status=1
	return $status
}

# What each house has today, so that none grows: these numbers only ever fall.
check_floors() {
	local status=0
	scripts/check/include_floors.sh --most-floors 14 --most-circles 0 src/wiretoll || status=1
	scripts/check/include_floors.sh --most-floors 5 --most-circles 0 src/pair src/options src/manual src/transport src/tlslib port || status=1
	return $status
}

# Versions of clang-format differ in small things: the tree is held to that of Debian 12.
check_format() {
	local version
	version=$(clang-format --version | sed 's/.*version \([0-9]*\).*/\1/')
	[ "$version" = 14 ] || { say LINT "clang-format $version: skipped, since the tree is as version 14 writes it"; return 0; }
	git ls-files -z '*.[ch]' | xargs -0 clang-format --dry-run --Werror
}

check "include rules, SPDX, conditions" scripts/check/lint_includes.sh
check "floors and circles of includes" check_floors
check ".clang-format" check_format
check "warnings as errors" check_warnings
check "clang-tidy" check_tidy
check "cppcheck" check_cppcheck
check "shellcheck" check_shell
check "pages and completion" check_manual
check "texts of the mutations" scripts/check/mutate.sh --check
[ ${#failed[@]} -eq 0 ] || die "failed: $(printf '%s; ' "${failed[@]}" | sed 's/; $//')"
say LINT "clean"
