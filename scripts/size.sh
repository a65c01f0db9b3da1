#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/size.sh [--build DIR] [--variants NAMES] [--json FILE] BOARD...
#
# What the programs of each board and variant take in flash and memory, and
# what TLS and DTLS cost over the plain pair: a table, and FILE (default:
# DIR/size.json). Only what is built counts, of the variants NAMES (default:
# all that are there); `make size` builds first and names them.
#
# JSON: "programs": board, variant, program, text_bytes, data_bytes, bss_bytes
# (as size tells), file_bytes (stripped), shared (libraries that the program
# loads and that are not in its figures). "prices": board, variant, program,
# over (the plain program of the same variant), text_bytes, file_bytes, complete (false when the
# TLS library is a shared one, so that the price lacks it). "variants": board,
# variant, and of the largest of its four secure programs "program", "base" (the
# variant whose plain program it is compared with: wolfssl where that is there) and
# text_bytes, null when the TLS library is a shared one.
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

programs=(tcp_client tcp_server udp_client udp_server tls_client tls_server dtls_client dtls_server)
build=build json='' variants=''
while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--build) build=${2:-}; shift ;;
	--variants) variants=" ${2:-} "; shift ;;
	--json) json=${2:-}; shift ;;
	-*) wrong "$1: unknown option; valid: --build --variants --json --help" ;;
	*) break ;;
	esac
	shift
