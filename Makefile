# SPDX-License-Identifier: GPL-3.0-or-later
# wiretoll: what TLS and DTLS cost beside plain TCP and UDP. `make help` tells what there is.

# --- defaults -----------------------------------------------------------------
BOARD ?= host
BUILD ?= build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))
DESTDIR ?=
HOSTCC ?= gcc
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
RUN_FLAGS ?=
SANITIZE ?=
V ?= 0

comma := ,
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' '$(1)' '$(2)')

# --- board --------------------------------------------------------------------
BOARDS := $(sort $(basename $(notdir $(wildcard boards/*.mk))))
ifneq ($(and $(filter 1,$(words $(BOARD))),$(filter $(BOARDS),$(BOARD))),$(BOARD))
$(error BOARD=$(BOARD): unknown; valid: $(BOARDS))
endif
include boards/$(BOARD).mk

# --- variant ------------------------------------------------------------------
# VARIANT= picks one of the board's. Each is built by a make of its own, told by ONE_VARIANT.
CHOSEN := $(or $(strip $(VARIANT)),$(VARIANTS))
ifneq ($(filter-out $(VARIANTS),$(CHOSEN)),)
$(error VARIANT=$(VARIANT): unknown for BOARD=$(BOARD); valid: $(VARIANTS))
endif

# --- flags --------------------------------------------------------------------
# CFLAGS and LDFLAGS stay the user's: they come last, after ours.
ifneq ($(filter default undefined,$(origin CC)),)
CC := $(CROSS_COMPILE)gcc
endif
ifneq ($(filter default undefined,$(origin AR)),)
AR := $(CROSS_COMPILE)ar
endif
WARNINGS := -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow $(if $(filter 1,$(WERROR)),-Werror)
SANITIZERS := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
BASE_CFLAGS := -std=c11 -D_GNU_SOURCE -O2 -g
WT_CFLAGS := $(strip $(BASE_CFLAGS) -ffunction-sections -fdata-sections $(BOARD_CFLAGS) $($(ONE_VARIANT)_CFLAGS) \
	$(SANITIZERS) $(CFLAGS))
WT_LDFLAGS := $(strip -Wl,--gc-sections $(BOARD_LDFLAGS) $(SANITIZERS) $(LDFLAGS))

# --- sources ------------------------------------------------------------------
# The floors, lowest first. A floor includes from those under it, never from one above.
files = $(addprefix $(1)/,$(addsuffix .c,$(2)))

PORT := $(call files,port,error status linux_board \
	posix_address posix_clock posix_process posix_socket posix_transfer)
TLSLIB := $(call files,src/tlslib,heap wolfssl openssl)
PLAIN_TRANSPORTS := $(call files,src/transport,endpoint iana tcp udp)
SECURE_TRANSPORTS := $(call files,src/transport,tls dtls dtls_server peers \
	secure_context secure_failure secure_negotiated secure_session)
PAIR := $(call files,src/pair,message json marks parse options option_text \
	try summary record record_run record_try table live \
	exchange_client exchange_server client server program version)
PLAIN_PROGRAMS := tcp_server tcp_client udp_server udp_client
SECURE_PROGRAMS := tls_server tls_client dtls_server dtls_client
PROGRAMS := $(PLAIN_PROGRAMS) $(SECURE_PROGRAMS)

DESK := $(call files,src/wiretoll,reason arguments plan plan_file preflight \
	launch_local cell cell_command cell_file cell_record folder progress run run_command \
	results judge report_text report_table report_notes report_command commands main)
DESK_FLOORS := $(PORT) $(PLAIN_TRANSPORTS)

LISTED := $(PORT) $(TLSLIB) $(PLAIN_TRANSPORTS) $(SECURE_TRANSPORTS) $(PAIR) $(DESK)
UNLISTED := $(filter-out $(LISTED),$(wildcard port/*.c src/tlslib/*.c src/transport/*.c src/pair/*.c src/wiretoll/*.c))
$(if $(UNLISTED),$(warning not built, since it is in no list of the Makefile: $(UNLISTED)))

# --- rules --------------------------------------------------------------------
.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: all desk pairs FORCE
all: desk $(CHOSEN:%=pairs-%)

pairs-%: FORCE
	@+$(MAKE) --no-print-directory ONE_VARIANT=$* pairs

# Writes $(1) to the target only when it differs, so that what depends on it is made again just then.
if_changed = @$(shell mkdir -p $(@D))$(file >$@.new,$(1))cmp -s $@.new $@ && rm $@.new || mv $@.new $@
c_string = "$(subst ",\",$(subst \,\\,$(1)))"

include mk/desk.mk
ifdef ONE_VARIANT
include mk/pairs.mk
endif
include mk/tests.mk
include mk/helpers.mk
