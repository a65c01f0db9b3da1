# SPDX-License-Identifier: GPL-3.0-or-later
# OpenSSL as the TLS library: the system's, or an installed one in OPENSSL_PREFIX.

ifdef OPENSSL_PREFIX
OPENSSL_HEADER := $(wildcard $(OPENSSL_PREFIX)/include/openssl/ssl.h)
OPENSSL_LIBDIR := $(patsubst %/,%,$(dir $(firstword $(wildcard $(OPENSSL_PREFIX)/lib64/libssl.* $(OPENSSL_PREFIX)/lib/libssl.* $(OPENSSL_PREFIX)/lib/*/libssl.*))))
ifeq ($(and $(OPENSSL_HEADER),$(OPENSSL_LIBDIR)),)
$(error OPENSSL_PREFIX=$(OPENSSL_PREFIX): holds no include/openssl/ssl.h with a libssl in lib64 or lib beside; valid: the --prefix of an installed OpenSSL)
endif
LIBRARY_CFLAGS := -isystem $(OPENSSL_PREFIX)/include
LIBRARY_LIBS := -L$(OPENSSL_LIBDIR) -Wl,-rpath,$(abspath $(OPENSSL_LIBDIR)) -lssl -lcrypto
LIBRARY_SOURCE := OPENSSL_PREFIX=$(OPENSSL_PREFIX)
else
LIBRARY_CFLAGS := $(shell $(PKG_CONFIG) --cflags openssl)
LIBRARY_LIBS := $(shell $(PKG_CONFIG) --libs openssl)
LIBRARY_SOURCE := system, $(shell $(PKG_CONFIG) --modversion openssl) when built
ifeq ($(LIBRARY_LIBS),)
$(error OpenSSL: $(PKG_CONFIG) does not find it; install libssl-dev (scripts/setup.sh build), or name one with OPENSSL_PREFIX=)
endif
endif
