#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/check/lint_includes.sh [FOLDER]
#
# Checks what no compiler checks, in the sources under FOLDER (default: this
# checkout): who includes what, SPDX lines, preprocessor conditions, lengths.
#
#   port/            includes from include/ (its own headers) and port/
#   src/tlslib/      from those and itself
#   src/transport/   from those of port/ and itself; secure/ from src/tlslib/, too, dtls/ and h2/ from secure/, too
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
declare -A seen_by=()

# The headers of include/ that the lower floors may know.
port_headers=" address.h board.h clock.h environment.h error.h file.h guard.h listener.h machine.h port.h process.h socket.h stack.h status.h tap.h traffic.h vectors.h "
transport_headers="${port_headers}connection.h library.h message.h negotiated.h settings.h transport.h version.h wire.h work.h "

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
	port/*) folders="include port port/machine" public=$port_headers ;;
	src/tlslib/*) folders="include src/tlslib" public=$transport_headers ;;
	src/transport/secure/*) folders="include src/transport src/transport/secure src/tlslib" public=$transport_headers ;;
	src/transport/dtls/*) folders="include src/transport src/transport/secure src/transport/dtls src/tlslib" public=$transport_headers ;;
	src/transport/h2/*) folders="include src/transport src/transport/secure src/transport/h2 src/tlslib" public=$transport_headers ;;
	src/transport/*) folders="include src/transport" public=$transport_headers ;;
	src/options/*) folders="include src/options" ;;
	src/manual/desk_*) folders="include src/manual src/wiretoll/commands src/wiretoll/base src/wiretoll/rows" ;;
	src/manual/*) folders="include src/options src/manual" ;;
	src/pair/record/* | src/pair/exchange/*) folders="include $(dirname "$1")" ;;
	src/pair/modes/*) folders="include src/pair src/pair/record src/pair/exchange src/pair/modes src/pair/modes/hold" ;;
	src/pair/*) folders="include src/options src/pair src/pair/record" ;;
	src/programs/*) folders="include src/pair" ;;
	src/emulation/*) folders="src/emulation" ;;
	src/wiretoll/base/*) folders="include src/options src/wiretoll/base" ;;
	src/wiretoll/*)
		room=${1#src/wiretoll/} room=${room%/*}
		[ -n "${seen_by[$room]:-}" ] || seen_by[$room]=$(sees "$room" | xargs)
		folders=${seen_by[$room]} ;;
	esac
	folders=${folders/#include/include include/machine}
}

check_quoted() {
	local file=$1 line=$2 header=$3 folder
	[[ $header != */* ]] || { fault "$file:$line: \"$header\": a path; the build says where headers lie"; return; }
	[ "$header" != build_strings.h ] || return
	for folder in $folders; do
		[ -f "$folder/$header" ] || continue
		[[ $folder != include* ]] || [ "$public" = all ] || [[ $public == *" $header "* ]] ||
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
	nghttp2/*)
		[[ $file == src/transport/h2/* ]] || fault "$file:$line: <$header>: HTTP/2 stands in src/transport/h2/ only" ;;
	sys/socket.h | sys/un.h | sys/epoll.h | sys/select.h | netinet/* | netdb.h | poll.h | sys/poll.h | arpa/inet.h)
		[[ $file == port/* ]] || fault "$file:$line: <$header>: socket headers stand in port/ only" ;;
	esac
}

# One reader for all files, since a process a file took most of the time.
check_includes() {
	local file line text before=
	while IFS=: read -r file line text; do
		[ "$file" = "$before" ] || floor_of "$file"
		before=$file
		text=${text#*include}
		text=${text# }
		case $text in
		\"*) text=${text#\"}; check_quoted "$file" "$line" "${text%%\"*}" ;;
		\<*) text=${text#<}; check_system "$file" "$line" "${text%%>*}" ;;
		esac
	done < <(grep -HnE '^[[:space:]]*#[[:space:]]*include' "$@")
}

# The first guard of a header is none of them.
check_conditions() {
	local file line text guarded=
	while IFS=: read -r file line text; do
		[[ $file != port/* && $file != src/tlslib/* ]] || continue
		if [[ $file == *.h && $file != "$guarded" && $text =~ ^\#ifndef\ WT_[A-Z0-9_]+_H$ ]]; then
			guarded=$file
			continue
		fi
		fault "$file:$line:$text: whole functions in named files instead"
	done < <(grep -HnE '^[[:space:]]*#[[:space:]]*(if|ifdef|ifndef|elif|else)\b' "$@")
}

check_lengths() {
	awk 'FNR == 1 && NR > 1 { told() } { file = FILENAME; lines = FNR } END { told() }
		function told() { if (lines > (file ~ /^include\// ? 160 : 450)) print file ": warning: " lines " lines; more than one concept?" }' "$@"
}

check_licences() {
	local file
	while IFS= read -r file; do
		fault "$file: no SPDX line in its first three"
	done < <(awk 'FNR == 1 { seen[FILENAME] = 0 } FNR <= 3 && /SPDX-License-Identifier: GPL-3.0-or-later/ { seen[FILENAME] = 1 }
		FNR > 3 { nextfile } END { for (file in seen) if (!seen[file]) print file }' "$@" | sort; find "$@" -size 0)
}

mapfile -t files < <(find include port src -name '*.[ch]' | sort)
check_includes "${files[@]}"
check_conditions "${files[@]}"
check_lengths "${files[@]}"
mapfile -t files < <(find Makefile boards mk include port src scripts tests certs .ci -type f \
	\( -name '*.[ch]' -o -name '*.sh' -o -name '*.mk' -o -name '*.bats' -o -name '*.bash' -o -name '*.cnf' -o -name Makefile -o -name run \) | sort)
check_licences "${files[@]}"

[ "$faults" -eq 0 ] || die "$faults faults"
