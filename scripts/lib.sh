# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts share; sourced, not run. Sets `top` (the checkout) and goes there.
# shellcheck shell=bash disable=SC2034

script=$(basename "$0")
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) || exit 1
# Not empty: these are the scripts of an installed wiretoll, without a checkout around them.
installed=
[[ $top != */share/wiretoll ]] || installed=1

# One line on standard error, status 1.
die() {
	printf '%s: %s\n' "$script" "$*" >&2
	exit 1
}

# The command line is wrong: one line, status 2.
wrong() {
	printf '%s: %s\n' "$script" "$*" >&2
	exit 2
}

# One line of progress, in the shape of the build's own.
say() {
	printf '  %-7s %s\n' "$1" "${*:2}"
}

# The comment block at the head of the script is its help text.
help_text() {
	sed -n '3,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"
}

# Where certificates are made unless a folder is named: an installed wiretoll has them under its user's state folder
# (XDG Base Directory Specification).
certs_folder() {
	local state=${XDG_STATE_HOME:-${HOME:+$HOME/.local/state}}
	[ -n "$installed" ] || { printf '%s\n' "$top/build/certs"; return; }
	[[ $state == /* ]] ||
		die "$([ -n "${XDG_STATE_HOME:-}" ] && echo "XDG_STATE_HOME=$XDG_STATE_HOME" || echo "HOME=${HOME:-}"): not an absolute path, so no folder for certificates is known"
	printf '%s\n' "$state/wiretoll/certs"
}

have() {
	command -v "$1" >/dev/null 2>&1
}

# Words of another machine: nothing in them that a terminal would obey (control characters, also of two bytes,
# and marks of writing direction).
clean_text() {
	LC_ALL=C sed -e 's/[\x01-\x08\x0b-\x1f\x7f]//g' -e 's/\xc2[\x80-\x9f]//g' -e 's/\xd8\x9c//g' \
		-e 's/\xe2\x80[\x8e\x8f\xa8-\xae]//g' -e 's/\xe2\x81[\xa6-\xa9]//g'
}

# split_target TARGET: [user@]host[:port], an IPv6 address in []; sets login, host and port_of_ssh. Status 1: it is none.
split_target() {
	[[ $1 =~ ^([A-Za-z0-9_][A-Za-z0-9._-]*@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(:([0-9]{1,5}))?$ ]] || return 1
	host=${BASH_REMATCH[2]#[} port_of_ssh=${BASH_REMATCH[4]:-}
	host=${host%]} login=${BASH_REMATCH[1]}
	login+=$host
}

# Addresses as their own notation has them: no leading 0, which some read as octal.
is_ipv4() {
	local o number='(0|[1-9][0-9]{0,2})'
	[[ $1 =~ ^$number\.$number\.$number\.$number$ ]] || return 1
	for o in "${BASH_REMATCH[@]:1}"; do
		((o <= 255)) || return 1
	done
}

is_ipv6() {
	local groups
	[[ $1 =~ ^[0-9A-Fa-f:]+$ && $1 != *:::* && $1 != *::*::* ]] || return 1
	[[ ! $1 =~ [0-9A-Fa-f]{5} && ! $1 =~ ^:[^:] && ! $1 =~ [^:]:$ ]] || return 1
	groups=$(tr ':' '\n' <<<"$1" | grep -c .)
	if [[ $1 == *::* ]]; then ((groups <= 7)); else ((groups == 8)); fi
}
