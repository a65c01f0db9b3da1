#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/lint_includes.sh [FOLDER]
#
# Checks what no compiler checks, in the sources under FOLDER (default: this
# checkout): who includes what, SPDX lines, preprocessor conditions, lengths.
#
#   port/            includes from include/ (its own headers) and port/
#   src/tlslib/      from those and itself
#   src/transport/   from those and itself; src/tlslib/ only where it is secure
#   src/options/     from include/ and itself
#   src/manual/      from include/, src/options/ and itself; wiretoll's from its commands/, base/ and rows/, too
#   src/pair/        in rooms: record/ and exchange/ from include/ and themselves, the folder
#                    itself from record/ and src/options/, too, and modes/ from all of them
#   src/programs/    from include/ and src/pair/
#   src/wiretoll/R/  from include/, itself, and the rooms that the Makefile names behind SEES_R;
#                    base/ from src/options/, too
#   TLS library headers stand in src/tlslib/tls_api.h only, socket headers in
#   port/ only, and #if in port/ and src/tlslib/ only (header guards excepted).
set -u
. "$(dirname "$0")/../lib.sh"
[ "${1:-}" != --help ] || { help_text; exit 0; }
cd "${1:-$top}" || exit 1
faults=0

# The headers of include/ that the lower floors may know.
port_headers=" address.h board.h clock.h environment.h error.h file.h guard.h machine.h port.h process.h socket.h stack.h status.h tap.h vectors.h "
transport_headers="${port_headers}library.h message.h negotiated.h settings.h transport.h version.h wire.h work.h "

fault() {
	printf '%s\n' "$*"
	faults=$((faults + 1))
}

# sees ROOM: the folders of a room of the desk tool and of those that it may name.
sees() {
	echo "include src/wiretoll/$1"
	awk -v of="SEES_$1" '$1 == of { for (i = 3; i <= NF; i++) print "src/wiretoll/" $i }' Makefile
}

# Folders that a file may include from; a public header, too, when `public` is not "all".
floor_of() {
	public=all
	case $1 in
	include/*) folders="include" ;;
	port/*) folders="include port" public=$port_headers ;;
	src/tlslib/*) folders="include src/tlslib" public=$transport_headers ;;
	src/transport/*tls* | src/transport/secure* | src/transport/peers*)
		folders="include src/transport src/tlslib" public=$transport_headers ;;
	src/transport/*) folders="include src/transport" public=$transport_headers ;;
	src/options/*) folders="include src/options" ;;
	src/manual/desk_*) folders="include src/manual src/wiretoll/commands src/wiretoll/base src/wiretoll/rows" ;;
	src/manual/*) folders="include src/options src/manual" ;;
	src/pair/record/* | src/pair/exchange/*) folders="include $(dirname "$1")" ;;
	src/pair/modes/*) folders="include src/pair src/pair/record src/pair/exchange src/pair/modes" ;;
	src/pair/*) folders="include src/options src/pair src/pair/record" ;;
	src/programs/*) folders="include src/pair" ;;
	src/emulation/*) folders="src/emulation" ;;
	src/wiretoll/base/*) folders="include src/options src/wiretoll/base" ;;
	src/wiretoll/*) folders=$(sees "$(dirname "${1#src/wiretoll/}")" | xargs) ;;
	esac
}

check_quoted() {
	local file=$1 line=$2 header=$3 folder
	[[ $header != */* ]] || { fault "$file:$line: \"$header\": a path; the build says where headers lie"; return; }
	[ "$header" != build_strings.h ] || return
	for folder in $folders; do
		[ -f "$folder/$header" ] || continue
		[ "$folder" != include ] || [ "$public" = all ] || [[ $public == *" $header "* ]] ||
			fault "$file:$line: \"$header\" belongs to a higher floor; valid here:${public% }"
		return
	done
	fault "$file:$line: \"$header\" is in none of: $folders"
}

check_system() {
	local file=$1 line=$2 header=$3
	case $header in
	openssl/* | wolfssl/*)
		[ "$file" = src/tlslib/tls_api.h ] || fault "$file:$line: <$header>: TLS library headers stand in src/tlslib/tls_api.h only" ;;
	sys/socket.h | sys/un.h | sys/epoll.h | sys/select.h | netinet/* | netdb.h | poll.h | sys/poll.h | arpa/inet.h)
		[[ $file == port/* ]] || fault "$file:$line: <$header>: socket headers stand in port/ only" ;;
	esac
}

check_includes() {
	local file=$1 line text
	floor_of "$file"
	while IFS=: read -r line text; do
		text=${text#*include}
		text=${text# }
		case $text in
		\"*) text=${text#\"}; check_quoted "$file" "$line" "${text%%\"*}" ;;
		\<*) text=${text#<}; check_system "$file" "$line" "${text%%>*}" ;;
		esac
	done < <(grep -nE '^[[:space:]]*#[[:space:]]*include' "$file")
}

check_conditions() {
	local file=$1 guard text
	[[ $file != port/* && $file != src/tlslib/* ]] || return
	guard=$(grep -m 1 -nE '^#ifndef WT_[A-Z0-9_]+_H$' "$file" | cut -d : -f 1)
	[[ $file == *.h ]] || guard=
	while IFS= read -r text; do
		[ "${text%%:*}" = "$guard" ] || fault "$file:$text: whole functions in named files instead"
	done < <(grep -nE '^[[:space:]]*#[[:space:]]*(if|ifdef|ifndef|elif|else)\b' "$file")
}

check_length() {
	local lines limit=450
	[[ $1 != include/* ]] || limit=160
	lines=$(wc -l <"$1")
	[ "$lines" -le $limit ] || echo "$1: warning: $lines lines; more than one concept?"
}

while IFS= read -r file; do
	check_includes "$file"
	check_conditions "$file"
	check_length "$file"
done < <(find include port src -name '*.[ch]' | sort)

while IFS= read -r file; do
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || fault "$file: no SPDX line in its first three"
done < <(find Makefile boards mk include port src scripts tests certs .ci -type f \
	\( -name '*.[ch]' -o -name '*.sh' -o -name '*.mk' -o -name '*.bats' -o -name '*.bash' -o -name '*.cnf' -o -name Makefile -o -name run \) | sort)

[ "$faults" -eq 0 ] || die "$faults faults"
