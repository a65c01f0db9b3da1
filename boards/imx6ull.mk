# SPDX-License-Identifier: GPL-3.0-or-later
# NXP i.MX 6ULL. 1 x Cortex-A7 with NEON.
BOARD_ABOUT := NXP i.MX 6ULL (Cortex-A7)
BOARD_RUN := qemu-user
BOARD_ARCH := armhf
BOARD_MACHINE := armv7l
BOARD_CPU := cortex-a7
BOARD_CRYPTO := no

CROSS_COMPILE ?= arm-linux-gnueabihf-
WOLFSSL_HOST := armv7a-linux-gnueabihf
WOLFSSL_ASM := --enable-armasm --enable-sp-asm
