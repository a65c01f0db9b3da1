# SPDX-License-Identifier: GPL-3.0-or-later
# What is asked of boards beside building: their sizes, that no instruction is in them that the core lacks, and that
# x86-64 assembly leaves the vector registers clean.
.PHONY: programs size check-crypto check-vectors check-vectors-done

# The programs of the chosen variants, without the desk tool.
programs: $(CHOSEN:%=pairs-%)
	@:

# BOARD=all: every board there is. BUILT=1: of what is built, whoever built it. OpenSSL from source, which takes minutes,
# is among them where a board has it already.
size_variants = $(or $(if $(VARIANT),$(CHOSEN)),$(BATCH_VARIANTS) $(if $(wildcard $(BUILD)/$(1)/openssl-3.5/tls_client),openssl-3.5))
size:
	@+$(foreach b,$(if $(filter 1,$(BUILT)),,$(SIZE_BOARDS)),$(MAKE) --no-print-directory $(PARALLEL) BOARD=$b \
		VARIANT='$(call size_variants,$b)' programs &&) :
	@scripts/size.sh --build $(BUILD) --variants '$(or $(if $(VARIANT),$(CHOSEN)),$(BATCH_VARIANTS) openssl-3.5)' $(SIZE_BOARDS)

# OpenSSL is left out: it asks the processor before it uses them.
WOLFSSL_VARIANTS := $(filter wolfssl% own,$(CHOSEN))
check-crypto: $(WOLFSSL_VARIANTS:%=pairs-%)
ifeq ($(BOARD_CRYPTO),no)
	@scripts/check/check_crypto.sh $(OBJDUMP) $(foreach v,$(WOLFSSL_VARIANTS),$(BUILT_PROGRAMS:%=$(BUILD)/$(BOARD)/$v/obj/linked/%))
else
	@echo 'BOARD=$(BOARD): its core has the crypto extensions, or is this machine; nothing to check'
endif

# Each chosen wolfSSL library by itself: its programs hold the same functions several times.
check-vectors: $(if $(ASM_MENDS),$(WOLFSSL_VARIANTS:%=check-vectors-of-%))
	@$(if $(ASM_MENDS),$(if $(WOLFSSL_VARIANTS),:,echo 'VARIANT=$(VARIANT): no wolfSSL among them; nothing to check'), \
		echo 'BOARD=$(BOARD): no x86-64 assembly in its wolfSSL; nothing to check')
check-vectors-of-%: FORCE | compiler
	@+$(MAKE) --no-print-directory ONE_VARIANT=$* check-vectors-done
check-vectors-done:
	$(call say,CHECK,$(ONE_VARIANT))
	@scripts/check_vectors.sh $(OBJDUMP) $(LIBRARY_FILE)
