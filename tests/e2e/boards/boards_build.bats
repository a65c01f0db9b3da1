#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What is built for boards: their files, the programs of three architectures, their sizes and their
# instructions, and the variant for size on this machine. Builds what is missing.

load ../support/helpers

ARCHITECTURES="arm64 armhf armel"

setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}"
	local board
	for board in $ARCHITECTURES; do
		# what tests/boards/programs.sh had no time for is not built here instead
		[ -z "${WT_UNTIL:-}" ] || [ -x "$BUILD/$board/openssl/tls_client" ] || { export NOT_BUILT=$board; return 0; }
		build_of BOARD="$board" VARIANT="wolfssl wolfssl-size openssl" programs
	done
	build_of BOARD=arm64-crypto VARIANT=wolfssl programs
	build_of BOARD=host VARIANT="wolfssl-lean wolfssl-size" programs
}

# The commands here are of several kinds; each says one line on failure, and what it says is in $T/said.
fails_in_one_line() {
	local status=0
	"$@" >"$T/output" 2>"$T/said" || status=$?
	[ "$status" -ne 0 ] || { echo "no failure: $*"; return 1; }
	[ "$(wc -l <"$T/said")" -eq 1 ] || { cat "$T/said"; return 1; }
}

objdump_of() {
	case $1 in
	arm64*) echo aarch64-linux-gnu-objdump ;;
	armhf) echo arm-linux-gnueabihf-objdump ;;
	armel) echo arm-linux-gnueabi-objdump ;;
	esac
}

