# SPDX-License-Identifier: GPL-3.0-or-later
# Raspberry Pi 4, 64-bit Linux. SoC BCM2711, 4 x Cortex-A72 without crypto extensions.
BOARD_ABOUT := Raspberry Pi 4 (Cortex-A72, no crypto extensions), 64-bit
BOARD_RUN := qemu-user
BOARD_ARCH := arm64
BOARD_MACHINE := aarch64
BOARD_CPU := cortex-a72
BOARD_CRYPTO := no

CROSS_COMPILE ?= aarch64-linux-gnu-
WOLFSSL_HOST := aarch64-linux-gnu
WOLFSSL_ASM := --enable-armasm=no-crypto --enable-sp-asm
