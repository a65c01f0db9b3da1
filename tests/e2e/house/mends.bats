#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Faults of a library that are mended in its source: what the mend does and refuses, what the disassembly says before
# and after, and that a mended library tells so wherever its version stands.

# shellcheck disable=SC2030,SC2031,SC2034
load ../support/helpers
load ../support/reports

SP=(sp_2048_get_from_table_avx2_{16,32} sp_3072_get_from_table_avx2_{24,48} sp_4096_get_from_table_avx2_64
	sp_256_{get_point_33,get_entry_64,get_entry_65,mod_inv}_avx2_4 sp_{384_get_{point_33,entry_64,entry_65}_avx2_6,521_get_{point_33,entry_64,entry_65}_avx2_9})
MLDSA=(wc_mldsa_poly_{add,sub,make_pos}_avx2)
DIRTY='vpxor %ymm0, %ymm0, %ymm0'

need_x86() {
	not_under_valgrind
	[ "$(uname -m)" = x86_64 ] || skip "no x86-64 assembly on this machine"
}

# plant FILE NAME LINE...: a function of assembly, in the shape of the library's.
plant() {
	mkdir -p "${1%/*}" && printf '%s\n' "#ifndef __APPLE__" ".globl $2" ".type $2,@function" "$2:" "#endif" "${@:3}" \
		"#ifndef __APPLE__" ".size $2,.-$2" "#endif" >>"$1"
}

# A folder with all functions that the mend is for, and one beside them that is as it should be.
plant_all() {
	local name
	for name in "${SP[@]}"; do plant "$1/wolfcrypt/src/sp_x86_64_asm.S" "$name" "$DIRTY" "repz retq"; done
	plant "$1/wolfcrypt/src/sp_x86_64_asm.S" sp_256_other "$DIRTY" vzeroupper "repz retq"
	plant "$1/wolfcrypt/src/poly1305_asm.S" poly1305_setkey_avx2 "$DIRTY" "repz retq"
	for name in "${MLDSA[@]}"; do plant "$1/wolfcrypt/src/wc_mldsa_asm.S" "$name" "$DIRTY" "repz retq"; done
}

# assemble FOLDER: its objects, in FOLDER/objects.
assemble() {
	local file
	mkdir -p "$1/objects"
	for file in "$1"/wolfcrypt/src/*.S; do
		gcc -c "$file" -o "$1/objects/$(basename "$file" .S).o" || return 1
	done
}

# fails_with PATTERN COMMAND...: status 1 and one line.
fails_with() {
	local status=0
	"${@:2}" >"$T/output" 2>"$T/said" || status=$?
	[ "$status" -eq 1 ] && [ "$(wc -l <"$T/said")" -eq 1 ] && grep -qE -- "$1" "$T/said" && return
	echo "status $status, or not one line that says: $1"
	cat "$T/output" "$T/said"
	return 1
}

@test "mend vzeroupper: each function that needs it has it before each return, and nothing else changes" {
	need_x86
	plant_all "$T/source"
	assemble "$T/source"
	cp -r "$T/source" "$T/mended"
	[ "$(scripts/check_vectors.sh --count objdump "$T"/source/objects/*.o)" = 19 ]
	scripts/mends/vzeroupper.sh "$T/mended" >"$T/said"
	grep -qx '19 functions mended in 3 files' "$T/said"
	assemble "$T/mended"
	scripts/check_vectors.sh objdump "$T"/mended/objects/*.o >"$T/checked"
	grep -q '^20 functions .* clean' "$T/checked"
	diff -r -x objects "$T/source" "$T/mended" >"$T/changes" || [ $? -eq 1 ]
	[ "$(grep -c '^> *vzeroupper$' "$T/changes")" -eq 19 ]
	[ "$(grep -c '^[<>]' "$T/changes")" -eq 19 ]
}

@test "mend vzeroupper: a return that has it already gets no second one" {
	plant_all "$T/source"
	rm "$T/source/wolfcrypt/src/poly1305_asm.S"
	plant "$T/source/wolfcrypt/src/poly1305_asm.S" poly1305_setkey_avx2 "$DIRTY" "jz L_out" "vzeroupper" "repz retq" "L_out:" "repz retq"
	scripts/mends/vzeroupper.sh "$T/source"
	grep -v '^[#.]' "$T/source/wolfcrypt/src/poly1305_asm.S" | tr -d ' ' | paste -sd' ' >"$T/body"
	grep -q 'jzL_out vzeroupper repzretq L_out: vzeroupper repzretq$' "$T/body"
}

@test "mend vzeroupper: a source in which it finds nothing to mend is refused by name, and left alone" {
	plant_all "$T/source"
	cp -r "$T/source" "$T/other"
	sed -i 's/sp_256_mod_inv_avx2_4/sp_256_inverse_avx2_4/' "$T/other/wolfcrypt/src/sp_x86_64_asm.S"
	cp -r "$T/other" "$T/before"
	fails_with '^vzeroupper.sh: nothing to mend: .*/sp_x86_64_asm.S: sp_256_mod_inv_avx2_4: no such function$' scripts/mends/vzeroupper.sh "$T/other"
	diff -r "$T/before" "$T/other"
	scripts/mends/vzeroupper.sh "$T/source"
	fails_with 'poly1305_setkey_avx2: has no return without vzeroupper$' scripts/mends/vzeroupper.sh "$T/source"
	rm "$T/other/wolfcrypt/src/wc_mldsa_asm.S"
	fails_with 'nothing to mend: .*' scripts/mends/vzeroupper.sh "$T/other"
	fails_with 'nothing to mend: .* is not there$' scripts/mends/vzeroupper.sh "$T/nosuch"
}

