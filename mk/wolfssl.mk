# SPDX-License-Identifier: GPL-3.0-or-later
# wolfSSL as the TLS library, linked statically. scripts/wolfssl.sh finds or builds it and says where in library.mk.

# What our source needs of it, on every board. A board's variant adds its tuning.
# Never --enable-keylog-export: it prints every session's secrets; HAVE_SECRET_CALLBACK gives the callback alone.
WOLFSSL_FEATURES := --enable-static --disable-shared --enable-opensslextra \
	--enable-tls13 --enable-dtls --enable-dtls13 --enable-dtlscid --enable-dtls-mtu \
	--enable-session-ticket --enable-alpn --enable-sni --enable-ip-alt-name \
	--enable-curve25519 --enable-ed25519 --enable-aesccm --enable-earlydata --enable-psk \
	--disable-examples --disable-crypttests
WOLFSSL_MACROS := -ffunction-sections -fdata-sections -DHAVE_SECRET_CALLBACK

# scripts/wolfssl.sh reads these.
export WOLFSSL_CONFIGURE := $(strip $(or $($(ONE_VARIANT)_FEATURES),$(WOLFSSL_FEATURES)) $($(ONE_VARIANT)_CONFIGURE))
export WOLFSSL_CFLAGS := $(strip $($(ONE_VARIANT)_LIBRARY_CFLAGS) $(or $($(ONE_VARIANT)_MACROS),$(WOLFSSL_MACROS)) $(WOLFSSL_BOARD_CFLAGS))
export WOLFSSL_HOST := $(WOLFSSL_HOST)
export WOLFSSL_MENDS := $(strip $($(ONE_VARIANT)_MENDS))
export WOLFSSL_CC := $(strip $(CC) $(SYSROOT:%=--sysroot=%))
export WOLFSSL_AR := $(AR)
export WOLFSSL_RANLIB := $(RANLIB)
export WOLFSSL_OBJDUMP := $(OBJDUMP)
# Of variant own: what scripts/wolfssl_own.sh looks at.
ifeq ($(ONE_VARIANT),own)
export WOLFSSL_OWN := $(OWN_SET)
export WOLFSSL_SETTINGS := $(OWN_SETTINGS)
override WOLFSSL_PREFIX := $(OWN_PREFIX)
LOOKED_AT := | $(OWN_SET) | $(if $(OWN_SETTINGS),$(shell sha256sum <$(OWN_SETTINGS)))
endif
# An installed one may be installed anew.
ifneq ($(WOLFSSL_PREFIX),)
LOOKED_AT += | $(shell cd $(WOLFSSL_PREFIX) 2>/dev/null && stat -c '%n %i %s %.Y;' include/wolfssl/options.h include/wolfssl/version.h \
	include/user_settings.h lib*/libwolfssl.* lib/*/libwolfssl.* 2>/dev/null)
endif
export WOLFSSL_PREFIX WOLFSSL_TARBALL WOLFSSL_MIRROR WOLFSSL_UNPINNED

WOLFSSL_ASKED = $(WOLFSSL_CC) | $(WOLFSSL_HOST) | $(WOLFSSL_CONFIGURE) | $(WOLFSSL_CFLAGS) | $(WOLFSSL_PREFIX) | $(WOLFSSL_TARBALL)$(WOLFSSL_MENDS:%= | %)$(LOOKED_AT)

include $(OBJ)/library.mk
$(OBJ)/library.mk: $(OBJ)/library.asked scripts/wolfssl.sh scripts/wolfssl_own.sh scripts/wolfssl.sums scripts/wolfssl.mends $(wildcard scripts/mends/*.sh)
	$(Q)scripts/wolfssl.sh $(BOARD)/$(ONE_VARIANT) $@

$(OBJ)/library.asked: FORCE
	$(call if_changed,$(WOLFSSL_ASKED))

# The library may have been removed since it was noted down.
ifeq ($(wildcard $(LIBRARY_FILE)),)
$(OBJ)/library.mk: FORCE
endif

# What the library's version is told with: " + vzeroupper".
LIBRARY_CFLAGS := -DWT_TLSLIB_WOLFSSL $(LIBRARY_MACROS) -DWT_BUILD_MENDS='"$(LIBRARY_MENDS:%= + %)"' -isystem $(LIBRARY_PREFIX)/include/wolfssl -isystem $(LIBRARY_PREFIX)/include
