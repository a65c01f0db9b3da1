#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/clean.sh [--deps] [--certs] [--results] [--all]
#
# Removes what was built: programs and objects of all boards, in build/.
#
#   --deps     the TLS libraries, their sources and logs as well (build/deps)
#   --certs    the test certificates as well (build/certs)
#   --results  the results as well (results/)
#   --all      all three
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

# Only inside this checkout: where a link stands for a folder, the link goes, not what it points to.
remove() {
	[ -e "$1" ] || [ -L "$1" ] || return 0
	say CLEAN "$1"
	rm -rf -- "${1%/}" || die "$1: cannot be removed"
}

deps="" certs="" results=""
for argument in "$@"; do
	case $argument in
	--help) help_text; exit 0 ;;
	--deps) deps=1 ;;
	--certs) certs=1 ;;
	--results) results=1 ;;
	--all) deps=1 certs=1 results=1 ;;
	*) wrong "$argument: unknown option; valid: --deps --certs --results --all --help" ;;
	esac
done

if [ -L build ]; then
	remove build
else
	for folder in build/*; do
		case $folder in
		build/deps) [ -z "$deps" ] || remove "$folder" ;;
		build/certs) [ -z "$certs" ] || remove "$folder" ;;
		*) remove "$folder" ;;
		esac
	done
	rmdir build 2>/dev/null
fi
[ -z "$results" ] || remove results
exit 0
