# SPDX-License-Identifier: GPL-3.0-or-later
# How `make compare` runs the programs of BOARD. A board is reached with SSH=user@host[:port]; when none is at hand
# it stands as an emulated core (RUN=qemu-user), or as a virtual board (BOARD=qemu-...), booted for the run.
.PHONY: check-run guest-count peer setup-run

RUN ?= $(if $(SSH),ssh,$(or $(BOARD_RUN),local))
ifeq ($(filter local qemu-user qemu-system ssh,$(RUN)),)
$(error RUN=$(RUN): unknown; valid: local qemu-user qemu-system ssh)
endif
ifeq ($(RUN)$(SSH),ssh)
$(error RUN=ssh: needs SSH=user@host[:port])
endif

# Which end the board is; the other one is this machine, with one library throughout: but for DTLS 1.3, which OpenSSL
# does not have.
ROLE ?= client
PEER_VARIANT ?= openssl
PEERS = $(strip $(PEER_VARIANT) $(if $(filter openssl%,$(PEER_VARIANT)),wolfssl))
SSH_COMMAND ?= ssh

# What has to be installed and built for the way, beside the board's programs.
SETUP_qemu-user := emulation
SETUP_qemu-system := virtual
SETUP_ssh := ssh
SETUP_HTTP2 = $(if $(findstring h2,$(TRANSPORTS) $(RUN_FLAGS)),http2)
BUILD_qemu-user := guest-count peer
BUILD_qemu-system := peer
BUILD_ssh := peer
# A setting that would have no effect is refused. Only where a person asks: the makes in between inherit them.
MISPLACED = $(if $(and $(filter own,$(PEER_VARIANT)),$(filter-out local,$(RUN)),$(or $(OWN_PREFIX),$(if $(OWN_SET),,none))),PEER_VARIANT=own: is built for this machine; valid: with OWN_CONFIGURE= or OWN_SETTINGS=) \
	$(if $(filter qemu-system,$(RUN)),,$(if $(LINK),LINK=$(LINK) is for a virtual board; valid: BOARD=qemu-arm64 or qemu-armhf)) \
	$(if $(filter ssh,$(RUN)),,$(if $(TARGET_IP)$(TARGET_DIR)$(filter-out 0,$(KEEP)),TARGET_IP= TARGET_DIR= and KEEP= are for a board with SSH=)) \
	$(if $(filter-out /%,$(TARGET_DIR)),TARGET_DIR=$(TARGET_DIR): not valid; valid: an absolute path on the board) \
	$(if $(filter ssh,$(RUN)),,$(if $(SSH),SSH=$(SSH): not together with RUN=$(RUN); valid: RUN=ssh)) \
	$(if $(filter local,$(RUN)),$(if $(filter-out client,$(ROLE)),ROLE=$(ROLE): both ends are this machine; valid: a board)) \
	$(if $(and $(CONTINUE),$(PLANNED)),$(PLANNED): not together with CONTINUE=; the folder has its plan) \
	$(if $(CONTINUE),$(if $(filter qemu-system,$(RUN)),CONTINUE=$(CONTINUE): a virtual board is gone after its run; valid: a run anew))
