# SPDX-License-Identifier: GPL-3.0-or-later
# wiretoll: what TLS and DTLS cost beside plain TCP and UDP. `make help` tells what there is.

# --- defaults -----------------------------------------------------------------
.DEFAULT_GOAL := all
BOARD ?= host
BUILD ?= build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))
BUILT ?=
DESTDIR ?=
DYNAMIC ?=
HOSTCC ?= gcc
HOST_CFLAGS ?=
HOST_LDFLAGS ?=
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
RUN_FLAGS ?=
SANITIZE ?=
SYSROOT ?=
V ?= 0

comma := ,
Q := $(if $(filter 1,$(V)),,@)
# one_of NAME,WORDS: what is wrong with a setting that has to be one of them.
one_of = $(if $(and $(filter 1,$(words $($(1)))),$(filter $(2),$($(1)))),,$(1)=$($(1)): unknown; valid: $(2))
MISTAKEN := $(strip $(foreach s,DYNAMIC,$(if $(strip $($s)),$(call one_of,$s,1 0))))
SANITIZERS_KNOWN := address leak memory thread undefined
ifneq ($(filter-out $(SANITIZERS_KNOWN),$(subst $(comma), ,$(SANITIZE))),)
MISTAKEN := SANITIZE=$(SANITIZE): unknown; valid: $(SANITIZERS_KNOWN), with commas between them
endif
$(if $(MISTAKEN),$(error $(MISTAKEN)))
# Who measures is told the steps and not the files (BRIEF=1).
say = $(if $(or $(filter 1,$(V)),$(BRIEF)),,@printf '  %-7s %s\n' '$(1)' '$(2)')
include mk/mistyped.mk

