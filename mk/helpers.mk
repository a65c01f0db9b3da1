# SPDX-License-Identifier: GPL-3.0-or-later
# What a person calls: measuring, testing, installing, cleaning, help.

.PHONY: calibrate bench boards capture variants certs clean compare deb deps help install lint setup setup-test test test-all test-debian test-valgrind uninstall

# Building uses all processors, unless the caller says how many.
PARALLEL = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
AGAIN = @+$(MAKE) --no-print-directory $(PARALLEL)

setup:
	@scripts/setup.sh $(SETUP_GROUPS)
setup-test:
	@scripts/setup.sh $(SETUP_GROUPS) test

certs:
	@scripts/cert.sh

# Fetches and builds the TLS libraries of the board, nothing else.
deps: $(CHOSEN:%=deps-%)
deps-%: FORCE | compiler
	@+$(MAKE) --no-print-directory ONE_VARIANT=$* deps-done
deps-done:
	@:

compare: check-run
	$(AGAIN) setup setup-run
	$(if $(filter 1,$(BUILT)),,@printf '  %-7s %s\n' BUILD 'wiretoll, and the programs of $(BOARD): $(CHOSEN)')
	$(AGAIN) BRIEF=1 $(if $(filter 1,$(BUILT)),desk,tools) certs $(BUILD_$(RUN))
	@$(COMPARE)

# The tests themselves run on this machine; those of boards build what they need.
test: setup-test
	$(if $(BOARD_ARCH),$(error BOARD=$(BOARD): the tests run on this machine; make test-all tests boards, too))
	$(AGAIN) all certs unit-tests
	@BUILD=$(BUILD) BOARD=$(BOARD) VARIANTS='$(CHOSEN)' SANITIZE='$(SANITIZE)' tests/run.sh

# Everything: the same with the sanitizers, the programs under valgrind, and the boards.
test-all:
	@scripts/setup.sh $(SETUP_GROUPS) test nginx browser capture fuzz emulation virtual ssh fleet
	@+MAKE='$(MAKE)' tests/all.sh
test-valgrind: setup-test
	$(AGAIN) all certs
	@BUILD=$(BUILD) BOARD=$(BOARD) VARIANTS='$(CHOSEN)' WT_VALGRIND=1 tests/run.sh

# On a fresh Debian of another release, SUITE=, in a chroot; PARTS= picks some of it. Needs root.
test-debian:
	@scripts/setup.sh debian
	@DEBIAN_MIRROR='$(DEBIAN_MIRROR)' DEBIAN_ROOT='$(DEBIAN_ROOT)' WOLFSSL_TARBALL='$(WOLFSSL_TARBALL)' \
		scripts/check/test_debian.sh '$(SUITE)' $(PARTS)

# How far verdicts can be trusted on this machine, and how small a difference they find (docs/method.md).
calibrate: setup
	$(AGAIN) all certs
	@$(BUILD)/host/wiretoll calibrate --board $(BOARD) --build $(BUILD) $(CALIBRATE_FLAGS)

bench: setup-test
	@scripts/setup.sh bench
	$(AGAIN) all certs
	@+BUILD=$(BUILD) BOARD=$(BOARD) MAKE='$(MAKE)' tests/bench/run.sh

# One try of ROW= on the wire, or what CAPTURE_FLAGS= says (docs/wireshark.md). Only the client's variant is built.
CAPTURED = $(firstword $(CHOSEN))
capture:
	$(if $(BOARD_ARCH),$(error BOARD=$(BOARD): both ends of a row run on this machine; valid: BOARD=host, or scripts/capture.sh --seconds N --ssh TARGET))
	$(if $(findstring $(QUOTE),$(ROW)$(SIZES)),$(error ROW= and SIZES=: a quote in them is not valid))
	$(if $(KEY_LOG),$(if $(call one_of,KEY_LOG,1 0),$(error $(call one_of,KEY_LOG,1 0))))
	@scripts/setup.sh $(SETUP_GROUPS) capture
	$(if $(ROW),$(AGAIN) BRIEF=1 VARIANT='$(CAPTURED)' tools certs)
	@BUILD='$(BUILD)' scripts/capture.sh $(if $(ROW),'$(ROW)' --variant '$(CAPTURED)') $(if $(SIZES),--size '$(SIZES)') \
		$(if $(filter 1,$(KEY_LOG)),--key-log) $(CAPTURE_FLAGS)

lint:
	@scripts/setup.sh build test lint
	@MAKE='$(MAKE)' BOARD=$(BOARD) VARIANTS='$(CHOSEN)' scripts/check/lint.sh

# Whose programs are installed is what BOARD= and VARIANT= say; several boards may lie beside each other.
INSTALL = scripts/package/install.sh --destdir '$(DESTDIR)' --prefix '$(PREFIX)'
install: all
	@$(INSTALL) --build '$(BUILD)' $(foreach v,$(CHOSEN),$(addprefix $(BOARD)/$v/,$(BUILT_PROGRAMS) $(PROBES)))
uninstall:
	@$(INSTALL) --remove
# Debian packages of the same: to $(BUILD)/package.
deb:
	$(if $(BOARD_ARCH),$(error BOARD=$(BOARD): packages are for this machine; valid: BOARD=host))
	@scripts/setup.sh $(SETUP_GROUPS) package
	$(AGAIN) BRIEF=1 all
	@+scripts/package/deb.sh '$(BUILD)/package'

clean:
	@scripts/clean.sh

boards:
	@for b in $(BOARDS); do printf '%-16s %s\n' $$b "$$(sed -n 's/^BOARD_ABOUT := //p' boards/$$b.mk)"; done

# One a line, for scripts.
variants:
	@printf "%s\n" $(BATCH_VARIANTS)

help:
	@cat mk/help.txt
