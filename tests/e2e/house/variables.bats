#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Variables on make's command line: a mistyped one of ours is refused, and those of others pass.

bats_require_minimum_version 1.5.0
load ../support/helpers

# said STATUS PATTERN MAKE-ARGUMENT...: nothing is built or run (-n).
said() {
	run env -u MAKEFLAGS -u MAKEOVERRIDES timeout 60 make --no-print-directory -n "${@:3}" 3>&-
	[ "$status" -eq "$1" ] || { echo "status $status, not $1: $output"; return 1; }
	grep -qE -- "$2" <<<"$output" || { echo "not said: $2"; echo "$output"; return 1; }
}

# refused GIVEN MEANT: as the only word of one line.
refused() {
	said 2 "\*\*\* ${1%%=*}=: no variable of wiretoll; did you mean $2=\? \(make help\)" compare "$1"
	[ "$(wc -l <<<"$output")" -eq 1 ] || { echo "more than one line: $output"; return 1; }
}

@test "one of ours in other letters, or by one edit, is refused with the right one" {
	local pair
	for pair in board=arm64:BOARD Board=arm64:BOARD bOARD=arm64:BOARD BAORD=arm64:BOARD BOAR=arm64:BOARD BOARDS=arm64:BOARD \
		SIZE=64:SIZES TRY=50:TRIES try=50:TRIES TRIE=50:TRIES VARIANTS=wolfssl:VARIANT TRANSPORT=tcp:TRANSPORTS \
		prefix=/usr:PREFIX v=1:V ssh=pi:SSH cc=gcc:CC CLFAGS=-g:CFLAGS RUNFLAGS=x:RUN_FLAGS PKGCONFIG=x:PKG_CONFIG \
		CROSS_COMPILER=arm-:CROSS_COMPILE sanitize=address:SANITIZE OWN_PREFFIX=/opt:OWN_PREFIX; do
		refused "${pair%:*}" "${pair##*:}"
	done
}

@test "the right ones pass, each that make help names" {
	local names name
	mapfile -t names < <(grep -oE '[A-Z][A-Z0-9_]*=' mk/help.txt | sort -u)
	[ ${#names[@]} -gt 40 ]
	for name in "${names[@]}"; do
		[ -z "$(scripts/check/mistyped.sh "${name%=}")" ] || { echo "$name"; return 1; }
	done
}

# What Buildroot gives to each package (TARGET_CONFIGURE_OPTS, TARGET_MAKE_ENV), Yocto and OpenWrt beside it.
@test "the dozens of others pass" {
	local name
	for name in PATH AR AS LD NM CC GCC CPP CXX FC F77 RANLIB READELF STRIP OBJCOPY OBJDUMP AR_FOR_BUILD AS_FOR_BUILD \
		CC_FOR_BUILD GCC_FOR_BUILD CXX_FOR_BUILD LD_FOR_BUILD CPPFLAGS_FOR_BUILD CFLAGS_FOR_BUILD CXXFLAGS_FOR_BUILD \
		LDFLAGS_FOR_BUILD FCFLAGS_FOR_BUILD DEFAULT_ASSEMBLER DEFAULT_LINKER CPPFLAGS CFLAGS CXXFLAGS LDFLAGS FCFLAGS \
		FFLAGS PKG_CONFIG STAGING_DIR TARGET_DIR INTLTOOL_PERL HOSTCC HOSTCXX HOSTAR HOSTLD HOSTAS HOST_DIR HOST_CFLAGS \
		HOST_CXXFLAGS HOST_CPPFLAGS HOST_LDFLAGS HOST HOSTARCH ARCH CROSS CROSS_COMPILE DESTDIR PREFIX DEPMOD \
		PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR PKG_CONFIG_PATH ac_cv_lbl_unaligned_fail ac_cv_func_mmap_fixed_mapped \
		CONFIG_SITE BR2_CONFIG BUILD_CC BUILD_CFLAGS BUILD_LDFLAGS TARGET_CFLAGS TARGET_LDFLAGS TARGET_CROSS EXTRA_CFLAGS \
		EXTRA_OEMAKE OECORE_NATIVE_SYSROOT SDKTARGETSYSROOT LIBS LINT YACC LEX GET CO SUBDIRS JOBS Q VERBOSE KBUILD_VERBOSE \
		exec_prefix bindir libdir mandir sysconfdir datadir host target srcdir top_srcdir LIBTOOL INSTALL MKDIR_P SED AWK; do
		[ -z "$(scripts/check/mistyped.sh "$name")" ] || { scripts/check/mistyped.sh "$name"; return 1; }
	done
	said 0 "wiretoll run" compare CXX=arm-g++ GCC=arm-gcc FFLAGS=-O2 HOSTCXX=g++ DEFAULT_LINKER=ld "ac_cv_x=a b"
}

@test "what make compare measures is said by variables; RUN_FLAGS come last" {
	said 0 "--sizes '16,999' .*--tries '8' --seed 3" compare BUILT=1 SIZES=16,999 TRIES=8 RUN_FLAGS="--seed 3"
	said 0 "--transports 'tcp,tls1.3' .*--hold '20' --until '2%'" compare TRANSPORTS=tcp,tls1.3 HOLD=20 UNTIL=2%
	said 0 "--study 'groups' --transports 'tls1.2'" compare STUDY=groups TRANSPORTS=tls1.2
	said 2 "SIZES=.*: a quote in it is not valid" compare "SIZES=16'; touch x'"
}

@test "make compare goes on in a folder; what its plan holds is refused beside it" {
	LIMIT=120 typed_here compare BUILT=1 SIZES=16 TRIES=4 TRANSPORTS=tcp VARIANT=wolfssl RUN_FLAGS="--rounds 2 --out $T/results"
	folder=$(readlink -f "$T/results/latest")
	[ "$(jq -c '[.sizes, .tries]' "$folder/plan.json")" = "[[16],4]" ]
	made=$(cd "$folder/tcp" && ls)
	rm "$folder"/tcp/round-*1.*
	LIMIT=120 typed_here compare BUILT=1 VARIANT=wolfssl CONTINUE="$folder"
	[ "$(cd "$folder/tcp" && ls)" = "$made" ] || { ls "$folder/tcp"; return 1; }
	said 2 "TRIES= HOLD=: not together with CONTINUE=; the folder has its plan" compare TRIES=4 HOLD=2 CONTINUE="$folder"
	said 2 "CONTINUE=x: a virtual board is gone after its run" compare BOARD=qemu-arm64 CONTINUE=x
}

# The make of a person, with the programs that there are.
typed_here() {
	run env -u MAKEFLAGS -u MAKEOVERRIDES timeout "$LIMIT" make --no-print-directory BUILD="$BUILD" "$@" 3>&-
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}
