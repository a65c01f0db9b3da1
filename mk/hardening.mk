# SPDX-License-Identifier: GPL-3.0-or-later
# What our own code is compiled with beside what a variant says.
# What makes a mistake of it harder to use: a guard on the stack of each function that has an array of bytes, FORTIFY,
# and tables of the loader that are read-only from the start. A library's flags stay what its variant says.
# Each flag is used where the compiler takes it, which is asked once (scripts/hardening.sh); HARDENING_CFLAGS= and
# HARDENING_LDFLAGS=, empty or not, take the place of that.

# Not -fstack-protector-strong: a guard for each variable whose address is passed costs a plain exchange 5 to 8 %
# (docs/method.md). FORTIFY and the sanitizers would see the same calls, each by functions of its own.
GUARDS := -fstack-protector --param=ssp-buffer-size=4 $(if $(SANITIZE),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
READ_ONLY := -Wl,-z,relro -Wl,-z,now
HARDENING_SEEN := $(BUILD)/hardening

# Asked when a recipe wants it, since the compiler may have to be installed before, and then known to this make.
# ask NAME,FLAGS,VARIABLE: of these flags, those that the compiler takes which VARIABLE names, with its options.
ask = $(eval $(1) := $$(shell scripts/hardening.sh $(HARDENING_SEEN) $(2) -- $$($(3))))$($(1))
ASKED = $(CC) $(BASE_CFLAGS) $(BOARD_CFLAGS) $(CFLAGS) $(BOARD_LDFLAGS) $(LDFLAGS)
HOST_ASKED = $(HOSTCC) $(BASE_CFLAGS) $(HOST_CFLAGS) $(HOST_LDFLAGS)
ifeq ($(origin HARDENING_CFLAGS),undefined)
HARDENING_CFLAGS = $(call ask,HARDENING_CFLAGS,$(GUARDS),ASKED)
HOST_HARDENING_CFLAGS = $(call ask,HOST_HARDENING_CFLAGS,$(GUARDS),HOST_ASKED)
endif
ifeq ($(origin HARDENING_LDFLAGS),undefined)
HARDENING_LDFLAGS = $(call ask,HARDENING_LDFLAGS,$(READ_ONLY),ASKED)
HOST_HARDENING_LDFLAGS = $(call ask,HOST_HARDENING_LDFLAGS,$(READ_ONLY),HOST_ASKED)
endif
HOST_HARDENING_CFLAGS ?= $(HARDENING_CFLAGS)
HOST_HARDENING_LDFLAGS ?= $(HARDENING_LDFLAGS)

# Times and file offsets of 64 bits where a long has 32; but for what sees the library's times (mk/openssl.mk).
long_bytes = $(lastword $(shell $(1) -dM -E -x c /dev/null 2>/dev/null | grep -w __SIZEOF_LONG__))
wide = $(eval $(1) := $$(if $$(filter 4,$$(call long_bytes,$$($(2)))),-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64))$($(1))
WIDE = $(call wide,WIDE,ASKED)
HOST_WIDE = $(call wide,HOST_WIDE,HOST_ASKED)

# Programs as they are linked: a board's are stripped behind that.
READELF ?= $(CROSS_COMPILE)readelf
.PHONY: check-hardening
check-hardening: $(CHOSEN:%=pairs-%)
	@scripts/check/check_hardening.sh $(READELF) $(OBJDUMP) $(foreach v,$(CHOSEN),$(BUILT_PROGRAMS:%=$(BUILD)/$(BOARD)/$v/$(if $(BOARD_ARCH),obj/linked/)%))
