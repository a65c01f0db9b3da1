#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/batch_build.sh [--jobs N] [BOARD]...
#
# Builds all variants of all boards (or of those named): a line for each with
# its time and result, then a summary. Exit status 1 when one failed.
#
#   --jobs N  compile with N at a time, 1 to 256 (default: as many as processors)
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

jobs=$(nproc)
boards=()
valid=$(make -s boards | awk '{ printf "%s%s", sep, $1; sep = " " }') || die "make boards failed"
while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--jobs)
		[[ ${2:-} =~ ^[0-9]{1,3}$ ]] && ((10#$2 >= 1 && 10#$2 <= 256)) || wrong "--jobs ${2:-}: valid: 1 to 256"
		jobs=$((10#$2)); shift ;;
	-*) wrong "$1: unknown option; valid: --jobs --help" ;;
	*)
		[[ " $valid " == *" $1 "* ]] || wrong "$1: unknown board; valid: $valid"
		boards+=("$1") ;;
	esac
	shift
done
[ ${#boards[@]} -gt 0 ] || read -ra boards <<<"$valid"

# What every board needs; each installs its own compiler when it is missing.
scripts/setup.sh build || exit 1

log_folder=build/log
mkdir -p "$log_folder" || die "$log_folder: cannot be made"
good=0 bad=0 all_started=$SECONDS
for board in "${boards[@]}"; do
	for variant in $(make -s BOARD="$board" variants); do
		log=$log_folder/$board-$variant.log
		started=$SECONDS
		if make BOARD="$board" -j "$jobs" "pairs-$variant" >"$log" 2>&1; then
			result=ok good=$((good + 1))
		else
			reason=$(grep -m 1 -E 'error:|^[a-z_]+\.sh: |undefined reference|\*\*\*' "$log" || tail -n 1 "$log")
			result="FAILED: $reason ($log)" bad=$((bad + 1))
		fi
		printf '%-16s %-14s %4d s  %s\n' "$board" "$variant" $((SECONDS - started)) "$result"
	done
done
echo "$good built, $bad failed, in $((SECONDS - all_started)) s"
[ "$bad" -eq 0 ] && [ "$good" -gt 0 ]
