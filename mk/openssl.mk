# SPDX-License-Identifier: GPL-3.0-or-later
# OpenSSL as the TLS library: an installed one in OPENSSL_PREFIX; a series that the variant names, built from
# source; on a board Debian's of its architecture, unpacked; else what pkg-config finds (the host's, an SDK's).

ifdef OPENSSL_PREFIX
OPENSSL_HEADER := $(wildcard $(OPENSSL_PREFIX)/include/openssl/ssl.h)
OPENSSL_LIBDIR := $(patsubst %/,%,$(dir $(firstword $(wildcard $(OPENSSL_PREFIX)/lib64/libssl.* $(OPENSSL_PREFIX)/lib/libssl.* $(OPENSSL_PREFIX)/lib/*/libssl.*))))
ifeq ($(and $(OPENSSL_HEADER),$(OPENSSL_LIBDIR)),)
$(error OPENSSL_PREFIX=$(OPENSSL_PREFIX): holds no include/openssl/ssl.h with a libssl in lib64 or lib beside; valid: the --prefix of an installed OpenSSL)
endif
LIBRARY_CFLAGS := -isystem $(OPENSSL_PREFIX)/include
LIBRARY_LIBS := -L$(OPENSSL_LIBDIR) -Wl,-rpath,$(abspath $(OPENSSL_LIBDIR)) -lssl -lcrypto
LIBRARY_SOURCE := OPENSSL_PREFIX=$(OPENSSL_PREFIX)

else ifneq ($($(ONE_VARIANT)_SERIES),)
# The library's own name of a target; none for a machine that it does not know.
OPENSSL_TARGET_x86_64 := linux-x86_64
OPENSSL_TARGET_aarch64 := linux-aarch64
OPENSSL_TARGET_armv7l := linux-armv4
OPENSSL_TARGET_armv5tel := linux-armv4
OPENSSL_TARGET ?= $(OPENSSL_TARGET_$(BOARD_MACHINE))
export OPENSSL_TARGET
export OPENSSL_CC := $(strip $(CC) $(SYSROOT:%=--sysroot=%))
export OPENSSL_AR := $(AR)
export OPENSSL_RANLIB := $(RANLIB)
export OPENSSL_TARBALL OPENSSL_MIRROR OPENSSL_UNPINNED
OPENSSL_ASKED = $(OPENSSL_CC) | $(OPENSSL_TARGET) | $($(ONE_VARIANT)_SERIES) | $(OPENSSL_TARBALL)
OPENSSL_SCRIPT := scripts/openssl.sh
OPENSSL_WANTED := $(BOARD)/$(ONE_VARIANT) $($(ONE_VARIANT)_SERIES)

else ifneq ($(and $(BOARD_ARCH),$(if $(SYSROOT)$(PKG_CONFIG_SYSROOT_DIR),,unpacked)),)
export OPENSSL_MIRROR
OPENSSL_ASKED = $(BOARD_ARCH) | $(DYNAMIC) | $(OPENSSL_MIRROR)
OPENSSL_SCRIPT := scripts/sysroot.sh
OPENSSL_WANTED := $(BOARD_ARCH)

else
ifneq ($(SYSROOT),)
PKG_CONFIG := PKG_CONFIG_SYSROOT_DIR=$(SYSROOT) PKG_CONFIG_LIBDIR=$(SYSROOT)/usr/lib/pkgconfig:$(SYSROOT)/usr/share/pkgconfig $(PKG_CONFIG)
endif
LIBRARY_CFLAGS := $(shell $(PKG_CONFIG) --cflags openssl)
# A static program also wants what the library itself is linked with.
LIBRARY_LIBS := $(shell $(PKG_CONFIG) $(if $(filter 1,$(DYNAMIC)),,--static) --libs openssl)
LIBRARY_SOURCE := system, $(shell $(PKG_CONFIG) --modversion openssl) when built
ifeq ($(LIBRARY_LIBS),)
$(error OpenSSL: $(PKG_CONFIG) does not find it$(SYSROOT:%= in %); install libssl-dev (scripts/setup.sh build), or name one with OPENSSL_PREFIX=)
endif
endif

# A script finds or builds it and says where in library.mk.
ifdef OPENSSL_SCRIPT
include $(OBJ)/library.mk
$(OBJ)/library.mk: $(OBJ)/library.asked $(OPENSSL_SCRIPT) $(wildcard $(OPENSSL_SCRIPT:.sh=.sums)) scripts/debian.sh
	$(Q)$(OPENSSL_SCRIPT) $(OPENSSL_WANTED) $@
$(OBJ)/library.asked: FORCE
	$(call if_changed,$(OPENSSL_ASKED))
# The library may have been removed since it was noted down.
ifeq ($(wildcard $(LIBRARY_FILE)),)
$(OBJ)/library.mk: FORCE
endif
LIBRARY_CFLAGS := -isystem $(LIBRARY_PREFIX)/include $(LIBRARY_MORE_CFLAGS)
LIBRARY_LIBS := $(if $(filter 1,$(DYNAMIC)),$(LIBRARY_SHARED),$(LIBRARY_STATIC))
endif

# The one file that is handed times of the library (DTLS's timer) is compiled with the library's own `struct timeval`
# and turns them into ns; nothing else that the two share holds a time or a file offset.
$(OBJ)/src/tlslib/openssl.o: $(OBJ)/library_time
$(OBJ)/src/tlslib/openssl.o $(OBJ)/src/tlslib/openssl.tidy: private WIDE = $(shell cat $(OBJ)/library_time)
$(OBJ)/library_time: $(OBJ)/flags scripts/time_bits.sh
	$(Q)scripts/time_bits.sh $(LIBRARY_LIBS) -- $(CC) $(BASE_CFLAGS) $(BOARD_CFLAGS) $(CFLAGS) $(BOARD_LDFLAGS) $(LDFLAGS) >$@
