# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests: tests/unit/FOLDER/test_*.c, one program each. The folder picks what they are linked to: desk/ the
# desk tool's archive; tls/ that of each variant, port/, transport/ and pair/ that of the first variant only.

TEST_PACKAGES := cmocka jansson gsl
# Asked of pkg-config only where a test is built.
TEST_INCLUDES = $(shell $(HOST_PKG_CONFIG) --cflags $(TEST_PACKAGES))
TEST_LIBS = $(shell $(HOST_PKG_CONFIG) --libs $(TEST_PACKAGES))
# tests_in FOLDER...: FOLDER/test_*
tests_in = $(patsubst tests/unit/%.c,%,$(wildcard $(1:%=tests/unit/%/test_*.c)))
DESK_TESTS := $(call tests_in,desk)
LIBRARY_TESTS := $(call tests_in,tls)
FLOOR_TESTS := $(foreach f,port transport pair,$(call tests_in,$f))

.PHONY: unit-tests unit-tests-desk unit-tests-variant
# Tests of TLS read the certificates, in a fresh clone as well.
unit-tests: certs unit-tests-desk $(CHOSEN:%=unit-tests-of-%)
unit-tests-of-%: FORCE | pairs-%
	@+$(MAKE) --no-print-directory ONE_VARIANT=$* unit-tests-variant

# A test may wrap functions at link time: a line "// LDFLAGS: -Wl,--wrap=malloc" in its source.
ldflags_of = $(shell sed -n 's|^// LDFLAGS: ||p' $(1))

unit-tests-desk: $(DESK_TESTS:%=$(DESK_OBJ)/tests/%)
	@:
$(DESK_OBJ)/tests/unit/%.o: FLOOR = $(HEADERS) $(ALL_ROOMS) $(PORT_ROOMS:%=-iquote %) -iquote tests/unit $(DESK_INCLUDES) $(TEST_INCLUDES)
$(DESK_TESTS:%=$(DESK_OBJ)/tests/%): $(DESK_OBJ)/tests/%: $(DESK_OBJ)/tests/unit/%.o $(DESK_ARCHIVE)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) $(DESK_CFLAGS) $(HOST_LDFLAGS) -o $@ $^ $(DESK_LIBS) $(TEST_LIBS) $(call ldflags_of,tests/unit/$*.c)

ifdef ONE_VARIANT
MY_TESTS := $(LIBRARY_TESTS) $(if $(filter $(ONE_VARIANT),$(firstword $(CHOSEN))),$(FLOOR_TESTS))
unit-tests-variant: $(MY_TESTS:%=$(OUT)/tests/%)
	@:
# What several tests share; an archive, so that a test holds only what it calls.
SUPPORT := $(patsubst %.c,$(OBJ)/%.o,$(wildcard tests/unit/support/*.c))
SUPPORT_ARCHIVE := $(OBJ)/tests/libsupport.a
$(SUPPORT_ARCHIVE): $(SUPPORT)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(SUPPORT)
$(OBJ)/tests/unit/%.o: FLOOR = $(HEADERS) $(PORT_ROOMS:%=-iquote %) $(TRANSPORT_ROOMS:%=-iquote %) $(PAIR_ROOMS:%=-iquote %) -iquote tests/unit $(TEST_INCLUDES)
$(LIBRARY_TESTS:%=$(OBJ)/tests/unit/%.o): LIBRARY_INCLUDES := -iquote src/tlslib $(LIBRARY_CFLAGS)
$(LIBRARY_TESTS:%=$(OUT)/tests/%): LIBS = $(LIBRARY_LIBS)
$(MY_TESTS:%=$(OUT)/tests/%): $(OUT)/tests/%: $(OBJ)/tests/unit/%.o $(SUPPORT_ARCHIVE) $(ARCHIVE)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(WT_CFLAGS) $(WT_LDFLAGS) -o $@ $^ $(LIBS) $(TEST_LIBS) $(call ldflags_of,tests/unit/$*.c)
-include $(MY_TESTS:%=$(OBJ)/tests/unit/%.d) $(SUPPORT:.o=.d)
endif
-include $(DESK_TESTS:%=$(DESK_OBJ)/tests/unit/%.d)
