# SPDX-License-Identifier: GPL-3.0-or-later
# Any ARMv7-A core with NEON, hard float: Cortex-A8 and up.
BOARD_ABOUT := any 32-bit ARMv7-A board with NEON, hard float
BOARD_RUN := qemu-user
BOARD_ARCH := armhf
BOARD_MACHINE := armv7l
BOARD_CPU := cortex-a8
BOARD_CRYPTO := no

CROSS_COMPILE ?= arm-linux-gnueabihf-
WOLFSSL_HOST := armv7a-linux-gnueabihf
WOLFSSL_ASM := --enable-armasm --enable-sp-asm
