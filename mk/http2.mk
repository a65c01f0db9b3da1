# SPDX-License-Identifier: GPL-3.0-or-later
# The pair for HTTP/2: made where nghttp2 is there, since nothing else needs it. On this machine and in an SDK pkg-config
# finds it; a static program needs its archive.
.PHONY: http2-told

H2_PROGRAMS := h2_server h2_client
# Of a board that no SDK was named for, nothing of this machine's counts.
NGHTTP2_LOOKED_FOR := $(if $(filter-out $(TELLS),$(or $(MAKECMDGOALS),all)),$(if $(BOARD_ARCH),$(SYSROOT)$(PKG_CONFIG_SYSROOT_DIR),here))
ifneq ($(NGHTTP2_LOOKED_FOR),)
NGHTTP2_ASKED := $(if $(SYSROOT),PKG_CONFIG_SYSROOT_DIR=$(SYSROOT) PKG_CONFIG_LIBDIR=$(SYSROOT)/usr/lib/pkgconfig:$(SYSROOT)/usr/share/pkgconfig) $(PKG_CONFIG)
NGHTTP2_FOLDER := $(shell $(NGHTTP2_ASKED) --variable=libdir libnghttp2 2>/dev/null)
NGHTTP2 := $(and $(NGHTTP2_FOLDER),$(if $(filter 1,$(DYNAMIC)),there,$(wildcard $(NGHTTP2_FOLDER)/libnghttp2.a)))
endif
# Asked where they are used only.
NGHTTP2_CFLAGS = $(shell $(NGHTTP2_ASKED) --cflags libnghttp2)
NGHTTP2_LIBS = $(shell $(NGHTTP2_ASKED) $(if $(filter 1,$(DYNAMIC)),,--static) --libs libnghttp2)

http2-told:
	$(if $(NGHTTP2),@:,$(call say,NOTE,no $(H2_PROGRAMS): nghttp2 is not there for $(BOARD)$(if $(BOARD_ARCH),,; scripts/setup.sh http2 installs it)))
