# SPDX-License-Identifier: GPL-3.0-or-later
# What is the same object in every variant of a board that has no compiler flags of its own: all that includes no header of
# the TLS library and does not tell which one it is. Compiled once, and while a library is still being built.
.PHONY: common-objects

COMMON := $(BUILD)/$(BOARD)/common
LINKABLE := $(PROGRAMS) $(PROBE)
# With those of HTTP/2 in any case, which know nothing of nghttp2: whether it is there may be seen by the variants first.
MAINS := $(ALWAYS_MADE) $(H2_PROGRAMS) $(PROBE)
# Of two bodies of a floor the board, or the way of linking, takes one.
MY_PORT := $(filter-out $(filter-out %/$(RESOLVE).c %/$(VECTORS).c,$(filter port/posix_resolve% %_vectors.c,$(PORT))),$(PORT))
COMMON_SOURCES := $(MY_PORT) $(PLAIN_TRANSPORTS) $(OPTIONS) $(filter-out %/version.c,$(PAIR)) $(MAINS:%=src/programs/%.c)
COMMON_OBJECTS := $(if $(foreach v,$(CHOSEN),$(if $(strip $($v_CFLAGS)),,$v)),$(COMMON_SOURCES:%.c=$(COMMON)/%.o))

common-objects: $(COMMON_OBJECTS)
	@:

$(COMMON)/port/%: FLOOR := $(HEADERS) $(PORT_ROOMS:%=-iquote %)
$(COMMON)/src/transport/%: FLOOR := $(HEADERS) -iquote src/transport
$(COMMON)/src/options/%: FLOOR := $(HEADERS) -iquote src/options
$(COMMON)/src/pair/%: FLOOR := $(HEADERS) -iquote src/options $(PAIR_ROOMS:%=-iquote %)
$(COMMON)/src/programs/%: FLOOR := $(HEADERS) $(PAIR_ROOMS:%=-iquote %)

$(COMMON)/%.o: %.c $(COMMON)/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(FLOOR) $(WARNINGS) $(WT_CFLAGS) -MMD -MP -c -o $@ $<

$(COMMON)/flags: FORCE $(if $(ONE_VARIANT),,| compiler)
	$(call if_changed,$(CC) $(WARNINGS) $(WT_CFLAGS))

-include $(COMMON_SOURCES:%.c=$(COMMON)/%.d)
