#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/hardening.sh CACHE FLAG... -- COMPILER [OPTION]...
#
# Prints those of the flags, of the compiler or of the linker, that the compiler
# takes: each is tried by compiling and linking a small program, in which a
# warning counts as a refusal. The answer is kept in the folder CACHE, a file for
# each compiler (its name, version and options). A compiler that makes no program
# at all takes none, and nothing is kept of it.
set -u
. "$(dirname "$0")/lib.sh"
[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# -ge 4 ] || wrong "wants CACHE, FLAG, -- and COMPILER; see --help"
cache=$1
shift
flags=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	flags+=("$1")
	shift
done
[ $# -ge 2 ] || wrong "wants -- and COMPILER behind the flags; see --help"
shift
compiler=("$@")

# With an array, so that a stack protector has something to do, and a call that FORTIFY looks at.
takes() {
	"${compiler[@]}" "$@" -Werror -Wl,--fatal-warnings -x c -o "$work/program" - >/dev/null 2>&1 <<-'END'
		#include <string.h>
		int main(int count, char **words)
		{
			char text[64];

			memset(text, count, sizeof(text));
			strncpy(text, words[0], sizeof(text) - 1);
			return text[count & 63];
		}
	END
}

version=$("${compiler[@]}" --version 2>/dev/null | head -n 1)
[ -n "$version" ] || exit 0
kept=$cache/$(printf '%s\n' "$version" "${flags[@]}" -- "${compiler[@]}" | cksum | tr ' ' -)
[ ! -r "$kept" ] || exec cat "$kept"
work=$(mktemp -d) || die "no folder for temporary files"
trap 'rm -rf "$work"' EXIT
takes || exit 0
taken=()
for flag in "${flags[@]}"; do
	takes "$flag" && taken+=("$flag")
done
printf '%s\n' "${taken[*]}" >"$work/answer"
cat "$work/answer"
# what cannot be kept is asked again
mkdir -p "$cache" 2>/dev/null && cp "$work/answer" "$kept.$$" 2>/dev/null && mv "$kept.$$" "$kept"
