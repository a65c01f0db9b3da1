# SPDX-License-Identifier: GPL-3.0-or-later
# Any ARMv8-A core with the crypto extensions (AES, SHA-1, SHA-256, PMULL) under a 64-bit Linux.
# On a core without them its wolfSSL dies of an illegal instruction.
BOARD_ABOUT := any 64-bit ARMv8 board with AES, SHA and PMULL instructions
BOARD_RUN := qemu-user
BOARD_ARCH := arm64
BOARD_MACHINE := aarch64
BOARD_CPU := cortex-a53
BOARD_CRYPTO := yes

CROSS_COMPILE ?= aarch64-linux-gnu-
WOLFSSL_HOST := aarch64-linux-gnu
WOLFSSL_ASM := --enable-armasm --enable-sp-asm
