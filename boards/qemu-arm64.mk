# SPDX-License-Identifier: GPL-3.0-or-later
# A virtual board: QEMU's machine virt with a Cortex-A53, which is used as one without crypto extensions.
BOARD_ABOUT := virtual board, QEMU virt with Cortex-A53
BOARD_RUN := qemu-system
BOARD_ARCH := arm64
BOARD_MACHINE := aarch64
BOARD_CPU := cortex-a53
BOARD_CRYPTO := no

CROSS_COMPILE ?= aarch64-linux-gnu-
WOLFSSL_HOST := aarch64-linux-gnu
WOLFSSL_ASM := --enable-armasm=no-crypto --enable-sp-asm
