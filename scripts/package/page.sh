#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/package/page.sh FILE.md DATE
#
# wiretoll-report(5) from docs/results.md, so that records are described once: an
# mdoc page on the standard output. Knows what that file has: headings, paragraphs,
# tables of two columns, blocks of literal text; marks within a line are dropped.
set -u
. "$(dirname "$0")/../lib.sh"
[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# -eq 2 ] || wrong "wants FILE.md and DATE; see --help"
[ -r "$1" ] || die "$1: cannot be read"

# A sentence begins a line, as mdoc has it; no line is long, and none is taken for a request.
broken() {
	sed -E 's/([^.])\. ([A-Z`(])/\1.\n\2/g' | LC_ALL=C fold -s -w 60 | sed -E "s/ +\$//; s/^([.'])/\\\\\&\\1/"
}

# Lines with what they are in front: head, text, item (field, tab, meaning) or literal.
parts() {
	awk '
		function flush() { if (text != "") print "text\t" text; text = "" }
		/^# / { next }
		/^## / { flush(); sub(/^## /, ""); print "head\t" $0; next }
		/^\| *(field|---)/ { flush(); next }
		/^\|/ { flush(); gsub(/^\| | \|$/, ""); at = index($0, " | "); print "item\t" substr($0, 1, at - 1) "\t" substr($0, at + 3); next }
		/^    / { flush(); print "literal\t" $0; next }
		/^$/ { flush(); print "gap"; next }
		{ text = text (text == "" ? "" : " ") $0 }
		END { flush() }' "$1"
}

# What a person reads: without backquotes, stars and targets of links; a backslash is itself.
plain() {
	sed -E 's/\\/\\e/g; s/\[([^]]*)\]\([^)]*\)/\1/g; s/\*+([^*]+)\*+/\1/g; s/`//g' "$1"
}

printf '.\\" Made from docs/results.md; edit that.\n.Dd %s\n.Dt WIRETOLL-REPORT 5\n.Os\n' "$2"
printf '.Sh NAME\n.Nm wiretoll-report\n.Nd records and folders of results of wiretoll\n.Sh DESCRIPTION\n'
list='' before=''
plain "$1" | parts /dev/stdin | while IFS=$'\t' read -r kind first second; do
	[ "$kind" = gap ] && continue
	if [ "$kind" != "$list" ]; then
		case $list in
		item) echo .El ;;
		literal) echo .Ed ;;
		esac
		list=''
		case $kind in
		item) list=item; echo '.Bl -tag -width Ds' ;;
		literal) list=literal; echo '.Bd -literal -compact' ;;
		esac
	fi
	case $kind in
	head) printf '.Sh %s\n' "${first^^}" ;;
	text) [ "$before" = head ] || [ -z "$before" ] || echo .Pp; broken <<<"$first" ;;
	item) printf '.It \\&%s\n' "$first"; broken <<<"$second" ;;
	literal) printf '%s\n' "$first" ;;
	esac
	before=$kind
done
printf '.Sh SEE ALSO\n.Xr wiretoll 1 ,\n.Xr wiretoll-report 1\n'
