# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts that fetch and build share: steps with a log, a lock, one line on failure. Sourced after lib.sh.
# The script sets `title` for its progress lines, and calls begin_steps before the first one.
# shellcheck shell=bash disable=SC2034,SC2154

deps=build/deps
log=
scratch=
child=

clean_up() {
	[ -z "$child" ] || kill "$child" 2>/dev/null
	[ -z "$scratch" ] || rm -rf "$scratch"
}

interrupted() {
	trap - EXIT
	clean_up
	wait
	die "interrupted; nothing was installed"
}

# begin_steps NAME: one at a time, since two builds at once would do the same work twice; the second waits
# for the first. Sets the log and a scratch folder that goes at the end.
begin_steps() {
	mkdir -p "$deps/log" || die "$deps: cannot be made"
	trap clean_up EXIT
	trap interrupted INT TERM HUP
	exec 9>"$deps/lock" || die "$deps/lock: cannot be written"
	flock -n 9 || {
		say "$title" "waiting for another build of a library to end"
		flock 9
	}
	scratch=$deps/tmp.$$
	log=$deps/log/${1//\//-}.log
	mkdir -p "$scratch" && : >"$log" || die "$log: cannot be written"
}

# Runs a step with its output in the log; in the background, so that a signal ends it at once.
step() {
	say "$title" "$1"
	shift
	"$@" >>"$log" 2>&1 </dev/null 9>&- &
	child=$!
	wait "$child"
	local status=$?
	child=
	return "$status"
}

free_mb() {
	df -Pm "$deps" | awk 'NR == 2 { print $4 }'
}

needs_mb() {
	[ "$(free_mb)" -ge "$1" ] || die "$deps: $(free_mb) MB free, $1 MB needed to build $title"
}

# What went wrong, in one line: the disk, or the last line of the log that looks like a reason.
step_failed() {
	local reason
	[ "$(free_mb)" -gt 1 ] || die "$1 failed: no space left in $deps"
	reason=$(grep -iE 'error|fatal|cannot|could not|no space|not found|unable|unexpected|^[EW]:' "$log" |
		grep -vE '^checking|exiting now|have been ignored|\*\*\*|^make' | tail -n 1)
	[ -n "$reason" ] || reason=$(tail -n 1 "$log")
	die "$1 failed: ${reason:-no output}; see $log"
}

# The build must not see what make or the user exports for our own programs.
clean_env() {
	env -i PATH="$PATH" HOME="${HOME:-/}" TMPDIR="${TMPDIR:-/tmp}" LC_ALL=C "$@"
}

hash_of_file() {
	sha256sum "$1" | cut -d ' ' -f 1
}
