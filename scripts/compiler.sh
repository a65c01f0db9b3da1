#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/compiler.sh BOARD CC [ARCH]
#        scripts/compiler.sh --path CC
#        scripts/compiler.sh --family CC
#        scripts/compiler.sh --made [--compare] CC FOLDER...
#        scripts/compiler.sh --machine BOARD CC MACHINE
#        scripts/compiler.sh --machine BOARD CC --like HOSTCC
#
# Sees to it that the compiler of a board is there; make calls this. With ARCH
# (a Debian architecture), Debian's cross compiler is installed when it is
# missing and CC is its name. Otherwise CC is the user's own.
#
#   --path  tells where the compiler lies that CC names
#   --family  tells the family of machines that CC (with flags) makes programs
#           for; nothing when its answer is not understood
#   --made  refuses to go on when a FOLDER (build/<board>/<variant>) holds
#           programs of a compiler that the user named, and CC is another one:
#           they would be replaced; --compare: BUILT=1 is among what is valid
#   --machine refuses a CC (with flags) that makes programs for another machine
#           than MACHINE (of BOARD; as `uname -m` or Debian call it), or than
#           HOSTCC does; a compiler whose answer is not understood is let pass
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
	local now folder maker by='' kept=() built=''
	[ "$1" != --compare ] || { built='make compare with BUILT=1 (runs them as they are), '; shift; }
	now=$(path_of "$1")
	for folder in "${@:2}"; do
		maker=$(cat "$folder/obj/compiler" 2>/dev/null)
		[ -n "$maker" ] && compgen -G "$folder/*_client" >/dev/null || continue
		! is_same "$maker" "$now" || continue
		by=$maker kept+=("$folder")
	done
	[ ${#kept[@]} -eq 0 ] || die "${kept[*]}: these programs were built with $by and would be replaced by those of $now;" \
		"valid: ${built}CC= and the shell of that compiler, or first: rm -r ${kept[*]}"
}

# The family of machines in a triplet (arm-poky-linux-gnueabi) or a name (armv7l, armhf, amd64); nothing if unknown.
family_of() {
	case ${1%%-*} in
	aarch64 | arm64) echo aarch64 ;;
	armeb* | armv*b) ;;
	arm | armv* | armhf | armel | thumbv*) echo arm ;;
	x86_64 | amd64) echo x86_64 ;;
	i[3-7]86) echo i386 ;;
	riscv64) echo riscv64 ;;
	esac
}

# What a compiler makes programs for. gcc does not tell -m32 and -m64.
target_of() {
	local words word answer family
	read -ra words <<<"$1"
	answer=$(LC_ALL=C "${words[@]}" -dumpmachine 2>/dev/null </dev/null | head -n 1)
	family=$(family_of "$answer")
	for word in "${words[@]}"; do
		case $family$word in
		x86_64-m32) family=i386 ;;
		i386-m64) family=x86_64 ;;
		x86_64-mx32) family= ;;
		esac
	done
	echo "$family"
}

check_machine() {
	local board=$1 cc=$2 wanted makes file machine fitting=()
	if [ "$3" = --like ]; then wanted=$(target_of "$4"); else wanted=$(family_of "$3"); fi
	makes=$(target_of "$cc")
	[ -n "$wanted" ] && [ -n "$makes" ] && [ "$wanted" != "$makes" ] || return 0
	# such a machine runs both
	[ "$board/$wanted/$makes" != host/x86_64/i386 ] || return 0
	for file in boards/*.mk; do
		machine=$(sed -n 's/^BOARD_MACHINE *[:?]*= *//p' "$file")
		[ "$file" != boards/host.mk ] || machine=$(uname -m)
		[ "$(family_of "$machine")" != "$makes" ] || fitting+=("$(basename "$file" .mk)")
	done
	die "${cc% } makes programs for $makes, but BOARD=$board is $wanted; valid:" \
		"${fitting:+BOARD= one of ${fitting[*]}; or }CC= or CROSS_COMPILE= of a compiler for $wanted"
}

case ${1:-} in
--help) help_text; exit 0 ;;
--path) [ $# = 2 ] || wrong "--path wants CC; see --help"; path_of "$2"; exit 0 ;;
--family) [ $# = 2 ] || wrong "--family wants CC; see --help"; target_of "$2"; exit 0 ;;
--machine)
	[ $# = 4 ] || [ "$#/${4:-}" = 5/--like ] || wrong "--machine wants BOARD, CC and MACHINE or --like HOSTCC; see --help"
	check_machine "${@:2}"
	exit 0 ;;
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
