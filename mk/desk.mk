# SPDX-License-Identifier: GPL-3.0-or-later
# The desk tool, built for the machine that runs make whatever BOARD is.

DESK_OBJ := $(BUILD)/host/obj
DESK_TOOL := $(BUILD)/host/wiretoll
DESK_ARCHIVE := $(DESK_OBJ)/libdesk.a
DESK_PACKAGES := libuv jansson gsl libelf
# The shell of an SDK has the target's variables, and often a pkg-config of the target's before the system's.
SDK_SHELL := $(strip $(PKG_CONFIG_SYSROOT_DIR)$(PKG_CONFIG_LIBDIR)$(SYSROOT)$(CROSS_NAMED)$(if $(BOARD_ARCH),$(CC_NAMED)))
HOST_PKG_CONFIG ?= $(if $(SDK_SHELL),env -u PKG_CONFIG_SYSROOT_DIR -u PKG_CONFIG_LIBDIR -u PKG_CONFIG_PATH \
	$(or $(wildcard /usr/bin/pkg-config),pkg-config),$(PKG_CONFIG))
# Nothing of it is measured, and a first build waits for it: -O1 takes two thirds of the compiler's time.
DESK_CFLAGS = $(strip $(BASE_CFLAGS:-O2=-O1) $(HOST_WIDE) $(HOST_HARDENING_CFLAGS) $(SANITIZERS) $(HOST_CFLAGS))
# Asked of pkg-config where it is used only, so that `make help` needs no package.
DESK_INCLUDES = $(shell $(HOST_PKG_CONFIG) --cflags $(DESK_PACKAGES))
DESK_LIBS = $(shell $(HOST_PKG_CONFIG) --libs $(DESK_PACKAGES))

desk: $(DESK_TOOL)
	@:

$(DESK_OBJ)/port/%: FLOOR := $(HEADERS) $(PORT_ROOMS:%=-iquote %)
$(DESK_OBJ)/src/transport/%: FLOOR := $(HEADERS) -iquote src/transport
$(DESK_OBJ)/src/options/%: FLOOR := $(HEADERS) -iquote src/options
$(foreach r,$(DESK_ROOMS),$(eval $(DESK_OBJ)/src/wiretoll/$r/%: FLOOR = $(HEADERS) $(if $(filter base,$r),-iquote src/options) $(addprefix -iquote src/wiretoll/,$r $(SEES_$r)) $$(DESK_INCLUDES)))
ALL_ROOMS := $(addprefix -iquote src/wiretoll/,$(DESK_ROOMS))

$(DESK_OBJ)/%.o: %.c $(DESK_OBJ)/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(HOSTCC) $(FLOOR) $(WARNINGS) $(DESK_CFLAGS) -MMD -MP -c -o $@ $<

# All but main, for the tool and for the unit tests of its parts.
DESK_MEMBERS := $(patsubst %.c,$(DESK_OBJ)/%.o,$(DESK_FLOORS) $(filter-out %/main.c,$(DESK)))
$(DESK_ARCHIVE): $(DESK_MEMBERS) $(DESK_OBJ)/members
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $(DESK_MEMBERS)

$(DESK_OBJ)/members: FORCE
	$(call if_changed,$(DESK_MEMBERS))

$(BUILD)/host/wiretoll: $(DESK_OBJ)/src/wiretoll/commands/main.o $(DESK_ARCHIVE)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) $(DESK_CFLAGS) $(HOST_HARDENING_LDFLAGS) $(HOST_LDFLAGS) -o $@ $^ $(DESK_LIBS)

$(DESK_OBJ)/flags: FORCE
	@$(HOST_PKG_CONFIG) --exists $(DESK_PACKAGES) || { scripts/setup.sh --check build && \
		echo 'wiretoll needs $(DESK_PACKAGES); $(HOST_PKG_CONFIG) does not find them all' >&2; exit 1; }
	$(call if_changed,$(HOSTCC) $(WARNINGS) $(DESK_CFLAGS) $(HOST_HARDENING_LDFLAGS) $(HOST_LDFLAGS))
# Where the board's programs are wanted as well, their compiler is looked at before anything is compiled.
$(if $(filter all install,$(or $(MAKECMDGOALS),all)),$(eval $(DESK_OBJ)/flags: | compiler))

tidy-desk: $(patsubst %.c,$(DESK_OBJ)/%.tidy,$(DESK) $(MANUAL_SOURCES))
	@:
$(DESK_OBJ)/%.tidy: %.c $(DESK_OBJ)/%.o .clang-tidy
	$(call say,TIDY,$<)
	$(Q)clang-tidy --quiet $< -- $(FLOOR) $(WARNINGS) $(DESK_CFLAGS) 2>$@.log || { cat $@.log >&2; exit 1; }
	@touch $@

-include $(patsubst %.c,$(DESK_OBJ)/%.d,$(DESK) $(DESK_FLOORS))
