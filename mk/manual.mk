# SPDX-License-Identifier: GPL-3.0-or-later
# Pages and bash completion, written by programs that hold the same tables of options: wiretoll's by one with the desk
# tool's archive, a pair's by its own main with another body of include/pair.h.
.PHONY: manual

MANUAL := $(BUILD)/host/manual
MANUAL_OBJ := $(DESK_OBJ)/src/manual
MANUAL_MAKERS := $(MANUAL_OBJ)/wiretoll $(PROGRAMS:%=$(MANUAL_OBJ)/%)

manual: $(MANUAL)/done
	@:

$(MANUAL_OBJ)/%: FLOOR := $(HEADERS) -iquote src/options
$(MANUAL_OBJ)/desk_%: FLOOR := $(HEADERS) $(addprefix -iquote src/wiretoll/,base rows commands)
$(DESK_OBJ)/src/programs/%: FLOOR := $(HEADERS) $(PAIR_ROOMS:%=-iquote %)
MANUAL_SHARED := $(patsubst %.c,$(DESK_OBJ)/%.o,$(filter-out %_manual.c,$(MANUAL_SOURCES)))

$(MANUAL_OBJ)/wiretoll: $(MANUAL_OBJ)/desk_manual.o
$(PROGRAMS:%=$(MANUAL_OBJ)/%): $(MANUAL_OBJ)/%: $(DESK_OBJ)/src/programs/%.o $(MANUAL_OBJ)/pair_manual.o
$(MANUAL_MAKERS): $(MANUAL_SHARED) $(DESK_ARCHIVE)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) $(DESK_CFLAGS) $(HOST_HARDENING_LDFLAGS) $(HOST_LDFLAGS) -o $@ $(filter-out $(DESK_ARCHIVE),$^) $(DESK_ARCHIVE) $(if $(filter %/wiretoll,$@),$(DESK_LIBS))

# All anew, so that no page of a command that is gone stays.
$(MANUAL)/done: $(MANUAL_MAKERS) docs/results.md scripts/package/page.sh
	$(call say,MANUAL,$(MANUAL))
	$(Q)rm -rf $(MANUAL) && mkdir -p $(MANUAL)/man1 $(MANUAL)/man5 $(MANUAL)/completions
	$(Q)$(MANUAL_OBJ)/wiretoll $(MANUAL) $(sort $(PROGRAMS)) $(PROGRAMS:%=&& $(MANUAL_OBJ)/% $(MANUAL))
	$(Q)scripts/package/page.sh docs/results.md '$(shell sed -n 's/^\#define WT_RELEASED "\(.*\)"/\1/p' include/version.h)' >$(MANUAL)/man5/wiretoll-report.5
	@: >$@

-include $(patsubst %.c,$(DESK_OBJ)/%.d,$(MANUAL_SOURCES) $(PROGRAMS:%=src/programs/%.c))
