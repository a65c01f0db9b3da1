# SPDX-License-Identifier: GPL-3.0-or-later
# What is asked of boards beside building: their sizes, and that no instruction is in them that the core lacks.
.PHONY: programs size check-crypto

# The programs of the chosen variants, without the desk tool.
programs: $(CHOSEN:%=pairs-%)
	@:

# BOARD=all: every board there is. BUILT=1: of what is built, whoever built it.
size:
	@+set -e; for b in $(if $(filter 1,$(BUILT)),,$(SIZE_BOARDS)); do \
		$(MAKE) --no-print-directory $(PARALLEL) BOARD=$$b VARIANT='$(or $(VARIANT),$(BATCH_VARIANTS))' programs; done
	@scripts/size.sh --build $(BUILD) --variants '$(or $(VARIANT),$(BATCH_VARIANTS))' $(SIZE_BOARDS)

# OpenSSL is left out: it asks the processor before it uses them.
WOLFSSL_VARIANTS := $(filter wolfssl%,$(CHOSEN))
check-crypto: $(WOLFSSL_VARIANTS:%=pairs-%)
ifeq ($(BOARD_CRYPTO),no)
	@scripts/check_crypto.sh $(OBJDUMP) $(foreach v,$(WOLFSSL_VARIANTS),$(PROGRAMS:%=$(BUILD)/$(BOARD)/$v/obj/linked/%))
else
	@echo 'BOARD=$(BOARD): its core has the crypto extensions, or is this machine; nothing to check'
endif