# A source archive VERSION of what lies in $T/source, whose configure makes an archive of the assembly alone.
pack() {
	local folder=$T/pack/wolfssl-$1
	mkdir -p "$T/pack" && cp -r "$T/source" "$folder"
	cat >"$folder/configure" <<-'END'
		#!/bin/sh
		for a; do case $a in --prefix=*) prefix=${a#*=} ;; esac; done
		src=$(cd "$(dirname "$0")" && pwd)
		{
			printf 'all:\n\tmkdir -p wolfcrypt/src\n'
			printf "\tfor f in $src/wolfcrypt/src/*.S; do gcc -c "'$$f -o wolfcrypt/src/lib-$$(basename $$f .S).o || exit 1; done\n'
			printf '\tar rcs libwolfssl.a wolfcrypt/src/*.o\n'
			printf 'install:\n\tinstall -D libwolfssl.a $(DESTDIR)'"$prefix/lib/libwolfssl.a\n"
		} >Makefile
	END
	chmod +x "$folder/configure"
	tar -czf "$T/wolfssl-$1.tar.gz" -C "$T/pack" "wolfssl-$1"
}

# library VERSION MENDS: builds it as make does, in a checkout of its own, so that build/deps stays what it is.
library() {
	mkdir -p "$T/top" && cp -r scripts "$T/top/" && build_library "$@"
}

build_library() {
	env -u WOLFSSL_PREFIX -u WOLFSSL_HOST -u WOLFSSL_CONFIGURE WOLFSSL_TARBALL="$T/wolfssl-$1.tar.gz" WOLFSSL_UNPINNED=1 \
		WOLFSSL_MENDS="$2" "$T/top/scripts/wolfssl.sh" host/test "$T/top/library.mk"
}

@test "a library of a known version is built from a mended copy of its source, and says so" {
	need_x86
	plant_all "$T/source"
	pack 5.9.2
	library 5.9.2 "" >"$T/plain"
	grep -qx 'LIBRARY_MENDS := ' "$T/top/library.mk"
	plain=$(sed -n 's/^LIBRARY_FILE := //p' "$T/top/library.mk")
	library 5.9.2 vzeroupper
	grep -qx 'LIBRARY_MENDS := vzeroupper' "$T/top/library.mk"
	grep -q '^LIBRARY_SOURCE := source 5.9.2 mended by scripts/mends (vzeroupper-[0-9a-f]*), sha256:' "$T/top/library.mk"
	mended=$(sed -n 's/^LIBRARY_FILE := //p' "$T/top/library.mk")
	[ "$plain" != "$mended" ]
	[ "$(scripts/check_vectors.sh --count objdump "$T/top/$plain")" = 19 ]
	[ "$(scripts/check_vectors.sh --count objdump "$T/top/$mended")" = 0 ]
	# The source that others build from is as it was unpacked; another script would be another library.
	diff -r -x configure "$T/source" "$(echo "$T"/top/build/deps/source-5.9.2-????????????)"
	echo "# changed" >>"$T/top/scripts/mends/vzeroupper.sh"
	build_library 5.9.2 vzeroupper
	lacks "$mended" "$T/top/library.mk"
	[ "$(find "$T/top/build/deps" -maxdepth 1 -name 'source-5.9.2-*' | wc -l)" -eq 3 ]
}

