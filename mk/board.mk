# SPDX-License-Identifier: GPL-3.0-or-later
# From the board's assignments to how its programs are compiled and linked.

# Without it the board would be taken for a machine such as this one.
ifeq ($(origin CROSS_COMPILE)$(strip $(BOARD_ARCH)),file)
$(if $(strip $(CROSS_COMPILE)),$(error boards/$(BOARD).mk: CROSS_COMPILE without BOARD_ARCH; valid: BOARD_ARCH := arm64, armhf, armel or another one of Debian's))
endif

# A compiler of the user's own (CC from the command line or an SDK's environment) is taken as it is; without
# one (or an empty one), Debian's cross compiler is installed when it is missing. With BUILT=1 none is needed.
SETUP_GROUPS := build
ifneq ($(or $(filter default undefined,$(origin CC)),$(if $(CC),,empty)),)
override CC := $(CROSS_COMPILE)gcc
SETUP_GROUPS += $(if $(filter 1,$(BUILT)),,$(BOARD_ARCH:%=cross-%))
endif
ifneq ($(or $(filter default undefined,$(origin AR)),$(if $(AR),,empty)),)
override AR := $(CROSS_COMPILE)ar
endif
# Not empty: the compiler, or its prefix, is one that the user named.
CROSS_NAMED := $(if $(filter file override,$(origin CROSS_COMPILE)),,$(CROSS_COMPILE))
CC_NAMED := $(strip $(filter-out $(CROSS_COMPILE)gcc,$(CC))$(CROSS_NAMED))
RANLIB ?= $(CROSS_COMPILE)ranlib
STRIP ?= $(CROSS_COMPILE)strip
OBJDUMP ?= $(CROSS_COMPILE)objdump
SIZE ?= $(CROSS_COMPILE)size

# The tree of the target's headers and libraries that an SDK brings.
ifneq ($(strip $(SYSROOT)),)
$(if $(wildcard $(SYSROOT)/.),,$(error SYSROOT=$(SYSROOT): no such folder; valid: an SDK's tree of headers and libraries))
BOARD_CFLAGS += --sysroot=$(SYSROOT)
endif

# A board's programs are static, so that they need nothing of the board's; DYNAMIC=1 shares its libraries.
# A static program cannot look up names: its C library would want the same one on the board.
ifeq ($(DYNAMIC),1)
RESOLVE := posix_resolve
else
RESOLVE := posix_resolve_numeric
BOARD_LDFLAGS += -static
# A static program lies where it was linked to; code that could be moved is larger.
NO_PIE := -fno-pie
endif

# x86 alone has vector registers whose upper halves can be left dirty.
VECTORS := $(if $(filter x86_64 amd64 i386 i486 i586 i686,$(or $(BOARD_MACHINE),$(BOARD_ARCH))),x86_vectors,no_vectors)

# Before anything is compiled for the board: what another compiler of the user's made is not replaced, the compiler
# is there, or is installed, and makes programs for the board's machine.
.PHONY: compiler
compiler:
	@$(call KEEP_PROGRAMS)
	@scripts/compiler.sh $(BOARD) '$(CC)' $(BOARD_ARCH)
	@$(CHECK_MACHINE)
KEEP_PROGRAMS = scripts/compiler.sh --made $(1) '$(CC)' $(MADE:%=$(BUILD)/$(BOARD)/%)
# Of a board of this machine's own, HOSTCC tells which it is.
MACHINE_FLAGS = $(filter -m32 -m64 -mx32 --target=%,$(BOARD_CFLAGS) $(CFLAGS))
CHECK_MACHINE = scripts/compiler.sh --machine $(BOARD) '$(CC) $(MACHINE_FLAGS)' \
	$(if $(filter host,$(BOARD)),--like '$(HOSTCC) $(filter -m32 -m64 -mx32 --target=%,$(HOST_CFLAGS))',$(or $(BOARD_MACHINE),$(BOARD_ARCH)))
MADE = $(or $(patsubst pairs-%,%,$(filter pairs-%,$(MAKECMDGOALS))),$(CHOSEN))

# What a script wants to know of the board, a line each.
.PHONY: board-facts
board-facts:
	@$(foreach f,ABOUT RUN ARCH MACHINE CPU CRYPTO,printf '%s=%s\n' BOARD_$f '$(BOARD_$f)';) printf 'WOLFSSL_ASM=%s\n' '$(WOLFSSL_ASM)'