done
[ $# -gt 0 ] || wrong "names no board; see --help"
json=${json:-$build/size.json}
have size && have readelf || die "size and readelf are missing (Debian's package binutils)"
scratch=$(mktemp -d) || die "no temporary folder can be made"
trap 'rm -rf "$scratch"' EXIT

# A file's bytes without symbols: a board's programs are stripped already.
stripped_bytes() {
	strip -o "$scratch/stripped" "$1" 2>/dev/null || cp "$1" "$scratch/stripped"
	stat -c %s "$scratch/stripped"
}

# "board variant program text data bss file shared" a line, for every folder that holds all programs.
measure() {
	local board=$1 folder program file shared
	for folder in "$build/$board"/*/; do
		[ -z "$variants" ] || [[ $variants == *" $(basename "$folder") "* ]] || continue
		for program in "${programs[@]}"; do
			[ -x "$folder$program" ] || continue 2
		done
		for program in "${programs[@]}"; do
			file=$folder$program
			shared=$(LC_ALL=C readelf -d "$file" 2>/dev/null | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | paste -sd,)
			printf '%s %s %s %s %s %s\n' "$board" "$(basename "$folder")" "$program" \
				"$(size "$file" | awk 'NR == 2 { print $1, $2, $3 }')" "$(stripped_bytes "$file")" "${shared:--}"
		done
	done
}

for board in "$@"; do
	measure "$board"
done >"$scratch/measured" || die "the programs cannot be measured"
[ -s "$scratch/measured" ] || die "nothing${variants:+ of${variants% }} is built for $* in $build; make size builds it"

awk -v json="$scratch/json" '
	function over(program) { sub(/^tls/, "tcp", program); sub(/^dtls/, "udp", program); return program }
	function kb(bytes) { return sprintf("%.1f", bytes / 1000) }
	# What one program costs beside its plain one, by variant; the last column compares with OpenSSL.
	function price(board, program,    i, v, plain, line, base) {
		plain = over(program)
		for (i = 1; i <= variants[board]; i++) {
			v = variant[board, i]
			cost = text[board, v, program] - text[board, v, plain]
			line = sprintf("  %-12s over %-11s %-14s text %9s KB   file %9s KB", program, plain, v, kb(cost), \
				kb(file[board, v, program] - file[board, v, plain]))
			base = text[board, "openssl", program] - text[board, "openssl", plain]
			if (lacks[board, v]) line = line "   without its shared TLS library"
			else if (v != "openssl" && base > 0 && !lacks[board, "openssl"])
				line = line sprintf("   %.2f of openssl", cost / base)
			print line
			printf("%s\n  {\"board\":\"%s\",\"variant\":\"%s\",\"program\":\"%s\",\"over\":\"%s\",\"text_bytes\":%d,\"file_bytes\":%d,\"complete\":%s}", \
				separator, board, v, program, plain, cost, file[board, v, program] - file[board, v, plain], \
				lacks[board, v] ? "false" : "true") >json
			separator = ","
		}
	}
	# Text of the largest secure program of a variant over the plain one of another; `program` is left to say which.
	function most_of(board, v, base,    k, cost, most) {
		most = -1
		for (k = 1; k <= 4; k++) {
			cost = text[board, v, secure[k]] - text[board, base, over(secure[k])]
			if (cost > most) { most = cost; program = secure[k] }
		}
		return most
	}
	# A line a variant, all over one and the same plain pair.
	function largest(board,    i, v, base, first, most) {
		base = ((board, "wolfssl") in known) ? "wolfssl" : variant[board, 1]
		printf "  what each variant takes: text of its largest secure program over the plain one of %s\n", base
		first = lacks[board, base] ? 0 : most_of(board, base, base)
		for (i = 1; i <= variants[board]; i++) {
			v = variant[board, i]
			most = most_of(board, v, base)
			if (lacks[board, v]) printf "  %-14s    shared      its TLS library is not in the program\n", v
			else printf "  %-14s %9s KB   %s%s\n", v, kb(most), program, \
				(v != base && first > 0) ? sprintf("   %.2f of %s", most / first, base) : ""
			lines = lines sprintf("%s\n  {\"board\":\"%s\",\"variant\":\"%s\",\"program\":\"%s\",\"base\":\"%s\",\"text_bytes\":%s}", \
				lines == "" ? "" : ",", board, v, program, base, lacks[board, v] ? "null" : sprintf("%d", most))
		}
	}
	BEGIN { split("tls_client tls_server dtls_client dtls_server", secure, " ") }
	{
		b = $1; v = $2; p = $3
		if (!(b in variants)) boards[++n] = b
		if (!((b, v) in known)) { known[b, v] = 1; variant[b, ++variants[b]] = v }
		text[b, v, p] = $4; data[b, v, p] = $5; bss[b, v, p] = $6; file[b, v, p] = $7
		if ($8 ~ /lib(ssl|wolfssl)\.so/) lacks[b, v] = 1
		row[NR] = $0
	}
	END {
		printf "{\"schema\":1,\"programs\":[" >json
		for (i = 1; i <= NR; i++) {
			split(row[i], f, " ")
			libraries = ""
			if (f[8] != "-") { libraries = "\"" f[8] "\""; gsub(/,/, "\",\"", libraries) }
			printf("%s\n  {\"board\":\"%s\",\"variant\":\"%s\",\"program\":\"%s\",\"text_bytes\":%d,\"data_bytes\":%d,\"bss_bytes\":%d,\"file_bytes\":%d,\"shared\":[%s]}", \
				(i > 1) ? "," : "", f[1], f[2], f[3], f[4], f[5], f[6], f[7], libraries) >json
		}
		printf "],\n\"prices\":[" >json
		for (k = 1; k <= n; k++) {
			b = boards[k]
			printf("%s%s, bytes\n  %-14s %-12s %10s %10s %10s %10s\n", (k > 1) ? "\n" : "", b, "variant", "program", "text", "data", "bss", "file")
			for (i = 1; i <= NR; i++) {
				split(row[i], f, " ")
				if (f[1] == b) printf "  %-14s %-12s %10d %10d %10d %10d\n", f[2], f[3], f[4], f[5], f[6], f[7]
			}
			print "  the price of security: each program over the plain one of its own variant (1 KB is 1000 bytes)"
			price(b, "tls_client"); price(b, "tls_server"); price(b, "dtls_client"); price(b, "dtls_server")
			largest(b)
		}
		printf "],\n\"variants\":[%s]}\n", lines >json
	}' "$scratch/measured" || die "$json: cannot be written"
# A file comes whole or not at all; a device is written to, and a link stays one.
if [ -L "$json" ] || { [ -e "$json" ] && [ ! -f "$json" ]; }; then
	cat "$scratch/json" >"$json"
else
	cp "$scratch/json" "$json.new" && mv "$json.new" "$json"
fi || die "$json: cannot be written"
