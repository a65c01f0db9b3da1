# SPDX-License-Identifier: GPL-3.0-or-later
# Any ARMv8-A core under a 64-bit Linux. AES, SHA and PMULL instructions are not assumed, so it runs everywhere.
BOARD_ABOUT := any 64-bit ARMv8 board, crypto extensions not assumed
BOARD_RUN := qemu-user
BOARD_ARCH := arm64
BOARD_MACHINE := aarch64
BOARD_CPU := cortex-a53
BOARD_CRYPTO := no

CROSS_COMPILE ?= aarch64-linux-gnu-
WOLFSSL_HOST := aarch64-linux-gnu
WOLFSSL_ASM := --enable-armasm=no-crypto --enable-sp-asm
