# SPDX-License-Identifier: GPL-3.0-or-later
# How much the tests see: which of our own lines and branches they reach, and which planted faults they notice.
.PHONY: coverage coverage-report mutate

# A build of its own: our code not optimised, so that each branch of the source is one of the program. Whoever ends
# without exit (a test's child) can say what it reached only where the function for it is linked.
COVERAGE_VARIANTS := wolfssl openssl
COVERAGE_CFLAGS = $(BASE_CFLAGS:-O2=-O0)
COVERAGE_COUNTS := --coverage -fprofile-abs-path -Wl,-u,__gcov_dump
COVERAGE_BUILD = BUILD=$(BUILD)/coverage BOARD=host VARIANT='$(COVERAGE_VARIANTS)' SANITIZE= \
	BASE_CFLAGS='$(COVERAGE_CFLAGS)' SANITIZERS='$(COVERAGE_COUNTS)'
# A test that calls make makes the same programs: its own flags would be others, and all be built anew without counters.
nothing :=
quoted = $(subst $(nothing) $(nothing),\ ,$(1))
COVERAGE_TESTS = GNUMAKEFLAGS='SANITIZE= BASE_CFLAGS=$(call quoted,$(COVERAGE_CFLAGS)) SANITIZERS=$(call quoted,$(COVERAGE_COUNTS))'
# Parts of the names of tests (tests/run.sh): these alone.
TESTS ?=

coverage: setup-test
	$(AGAIN) $(COVERAGE_BUILD) all certs unit-tests
	@$(COVERAGE_TESTS) scripts/check/coverage.sh --build $(BUILD)/coverage $(TESTS)

# What the last run reached, told once more.
coverage-report:
	@scripts/check/coverage.sh --build $(BUILD)/coverage --report

# MUTATIONS= parts of names, MUTATE_MINUTES= when no other is begun.
MUTATIONS ?=
MUTATE_MINUTES ?= 90
mutate: setup-test
	@+MAKE='$(MAKE)' scripts/check/mutate.sh --minutes $(MUTATE_MINUTES) $(MUTATIONS)
