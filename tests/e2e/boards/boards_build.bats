#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# How programs for boards are made: the files of boards, what make refuses, compilers and the SDKs that bring them.

load ../support/boards

setup_file() {
	[ "${WT_BOARDS:-}" = 1 ] || skip "WT_BOARDS is not set; make test-boards sets it"
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}"
	# whose libraries the SDK of these tests holds
	build_of BOARD=arm64 VARIANT=openssl programs
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
	grep -q 'PEER_VARIANT=nosuch: unknown; valid: wolfssl wolfssl-lean wolfssl-iot wolfssl-size wolfssl-shipped openssl openssl-3.5 own' "$T/said"
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
