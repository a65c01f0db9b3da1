# SPDX-License-Identifier: GPL-3.0-or-later
# `make features`: what each feature of wolfSSL costs, by builds that differ in it alone. The base is wolfssl-lean as it is;
# each other one is the build behind its colon with one feature more, and what that needs: tickets a session cache, the
# hybrid group X25519. scripts/features.sh builds them, each with ONE_VARIANT=, and says what they are measured with.
.PHONY: features

features: compiler setup-run
	@+MAKE='$(MAKE)' scripts/features.sh --build $(BUILD) $(BOARD)

FEATURE_OVER := tickets:base early-data:tickets psk:base cid:base mlkem:base tls1.2-only:base tls1.3-only:base
tickets_CONFIGURE := --enable-session-ticket
tickets_MACROS := -DSMALL_SESSION_CACHE -DWOLFSSL_TICKET_DECRYPT_NO_CREATE -DWOLFSSL_TICKET_HAVE_ID
early-data_CONFIGURE := --enable-earlydata
psk_CONFIGURE := --enable-psk
psk_MACROS := -DWOLFSSL_STATIC_PSK
cid_CONFIGURE := --enable-dtlscid
mlkem_CONFIGURE := --enable-curve25519 --enable-mlkem --enable-sha3 --enable-shake128 --enable-shake256
# Else AArch64 makes X25519 key pairs by the code of Ed25519, which lean has not.
mlkem_MACROS := -DWOLFSSL_CURVE25519_NOT_USE_ED25519
tls1.2-only_CONFIGURE := --disable-tls13 --disable-dtls13
tls1.3-only_CONFIGURE := --disable-tlsv12
# The word alone leaves the code in (5.9.2).
tls1.3-only_MACROS := -DWOLFSSL_NO_TLS12

feature-base_LIBRARY := wolfssl
feature-base_FEATURES := $(wolfssl-lean_FEATURES)
feature-base_CONFIGURE := $(wolfssl-lean_CONFIGURE)
feature-base_LIBRARY_CFLAGS := $(wolfssl-lean_LIBRARY_CFLAGS)
feature-base_MENDS := $(wolfssl-lean_MENDS)
feature-base_CFLAGS := $(wolfssl-lean_CFLAGS)

# feature NAME,OVER
define feature
feature-$(1)_LIBRARY := wolfssl
feature-$(1)_FEATURES := $$(feature-$(2)_FEATURES) $$($(1)_CONFIGURE)
feature-$(1)_CONFIGURE := $$(wolfssl-lean_CONFIGURE)
feature-$(1)_LIBRARY_CFLAGS := $$(filter-out $$(if $$(filter tickets,$(1)),-DNO_SESSION_CACHE),$$(feature-$(2)_LIBRARY_CFLAGS)) $$($(1)_MACROS)
feature-$(1)_MENDS := $$(wolfssl-lean_MENDS)
feature-$(1)_CFLAGS := $$(wolfssl-lean_CFLAGS)
endef
$(foreach f,$(FEATURE_OVER),$(eval $(call feature,$(firstword $(subst :, ,$f)),$(lastword $(subst :, ,$f)))))
