# SPDX-License-Identifier: GPL-3.0-or-later
# How `make compare` runs the programs of BOARD. On this machine nothing is to be told; a board is reached by
# SSH=user@host[:port], or, when none is at hand, stands as an emulated core (RUN=qemu-user) or as a virtual
# board (BOARD=qemu-...), which is booted for the run and reached over SSH as a real one.
.PHONY: guest-count

RUN ?= $(if $(SSH),ssh,$(or $(BOARD_RUN),local))
ifeq ($(filter local qemu-user qemu-system ssh,$(RUN)),)
$(error RUN=$(RUN): unknown; valid: local qemu-user qemu-system ssh)
endif

# Which end the board is; the other one is this machine, with one library throughout.
ROLE ?= client
PEER_VARIANT ?= openssl
SSH_COMMAND ?= ssh

# The plugin that counts the instructions of an emulated program.
GUEST_COUNT := $(BUILD)/host/guest_count.so
guest-count: $(GUEST_COUNT)
	@:
$(GUEST_COUNT): src/emulation/guest_count.c src/emulation/qemu_api.h
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) $(BASE_CFLAGS) $(WARNINGS) -fPIC -shared -fvisibility=hidden -iquote src/emulation -o $@ $<

WIRETOLL_RUN = $(BUILD)/host/wiretoll run --board $(BOARD) --build $(BUILD)
ENDS = --role $(ROLE) --peer-variant $(PEER_VARIANT)

# What has to be there before the run, beside the board's programs.
NEEDS_local :=
NEEDS_qemu-user := guest-count
ifneq ($(RUN),local)
NEEDS_PEER := peer
endif
.PHONY: peer
peer:
	@+$(MAKE) --no-print-directory BOARD=host ONE_VARIANT=$(PEER_VARIANT) CC= CROSS_COMPILE= pairs

COMPARE_local = $(WIRETOLL_RUN) --run local $(RUN_FLAGS)
COMPARE_qemu-user = $(WIRETOLL_RUN) --run qemu-user $(ENDS) $(BOARD_CPU:%=--core %) $(RUN_FLAGS)
COMPARE_ssh = scripts/board_ssh.sh --ssh '$(SSH)' --ssh-command '$(SSH_COMMAND)' --role $(ROLE) \
	$(TARGET_IP:%=--target-ip %) -- $(WIRETOLL_RUN) $(ENDS) $(if $(filter 1,$(KEEP)),--keep) $(RUN_FLAGS)
COMPARE_qemu-system = scripts/board_up.sh $(LINK:%=--link '%') --role $(ROLE) $(BOARD) -- $(WIRETOLL_RUN) $(ENDS) $(RUN_FLAGS)
