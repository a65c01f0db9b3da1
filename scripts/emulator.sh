#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/emulator.sh FOLDER
#
# Sees to emulators of user mode that load a plugin, since ours counts the
# instructions. Where those of the system do (Debian 12's qemu-user, once it is
# installed), FOLDER goes. Debian 13's are static and load none: then Debian
# 12's are unpacked under build/deps with the libraries that they need, and
# FOLDER gets a starter for each, qemu-aarch64 and so on; `wiretoll run` looks
# there first. Nothing is installed, no root is needed. `make guest-count`
# calls this; the setting is a variable:
#
#   QEMU_MIRROR  base of a Debian mirror; default: those that apt uses
set -u
. "$(dirname "$0")/lib.sh"
. "$top/scripts/steps.sh"
. "$top/scripts/debian.sh"
cd "$top" || exit 1

title=QEMU
release=bookworm # the last one whose qemu-user is dynamic, and of the plugins' interface that ours is made for
root=$deps/qemu-user-$release

# Those of one package are built alike.
loads_plugins() {
	local emulator
	emulator=$(command -v qemu-aarch64) || return 1
	"$emulator" --help 2>/dev/null | grep -q -- '-plugin'
}

# The system's C library is the newer one, which plugins were built for; all else is of the older release.
fetch() {
	# Word splitting is wanted: a list.
	# shellcheck disable=SC2046
	fetch_packages "$scratch/fetched" qemu-user $(libraries_of qemu-user | grep -vxE 'libc6|libgcc-s1')
}

get() {
	local lines
	needs_debian "an emulator that loads a plugin" "qemu-aarch64 in PATH, a dynamic build of QEMU 4.2 to 8.2"
	lines=$(mirrors "${QEMU_MIRROR:-}" | sed "s|.*|deb [signed-by=$keyring] & $release main|")
	[ -n "$lines" ] || die "apt's configuration names no mirror of Debian; name one that has $release: QEMU_MIRROR="
	apt_folder=$deps/apt-qemu
	read_all_lists "$apt_folder" "$lines"
	step "fetching Debian 12's emulators, since those here load no plugin (15 MB)" fetch || step_failed "fetching qemu-user of $release"
	step "unpacking them" unpack_packages "$scratch/fetched" "$scratch/root" || step_failed "unpacking qemu-user"
	mv "$scratch/root" "$root" || die "$root: cannot be written"
}

# By the loader, since the libraries lie in no place that it knows; no variable, which the guest would inherit.
write_starters() {
	local binaries=$top/$root/usr/bin libraries loader file
	libraries=$(find "$top/$root" -name 'lib*.so.*' -printf '%h\n' | sort -u | paste -sd :)
	loader=$(readelf -lW "$binaries/qemu-aarch64" | sed -n 's/.*program interpreter: \(.*\)\]$/\1/p')
	[ -x "$loader" ] || die "$root: its loader ${loader:-(none)} is not there; remove the folder and build again"
	rm -rf "$folder.new" && mkdir -p "$folder.new" || die "$folder.new: cannot be written"
	cat >"$folder.new/starter" <<-END && chmod +x "$folder.new/starter" || die "$folder.new: cannot be written"
		#!/bin/sh
		exec "$loader" --argv0 "\${0##*/}" --library-path "$libraries" "$binaries/\${0##*/}" "\$@"
	END
	for file in "$binaries"/qemu-*; do
		ln -s starter "$folder.new/${file##*/}" || die "$folder.new: cannot be written"
	done
	"$folder.new/qemu-aarch64" --help 2>&1 | grep -q -- '-plugin' ||
		die "$root: its emulators do not run here: $("$folder.new/qemu-aarch64" --help 2>&1 | head -n 1)"
	rm -rf "$folder" && mv "$folder.new" "$folder" || die "$folder: cannot be written"
}

[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# = 1 ] || wrong "wants FOLDER; see --help"
folder=$1
if loads_plugins; then
	rm -rf "$folder"
	exit 0
fi
# The starters name this checkout.
if [ -d "$root" ] && [ -x "$folder/qemu-aarch64" ] && grep -qF " \"$top/$root/" "$folder/starter"; then
	exit 0
fi
[ -d "$root" ] || {
	begin_steps qemu-user
	[ -d "$root" ] || get
}
write_starters
