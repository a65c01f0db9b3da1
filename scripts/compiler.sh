#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/compiler.sh BOARD CC [ARCH]
#        scripts/compiler.sh --path CC
#        scripts/compiler.sh --made CC FOLDER...
#
# Sees to it that the compiler of a board is there; make calls this. With ARCH
# (a Debian architecture), Debian's cross compiler is installed when it is
# missing and CC is its name. Otherwise CC is the user's own.
#
#   --path  tells where the compiler lies that CC names
#   --made  refuses to go on when a FOLDER (build/<board>/<variant>) holds
#           programs of a compiler that the user named, and CC is another one:
#           they would be replaced
set -u
. "$(dirname "$0")/lib.sh"

# The C library's archive counts as well: a compiler can be there without it.
is_whole() {
	have "${cc%% *}" || return 1
	[ -z "$arch" ] && return 0
	# Word splitting is wanted: a compiler and its flags.
	# shellcheck disable=SC2086
	[[ $($cc -print-file-name=libc.a) == /* ]]
}

# `ccache gcc -m32` names gcc.
path_of() {
	local words word name=
	read -ra words <<<"$1"
	for word in "${words[@]}"; do
		[[ $word != -* ]] || break
		name=$word
	done
	command -v "$name" || echo "$name"
}

# The names of one compiler are many: links are followed.
is_same() {
	[ "$(realpath -m "$1")" = "$(realpath -m "$2")" ]
}

check_made() {
	local now folder maker by='' kept=()
	now=$(path_of "$1")
	for folder in "${@:2}"; do
		maker=$(cat "$folder/obj/compiler" 2>/dev/null)
		[ -n "$maker" ] && compgen -G "$folder/*_client" >/dev/null || continue
		! is_same "$maker" "$now" || continue
		by=$maker kept+=("$folder")
	done
	[ ${#kept[@]} -eq 0 ] || die "${kept[*]}: these programs were built with $by and would be replaced by those of $now;" \
		"valid: make compare with BUILT=1 (runs them as they are), CC= and the shell of that compiler, or first: rm -r ${kept[*]}"
}

case ${1:-} in
--help) help_text; exit 0 ;;
--path) [ $# = 2 ] || wrong "--path wants CC; see --help"; path_of "$2"; exit 0 ;;
--made) [ $# -ge 2 ] || wrong "--made wants CC and folders; see --help"; check_made "${@:2}"; exit 0 ;;
esac
[ $# = 2 ] || [ $# = 3 ] || wrong "wants BOARD, CC and ARCH; see --help"
board=$1 cc=$2 arch=${3:-}
case $cc in
*-linux-gnu*-gcc) ;;
*) arch= ;;
esac
is_whole && exit 0
[ -z "$arch" ] || "$top/scripts/setup.sh" "cross-$arch" || exit 1
is_whole || die "BOARD=$board: its compiler ${cc%% *} is not there; install it, or name yours: CC= or CROSS_COMPILE="
