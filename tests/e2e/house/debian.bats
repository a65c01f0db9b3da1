#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2034
# What is chosen by the Debian release: packages to install, a board's OpenSSL, emulators. Without a network: apt and
# dpkg are played by programs of ours.

load ../support/helpers

setup() {
	T=$BATS_TEST_TMPDIR
	PIDS=() FOLDERS=()
	cd "$TOP" || return 1
	[ -r /usr/share/keyrings/debian-archive-keyring.gpg ] || skip "no keyring of Debian here"
	mkdir -p "$T/bin" "$T/tree/build"
	cp -r scripts "$T/tree/"
	for name in apt-get apt-cache dpkg-deb dpkg-query; do
		cp "$BATS_TEST_DIRNAME/../support/debian_played.sh" "$T/bin/$name"
	done
	export WT_OS_RELEASE=$T/os-release LISTED="" FETCHED=$T/fetched PRIVATE=""
	: >"$FETCHED"
}

# release CODENAME PACKAGE...: this machine is of that release, and its lists have those packages.
release() {
	printf 'ID=debian\nVERSION_CODENAME=%s\n' "$1" >"$WT_OS_RELEASE"
	export CODENAME=$1
	LISTED=${*:2}
}

# script STATUS NAME ARGUMENT...: a script of that tree; what it said is in said.
script() {
	local status=0
	PATH=$T/bin:$PATH timeout 60 "$T/tree/scripts/$2" "${@:3}" >"$T/progress" 2>"$T/said" 3>&- || status=$?
	[ "$status" -eq "$1" ] && return
	echo "exit status $status, not $1"
	cat "$T/progress" "$T/said"
	return 1
}

# says PATTERN: one line on standard error.
says() {
	cat "$T/said"
	[ "$(wc -l <"$T/said")" -eq 1 ] && grep -qE -- "$1" "$T/said"
}

@test "a board's OpenSSL of Debian 12: two packages, and nothing beside the C library" {
	release bookworm libssl-dev libssl3 zlib1g zlib1g-dev libzstd-dev libzstd1
	PRIVATE="-ldl -pthread"
	script 0 sysroot.sh arm64 "$T/answer.mk"
	[ "$(xargs <"$FETCHED")" = "libssl-dev libssl3" ]
	grep -qE '^LIBRARY_STATIC := \S+/libssl\.a \S+/libcrypto\.a -ldl -lpthread -latomic$' "$T/answer.mk"
	grep -qE '^LIBRARY_SHARED := \S+/libssl\.so\.3 \S+/libcrypto\.so\.3$' "$T/answer.mk"
}

@test "a board's OpenSSL of Debian 13: its new name, zlib and zstd, static ones too" {
	release trixie libssl-dev libssl3t64 zlib1g zlib1g-dev libzstd-dev libzstd1
	PRIVATE="-lz -lzstd -ldl -pthread"
	script 0 sysroot.sh armhf "$T/answer.mk"
	[ "$(xargs <"$FETCHED")" = "libssl-dev libssl3t64 zlib1g-dev zlib1g libzstd-dev libzstd1" ]
	grep -qE '^LIBRARY_STATIC := \S+/libssl\.a \S+/libcrypto\.a \S+/arm-linux-gnueabihf/libz\.a \S+/libzstd\.a -ldl' "$T/answer.mk"
	grep -qE '^LIBRARY_SHARED := .* -Wl,-rpath-link,\S+/arm-linux-gnueabihf$' "$T/answer.mk"
	# The other release's, in the same checkout.
	release bookworm libssl-dev libssl3
	PRIVATE="-ldl -pthread"
	script 0 sysroot.sh armhf "$T/answer.mk"
	grep -q libcrypto.a "$T/answer.mk" && ! grep -q libz "$T/answer.mk"
}