PLANNED = $(strip $(foreach s,STUDY SIZES TRIES TRANSPORTS HOLD,$(if $($s),$s=)))
# They go to a shell in quotes, which one of their own would end.
QUOTE := '
UNKNOWN = $(foreach s,LINK SSH SSH_COMMAND TARGET_DIR TARGET_IP CONTINUE STUDY SIZES TRIES TRANSPORTS HOLD UNTIL,$(if $(findstring $(QUOTE),$($s)),$s=$($s): a quote in it is not valid)) $(call one_of,ROLE,client server) $(call one_of,PEER_VARIANT,$(VARIANTS)) $(foreach s,KEEP BUILT,$(if $($s),$(call one_of,$s,1 0)))
# BUILT=1 runs the programs as they are, so those of the chosen variants have to be there.
missing_of = $(filter-out $(wildcard $(BUILD)/$(BOARD)/$(1)/*),$(ALWAYS_MADE:%=$(BUILD)/$(BOARD)/$(1)/%))
LACKING = $(firstword $(foreach v,$(CHOSEN),$(call missing_of,$v)))
WHOLE = $(strip $(foreach v,$(VARIANTS),$(if $(call missing_of,$v),,$v)))
INCOMPLETE = $(if $(and $(filter 1,$(BUILT)),$(LACKING)),BUILT=1: $(LACKING) is not there; make it with: make BOARD=$(BOARD) \
	VARIANT=$(notdir $(patsubst %/,%,$(dir $(LACKING)))) programs (of an SDK: in its shell)$(if $(WHOLE),; or take what is there: VARIANT="$(WHOLE)"))
WRONG = $(or $(strip $(UNKNOWN)),$(strip $(MISPLACED)),$(INCOMPLETE))
check-run:
	@:$(if $(WRONG),$(error $(WRONG)))
	@$(if $(filter 1,$(BUILT)),:,$(call KEEP_PROGRAMS,--compare) && $(CHECK_MACHINE))
	@$(if $(LINK),scripts/board_up.sh --check --link '$(LINK)' $(BOARD),:)
	@$(if $(filter ssh,$(RUN)),$(BOARD_SSH) --check,:)

setup-run:
	@$(if $(SETUP_$(RUN))$(SETUP_HTTP2),scripts/setup.sh $(SETUP_$(RUN)) $(SETUP_HTTP2),:)

# Counts the instructions of an emulated program, by emulators that load it.
guest-count: $(BUILD)/host/guest_count.so
	@scripts/emulator.sh $(BUILD)/host/emulator
$(BUILD)/host/guest_count.so: src/emulation/guest_count.c src/emulation/qemu_api.h
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) $(BASE_CFLAGS) $(WARNINGS) -fPIC -shared -fvisibility=hidden -iquote src/emulation -o $@ $<

# The other end is this machine's, whatever the board's compiler and flags are. Where the board is this machine as well
# it is the same build, and not made beside it.
HERE := BOARD=host RUN=local CC='$(HOSTCC)' CROSS_COMPILE= AR=ar RANLIB=ranlib CFLAGS='$(HOST_CFLAGS)' \
	LDFLAGS='$(HOST_LDFLAGS)' PKG_CONFIG='$(HOST_PKG_CONFIG)' SYSROOT= DYNAMIC=1 OPENSSL_PREFIX= WOLFSSL_PREFIX= OWN_PREFIX=
PEER_MISSING = $(foreach v,$(PEERS),$(filter-out $(wildcard $(BUILD)/host/$v/*),$(ALWAYS_MADE:%=$(BUILD)/host/$v/%)))
peer: | $(if $(filter host,$(BOARD)),$(if $(filter 1,$(BUILT)),,all))
	@+$(if $(filter 1,$(BUILT)),$(if $(PEER_MISSING),,: ))$(MAKE) --no-print-directory $(if $(filter host,$(BOARD)),RUN=local,$(HERE)) \
		VARIANT='$(PEERS)' $(PEERS:%=pairs-%)

# The table of docs/boards.md.
.PHONY: guest-table
guest-table:
	@+MAKE='$(MAKE)' scripts/guest_table.sh

# What the tests of boards need beside a desk, and then the tests.
.PHONY: test-boards
test-boards: setup-test
	@scripts/setup.sh emulation virtual ssh fleet
	$(AGAIN) BOARD=host RUN=local all certs guest-count
	@+MAKE='$(MAKE)' tests/boards/programs.sh
	@tests/boards/sshd.sh
	@WT_BOARDS=1 WT_STREAMS=1 BUILD=$(BUILD) BOARD=host VARIANTS='wolfssl openssl' tests/run.sh boards_

WIRETOLL_RUN = $(BUILD)/host/wiretoll run --board $(BOARD) --build $(BUILD) --variants $(subst $(eval ) ,$(comma),$(strip $(CHOSEN)))
ENDS = --role $(ROLE) --peer-variant $(PEER_VARIANT)
# What is measured, as a person says it to make; RUN_FLAGS= says the rest.
FLAG_OF = $(if $($(2)),--$(1) '$($(2))')
MEASURED_PLAN = $(call FLAG_OF,study,STUDY) $(call FLAG_OF,transports,TRANSPORTS) $(call FLAG_OF,sizes,SIZES) $(call FLAG_OF,hold,HOLD) $(call FLAG_OF,until,UNTIL)
MEASURED = $(MEASURED_PLAN) $(call FLAG_OF,tries,TRIES) $(RUN_FLAGS)
# An emulated board tells no times, and is slow: counts of instructions need few tries.
MEASURED_FEW = $(MEASURED_PLAN) --tries '$(or $(TRIES),20)' $(if $(filter 1,$(TRIES)),,--rounds 2) $(RUN_FLAGS)
# QEMU offers the crypto extensions on every AArch64 core, and OpenSSL asks the core.
NO_CRYPTO = $(if $(filter no,$(BOARD_CRYPTO)),--no-crypto)
COMPARE_local = $(WIRETOLL_RUN) --run local $(MEASURED)
COMPARE_qemu-user = $(WIRETOLL_RUN) --run qemu-user $(ENDS) $(BOARD_CPU:%=--core %) $(NO_CRYPTO) $(MEASURED_FEW)
COMPARE_qemu-system = scripts/board_up.sh --role $(ROLE) $(if $(LINK),--link '$(LINK)') $(BOARD) -- $(WIRETOLL_RUN) $(ENDS) $(NO_CRYPTO) $(MEASURED_FEW)
BOARD_SSH = scripts/board_ssh.sh --ssh '$(SSH)' --ssh-command '$(SSH_COMMAND)' --role $(ROLE) $(if $(TARGET_IP),--target-ip '$(TARGET_IP)')
COMPARE_ssh = $(BOARD_SSH) -- $(WIRETOLL_RUN) $(ENDS) $(if $(TARGET_DIR),--board-dir '$(TARGET_DIR)') \
	$(if $(filter 1,$(KEEP)),--keep) $(MEASURED)
COMPARE = $(if $(CONTINUE),$(BUILD)/host/wiretoll run --continue '$(CONTINUE)' $(call FLAG_OF,until,UNTIL) $(RUN_FLAGS),$(COMPARE_$(RUN)))