@test "a board file is assignments only, at most 20 lines, and says what it is" {
	local file
	for file in boards/*.mk; do
		[ "$(wc -l <"$file")" -le 20 ] || { echo "$file: too long"; return 1; }
		! grep -vE '^(#.*|[A-Za-z0-9_.-]+ *(:=|\?=).*|)$' "$file" || { echo "$file: not an assignment"; return 1; }
		grep -q '^BOARD_ABOUT := .' "$file"
		grep -q '^BOARD_RUN := .' "$file"
	done
}

@test "make boards names each with a line of its own" {
	local board
	build_of -s boards >"$T/boards"
	for board in host arm64 arm64-crypto armhf armel rpi3 rpi4 rpi5 beaglebone imx6ull imx8mm qemu-arm64 qemu-armhf; do
		grep -qE "^$board +[^ ]" "$T/boards" || { echo "$board is missing"; return 1; }
	done
	[ "$(wc -l <"$T/boards")" -eq "$(find boards -name '*.mk' | wc -l)" ]
}

@test "an unknown board or variant is refused with those that exist" {
	fails_in_one_line build_of BOARD=nosuch programs
	grep -q 'BOARD=nosuch: unknown; valid: .*arm64 .*rpi5' "$T/said"
	fails_in_one_line build_of BOARD=arm64 VARIANT=gnutls programs
	grep -q 'VARIANT=gnutls: unknown; valid: .*wolfssl-size' "$T/said"
	fails_in_one_line scripts/batch_build.sh nosuch
	grep -q 'nosuch: unknown board; valid: .*arm64 .*rpi5' "$T/said"
}

@test "a setting of make compare that would have no effect is refused" {
	fails_in_one_line build_of compare BOARD=arm64 LINK=delay=1ms
	grep -q 'LINK=delay=1ms is for a virtual board; valid: BOARD=qemu-arm64 or qemu-armhf' "$T/said"
	fails_in_one_line build_of compare BOARD=qemu-arm64 KEEP=1
	grep -q 'TARGET_IP= TARGET_DIR= and KEEP= are for a board with SSH=' "$T/said"
	fails_in_one_line build_of compare TARGET_IP=192.0.2.1
	fails_in_one_line build_of compare ROLE=server
	grep -q 'ROLE=server: both ends are this machine' "$T/said"
	fails_in_one_line build_of compare RUN=local SSH=root@192.0.2.1
	grep -q 'SSH=root@192.0.2.1: not together with RUN=local; valid: RUN=ssh' "$T/said"
}

@test "a setting of make compare that is unknown is refused before anything is installed or built" {
	fails_in_one_line build_of compare BOARD=arm64 PEER_VARIANT=nosuch
	grep -q 'PEER_VARIANT=nosuch: unknown; valid: wolfssl wolfssl-lean wolfssl-size wolfssl-shipped openssl openssl-3.5 own' "$T/said"
	fails_in_one_line build_of compare BOARD=arm64 ROLE=both
	grep -q 'ROLE=both: unknown; valid: client server' "$T/said"
	fails_in_one_line build_of compare SSH=root@192.0.2.1 KEEP=yes
	grep -q 'KEEP=yes: unknown; valid: 1 0' "$T/said"
	run build_of compare BOARD=qemu-arm64 LINK=rate=0kbit
	[ "$status" -eq 2 ] && [ "${#lines[@]}" -eq 2 ] && [[ $output == *"rate=0kbit: not valid; valid: "*"Error 2" ]]
	fails_in_one_line build_of BOARD= programs
	grep -q 'BOARD=: unknown; valid: .*arm64 .*rpi5' "$T/said"
	fails_in_one_line build_of BOARD=arm64 SYSROOT=/nosuch programs
	grep -q 'SYSROOT=/nosuch: no such folder' "$T/said"
}

@test "a quote in a setting that a shell gets is refused, and nothing of it is run" {
	local setting
	for setting in LINK SSH SSH_COMMAND TARGET_DIR TARGET_IP; do
		STATUS=0
		build_of compare BOARD=qemu-arm64 "$setting=delay=5ms'; touch $T/run; '" >"$T/output" 2>&1 || STATUS=$?
		[ "$STATUS" -eq 2 ]
		grep -q "$setting=delay=5ms'; touch $T/run; ': a quote in it is not valid" "$T/output"
		[ ! -e "$T/run" ]
	done
}

@test "a word where a switch is wanted is refused, whatever is to be made" {
	fails_in_one_line build_of help DYNAMIC=foo
	grep -q 'DYNAMIC=foo: unknown; valid: 1 0\.' "$T/said"
	fails_in_one_line build_of help SANITIZE=address,foo
	grep -q 'SANITIZE=address,foo: unknown; valid: address leak memory thread undefined, with commas between them' "$T/said"
	build_of help DYNAMIC=0 V=1 SANITIZE=address,undefined >"$T/output"
	build_of help DYNAMIC= V= SANITIZE= >"$T/output"
}

@test "make size BUILT=1: of what is there, nothing is built" {
	build_of size BOARD=arm64 VARIANT=openssl BUILT=1 CC=/nowhere/gcc >"$T/table"
	grep -qE '^  tls_client +over tcp_client +openssl ' "$T/table"
}

@test "size: of the variants that are named, none of an earlier build" {
	[ -x "$BUILD/host/wolfssl/tls_client" ] && [ -x "$BUILD/host/openssl/tls_client" ] || skip "both variants are needed"
	scripts/size.sh --build "$BUILD" --variants wolfssl --json "$T/size.json" host >"$T/table"
	[ "$(jq -r '[.programs[].variant] | unique | join(" ")' "$T/size.json")" = wolfssl ]
	# A shared TLS library is in no figure, and the table says so.
	scripts/size.sh --build "$BUILD" --variants "$VARIANTS" --json "$T/size.json" host >"$T/table"
	need_variant openssl
	grep -qE '^  openssl +shared ' "$T/table"
	jq -e '.variants[] | select(.variant == "openssl") | .text_bytes == null' "$T/size.json" >/dev/null
}

@test "a compiler that is not there is named" {
	fails_in_one_line scripts/compiler.sh myboard /nowhere/mine-gcc
	grep -q 'BOARD=myboard: its compiler /nowhere/mine-gcc is not there; .*CC=' "$T/said"
	fails_in_one_line scripts/compiler.sh arm64 /nowhere/aarch64-linux-gnu-gcc arm64
	grep -q 'BOARD=arm64: its compiler /nowhere/aarch64-linux-gnu-gcc is not there' "$T/said"
}

# --- an SDK ---------------------------------------------------------------------

# sdk NAME: an SDK in the shape of Yocto's and Buildroot's; sets SDK, the variables of its shell. The compiler is
# Debian's under another name; the tree is Debian's OpenSSL; pkg-config knows the target alone. Flags are such that
# this machine's compiler refuses them.
sdk() {
	local root=$BATS_FILE_TMPDIR/$1 tree
	tree=$TOP/build/deps/debian-$(sed -n "s/^VERSION_CODENAME=//p" /etc/os-release)-arm64
	if [ ! -d "$root/bin" ]; then
		mkdir -p "$root/bin"
		printf '#!/bin/sh\nexec aarch64-linux-gnu-gcc -isystem %s/usr/include/aarch64-linux-gnu "$@"\n' "$tree" >"$root/bin/sdk-linux-gcc"
		printf '#!/bin/sh\nexport PKG_CONFIG_LIBDIR=%s PKG_CONFIG_SYSROOT_DIR=%s\nexec /usr/bin/pkg-config "$@"\n' \
			"$tree/usr/lib/aarch64-linux-gnu/pkgconfig" "$tree" >"$root/bin/pkg-config"
		chmod +x "$root"/bin/*
	fi
	SDK=("PATH=$root/bin:$PATH" "CC=sdk-linux-gcc -mcpu=cortex-a53" CROSS_COMPILE=sdk-linux- "CFLAGS=-O2 -mcpu=cortex-a53"
		"LDFLAGS=-mcpu=cortex-a53 -Wl,-z,relro" AR=aarch64-linux-gnu-ar RANLIB=/nowhere/ranlib STRIP=aarch64-linux-gnu-strip
		"PKG_CONFIG_SYSROOT_DIR=$tree" "PKG_CONFIG_LIBDIR=$tree/usr/lib/aarch64-linux-gnu/pkgconfig" "PKG_CONFIG_PATH=/nowhere")
}

# in_sdk WORD...: make in the shell of that SDK, into $MADE.
in_sdk() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u VARIANT -u BOARD "${SDK[@]}" timeout -k 5 600 \
		make --no-print-directory "-j$(nproc)" "BUILD=$MADE" "$@"
}

# With the desk tool of this build, its last step undone, so that not all of it is made again.
sdk_build() {
	MADE=$T/made
	mkdir -p "$MADE/host"
	cp -a "$BUILD/host/obj" "$MADE/host/"
	rm -f "$MADE/host/obj/src/wiretoll/commands/main.o"
	sdk one
	in_sdk BOARD=arm64 VARIANT=openssl programs
}

marks() {
	stat -c '%n %s %y' "$MADE"/arm64/openssl/{*_client,*_server,obj/linked/*}
}

# kept WORD...: make is refused in one line that says how to go on, and nothing was replaced. BUILT=1 is for compare.
kept() {
	local built=
	[[ " $* " != *" compare "* ]] || built="make compare with BUILT=1 (runs them as they are), "

	marks >"$T/before"
	status=0
	"$@" >"$T/output" 2>"$T/errors" || status=$?
	marks | cmp - "$T/before" || { echo "replaced"; return 1; }
	cat "$T/errors"
	[ "$status" -eq 2 ] && [ "$(grep -cv '^make' "$T/errors")" -eq 1 ]
	grep -qF "$MADE/arm64/openssl: these programs were built with $BATS_FILE_TMPDIR/one/bin/sdk-linux-gcc and would be replaced by those of " "$T/errors"
	grep -qF "; valid: ${built}CC= and the shell of that compiler, or first: rm -r $MADE/arm64/openssl" "$T/errors"
}

@test "programs of an SDK's compiler are not replaced by those of another one unasked" {
	local before
	sdk_build
	# Neither what Debian's compiler makes, nor that of another SDK, whatever is asked for.
	BUILD=$MADE kept build_of BOARD=arm64 VARIANT=openssl programs
	BUILD=$MADE kept build_of compare BOARD=arm64 VARIANT=openssl RUN_FLAGS="--full --out $T/results"
	BUILD=$MADE kept build_of BOARD=arm64 pairs-openssl
	BUILD=$MADE kept build_of size BOARD=arm64 VARIANT=openssl
	BUILD=$MADE kept build_of BOARD=arm64 CC=aarch64-linux-gnu-gcc VARIANT="wolfssl openssl" programs
	sdk two
	kept in_sdk BOARD=arm64 VARIANT=openssl programs
	[ ! -e "$MADE/arm64/wolfssl" ] && [ ! -e "$T/results" ] && [ ! -e "$MADE/host/wiretoll" ]
	# The same compiler under another name, and with other flags: made again, as ever.
	sdk one
	before=$(marks)
	in_sdk BOARD=arm64 VARIANT=openssl "CC=$BATS_FILE_TMPDIR/one/../one/bin/sdk-linux-gcc" CFLAGS=-O1 programs >"$T/output"
	[ "$(marks)" != "$before" ]
	# What is named is done, and what Debian's compiler made can be made at any time.
	rm -r "$MADE/arm64/openssl"
	BUILD=$MADE build_of BOARD=arm64 VARIANT=openssl programs >"$T/output"
	before=$(marks)
	in_sdk BOARD=arm64 VARIANT=openssl programs >"$T/output"
	[ "$(marks)" != "$before" ]
}

@test "make compare in an SDK's shell, and with BUILT=1 in another one: programs as they are, the rest for this machine" {
	local before words
	have_emulator qemu-aarch64
	words=(compare BOARD=arm64 VARIANT=openssl RUN_FLAGS="--full --out $T/results --transports tcp,tls1.3 --tries 2 --rounds 1 --sizes 16 --certs $KEYS")
	sdk_build
	before=$(marks)
	in_sdk "${words[@]}" >"$T/client.out" 2>"$T/client.err" || { said; return 1; }
	grep -q '4 planned = 4 answered' "$T/client.out"
	[ "$(marks)" = "$before" ]
	for file in wiretoll guest_count.so openssl/tls_server; do
		readelf -hW "$MADE/host/$file" >"$T/elf"
		! grep -q AArch64 "$T/elf"
	done
	# A source that changed since changes nothing; what is the desk's own is made.
	rm -r "$T/results" "$MADE/host/wiretoll"
	find "$MADE/arm64" -name '*.o' -exec touch -d 2001-01-01 {} +
	BUILD=$MADE build_of "${words[@]}" BUILT=1 >"$T/client.out" 2>"$T/client.err" || { said; return 1; }
	grep -q '4 planned = 4 answered' "$T/client.out"
	[ "$(marks)" = "$before" ]
	rm -r "$T/results" "$MADE/arm64/openssl/tls_server"
	BUILD=$MADE fails_in_one_line build_of "${words[@]}" BUILT=1
	grep -qF "BUILT=1: $MADE/arm64/openssl/tls_server is not there; make it with: make BOARD=arm64 VARIANT=openssl programs (of an SDK: in its shell).  Stop." "$T/said"
	BUILD=$MADE fails_in_one_line build_of compare BOARD=arm64 BUILT=yes
	grep -q 'BUILT=yes: unknown; valid: 1 0' "$T/said"
	[ ! -e "$T/results" ]
}

# What a compiler that fails on the way leaves are the programs of the one before.
@test "a build that fails says nothing of the compiler of the programs that are there; those that it linked are its own" {
	MADE=$T/made
	BUILD=$MADE build_of BOARD=arm64 VARIANT=openssl programs >"$T/output"
	marks >"$T/before"
	printf '#!/bin/sh\ncase " $* " in *"$FAILS"*) echo "bad gcc" >&2; exit 1 ;; esac\nexec aarch64-linux-gnu-gcc "$@"\n' >"$T/bad-gcc"
	chmod +x "$T/bad-gcc"
	bad_gcc src/pair/modes/client.c
	marks | cmp - "$T/before"
	BUILD=$MADE build_of BOARD=arm64 VARIANT=openssl programs
	bad_gcc linked/tls_client
	status=0
	BUILD=$MADE build_of BOARD=arm64 VARIANT=openssl programs >"$T/output" 2>"$T/said" || status=$?
	[ "$status" -eq 2 ]
	grep -qF "$MADE/arm64/openssl: these programs were built with $T/bad-gcc and would be replaced by those of " "$T/said"
}

# bad_gcc WORDS: a build with a compiler that fails where these words are in its command line.
bad_gcc() {
	status=0
	FAILS=$1 BUILD=$MADE build_of BOARD=arm64 VARIANT=openssl "CC=$T/bad-gcc" programs >"$T/output" 2>&1 || status=$?
	[ "$status" -eq 2 ] && grep -q '^bad gcc$' "$T/output"
}

# another_machine WORD...: make is refused in one line, what it says is in $T/said, and nothing is compiled.
another_machine() {
	local status=0
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u VARIANT -u BOARD make --no-print-directory "BUILD=$T/build" "$@" >"$T/output" 2>"$T/errors" || status=$?
	cat "$T/errors"
	[ "$status" -eq 2 ] && [ -z "$(find "$T/build" -name '*.o' 2>/dev/null)" ] && grep -v '^make' "$T/errors" >"$T/said" && [ "$(wc -l <"$T/said")" -eq 1 ]
}

@test "a compiler for another machine than the board's is refused before anything is compiled" {
	CROSS_COMPILE=aarch64-linux-gnu- another_machine programs BOARD=armhf
	grep -qE 'aarch64-linux-gnu-gcc makes programs for aarch64, but BOARD=armhf is arm; valid: BOARD= one of .*\<arm64 .*; or CC= or CROSS_COMPILE= of a compiler for arm$' "$T/said"
	# An SDK's shell, BOARD forgotten.
	sdk one
	another_machine "${SDK[@]}" -j2
	another_machine "${SDK[@]}" programs
	grep -q "sdk-linux-gcc -mcpu=cortex-a53 makes programs for aarch64, but BOARD=host is $(uname -m); valid: " "$T/said"
	another_machine compare BOARD=armel CC=aarch64-linux-gnu-gcc
	another_machine deps BOARD=arm64 CC=gcc
	grep -qE 'BOARD= one of .*\<host\>' "$T/said"
	# What triplets tell, and what they do not: BOARD's machine, the compiler's words, its answer, whether it is let pass.
	while IFS='|' read -r machine words answer passes; do
		printf '#!/bin/sh\n[ "$*" != "${*%%%%-dumpmachine}" ] && echo "%s"\n' "$answer" >"$T/cc"
		chmod +x "$T/cc"
		status=0
		scripts/compiler.sh --machine myboard "$T/cc$words" "$machine" 2>"$T/said" || status=$?
		[ "$status" -eq "$passes" ] || { echo "$machine $words $answer: $status"; cat "$T/said"; return 1; }
	done <<-LINES
		armv7l||arm-poky-linux-gnueabi|0
		armv5tel||armv5te-unknown-linux-gnueabi|0
		armhf||aarch64-poky-linux|1
		aarch64||aarch64-buildroot-linux-gnu|0
		aarch64||x86_64-pokysdk-linux|1
		i686||i586-poky-linux|0
		i686| -m32|x86_64-linux-gnu|0
		i686||x86_64-linux-gnu|1
		x86_64| -m64|i686-linux-gnu|0
		x86_64| -mx32|x86_64-linux-gnu|0
		mips||x86_64-linux-gnu|0
		armv7l||powerpc-linux-gnu|0
		armv7l|||0
	LINES
	printf '#!/bin/sh\nexec "$@"\n' >"$T/ccache"
	chmod +x "$T/ccache"
	scripts/compiler.sh --machine arm64 "$T/ccache aarch64-linux-gnu-gcc" aarch64
	fails_in_one_line scripts/compiler.sh --machine host "$T/ccache aarch64-linux-gnu-gcc" --like gcc
	scripts/compiler.sh --machine host "gcc -m32" --like gcc
}

# A machine with nothing installed, and a user who may not install.
poor_user() {
	mkdir -p "$T/bin"
	printf '#!/bin/sh\necho 1000\n' >"$T/bin/id"
	printf '#!/bin/sh\necho "sudo: a password is required" >&2\nexit 1\n' >"$T/bin/sudo"
	printf '#!/bin/sh\nexit 1\n' >"$T/bin/dpkg-query"
	printf '#!/bin/sh\necho "installs: $*" >>"%s"\n' "$T/installs" >"$T/bin/apt-get"
	chmod +x "$T"/bin/*
}

@test "a compiler that is missing where we may not install: the line to paste, nothing half-built" {
	poor_user
	status=0
	PATH=$T/bin:$PATH BUILD=$T/build build_of BOARD=arm64 CROSS_COMPILE=none-linux-gnu- programs >"$T/output" 2>"$T/errors" || status=$?
	grep -v '^make' "$T/errors" >"$T/said"
	cat "$T/errors"
	[ "$status" -eq 2 ] && [ "$(wc -l <"$T/said")" -eq 1 ]
	grep -qE '^setup\.sh: packages are missing; install them with: sudo apt-get update && sudo apt-get install -y gcc-aarch64-linux-gnu libc6-dev-arm64-cross$' "$T/said"
	[ ! -e "$T/installs" ] && [ ! -e "$T/build" ]
	# A list of all boards says so in the line of each, and goes on.
	PATH=$T/bin:$PATH fails_in_one_line scripts/setup.sh cross-armhf
	grep -q 'sudo apt-get install -y gcc-arm-linux-gnueabihf' "$T/said"
}

@test "programs are of the board's architecture, static and without symbols" {
	local board variant program machine
	for board in $ARCHITECTURES; do
		machine=ARM
		[ "$board" != arm64 ] || machine=AArch64
		for variant in wolfssl wolfssl-size openssl; do
			for program in {tcp,udp,tls,dtls}_{client,server}; do
				file=$BUILD/$board/$variant/$program
				readelf -hlSW "$file" >"$T/elf" || { echo "$file"; return 1; }
				grep -qE "Machine: +$machine\$" "$T/elf" || { echo "$file: not for $machine"; return 1; }
				! grep -qE 'INTERP|\.symtab|\.debug_info' "$T/elf" || { echo "$file: not static, or not stripped"; return 1; }
			done
		done
	done
}

# tree FOLDER=ARCHITECTURE...: a folder of builds in which those folders hold that board's programs of OpenSSL.
tree() {
	local pair
	rm -rf "$T/tree"
	for pair in "$@"; do
		mkdir -p "$T/tree/${pair%%/*}"
		cp -r "$BUILD/${pair#*=}" "$T/tree/${pair%%=*}"
	done
}

# refused_run PATTERN OPTION...: one line, and nothing was made.
refused_run() {
	fails_in_one_line "$BUILD/host/wiretoll" run --full --build "$T/tree" --certs "$KEYS" --out "$T/results" --plugin "$BUILD/host/guest_count.so" --tries 1 --rounds 1 --sizes 16 "${@:2}"
	grep -qE "$1" "$T/said" || { cat "$T/said"; return 1; }
	[ ! -e "$T/results" ]
}

@test "programs of another architecture than the machine that is to run them: one line, before anything is made" {
	local here
	here=$(uname -m)
	have_emulator qemu-aarch64
	build_of guest-count
	# The peer on the desk, in each end.
	tree arm64/openssl=arm64/openssl host/openssl=arm64/openssl
	refused_run "$T/tree/host/openssl/tcp_server: built for aarch64, but it is to run on this machine, $here; make it with: make BOARD=host VARIANT=openssl$" \
		--board arm64 --run qemu-user --variants openssl
	refused_run "$T/tree/host/openssl/tcp_client: built for aarch64, but it is to run on this machine, $here; " \
		--board arm64 --run qemu-user --variants openssl --role server
	refused_run "$T/tree/host/openssl/tcp_server: built for aarch64, " --board arm64 --ssh root@192.0.2.1 --ssh-command false --variants openssl
	# Not the first variant alone.
	tree arm64/openssl=arm64/openssl arm64/wolfssl=armhf/wolfssl host/openssl=host/openssl host/wolfssl=arm64/wolfssl
	refused_run "$T/tree/arm64/wolfssl/tls_client: built for arm, but it is to run on an emulated board, by qemu-aarch64; make it with: make BOARD=arm64 VARIANT=wolfssl$" \
		--board arm64 --run qemu-user --variants openssl,wolfssl --transports tcp,tls1.3
	refused_run "$T/tree/host/wolfssl/tls_server: built for aarch64, but it is to run on this machine, $here; make it with: make BOARD=host VARIANT=wolfssl$" \
		--variants openssl,wolfssl --transports tcp,tls1.3
	# No program at all; a script is one.
	echo "exit 0" >"$T/tree/host/openssl/tcp_server"
	refused_run "$T/tree/host/openssl/tcp_server: not an ELF program" --variants openssl --transports tcp
	printf '#!/bin/sh\nexec %s "$@"\n' "$(realpath "$BUILD/host/openssl/tcp_server")" >"$T/tree/host/openssl/tcp_server"
	"$BUILD/host/wiretoll" run --full --build "$T/tree" --certs "$KEYS" --out "$T/results" --tries 2 --rounds 1 --sizes 16 --variants openssl --transports tcp >"$T/output"
	grep -q '2 planned = 2 answered' "$T/output"
}

@test "boards with equal flags share one library" {
	build_of BOARD=rpi4 VARIANT=wolfssl deps
	cmp "$BUILD/rpi4/wolfssl/obj/library.mk" "$BUILD/arm64/wolfssl/obj/library.mk"
	! cmp -s "$BUILD/arm64-crypto/wolfssl/obj/library.mk" "$BUILD/arm64/wolfssl/obj/library.mk"
}

@test "wolfSSL for a core without crypto extensions holds none of their instructions" {
	local board
	for board in $ARCHITECTURES; do
		scripts/check/check_crypto.sh "$(objdump_of "$board")" "$BUILD/$board"/wolfssl{,-size}/obj/linked/{tcp,tls,dtls}_{client,server}
	done
}

@test "our code is hardened on each board" {
	local board objdump
	for board in $ARCHITECTURES; do
		objdump=$(objdump_of "$board")
		scripts/check/check_hardening.sh "${objdump%objdump}readelf" "$objdump" "$BUILD/$board"/{wolfssl,openssl}/obj/linked/{tcp,udp,tls,dtls}_{client,server}
	done
}

@test "the check finds them where they are, and names the function" {
	fails_in_one_line scripts/check/check_crypto.sh "$(objdump_of arm64)" "$BUILD/arm64-crypto/wolfssl/obj/linked/tls_client"
	grep -qE 'function [A-Za-z_]*AES[A-Za-z_0-9]* [0-9]+ x aes' "$T/output"
	grep -qE 'function [A-Za-z_]*[Ss][Hh][Aa]256[A-Za-z_0-9]* [0-9]+ x sha256' "$T/output"
	grep -qE ' x pmull' "$T/output"
	# nothing is called clean that could not be looked at
	fails_in_one_line scripts/check/check_crypto.sh "$(objdump_of arm64)" "$BUILD/arm64/wolfssl/tls_client"
	fails_in_one_line scripts/check/check_crypto.sh "$(objdump_of arm64)" "$T/nowhere"
}

@test "the price of TLS built for size: at most 350 KB on armhf, 600 KB on arm64" {
	scripts/size.sh --build "$BUILD" --json "$T/size.json" $ARCHITECTURES >"$T/table"
	grep -qE '^  tls_client +over tcp_client +wolfssl-size +text +[0-9.]+ KB' "$T/table"
	price_below armhf 350000
	price_below arm64 600000
	# three boards, three variants, eight programs; the figures are those of size
	[ "$(jq '.programs | length' "$T/size.json")" -ge 72 ]
	[ "$(jq '.programs[] | select(.board == "armhf" and .variant == "wolfssl" and .program == "tls_client").text_bytes' "$T/size.json")" = \
		"$(size "$BUILD/armhf/wolfssl/tls_client" | awk 'NR == 2 { print $1 }')" ]
	[ "$(jq '[.prices[] | select(.complete | not)] | length' "$T/size.json")" -eq 0 ]
	# A line a variant, over one plain pair; the largest is told, and it is that of the programs.
	grep -qE '^  wolfssl-size +[0-9.]+ KB   d?tls_(client|server)   0\.[0-9]{2} of wolfssl$' "$T/table"
	jq -e '. as $all | .variants | length >= 9 and all(. as $one | $one.text_bytes == ([$all.programs[]
		| select(.board == $one.board and .variant == $one.variant and (.program | test("tls_"))) | . as $secure
		| .text_bytes - ($all.programs[] | select(.board == $one.board and .variant == "wolfssl"
			and .program == ($secure.program | sub("dtls"; "udp") | sub("^tls"; "tcp"))).text_bytes)] | max))' "$T/size.json" >/dev/null
}

price_below() {
	jq -e --arg board "$1" --argjson limit "$2" \
		'.prices[] | select(.board == $board and .variant == "wolfssl-size" and .program == "tls_client") | .text_bytes > 50000 and .text_bytes < $limit' "$T/size.json"
}

@test "a static program refuses a name, and says why" {
	have_emulator qemu-arm
	"$EMULATOR" "$BUILD/armhf/wolfssl/tcp_client" --host localhost --port 1 >"$T/client.out" 2>"$T/said" && return 1
	grep -qE "^tcp_client: host 'localhost': this program is static and looks up no names; valid: an IPv4 or IPv6 address" "$T/said"
	"$EMULATOR" "$BUILD/armhf/wolfssl/tcp_client" --host ::1 --port 1 >"$T/client.out" 2>"$T/said" && return 1
	grep -q 'no server at ::1 port 1' "$T/said"
}

have_emulator() {
	for EMULATOR in "$BUILD/host/emulator/$1" "$1" "$1-static"; do
		! command -v "$EMULATOR" >/dev/null || return 0
	done
	skip "no $1 here"
}

# OpenSSL tells its timer as a struct timeval of its own: at 0, 1, 3 and 7 s (RFC 6347 4.2.4.1), twice, since the first
# try is cold. Which clock it takes is its own matter, so a tenth is not looked at.
@test "armhf: a DTLS client that hears nothing sends its hello at 0, 1, 3 and 7 s" {
	local variant
	have_emulator qemu-arm
	for variant in openssl wolfssl; do
		peer datagram count
		STATUS=0
		timeout 30 "$EMULATOR" "$BUILD/armhf/$variant/dtls_client" --host 127.0.0.1 --port "$PORT" --certs "$KEYS" \
			--tls-version 1.2 --sizes 16 --tries 1 --timeout 8 >"$T/client.out" 2>"$T/client.err" || STATUS=$?
		[ "$STATUS" -eq 1 ]
		sed -n 's/^heard at //p' "$T/peer.out" | head -n 4 >"$T/heard"
		awk '{ off = $1 - 2 ^ (NR - 1) + 1; bad += off < -0.2 || off > 0.8 } END { exit NR != 4 || bad }' "$T/heard" ||
			{ cat "$T/peer.out" "$T/client.err"; return 1; }
		[ "$(grep -c '^heard at' "$T/peer.out")" -eq 8 ]
	done
}

# A library of ours stands for Debian 13's, whose times have 64 bits.
@test "whether OpenSSL's times have 64 bits is read from what is linked" {
	local gcc=arm-linux-gnueabihf-gcc root=build/deps/debian-bookworm-armhf/usr/lib/arm-linux-gnueabihf wide='-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64'
	command -v "$gcc" >/dev/null || skip "no $gcc here"
	[ -r "$root/libssl.a" ] || skip "no OpenSSL of Debian 12 for armhf"
	asks() { scripts/time_bits.sh "$@" -- "$gcc" -O2; }
	[ -z "$(asks "$root/libssl.a" "$root/libcrypto.a" -ldl -lpthread -latomic -static)" ]
	[ -z "$(asks "$root/libssl.so.3" "$root/libcrypto.so.3")" ]
	# shellcheck disable=SC2086 # two words
	"$gcc" $wide -fPIC -c -x c -o "$T/time.o" - <<-'END'
		#include <stddef.h>
		#include <sys/time.h>
		void *DTLS_method(void) { struct timeval now; return gettimeofday(&now, NULL) ? NULL : (void *)1; }
		void *SSL_CTX_new(const void *method) { return (void *)method; }
	END
	"${gcc%gcc}ar" rcs "$T/libssl.a" "$T/time.o"
	"$gcc" -shared -o "$T/libssl.so.3" "$T/time.o"
	[ "$(asks "$T/libssl.a")" = "$wide" ]
	[ "$(asks "$T/libssl.so.3")" = "$wide" ]
	fails_in_one_line asks "$T/nowhere.a"
	grep -q 'nowhere.a: does not link, so it cannot be told whether its times have 32 or 64 bits' "$T/said"
	# all that is ours has 64 bits, whatever the library has
	grep -q -- "$wide" "$BUILD/armhf/common/flags"
}

# every_version VARIANT: in both roles.
every_version() {
	local series peer
	for series in tls:1.2 tls:1.3 dtls:1.2 dtls:1.3; do
		peer=openssl
		[ "$series" != dtls:1.3 ] || peer=wolfssl
		exchanges "$1" "$peer" "${series%:*}" "${series#*:}"
		exchanges "$peer" "$1" "${series%:*}" "${series#*:}"
	done
}

@test "built for size: every version in both roles, with another library as peer" {
	every_version wolfssl-size
}

@test "built for the middle: every version in both roles, with another library as peer; none of it is UNSUPPORTED" {
	every_version wolfssl-lean
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board host --certs "$KEYS" --variants wolfssl-lean --transports tcp,udp,tls1.2,tls1.3,dtls1.2,dtls1.3 \
		--tries 2 --rounds 1 --sizes 16,999 --out "$T/results" >"$T/output"
	grep -q '24 planned = 24 answered' "$T/output"
	jq -e '[.series[].unsupported] == [null, null, null, null, null, null]' "$T/results/latest/plan.json"
	rm -r "$T/results"
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board host --certs "$CERTS/rsa-2048" --variants openssl,wolfssl-lean --transports tcp,tls1.2,tls1.3 \
		--tries 2 --rounds 1 --sizes 16 --out "$T/results" >"$T/output"
	grep -q '6 planned = 6 answered' "$T/output"
	grep -q 'UNSUPPORTED tls1.3-wolfssl-lean: variant wolfssl-lean was built without RSA' "$T/output"
}

# exchanges SERVER-VARIANT CLIENT-VARIANT TRANSPORT VERSION
exchanges() {
	serve "$1/$3_server" --tls-version "$4" --certs "$KEYS"
	call "$2/$3_client" --tls-version "$4" --certs "$KEYS" --sizes 16,999 --tries 5 --json "$T/client.jsonl"
	expect_status 0 "$STATUS" "$2/$3_client $4"
	server_ends
	expect_status 0 "$SERVER_STATUS" "$1/$3_server $4"
	[ "$(grep -c '"record":"try".*"ok":true' "$T/client.jsonl")" -eq 11 ]
	grep -q '"peer_authenticated":true' "$T/client.jsonl"
	rm "$T/client.jsonl"
}

# lacks_by_name VARIANT: what a build for P-256, AES-128-GCM and ECDSA alone answers.
lacks_by_name() {
	local argument
	for argument in "--suite TLS_AES_256_GCM_SHA384" "--suite TLS_CHACHA20_POLY1305_SHA256" "--group x25519" \
		"--group secp384r1" "--tls-version 1.2 --suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"; do
		# Word splitting is wanted: options.
		# shellcheck disable=SC2086
		LIMIT=5 run_program "$1/tls_server" --certs "$KEYS" --port 1 $argument
		expect_status 2 "$STATUS" "tls_server $argument"
		grep -qE '^tls_server: wolfSSL [0-9.]+( \+ vzeroupper)? \(this build\) has no (suite|group) ' "$T/client.err"
	done
	LIMIT=5 run_program "$1/tls_server" --certs "$CERTS/rsa-2048" --port 1
	expect_status 2 "$STATUS" "tls_server with RSA"
	grep -qE 'rsa-2048/ca\.pem holds an algorithm that wolfSSL [0-9.]+( \+ vzeroupper)? \(this build\) lacks' "$T/client.err"
}

@test "built for size: what it lacks is refused by name, with status 2" {
	lacks_by_name wolfssl-size
}

@test "built for the middle: what it lacks is refused by name, with status 2" {
	lacks_by_name wolfssl-lean
}

@test "built for size: a certificate that is refused is named" {
	serve wolfssl-size/tls_server --certs "$CERTS/bad/server-expired" --keep
	LIMIT=8 call wolfssl-size/tls_client --certs "$KEYS" --sizes 16 --tries 1 --timeout 2
	expect_status 1 "$STATUS" tls_client
	grep -q "the peer's certificate is refused: certificate has expired" "$T/client.err"
	server_stops
}
