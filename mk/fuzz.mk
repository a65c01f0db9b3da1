# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzing of what reads results: tests/fuzz/fuzz_*.c, one program each, with clang's libFuzzer and the address
# and undefined behaviour sanitizers. `make fuzz SECONDS=600` shares that time among them.
.PHONY: fuzz fuzz-short fuzz-programs fuzz-coverage

FUZZ_CC ?= clang
FUZZ_FLAGS ?=
FUZZ_OUT := $(BUILD)/fuzz
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS = $(if $(filter command line environment,$(origin SECONDS)),$(SECONDS),300)
FUZZ_SANITIZERS := address,undefined,float-cast-overflow
FUZZ_CFLAGS = -std=c11 -D_GNU_SOURCE -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all $(HEADERS) \
	$(PORT_ROOMS:%=-iquote %) -iquote src/transport -iquote src/options $(ALL_ROOMS) -iquote tests/fuzz $(DESK_INCLUDES)

fuzz: fuzz-setup
	$(AGAIN) fuzz-programs
	@tests/fuzz/run.sh --build $(FUZZ_OUT) --seconds $(FUZZ_SECONDS) $(FUZZ_TARGETS) -- $(FUZZ_FLAGS)

# A look at each, for test-all: the last line is "N passed, N failed".
fuzz-short: fuzz-setup
	$(AGAIN) fuzz-programs
	@tests/fuzz/run.sh --build $(FUZZ_OUT) --seconds 20 --count $(FUZZ_TARGETS)

# Which lines of the readers the seeds and all that was found so far reach.
fuzz-coverage: fuzz-setup
	$(AGAIN) fuzz-programs FUZZ_KIND=coverage
	@tests/fuzz/coverage.sh --build $(FUZZ_OUT) $(FUZZ_TARGETS)

.PHONY: fuzz-setup
fuzz-setup:
	@scripts/setup.sh build fuzz

# Two ways to build the same: to search, and to see what the search reached.
FUZZ_KIND ?= search
FUZZ_OBJ := $(FUZZ_OUT)/$(FUZZ_KIND)
FUZZ_COMPILE_search = -fsanitize=fuzzer-no-link,$(FUZZ_SANITIZERS)
FUZZ_COMPILE_coverage = -fsanitize=fuzzer-no-link -fprofile-instr-generate -fcoverage-mapping
FUZZ_LINK_search = -fsanitize=fuzzer,$(FUZZ_SANITIZERS)
FUZZ_LINK_coverage = -fsanitize=fuzzer -fprofile-instr-generate

fuzz-programs: $(FUZZ_TARGETS:%=$(FUZZ_OBJ)/%)
	@:

$(FUZZ_OBJ)/obj/%.o: %.c $(FUZZ_OBJ)/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(FUZZ_CC) $(WARNINGS) $(FUZZ_CFLAGS) $(FUZZ_COMPILE_$(FUZZ_KIND)) -MMD -MP -c -o $@ $<

FUZZ_MEMBERS := $(patsubst %.c,$(FUZZ_OBJ)/obj/%.o,$(DESK_FLOORS) $(filter-out %/main.c,$(DESK)) tests/fuzz/support.c)
$(FUZZ_OBJ)/libreaders.a: $(FUZZ_MEMBERS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(FUZZ_TARGETS:%=$(FUZZ_OBJ)/%): $(FUZZ_OBJ)/%: $(FUZZ_OBJ)/obj/tests/fuzz/fuzz_%.o $(FUZZ_OBJ)/libreaders.a
	$(call say,LINK,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_LINK_$(FUZZ_KIND)) -o $@ $^ $(DESK_LIBS)

$(FUZZ_OBJ)/flags: FORCE
	$(call if_changed,$(FUZZ_CC) $(WARNINGS) $(FUZZ_CFLAGS) $(FUZZ_COMPILE_$(FUZZ_KIND)))

-include $(FUZZ_MEMBERS:.o=.d) $(FUZZ_TARGETS:%=$(FUZZ_OBJ)/obj/tests/fuzz/fuzz_%.d)
