# SPDX-License-Identifier: GPL-3.0-or-later
# The machine that runs make: native compiler, programs run as local processes, C library shared.
BOARD_ABOUT := this machine
BOARD_RUN := local
BOARD_MACHINE := $(shell uname -m)

CROSS_COMPILE ?=
BOARD_CFLAGS :=
BOARD_LDFLAGS :=

# wolfSSL uses AArch64's crypto instructions without asking: only where this processor says that it has them all.
WT_CPUINFO ?= /proc/cpuinfo
CPU_FEATURES := $(shell sed -n 's/^Features[^:]*://p' '$(WT_CPUINFO)' | head -n 1)
WOLFSSL_ASM_x86_64 := --enable-intelasm --enable-sp-asm
WOLFSSL_ASM_aarch64 := --enable-armasm$(if $(filter-out $(CPU_FEATURES),aes pmull sha1 sha2),=no-crypto) --enable-sp-asm
WOLFSSL_ASM := $(WOLFSSL_ASM_$(BOARD_MACHINE))

# The others on request.
DEFAULT_VARIANTS := wolfssl openssl
DYNAMIC := 1
