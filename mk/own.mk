# SPDX-License-Identifier: GPL-3.0-or-later
# Variant own: a wolfSSL as the user builds it, beside the others. One of three settings makes it.

# An installed one; our source archive with the user's configure flags; or with the user's user_settings.h.
OWN_SET := $(strip $(foreach s,OWN_CONFIGURE OWN_PREFIX OWN_SETTINGS,$(if $(strip $(value $s)),$s)))
OWN_VARIANT := $(if $(OWN_SET),own)

# They go to shells and into files of make, which would also expand a $ in them: so they are looked at as they were typed.
OWN_ODD := ' " ` $$ ; & | < > ( ) \ \#
own_odd = $(strip $(foreach c,$(OWN_ODD),$(findstring $c,$(value $(1)))))
$(foreach s,OWN_CFLAGS OWN_CONFIGURE OWN_PREFIX OWN_SETTINGS WOLFSSL_PREFIX,$(if $(call own_odd,$s),$(error $s=$(value $s): a quote, or one of ` $$ ; & | < > ( ) \ in it is not valid)))
$(foreach s,OWN_PREFIX WOLFSSL_PREFIX,$(if $(word 2,$($s)),$(error $s=$($s): a blank in it is not valid; valid: the --prefix of an installed wolfSSL)))
$(if $(word 2,$(OWN_SET)),$(error $(OWN_SET): each is a build of its own; valid: one of them))
$(if $(and $(OWN_CFLAGS),$(or $(OWN_PREFIX),$(if $(OWN_SET),,none))),$(error OWN_CFLAGS=$(OWN_CFLAGS): $(if $(OWN_SET),nothing is compiled with OWN_PREFIX=,it is for variant own alone); valid: with OWN_CONFIGURE= or OWN_SETTINGS=))
$(if $(filter CFLAGS=% CC=% --host=% --prefix=%,$(OWN_CONFIGURE)),$(error OWN_CONFIGURE: $(firstword $(filter CFLAGS=% CC=% --host=% --prefix=%,$(OWN_CONFIGURE))): is set by BOARD= and OWN_CFLAGS=; valid: flags of features))
$(if $(filter --enable-keylog-export%,$(OWN_CONFIGURE)),$(error OWN_CONFIGURE: --enable-keylog-export writes the secrets of every session to a file; valid: without it))
OWN_PLACES := --disable-static --enable-static=no --enable-shared --libdir=% --includedir=% --exec-prefix=%
$(if $(filter $(OWN_PLACES),$(OWN_CONFIGURE)),$(error OWN_CONFIGURE: $(firstword $(filter $(OWN_PLACES),$(OWN_CONFIGURE))): the library is linked statically, from a place of ours; valid: without it))
ifneq ($(strip $(OWN_SETTINGS)),)
own_file := $(if $(filter 1,$(words $(OWN_SETTINGS))),$(if $(wildcard $(OWN_SETTINGS)/.),is a folder,$(shell test -r $(OWN_SETTINGS) || echo no file that can be read)),no such file)
$(if $(own_file),$(error OWN_SETTINGS=$(OWN_SETTINGS): $(own_file); valid: a user_settings.h))
# The board's assembly is compiled in where the settings ask for some.
OWN_ASM := $(if $(shell grep -lE '^[[:space:]]*\#[[:space:]]*define[[:space:]]+(WOLFSSL_ARMASM|USE_INTEL_SPEEDUP|WOLFSSL_SP_ASM)' $(OWN_SETTINGS)),$(WOLFSSL_ASM))
endif

own_LIBRARY := wolfssl
own_FEATURES := --enable-static --disable-shared --disable-examples --disable-crypttests \
	$(if $(OWN_SETTINGS),--enable-usersettings $(OWN_ASM),$(OWN_CONFIGURE))
own_LIBRARY_CFLAGS := $(or $(OWN_CFLAGS),-O2)
own_MACROS := -ffunction-sections -fdata-sections
own_REFUSED := $(if $(OWN_SET),,is a build of yours; valid: with OWN_CONFIGURE="<flags>", OWN_PREFIX=<installed wolfSSL> or OWN_SETTINGS=<user_settings.h>)
