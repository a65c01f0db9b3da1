# SPDX-License-Identifier: GPL-3.0-or-later
# Raspberry Pi 5, 64-bit Linux. SoC BCM2712, 4 x Cortex-A76 with crypto extensions.
BOARD_ABOUT := Raspberry Pi 5 (Cortex-A76, crypto extensions), 64-bit
BOARD_RUN := qemu-user
BOARD_ARCH := arm64
BOARD_MACHINE := aarch64
BOARD_CPU := cortex-a76
BOARD_CRYPTO := yes

CROSS_COMPILE ?= aarch64-linux-gnu-
WOLFSSL_HOST := aarch64-linux-gnu
WOLFSSL_ASM := --enable-armasm --enable-sp-asm
