#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: BUILD=build BOARD=host PAGE=docs/protocols.md scripts/protocols_table.sh [--check | --write]
#
# The table "Who has what" of docs/protocols.md, from what the secure programs of
# each variant that is built answer to --list. Its columns are those of its head; a
# column of a variant that is not built stays as it is there. With no table there,
# all variants that are built come in. Without an option the table goes to standard output;
# --write puts it into the page, --check tells what differs there, with status 1.
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

[ "${1:-}" != --help ] || { help_text; exit 0; }
[[ $# -le 1 && ${1:---check} =~ ^--(check|write)$ ]] || wrong "${2:-${1:-}}: not expected; see --help"
programs=${BUILD:-build}/${BOARD:-host}
page=${PAGE:-docs/protocols.md}
columns=(wolfssl wolfssl-lean wolfssl-iot wolfssl-size openssl openssl-3.5)
begin='<!-- made by scripts/protocols_table.sh -->'
end='<!-- up to here -->'

# What a variant answers, each line with its transport and end before it.
answers() {
	local transport role
	for transport in tls dtls; do
		for role in client server; do
			"$programs/$1/${transport}_$role" --list | sed "s/^/$transport $role /" || return 1
		done
	done
}

# "CHOICE|CELL" of such lines: "1.2, 1.3" of TLS and DTLS alike, "1.2, 1.3; DTLS 1.2" where they differ.
cells() {
	awk '
		{
			key = "`" $3 "` `" $4 "`"
			if (!(key in known)) { known[key]; keys[++n] = key }
			if ($3 == "tls-version") $5 = $4
			for (i = 5; i <= NF; i++) ends[key, $1, $i] = ends[key, $1, $i] " " $2
		}
		function versions(key, transport,    text, v, told) {
			for (v = 2; v <= 3; v++) {
				told = ends[key, transport, "1." v]
				if (told != "")
					text = text (text == "" ? "" : ", ") "1." v (told == " client server" ? "" : " (" substr(told, 2) ")")
			}
			return text
		}
		END {
			for (i = 1; i <= n; i++) {
				tls = versions(keys[i], "tls")
				dtls = versions(keys[i], "dtls")
				print keys[i] "|" (tls == dtls ? tls : tls (tls == "" || dtls == "" ? "" : "; ") (dtls == "" ? ", TLS alone" : "DTLS " dtls))
			}
		}'
}

# The old table on standard input, with the columns of "VARIANT|CHOICE|CELL" in $1 in place of its own.
merge() {
	awk -F ' *[|] *' -v made="$1" -v names="${columns[*]}" '
		function add(key) { if (!(key in known)) { known[key]; keys[++n] = key } }
		BEGIN {
			count = split(names, name, " ")
			while ((getline line < made) > 0) {
				split(line, part, "|")
				built[part[1]]
				cell[part[1], part[2]] = part[3]
				order[++lines] = part[2]
			}
		}
		NR == 1 { for (i = 3; i < NF; i++) { gsub(/`/, "", $i); column[i] = $i; old[$i]; heads++ } next }
		/^\| -/ { next }
		{
			row[++rows] = $2
			for (i = 3; i < NF; i++)
				if (!(column[i] in built) && $i != "-") { cell[column[i], $2] = $i; has[$2] }
		}
		END {
			for (i = 1; i <= lines; i++) has[order[i]]
			for (i = 1; i <= rows; i++) if (row[i] in has) add(row[i])
			for (i = 1; i <= lines; i++) add(order[i])
			for (i = 1; i <= count; i++)
				if (heads ? name[i] in old : name[i] in built) name[++shown] = name[i]
			count = shown
			printf "| choice |"
			for (i = 1; i <= count; i++) printf " `%s` |", name[i]
			printf "\n| --- |"
			for (i = 1; i <= count; i++) printf " --- |"
			print ""
			for (k = 1; k <= n; k++) {
				printf "| %s |", keys[k]
				for (i = 1; i <= count; i++) printf " %s |", (name[i], keys[k]) in cell ? cell[name[i], keys[k]] : "-"
				print ""
			}
		}'
}

work=$(mktemp -d) || die "no temporary folder can be made"
trap 'rm -rf "$work"' EXIT
for variant in "${columns[@]}"; do
	[ -x "$programs/$variant/dtls_server" ] || continue
	answers "$variant" >"$work/answers" || die "$programs/$variant: its programs do not answer --list"
	cells <"$work/answers" | sed "s/^/$variant|/" >>"$work/made"
done
[ -s "$work/made" ] || die "$programs: no variant is built; make it with: make BOARD=${BOARD:-host}"
sed -n "\\:^$begin\$:,\\:^$end\$:{/^|/p}" "$page" >"$work/old"
merge "$work/made" <"$work/old" >"$work/new"

case ${1:-} in
'') cat "$work/new" ;;
--check)
	diff <(sort "$work/old") <(sort "$work/new") >"$work/differs" && exit
	sed -n 's/^[<>]/&/p' "$work/differs" >&2
	die "$page: the table is not what the programs answer (< page, > programs); make it with: scripts/protocols_table.sh --write"
	;;
--write)
	grep -qF "$begin" "$page" && grep -qF "$end" "$page" || die "$page: no place for the table"
	awk -v begin="$begin" -v end="$end" -v table="$work/new" '
		$0 == end { skip = 0 }
		!skip
		$0 == begin { while ((getline line < table) > 0) print line; skip = 1 }' "$page" >"$work/page" && cat "$work/page" >"$page"
	;;
esac
