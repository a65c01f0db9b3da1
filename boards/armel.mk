# SPDX-License-Identifier: GPL-3.0-or-later
# Any ARMv5TE core, soft float, no NEON: ARM926EJ-S and up.
BOARD_ABOUT := any 32-bit ARMv5TE board, soft float
BOARD_RUN := qemu-user
BOARD_ARCH := armel
BOARD_MACHINE := armv5tel
BOARD_CPU := arm926
BOARD_CRYPTO := no

CROSS_COMPILE ?= arm-linux-gnueabi-
WOLFSSL_HOST := armv4t-linux-gnueabi
WOLFSSL_ASM := --enable-armasm --enable-sp-asm
# The triplet chooses ARMv4T assembly; the C code may use what the core has.
WOLFSSL_BOARD_CFLAGS := -march=armv5te
