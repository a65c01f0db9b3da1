# SPDX-License-Identifier: GPL-3.0-or-later
# BeagleBone Black. SoC TI AM3358, 1 x Cortex-A8.
BOARD_ABOUT := BeagleBone Black (Cortex-A8)
BOARD_RUN := qemu-user
BOARD_ARCH := armhf
BOARD_MACHINE := armv7l
BOARD_CPU := cortex-a8
BOARD_CRYPTO := no

CROSS_COMPILE ?= arm-linux-gnueabihf-
WOLFSSL_HOST := armv7a-linux-gnueabihf
WOLFSSL_ASM := --enable-armasm --enable-sp-asm
