# SPDX-License-Identifier: GPL-3.0-or-later
# NXP i.MX 8M Mini. 4 x Cortex-A53 with crypto extensions.
BOARD_ABOUT := NXP i.MX 8M Mini (Cortex-A53, crypto extensions)
BOARD_RUN := qemu-user
BOARD_ARCH := arm64
BOARD_MACHINE := aarch64
BOARD_CPU := cortex-a53
BOARD_CRYPTO := yes

CROSS_COMPILE ?= aarch64-linux-gnu-
WOLFSSL_HOST := aarch64-linux-gnu
WOLFSSL_ASM := --enable-armasm --enable-sp-asm