@test "a known version in which there is nothing to mend, or more than the mend knows, is not built" {
	need_x86
	plant_all "$T/source"
	plant "$T/source/wolfcrypt/src/sp_x86_64_asm.S" sp_256_new_avx2_4 "$DIRTY" "repz retq"
	pack 5.9.2
	fails_with '^wolfssl.sh: mend vzeroupper of wolfSSL 5.9.2: 1 functions still leave vector registers dirty$' library 5.9.2 vzeroupper
	rm -r "$T/pack" "$T/top"
	sed -i 's/sp_521_get_entry_64_avx2_9/renamed/' "$T/source/wolfcrypt/src/sp_x86_64_asm.S"
	pack 5.9.2
	fails_with '^wolfssl.sh: mend vzeroupper of wolfSSL 5.9.2: .*sp_x86_64_asm.S: sp_521_get_entry_64_avx2_9: no such function; VARIANT=wolfssl-shipped' \
		library 5.9.2 vzeroupper
	[ -z "$(find "$T/top/build/deps" -name 'source-*+*' -o -name 'libwolfssl.a')" ]
	fails_with '^wolfssl.sh: WOLFSSL_MENDS=nosuch: unknown; valid: vzeroupper$' library 5.9.2 nosuch
}

@test "a version that the mend is not known for is built as it is, and looked at" {
	need_x86
	plant "$T/source/wolfcrypt/src/sp_x86_64_asm.S" sp_256_new_avx2_4 "$DIRTY" "repz retq"
	pack 9.9.9
	library 9.9.9 vzeroupper >"$T/said"
	grep -q 'built as it is; 1 functions leave vector registers dirty$' "$T/said"
	grep -qx 'LIBRARY_MENDS := ' "$T/top/library.mk"
	grep -q '^LIBRARY_SOURCE := source 9.9.9, sha256:' "$T/top/library.mk"
}

# found NAME...: the check names these functions of $T/planted.o, and no others.
found() {
	gcc -c "$T/planted.S" -o "$T/planted.o"
	scripts/check_vectors.sh objdump "$T/planted.o" 2>"$T/said" | sed -n 's/.*function \(.*\) returns with dirty vector registers$/\1/p' | paste -sd' ' >"$T/found"
	[ "$(cat "$T/found")" = "$*" ] && return
	cat "$T/found" "$T/said"
	return 1
}

@test "check_vectors names what returns dirty on some way, and nothing else" {
	need_x86
	plant "$T/planted.S" clean "$DIRTY" vzeroupper ret
	plant "$T/planted.S" clean_all "vmovdqu (%rdi), %ymm3" vzeroall "repz retq"
	plant "$T/planted.S" narrow "vpxor %xmm0, %xmm0, %xmm0" "vmovdqu %xmm0, (%rdi)" ret
	plant "$T/planted.S" compares "vptest %ymm0, %ymm1" ret
	plant "$T/planted.S" stores "vmovdqu %ymm0, (%rdi)" "vextracti128 \$1, %ymm0, %xmm1" ret
	plant "$T/planted.S" high_only "vpxord %ymm17, %ymm17, %ymm17" ret
	plant "$T/planted.S" jumps_to_clean "$DIRTY" "jmp clean"
	plant "$T/planted.S" inner_labels "movl \$4, %eax" "L_inner:" "$DIRTY" "decl %eax" "jnz L_inner" "L_end:" vzeroupper ".byte 0xf2" ret
	plant "$T/planted.S" early_return "testl %eax, %eax" "jz L_early" "$DIRTY" vzeroupper "L_early:" ret
	found
	plant "$T/planted.S" dirty_512 "vpxord %zmm0, %zmm0, %zmm0" ret
	plant "$T/planted.S" dirty_masked "vmovdqu64 (%rdi), %ymm2{%k1}{z}" ret
	plant "$T/planted.S" dirty_one_way "$DIRTY" "testl %eax, %eax" "jz L_one_way" vzeroupper "L_one_way:" ret
	plant "$T/planted.S" dirty_again "$DIRTY" vzeroupper "vpxor %ymm1, %ymm1, %ymm1" ret
	plant "$T/planted.S" dirty_label "L_d:" "decl %eax" "jnz L_d" "L_e:" "vbroadcasti128 (%rsi), %ymm9" "L_f:" "repz retq"
	plant "$T/planted.S" jumps_out "$DIRTY" "jmp somewhere"
	plant "$T/planted.S" jumps_by_pointer "$DIRTY" "jmp *%rax"
	plant "$T/planted.S" jumps_to_dirty "jmp L_e"
	found dirty_512 dirty_masked dirty_one_way dirty_again dirty_label jumps_out jumps_by_pointer
	grep -qx 'check_vectors.sh: 7 of 12 functions that write 256-bit registers lack a vzeroupper (docs/findings.md)' "$T/said"
	# In an archive addresses begin anew in each member.
	rm -f "$T/planted.S" "$T/lib.a"
	plant "$T/planted.S" one_more "$DIRTY" ret
	cp "$T/planted.o" "$T/first.o"
	found one_more
	ar rcs "$T/lib.a" "$T/first.o" "$T/planted.o"
	[ "$(scripts/check_vectors.sh --count objdump "$T/lib.a")" = 8 ]
	fails_with '^check_vectors.sh: 8 of 13 functions' scripts/check_vectors.sh objdump "$T/lib.a"
}

