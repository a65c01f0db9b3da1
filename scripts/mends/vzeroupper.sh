#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/mends/vzeroupper.sh FOLDER
#
# Mends the unpacked source of wolfSSL in FOLDER: puts a vzeroupper before each
# return of those x86-64 assembly functions that use 256-bit registers and
# leave their upper halves dirty. SHA-256 by the SHA instructions, which have
# the older encoding only, is otherwise up to a hundred times slower after them
# (docs/findings.md). Each function has to be there and to lack it; else
# nothing is changed, one line says which it was, and the exit status is 1.
set -u
. "$(dirname "$0")/../lib.sh"
[ "${1:-}" != --help ] || { help_text; exit 0; }
[ $# = 1 ] || wrong "wants FOLDER; see --help"
source=${1%/}/wolfcrypt/src

# Each file with its functions. Table look-ups of SP math (RSA and DH, then the curves), the inverse of P-256's order,
# Poly1305's key, and polynomials of ML-DSA, which our builds leave out.
functions() {
	cat <<-END
		sp_x86_64_asm.S sp_2048_get_from_table_avx2_16 sp_2048_get_from_table_avx2_32
		sp_x86_64_asm.S sp_3072_get_from_table_avx2_24 sp_3072_get_from_table_avx2_48
		sp_x86_64_asm.S sp_4096_get_from_table_avx2_64
		sp_x86_64_asm.S sp_256_get_point_33_avx2_4 sp_256_get_entry_64_avx2_4 sp_256_get_entry_65_avx2_4
		sp_x86_64_asm.S sp_384_get_point_33_avx2_6 sp_384_get_entry_64_avx2_6 sp_384_get_entry_65_avx2_6
		sp_x86_64_asm.S sp_521_get_point_33_avx2_9 sp_521_get_entry_64_avx2_9 sp_521_get_entry_65_avx2_9
		sp_x86_64_asm.S sp_256_mod_inv_avx2_4
		poly1305_asm.S poly1305_setkey_avx2
		wc_mldsa_asm.S wc_mldsa_poly_add_avx2 wc_mldsa_poly_sub_avx2 wc_mldsa_poly_make_pos_avx2
	END
}

# Prints the file FILE mended in the functions that follow; on standard error the first one that could not be.
mend_file() {
	awk -v wanted="${*:2}" '
		BEGIN { n = split(wanted, names, " "); for (i in names) of[names[i] ":"] = names[i] }
		$1 in of { inside = of[$1]; seen[inside]; last = "" }
		inside && $1 == ".size" { inside = "" }
		inside && /^[ \t]*(repz?[ \t]+)?retq?[ \t]*$/ && last != "vzeroupper" {
			print "        vzeroupper"
			mended[inside]++
		}
		NF && $1 !~ /^#/ { last = $1 }
		{ print }
		END {
			for (i = 1; i <= n; i++) {
				if (names[i] in mended) continue
				print names[i] ": " (names[i] in seen ? "has no return without vzeroupper" : "no such function") >"/dev/stderr"
				exit 1
			}
		}' "$1"
}

scratch=$(mktemp -d) || die "no temporary folder can be made"
trap 'rm -rf "$scratch"' EXIT
files=$(functions | cut -d ' ' -f 1 | sort -u)
for file in $files; do
	[ -r "$source/$file" ] || die "nothing to mend: $source/$file is not there"
	# Word splitting is wanted: a list of names.
	# shellcheck disable=SC2046
	mend_file "$source/$file" $(functions | sed -n "s/^$file //p") >"$scratch/$file" 2>"$scratch/reason" ||
		die "nothing to mend: $source/$file: $(head -n 1 "$scratch/reason")"
done
# Into the place of the old ones, which stay what they are for whoever shares them by a link.
for file in $files; do
	rm -f "$source/$file" && cp "$scratch/$file" "$source/$file" || die "$source/$file: cannot be written"
done
printf '%s functions mended in %s files\n' "$(functions | cut -d ' ' -f 2- | wc -w)" "$(wc -w <<<"$files")"