# --- board --------------------------------------------------------------------
BOARDS := $(sort $(basename $(notdir $(wildcard boards/*.mk))))
# `make size` alone takes them all at once.
SIZE_BOARDS := $(BOARD)
ifeq ($(BOARD)|$(MAKECMDGOALS),all|size)
SIZE_BOARDS := $(BOARDS)
override BOARD := host
endif
ifeq ($(and $(filter 1,$(words $(BOARD))),$(filter $(BOARDS),$(BOARD))),)
$(error BOARD=$(BOARD): unknown; valid: $(BOARDS))
endif
include boards/$(BOARD).mk
include mk/board.mk

# --- variant ------------------------------------------------------------------
# VARIANT= picks some. Each is built by a make of its own, told by ONE_VARIANT.
include mk/variants.mk
include mk/features.mk
CHOSEN := $(strip $(or $(VARIANT),$(patsubst wolfssl,wolfssl $(VARIANT_OF_$(STUDY)),$(DEFAULT_VARIANTS))))
CHOSEN += $(filter-out $(CHOSEN),$(OWN_VARIANT))
ifneq ($(filter-out $(VARIANTS),$(CHOSEN)),)
$(error VARIANT=$(VARIANT): unknown; valid: $(VARIANTS))
endif
# What only tells needs none of them.
TELLS := boards clean help uninstall variants
$(if $(filter-out $(TELLS),$(or $(MAKECMDGOALS),all)),$(foreach v,$(CHOSEN),$(if $($v_REFUSED),$(error VARIANT=$v: $($v_REFUSED)))))

include mk/http2.mk

# --- flags --------------------------------------------------------------------
# CFLAGS and LDFLAGS stay the user's: they come last, after ours.
WARNINGS := -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow $(if $(filter 1,$(WERROR)),-Werror)
SANITIZERS := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
BASE_CFLAGS := -std=c11 -D_GNU_SOURCE -O2 -g
include mk/hardening.mk
WT_CFLAGS = $(strip $(BASE_CFLAGS) $(WIDE) $(HARDENING_CFLAGS) -ffunction-sections -fdata-sections $(BOARD_CFLAGS) $($(ONE_VARIANT)_CFLAGS) \
	$(SANITIZERS) $(CFLAGS))
WT_LDFLAGS = $(strip -Wl,--gc-sections $(HARDENING_LDFLAGS) $(BOARD_LDFLAGS) $(SANITIZERS) $(LDFLAGS))

# --- sources ------------------------------------------------------------------
# The floors, lowest first. A floor includes from those under it, never from one above.
files = $(addprefix $(1)/,$(addsuffix .c,$(2)))

# What every floor may include from; machine/ is what the system and the processor tell of themselves.
HEADERS := -iquote include -iquote include/machine
PORT_ROOMS := port port/machine
PORT := $(call files,port/machine,linux_board linux_board_state linux_cpuinfo linux_guard linux_machine linux_stack linux_text vectors x86_vectors no_vectors) \
	$(call files,port,error linux_clock linux_wait posix_address posix_content posix_environment posix_file posix_local posix_resolve posix_resolve_numeric posix_clock posix_process posix_socket posix_listener posix_spin posix_transfer)
TLSLIB := $(call files,src/tlslib,cid heap work psk wolfssl wolfssl_build wolfssl_keys wolfssl_pins wolfssl_psk wolfssl_resume wolfssl_cache wolfssl_early wolfssl_alpn openssl openssl_keys openssl_pins openssl_psk openssl_resume openssl_early openssl_alpn)
# In rooms: what all transports have and the plain ones, sessions of TLS, a server that tells DTLS clients apart, and HTTP/2.
TRANSPORT_ROOMS := src/transport src/transport/secure src/transport/dtls src/transport/h2
PLAIN_TRANSPORTS := $(call files,src/transport,endpoint members many iana tcp udp)
SECURE_TRANSPORTS := $(call files,src/transport/secure,secure_cid secure_context secure_early secure_failure secure_hold secure_keys secure_negotiated secure_psk secure_session key_log tls) \
	$(call files,src/transport/dtls,peers dtls dtls_bounds dtls_cid dtls_cookies dtls_datagram dtls_listener dtls_server)
HTTP2_TRANSPORTS := $(call files,src/transport/h2,h2 h2_frames h2_streams h2_message h2_beside h2_session)
# How a command line is read, the same in the pairs and at the desk.
OPTIONS := $(call files,src/options,words parse nearest valid take take_lists help)
# Writes pages and completion of those tables, on the machine that builds (mk/manual.mk).
MANUAL_SOURCES := $(call files,src/manual,page completion place pair_manual desk_manual)
# What the programs share, in rooms as well: records, one exchange, the program around it, and its modes on top.
PAIR_ROOMS := src/pair/record src/pair/exchange src/pair src/pair/modes src/pair/modes/hold
PAIR := $(call files,src/pair/record,json option_value cost record record_run record_state record_try trace trace_names trace_parse trace_print hello flights flights_record) \
	$(call files,src/pair/exchange,message marks numbered exchange exchange_client exchange_server schedule flow flow_move) \
	$(call files,src/pair,try summary table live list program session_check version probe probe_tell) \
	$(call files,src/pair/modes,start client client_loop server connect_client parallel connect_server session session_client talk_beside visit lingering stream stream_client stream_server plain_modes secure_modes h2_modes watch) \
	$(call files,src/pair/modes/hold,hold hold_client hold_server)
PLAIN_PROGRAMS := tcp_server tcp_client udp_server udp_client
SECURE_PROGRAMS := tls_server tls_client dtls_server dtls_client
ALWAYS_MADE := $(PLAIN_PROGRAMS) $(SECURE_PROGRAMS)
PROGRAMS := $(ALWAYS_MADE) $(if $(NGHTTP2),$(H2_PROGRAMS))
# The same as a recipe sees it, behind what it waited for.
BUILT_PROGRAMS = $(ALWAYS_MADE) $(if $(NGHTTP2_NOW),$(H2_PROGRAMS))
# Beside them, so that no program that is measured carries it; made where there is something to tell.
PROBE := tls_probe
PROBES := $(if $(filter x86_vectors,$(VECTORS)),$(PROBE))

# The desk tool's rooms, lowest first: a room a line, and under them what each sees. A wrong arrow does not compile.
DESK_ROOMS := base rows plan launch records/kinds records results import judge/figures judge run report/document report/plots report/modes report report/forms commands
DESK_base := child reason shell output last_words terminal json_clean whole_file number_text elf_file median record_fields escape
DESK_rows := axes axis rows axes_asked studies modes
DESK_plan := plan plan_make plan_field plan_file installed lacks certs_sets preflight target folder folder_lock programs probe_place
DESK_launch := runner helper own_certs emulated remote remote_ask remote_bring remote_script remote_session remote_try cell cell_command
DESK_records/kinds := end_costs flights_file try_scan cell_data cell_axes record_kind hold_file session_file stream_file
DESK_records := cell_try cell_check cell_record cell_pair cell_file board_health trace_file probe_record
DESK_results := origin cell_state side_cells paired results guest parity tls_registry handshake_known handshake_difference handshake_parity handshake_flights until_file probe_file
DESK_import := found import_rounds import_plan import
DESK_judge/figures := measure statistics verdict
DESK_judge := costs warnings validity judged contrasts judge open_loop crowd session_price flow_figures builds cost_reasons calibrate validity_vectors diff diff_handshake
DESK_run := progress run run_failure until twins probe_run whole_run
DESK_report/document := document ratio_text report_label plot
DESK_report/plots := plots_times plots_curves plots_builds plots_costs plots_hold plots_crowd
DESK_report/modes := mode_section report_connect report_session report_stream
DESK_report := screen screen_builds screen_doubts screen_study screen_verdicts build_words report_head report_table report_axes report_resolution report_details report_guest report_boards report_costs report_handshake report_hold report_open_loop report_probe answer report_notes report_document
DESK_report/forms := text markdown gnuplot html export_csv export report_folder
DESK_commands := run_command report_command calibrate_command trace_command diff_command import_command pair_command commands main
SEES_rows := base
SEES_plan := base rows
SEES_launch := base rows plan
SEES_records/kinds := base rows plan
SEES_records := base rows plan records/kinds
SEES_results := base rows plan records/kinds records
SEES_import := base rows plan records/kinds records results
SEES_judge/figures := base rows plan records/kinds
SEES_judge := base rows plan records/kinds records results judge/figures
SEES_run := base rows plan launch records/kinds records results judge/figures judge
SEES_report/document := base rows plan records/kinds records results judge/figures judge
SEES_report/plots := base rows plan records/kinds records results judge/figures judge report/document
SEES_report/modes := base rows plan records/kinds records results judge/figures judge report/document report/plots
SEES_report := base rows plan records/kinds records results judge/figures judge report/document report/plots report/modes
SEES_report/forms := base rows plan records/kinds records results judge/figures judge report/document report/plots report/modes report
SEES_commands := base rows plan launch records/kinds records results import judge/figures judge run report/document report/plots report/modes report report/forms
DESK := $(foreach r,$(DESK_ROOMS),$(call files,src/wiretoll/$r,$(DESK_$r)))
# Of the pairs' floors only what it calls itself.
DESK_FLOORS := $(call files,port/machine,linux_board linux_cpuinfo linux_text) $(call files,port,posix_address posix_content posix_clock posix_environment posix_process) src/transport/iana.c $(OPTIONS)

LISTED := $(PORT) $(TLSLIB) $(PLAIN_TRANSPORTS) $(SECURE_TRANSPORTS) $(HTTP2_TRANSPORTS) $(OPTIONS) $(MANUAL_SOURCES) $(PAIR) $(DESK)
UNLISTED := $(filter-out $(LISTED),$(wildcard $(PORT_ROOMS:%=%/*.c) src/tlslib/*.c $(TRANSPORT_ROOMS:%=%/*.c) src/options/*.c src/manual/*.c $(PAIR_ROOMS:%=%/*.c) $(DESK_ROOMS:%=src/wiretoll/%/*.c) src/wiretoll/*.c))
$(if $(UNLISTED),$(if $(filter 1,$(WERROR)),$(error not built, since it is in no list of the Makefile: $(UNLISTED)))$(warning not built, since it is in no list of the Makefile: $(UNLISTED)))

# --- rules --------------------------------------------------------------------
.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: all tools desk pairs FORCE
# A library that is not there yet takes longest: it is begun first, and our own code compiled beside it.
ABSENT := $(if $(ONE_VARIANT),,$(foreach v,$(CHOSEN),$(if $(filter wolfssl,$($v_LIBRARY)),$(if $(wildcard $(BUILD)/$(BOARD)/$v/obj/library.mk),,$v))))
$(foreach v,$(ABSENT),$(eval pairs-$v: | deps-$v))
tools: $(ABSENT:%=deps-%) desk $(CHOSEN:%=pairs-%)
# With the pages, so that an install as root makes nothing in its user's tree.
all: tools manual http2-told

# All variants want the objects that they share, so those are there before any of them looks.
pairs-%: FORCE | compiler common-objects http2
	@+$(MAKE) --no-print-directory ONE_VARIANT=$* pairs

# Writes $(1) to the target only when it differs, so that what depends on it is made again just then.
new := new$(shell echo $$PPID)
if_changed = @$(shell mkdir -p $(@D))$(file >$@.$(new),$(1))cmp -s $@.$(new) $@ && rm $@.$(new) || mv $@.$(new) $@
c_string = "$(subst ",\",$(subst \,\\,$(1)))"

include mk/desk.mk
include mk/manual.mk
include mk/common.mk
ifdef ONE_VARIANT
include mk/pairs.mk
endif
include mk/tests.mk
include mk/run.mk
include mk/helpers.mk
include mk/fuzz.mk
include mk/coverage.mk
include mk/boards.mk
