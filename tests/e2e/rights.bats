#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2153 # helpers.bash sets it
# Least rights: what others may have laid in our way is not followed.

load helpers

bats_require_minimum_version 1.5.0

@test "--json follows no symbolic link of another user, but its own, and /dev/stdout" {
	[ "$(id -u)" = 0 ] || skip "links of another user need root"
	serve "$(plain_variant)/tcp_server" --keep
	ln -s "$T/victim" "$T/link"
	chown -h 65534 "$T/link"
	call "$(plain_variant)/tcp_client" --tries 1 --sizes 16 --quiet --json "$T/link"
	[ "$STATUS" -eq 1 ]
	grep -qx "tcp_client: --json $T/link: a symbolic link of another user; valid: a file, or a link of your own" "$T/client.err"
	[ ! -e "$T/victim" ]
	chown -h 0 "$T/link"
	call "$(plain_variant)/tcp_client" --tries 1 --sizes 16 --quiet --json "$T/link"
	[ "$STATUS" -eq 0 ]
	whole "$T/victim"
	for path in /dev/stdout /proc/self/fd/1; do
		"$BUILD/$BOARD/$(plain_variant)/tcp_client" --port "$PORT" --tries 1 --sizes 16 --quiet --json "$path" | cat >"$T/piped"
		whole "$T/piped"
	done
}
