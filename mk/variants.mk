# SPDX-License-Identifier: GPL-3.0-or-later
# The variants, alike on every board. Of a variant V: V_LIBRARY (a file mk/V_LIBRARY.mk), V_CFLAGS (our code);
# for wolfssl V_FEATURES, V_CONFIGURE, V_LIBRARY_CFLAGS and V_MENDS (faults that scripts/wolfssl.sh mends in a copy of its
# source); for openssl V_SERIES, built when it is not the system's. V_REFUSED: why the board cannot have it.

include mk/own.mk
VARIANTS := wolfssl wolfssl-lean wolfssl-iot wolfssl-size wolfssl-shipped openssl openssl-3.5 own
# What is built when VARIANT= names none, and what scripts/batch_build.sh builds.
DEFAULT_VARIANTS ?= wolfssl wolfssl-lean wolfssl-size openssl
BATCH_VARIANTS := wolfssl wolfssl-lean wolfssl-size openssl $(OWN_VARIANT)

# What a study measures as well.
VARIANT_OF_iot := wolfssl-iot

# What x86-64 assembly needs (docs/findings.md); C and the other assemblies need nothing.
ASM_MENDS := $(if $(filter --enable-intelasm,$(WOLFSSL_ASM)),vzeroupper)

# Tuned for speed. The board names the assembly. Suites with a pre-shared key alone are asked for; and its server makes no new
# ticket where one is taken that is still good, as OpenSSL does.
wolfssl_LIBRARY := wolfssl
wolfssl_CONFIGURE := --enable-sp=yes $(WOLFSSL_ASM)
wolfssl_LIBRARY_CFLAGS := -O2 -DWOLFSSL_STATIC_PSK -DWOLFSSL_TICKET_DECRYPT_NO_CREATE
wolfssl_MENDS := $(ASM_MENDS)

# The same as its maker ships it, to see what a mend does. Where there is none it would be the same library.
wolfssl-shipped_LIBRARY := wolfssl
wolfssl-shipped_CONFIGURE := $(wolfssl_CONFIGURE)
wolfssl-shipped_LIBRARY_CFLAGS := $(wolfssl_LIBRARY_CFLAGS)
wolfssl-shipped_REFUSED := $(if $(ASM_MENDS),,wolfssl is as its maker ships it for BOARD=$(BOARD) (mends are for x86-64 assembly); valid: VARIANT=wolfssl)

# What the two below have in common: TLS and DTLS 1.2 and 1.3 in both roles, mutual, with ECDSA P-256, AES-GCM and SHA-256, and
# no more. C for size, no unwind tables, no resumption, no old algorithm. Errors are named. Other choices are answered UNSUPPORTED.
SMALL_FEATURES := --enable-static --disable-shared --enable-opensslextra \
	--enable-tls13 --enable-dtls --enable-dtls13 --enable-dtls-mtu --enable-sni --enable-ip-alt-name --enable-singlethreaded \
	--disable-rsa --disable-dh --disable-mlkem --disable-chacha --disable-poly1305 --disable-aescbc --disable-des3 \
	--disable-md5 --disable-sha --disable-sha224 --disable-sha384 --disable-sha512 --disable-sha3 \
	--disable-oldtls --disable-pkcs12 --disable-pwdbased \
	--disable-examples --disable-crypttests
SMALL_CFLAGS := -Os $(NO_PIE) -fno-asynchronous-unwind-tables -fno-unwind-tables
SMALL_MACROS := -DNO_SESSION_CACHE -DECC_USER_CURVES -DWOLFSSL_GMTIME

# For the middle: nearly the speed of wolfssl, since what a handshake spends its time in is the same assembly, at a fraction of
# its flash. On ARMv7 the C code is Thumb, which the library itself would compile as ARM; its assembly files stay ARM.
LEAN_THUMB := $(filter armv7%,$(WOLFSSL_HOST))
wolfssl-lean_LIBRARY := wolfssl
wolfssl-lean_FEATURES := $(SMALL_FEATURES) --enable-aesgcm=4bit
wolfssl-lean_CONFIGURE := --enable-sp=ec256 $(WOLFSSL_ASM) $(if $(LEAN_THUMB),CCASFLAGS=-marm)
wolfssl-lean_LIBRARY_CFLAGS := $(SMALL_CFLAGS) $(SMALL_MACROS) $(if $(LEAN_THUMB),-mthumb)
wolfssl-lean_MENDS := $(ASM_MENDS)
wolfssl-lean_CFLAGS := $(SMALL_CFLAGS) $(if $(LEAN_THUMB),-mthumb)

# What a constrained device would take: lean with pre-shared keys, CCM-8 (RFC 7925), resumption and DTLS connection IDs, each
# as `make features` measures it (mk/features.mk).
wolfssl-iot_LIBRARY := wolfssl
wolfssl-iot_FEATURES = $(wolfssl-lean_FEATURES) --enable-aesccm $(psk_CONFIGURE) $(tickets_CONFIGURE) $(cid_CONFIGURE)
wolfssl-iot_CONFIGURE := $(wolfssl-lean_CONFIGURE)
wolfssl-iot_LIBRARY_CFLAGS = $(filter-out -DNO_SESSION_CACHE,$(wolfssl-lean_LIBRARY_CFLAGS)) $(sort $(tickets_MACROS) $(psk_MACROS))
wolfssl-iot_MENDS := $(wolfssl-lean_MENDS)
wolfssl-iot_CFLAGS := $(wolfssl-lean_CFLAGS)

# Tuned for flash alone: no assembly, and tables are traded for time.
wolfssl-size_LIBRARY := wolfssl
wolfssl-size_FEATURES := $(SMALL_FEATURES) --enable-smallstack --enable-aesgcm=small
wolfssl-size_CONFIGURE := --enable-sp=smallec256
wolfssl-size_LIBRARY_CFLAGS := $(SMALL_CFLAGS) $(SMALL_MACROS) -DWOLFSSL_AES_SMALL_TABLES -DUSE_SLOW_SHA256
wolfssl-size_CFLAGS := $(SMALL_CFLAGS)

# The system's on the host, Debian's of the board's architecture elsewhere.
openssl_LIBRARY := openssl

# The current long-term release, from source.
openssl-3.5_LIBRARY := openssl
openssl-3.5_SERIES := 3.5
