# SPDX-License-Identifier: GPL-3.0-or-later
# The machine that runs make: native compiler, programs run as local processes.
# Of a variant V: V_LIBRARY, V_CFLAGS (our code); for wolfssl V_CONFIGURE, V_LIBRARY_CFLAGS, V_HOST (triplet).
BOARD_ABOUT := this machine
BOARD_RUN := local

CROSS_COMPILE ?=
BOARD_CFLAGS :=
BOARD_LDFLAGS :=

VARIANTS := wolfssl openssl

# wolfssl: tuned for speed. The assembly follows the processor family of this machine.
HOST_MACHINE := $(shell uname -m)
HOST_ASM_x86_64 := --enable-intelasm --enable-sp-asm
HOST_ASM_aarch64 := --enable-armasm=no-crypto --enable-sp-asm
wolfssl_LIBRARY := wolfssl
wolfssl_CONFIGURE := --enable-sp=yes $(HOST_ASM_$(HOST_MACHINE))
wolfssl_LIBRARY_CFLAGS := -O2

openssl_LIBRARY := openssl
