#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/boards/sshd.sh
#
# Unpacks Debian's openssh-server under build/deps/sshd for the tests: nothing
# is installed, so no service starts on this machine.
set -u
. "$(dirname "$0")/../../scripts/lib.sh"
. "$top/scripts/steps.sh"
. "$top/scripts/debian.sh"
cd "$top" || exit 1

title=SSHD
root=$deps/sshd
[ ! -d "$root" ] || exit 0
begin_steps sshd
needs_debian openssh-server "SSHD_ROOT="
lines=$(binary_lines "")
[ -n "$lines" ] || die "apt's configuration names no mirror of Debian ${codename:-}"
apt_folder=$deps/apt-sshd
step "reading the package lists" read_lists "$apt_folder" "$lines" "$(dpkg --print-architecture)" ||
	step "reading those of the release alone" read_lists "$apt_folder" "$(head -n 1 <<<"$lines")" "$(dpkg --print-architecture)" ||
	step_failed "reading the package lists"
step "fetching openssh-server" fetch_packages "$scratch/fetched" openssh-server openssh-sftp-server libwrap0 ||
	step_failed "fetching openssh-server"
step "unpacking it" unpack_packages "$scratch/fetched" "$scratch/root" || step_failed "unpacking openssh-server"
mv "$scratch/root" "$root" || die "$root: cannot be written"