@test "a package that the lists lack is named, with what to do, and nothing half-made is left" {
	release trixie libssl-dev libssl3t64 zlib1g zlib1g-dev libzstd1
	PRIVATE="-lz -lzstd -ldl -pthread"
	script 1 sysroot.sh arm64 "$T/answer.mk"
	says '^sysroot\.sh: libzstd-dev: not in the package lists of Debian trixie for arm64; name a mirror that has it: OPENSSL_MIRROR=, or an OpenSSL of your own: OPENSSL_PREFIX= \(installed\), SYSROOT='
	[ ! -e "$T/answer.mk" ] && [ -z "$(ls -d "$T"/tree/build/deps/debian-* "$T"/tree/build/deps/tmp* 2>/dev/null)" ]
	release trixie libssl-dev zlib1g
	script 1 sysroot.sh arm64 "$T/answer.mk"
	says '^sysroot\.sh: libssl3t64: not in the package lists'
	# Listed, and not there.
	release trixie libssl-dev libssl3t64
	GONE=libssl3t64 script 1 sysroot.sh arm64 "$T/answer.mk"
	says 'OpenSSL for arm64 cannot be fetched: http://mirror.invalid/libssl3t64_1_all.deb +404 +Not Found; name a mirror that has it: OPENSSL_MIRROR='
	# A library that a later one wants, and that nobody has heard of.
	release trixie libssl-dev libssl3t64
	PRIVATE="-lbrotlienc -ldl"
	script 1 sysroot.sh arm64 "$T/answer.mk"
	says "needs -lbrotlienc, of which no package is known; name an OpenSSL of your own: OPENSSL_PREFIX="
	script 2 sysroot.sh mips "$T/answer.mk"
	says 'mips: unknown architecture; valid: arm64 armel armhf'
}

# notes PATTERN: the script has gone on without it, says why, and left nothing behind that would be taken for it.
notes() {
	cat "$T/progress"
	[ ! -s "$T/said" ] && grep -qE -- "^  NOTE +no h2_server and h2_client for arm64: $1" "$T/progress" && [ ! -e "$T/answer.mk" ] &&
		[ -z "$(ls -d "$T"/tree/build/deps/nghttp2-* "$T"/tree/build/deps/tmp* 2>/dev/null)" ]
}

@test "a board's nghttp2: a tree of its own; where it cannot be had the build goes on, and asks again after an hour" {
	release bookworm libssl-dev libssl3
	PRIVATE="-ldl -pthread"
	script 0 sysroot.sh arm64 "$T/openssl.mk"
	script 0 nghttp2.sh arm64 "$T/answer.mk"
	notes 'libnghttp2-dev: not in the package lists of Debian bookworm for arm64; name a mirror that has it: OPENSSL_MIRROR=, or an SDK.s: SYSROOT='
	release bookworm libnghttp2-dev libnghttp2-14
	script 0 nghttp2.sh arm64 "$T/answer.mk"
	notes 'libnghttp2-dev: not in the package lists'
	touch -d '61 minutes ago' "$T/answer.mk.missing"
	GONE=libnghttp2-14 script 0 nghttp2.sh arm64 "$T/answer.mk"
	notes 'nghttp2 for arm64 cannot be fetched: http://mirror.invalid/libnghttp2-14_1_all.deb +404 +Not Found; name a mirror'
	rm "$T/answer.mk.missing"
	: >"$FETCHED"
	script 0 nghttp2.sh arm64 "$T/answer.mk"
	[ "$(xargs <"$FETCHED")" = "libnghttp2-dev libnghttp2-14" ] && [ ! -s "$T/said" ] && [ ! -e "$T/answer.mk.missing" ]
	grep -qE '^NGHTTP2_STATIC := build/deps/nghttp2-bookworm-arm64/usr/lib/aarch64-linux-gnu/libnghttp2\.a$' "$T/answer.mk"
	grep -qE '^NGHTTP2_SHARED := \S+/libnghttp2\.so\.14$' "$T/answer.mk"
	[ -f "$T/tree/build/deps/nghttp2-bookworm-arm64/wiretoll-version.txt" ] && [ -f "$T/tree/build/deps/debian-bookworm-arm64/wiretoll-version.txt" ]
	# it is there: nothing is asked for any more
	release bookworm
	script 0 nghttp2.sh arm64 "$T/answer.mk"
	[ "$(xargs <"$FETCHED")" = "libnghttp2-dev libnghttp2-14" ]
	script 2 nghttp2.sh mips "$T/answer.mk"
	says 'mips: unknown architecture; valid: arm64 armel armhf'
}