@test "check_vectors refuses what it cannot judge" {
	need_x86
	plant "$T/planted.S" main "$DIRTY" ret
	gcc "$T/planted.S" -o "$T/program"
	fails_with '^check_vectors.sh: 1 of 1 functions' scripts/check_vectors.sh objdump "$T/program"
	strip "$T/program"
	fails_with "program: has no symbols, so no function could be named$" scripts/check_vectors.sh objdump "$T/program"
	fails_with "nosuch: not there; build it first$" scripts/check_vectors.sh objdump "$T/nosuch"
	fails_with "objdump finds no instruction in it; is it of that architecture" scripts/check_vectors.sh objdump /etc/passwd
	fails_with "nosuch-objdump: not found$" scripts/check_vectors.sh nosuch-objdump "$T/program"
}

@test "make check-vectors: the mended library is clean, the shipped one has its 16 functions named" {
	need_x86
	need_variant wolfssl
	build_of check-vectors VARIANT=wolfssl >"$T/clean"
	grep -qE '^[1-9][0-9]+ functions that write 256-bit registers, each clean at its return$' "$T/clean"
	status=0
	build_of check-vectors VARIANT=wolfssl-shipped >"$T/dirty" 2>"$T/said" || status=$?
	[ "$status" -eq 2 ]
	grep -qE '^check_vectors.sh: 16 of [0-9]+ functions that write 256-bit registers lack a vzeroupper' "$T/said"
	grep -oE 'function [a-z0-9_]+ returns' "$T/dirty" | cut -d' ' -f2 | sort >"$T/names"
	printf '%s\n' "${SP[@]}" poly1305_setkey_avx2 | sort | diff - "$T/names"
	build_of check-vectors VARIANT=openssl >"$T/none"
	grep -q 'nothing to check' "$T/none"
}

@test "where the assembly is another one there is nothing to check, and no shipped variant" {
	build_of -s check-vectors BOARD=armhf >"$T/none"
	grep -qx 'BOARD=armhf: no x86-64 assembly in its wolfSSL; nothing to check' "$T/none"
	status=0
	build_of programs BOARD=arm64 VARIANT="wolfssl wolfssl-shipped" >"$T/output" 2>"$T/said" || status=$?
	[ "$status" -eq 2 ]
	[ "$(wc -l <"$T/said")" -eq 1 ]
	grep -q 'VARIANT=wolfssl-shipped: wolfssl is as its maker ships it for BOARD=arm64 .*; valid: VARIANT=wolfssl' "$T/said"
}

@test "a mended library says so in its version, in every record and in the report; diff tells it from one that is not" {
	need_x86
	need_variant wolfssl
	[ "$BOARD" = host ] && [ -z "${WOLFSSL_PREFIX:-}" ] || skip "another wolfSSL"
	"$BUILD/host/wolfssl/tls_client" --version >"$T/version"
	grep -q '^wolfSSL [0-9.]* + vzeroupper (source [0-9.]* mended by scripts/mends (vzeroupper-' "$T/version"
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board host --certs build/certs/ecdsa-p256 --variants wolfssl \
		--transports tcp,tls1.3 --tries 4 --rounds 2 --sizes 16 --out "$T/results" --quiet 3>&-
	mv "$(realpath "$T/results/latest")" "$T/run"
	mkdir -p "$BATS_FILE_TMPDIR" && rm -rf "$BATS_FILE_TMPDIR/run" && cp -r "$T/run" "$BATS_FILE_TMPDIR/run"
	jq -es 'map(select(.record == "run")) | length == 6 and all(.library.version | test("^[0-9.]+ \\+ vzeroupper$"))' "$T"/run/tls1.3-wolfssl/*.jsonl
	desk report "$T/run"
	desk_expect 0 "^ +libraries +wolfSSL [0-9.]+ \+ vzeroupper \(variant wolfssl\)$" "With wolfSSL [0-9.]+ \+ vzeroupper a secure exchange"
	for form in html markdown json; do
		desk report "$T/run" --$form "$T/report.$form"
		grep -q '+ vzeroupper' "$T/report.$form"
	done
	copy shipped
	edit "tls1.3-*/*.jsonl" 'if .record == "run" then .library.version |= sub(" .*"; "") else . end'
	desk diff "$COPY" "$T/run" --threshold 100%
	grep -qE '^tls1.3-wolfssl: wolfSSL [0-9.]+ \+ vzeroupper, before [0-9.]+$' "$T/desk.out"
}
