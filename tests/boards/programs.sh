#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/boards/programs.sh
#
# Builds the programs that the tests of boards want: first the boards with the libraries that each has, then wolfssl-iot here
# and OpenSSL 3.5,
# which takes longest. With WT_UNTIL= (tests/run.sh) set no build is begun that would leave the tests no time; the tests
# of what was not built are skipped, and say so. `make test-boards` calls it.
#
#   MAKE=            the make to call (default: make)
#   BOARDS_WITH_35=  boards that OpenSSL 3.5 is built for (default: arm64 armhf armel)
set -u
cd "$(dirname "$0")/../.." || exit 1
read -ra make <<<"${MAKE:-make}"
read -ra with_35 <<<"${BOARDS_WITH_35-arm64 armhf armel}"
# What is left of the time is shared by builds and tests.
until=$(($(date +%s) + (${WT_UNTIL:-0} - $(date +%s)) / 2))

# programs BOARD [ARGUMENT]...
programs() {
	if [ -n "${WT_UNTIL:-}" ] && [ "$(date +%s)" -ge "$until" ]; then
		echo "not built, since the time is up: $*"
		return 0
	fi
	"${make[@]}" --no-print-directory -j "$(nproc)" RUN=local "BOARD=$1" "${@:2}" programs
}

for board in arm64 qemu-arm64 armhf qemu-armhf armel; do
	programs "$board" || exit 1
done
programs host VARIANT=wolfssl-iot || exit 1
for board in "${with_35[@]}"; do
	programs "$board" VARIANT=openssl-3.5 || exit 1
done