@test "what setup installs follows the release" {
	release bookworm
	script 1 setup.sh --check emulation fuzz
	says 'apt-get install -y qemu-user clang libclang-rt-dev llvm$'
	# Static emulators load no plugin.
	release trixie
	script 1 setup.sh --check emulation
	says 'apt-get install -y binutils$'
}

# emulator NAME SAYS: a program that answers --help so.
emulator() {
	mkdir -p "$(dirname "$1")"
	printf '#include <stdio.h>\nint main(int n, char **a) { (void)n; puts("%s"); return printf("%%s\\n", a[0]) < 0; }\n' "$2" |
		"${HOSTCC:-gcc}" -x c - -o "$1"
}

@test "emulators: the system's where they load a plugin, else those of Debian 12" {
	local folder=$T/tree/build/host/emulator
	release bookworm
	emulator "$T/bin/qemu-aarch64" "-plugin FILE"
	mkdir -p "$folder"
	script 0 emulator.sh "$folder"
	[ ! -e "$folder" ] && [ ! -s "$FETCHED" ]
	release trixie libglib2.0-0 libc6
	emulator "$T/bin/qemu-aarch64" "-strace"
	emulator "$T/package/qemu-aarch64" "-plugin FILE"
	EMULATOR=$T/package/qemu-aarch64 script 0 emulator.sh "$folder"
	[ "$(xargs <"$FETCHED")" = "qemu-user libglib2.0-0" ]
	grep -qE '^deb \S+ \S+ bookworm main$' "$T/tree/build/deps/apt-qemu/sources.list"
	[ "$("$folder/qemu-aarch64" --help | xargs)" = "-plugin FILE qemu-aarch64" ]
	# What is there is taken.
	: >"$FETCHED"
	script 0 emulator.sh "$folder"
	[ ! -s "$FETCHED" ]
	# One that is no better is not taken.
	rm -r "$T/tree/build/deps/qemu-user-bookworm"
	emulator "$T/package/qemu-aarch64" "-strace"
	EMULATOR=$T/package/qemu-aarch64 script 1 emulator.sh "$folder"
	says 'qemu-user-bookworm: its emulators do not run here'
}

@test "a test on another Debian: what is asked wrongly is one line" {
	release trixie
	script 2 check/test_debian.sh potato
	says '^test_debian\.sh: SUITE=potato: unknown; valid: bookworm trixie$'
	script 2 check/test_debian.sh
	says 'SUITE=: unknown; valid: bookworm trixie$'
	script 2 check/test_debian.sh "bookworm trixie"
	says 'SUITE=bookworm trixie: unknown; valid: bookworm trixie$'
	script 2 check/test_debian.sh trixie "compare boards"
	says 'compare boards: unknown part; valid: compare boards test boot deb install$'
	script 2 check/test_debian.sh trixie fly
	says 'fly: unknown part; valid: compare boards test boot deb install$'
	[ "$(id -u)" != 0 ] || {
		printf '#!/bin/sh\necho 1000\n' >"$T/bin/id"
		chmod +x "$T/bin/id"
	}
	script 1 check/test_debian.sh trixie
	says 'a chroot and its mounts need root'
	[ -z "$(ls -d "$T"/tree/build/debian-* 2>/dev/null)" ]
}

@test "a test on another Debian: the log that the error line names is there" {
	local log
	[ "$(id -u)" = 0 ] || skip "a chroot needs root"
	unshare --mount --pid --fork true 2>/dev/null || skip "no namespaces of mounts and processes here"
	release trixie
	printf '#!/bin/sh\necho "I: first"\necho "E: the archive is on fire"\nexit 1\n' >"$T/bin/debootstrap"
	chmod +x "$T/bin/debootstrap"
	git -C "$T/tree" init -q
	script 1 check/test_debian.sh trixie
	says 'debootstrap failed: E: the archive is on fire; the whole of it: '
	log=$(sed 's/.*the whole of it: //' "$T/said")
	[ "$(cat "$log")" = "$(printf 'I: first\nE: the archive is on fire')" ]
	# Of the chroot nothing is left.
	[ "$(ls -d "$T"/tree/build/debian-*)" = "$log" ]
}
