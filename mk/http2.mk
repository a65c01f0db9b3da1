# SPDX-License-Identifier: GPL-3.0-or-later
# The pair for HTTP/2: made where nghttp2 is there, since nothing else needs it. On this machine and in an SDK pkg-config
# finds it; a static program needs its archive. Where Debian's compiler makes a board's programs that of this machine's
# Debian is unpacked, as OpenSSL is; of a compiler of the user's own nobody knows whether it fits.
.PHONY: http2 http2-told

H2_PROGRAMS := h2_server h2_client
# A make that only tells, or cleans, needs to know nothing of it.
NGHTTP2_MATTERS := $(filter-out $(TELLS),$(or $(MAKECMDGOALS),all))

NGHTTP2_FROM := $(if $(BOARD_ARCH),$(if $(SYSROOT)$(PKG_CONFIG_SYSROOT_DIR),pkg-config,$(if $(CC_NAMED),nowhere,unpacked)),pkg-config)
ifeq ($(NGHTTP2_FROM),unpacked)
export OPENSSL_MIRROR
NGHTTP2_ANSWER := $(BUILD)/$(BOARD)/http2.mk
-include $(NGHTTP2_ANSWER)
NGHTTP2 := $(and $(NGHTTP2_FILE),$(wildcard $(NGHTTP2_FILE)))
NGHTTP2_LIBS = $(if $(filter 1,$(DYNAMIC)),$(NGHTTP2_SHARED),$(NGHTTP2_STATIC))
# What fetches it may be this very make: what its recipes see.
NGHTTP2_NOW = $(or $(NGHTTP2),$(shell [ -s $(NGHTTP2_ANSWER) ] && echo there))
# Before the makes of the variants, which read that file.
http2: | compiler
	@scripts/nghttp2.sh $(BOARD_ARCH) $(NGHTTP2_ANSWER)
http2-told:
	@:
else
ifneq ($(and $(filter pkg-config,$(NGHTTP2_FROM)),$(NGHTTP2_MATTERS)),)
NGHTTP2_ASKED := $(if $(SYSROOT),PKG_CONFIG_SYSROOT_DIR=$(SYSROOT) PKG_CONFIG_LIBDIR=$(SYSROOT)/usr/lib/pkgconfig:$(SYSROOT)/usr/share/pkgconfig) $(PKG_CONFIG)
NGHTTP2_FOLDER := $(shell $(NGHTTP2_ASKED) --variable=libdir libnghttp2 2>/dev/null)
NGHTTP2 := $(and $(NGHTTP2_FOLDER),$(if $(filter 1,$(DYNAMIC)),there,$(wildcard $(NGHTTP2_FOLDER)/libnghttp2.a)))
endif
NGHTTP2_NOW = $(NGHTTP2)
# Asked where they are used only.
NGHTTP2_CFLAGS = $(shell $(NGHTTP2_ASKED) --cflags libnghttp2)
NGHTTP2_LIBS = $(shell $(NGHTTP2_ASKED) $(if $(filter 1,$(DYNAMIC)),,--static) --libs libnghttp2)
http2:
	@:
http2-told:
	$(if $(NGHTTP2),@:,$(call say,NOTE,no $(H2_PROGRAMS): nghttp2 is not there for $(BOARD)$(if $(BOARD_ARCH),,; scripts/setup.sh http2 installs it)))
endif
