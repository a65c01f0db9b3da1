#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/package/deb.sh FOLDER
#
# Makes Debian packages of what is built here, in FOLDER: wiretoll (the tool,
# its scripts and texts) and wiretoll-pairs (the programs of this machine, all
# chosen variants). Their version is that of include/version.h. lintian looks at
# them; an error of its ends this with status 1. `make deb` calls it.
set -u
. "$(dirname "$0")/../lib.sh"
cd "$top" || exit 1

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# -eq 1 ] && [ -n "$1" ] || wrong "wants the folder for the packages; see --help"
folder=$1
version=$(sed -n 's/^#define WT_VERSION "\([0-9][0-9A-Za-z.+~]*\)"$/\1/p' include/version.h)
[ -n "$version" ] || die "include/version.h: names no version that a package can have"
name="$(git config user.name 2>/dev/null || echo wiretoll) <$(git config user.email 2>/dev/null || echo maintainers@wiretoll.invalid)>"
have dh || die "dh: not found; install it: scripts/setup.sh package"

mkdir -p "$folder" && rm -f "$folder"/wiretoll{,-pairs}_*.deb || die "$folder: cannot be written"
log=$folder/log
clean() {
	debian/rules clean >>"$log" 2>&1
	rm -f debian/changelog
}
trap clean EXIT
trap 'exit 1' INT TERM HUP
: >"$log"
printf 'wiretoll (%s) unstable; urgency=medium\n\n  * Version %s.\n\n -- %s  %s\n' \
	"$version" "$version" "$name" "$(LC_ALL=C date -R -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}")" >debian/changelog
say DEB "wiretoll and wiretoll-pairs $version"
# Steps that an earlier one has noted as done are not to be left out.
debian/rules clean >>"$log" 2>&1 && PACKAGES=$folder debian/rules binary >>"$log" 2>&1 ||
	die "the packages cannot be made: $(grep -E '(error|cannot|failed|\*\*\*)' "$log" | head -n 1); the whole of it: $log"
have lintian && { lintian --fail-on error "$folder"/*.deb >"$folder/lintian" 2>/dev/null ||
	die "lintian finds errors: $(grep '^E:' "$folder/lintian" | head -n 1); all of it: $folder/lintian"; }
for file in "$folder"/*.deb; do say DEB "$file"; done
