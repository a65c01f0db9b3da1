# SPDX-License-Identifier: GPL-3.0-or-later
# A virtual board: QEMU's machine virt with a Cortex-A15.
BOARD_ABOUT := virtual board, QEMU virt with Cortex-A15
BOARD_RUN := qemu-system
BOARD_ARCH := armhf
BOARD_MACHINE := armv7l
BOARD_CPU := cortex-a15
BOARD_CRYPTO := no

CROSS_COMPILE ?= arm-linux-gnueabihf-
WOLFSSL_HOST := armv7a-linux-gnueabihf
WOLFSSL_ASM := --enable-armasm --enable-sp-asm
