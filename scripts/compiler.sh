#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/compiler.sh BOARD CC [ARCH]
#
# Sees to it that the compiler of a board is there; make calls this. With ARCH
# (a Debian architecture), Debian's cross compiler is installed when it is
# missing and CC is its name. Otherwise CC is the user's own.
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

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# = 2 ] || [ $# = 3 ] || wrong "wants BOARD, CC and ARCH; see --help"
board=$1 cc=$2 arch=${3:-}
case $cc in
*-linux-gnu*-gcc) ;;
*) arch= ;;
esac
is_whole && exit 0
[ -z "$arch" ] || "$top/scripts/setup.sh" "cross-$arch" || exit 1
is_whole || die "BOARD=$board: its compiler ${cc%% *} is not there; install it, or name yours: CC= or CROSS_COMPILE="
