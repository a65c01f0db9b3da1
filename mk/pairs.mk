# SPDX-License-Identifier: GPL-3.0-or-later
# The programs of one board and one variant (ONE_VARIANT): one archive of all floors, linked to each main.
# An archive, so that a plain program never holds an object of TLS. Most objects are those of mk/common.mk.

OUT := $(BUILD)/$(BOARD)/$(ONE_VARIANT)
OBJ := $(OUT)/obj
LIBRARY := $($(ONE_VARIANT)_LIBRARY)
# Or make would say that it is not there, behind the reason why it cannot be made.
$(if $(wildcard $(OBJ)/library.mk),,$(shell mkdir -p $(OBJ) && : >$(OBJ)/library.mk))
include mk/$(LIBRARY).mk

# Of two bodies of a floor the variant takes one.
MY_TLSLIB := $(filter-out src/tlslib/wolfssl% src/tlslib/openssl%,$(TLSLIB)) $(filter src/tlslib/$(LIBRARY)%,$(TLSLIB))
MY_HTTP2 := $(if $(NGHTTP2),$(HTTP2_TRANSPORTS))
FLOORS := $(MY_PORT) $(MY_TLSLIB) $(PLAIN_TRANSPORTS) $(SECURE_TRANSPORTS) $(MY_HTTP2) $(OPTIONS) $(PAIR)
ARCHIVE := $(OUT)/libwiretoll.a
# made OF,SUFFIX: what is made of these sources, where this variant has it.
COMMON_TO_ME := $(if $(strip $($(ONE_VARIANT)_CFLAGS)),,$(COMMON_SOURCES))
made = $(patsubst %.c,$(COMMON)/%.$(2),$(filter $(COMMON_TO_ME),$(1))) $(patsubst %.c,$(OBJ)/%.$(2),$(filter-out $(COMMON_TO_ME),$(1)))

pairs: $(ARCHIVE) $(PROGRAMS:%=$(OUT)/%) $(PROBES:%=$(OUT)/%)
	@:

# What each floor may include from; the same for the compiler (.o) and for clang-tidy (.tidy).
$(OBJ)/port/%: FLOOR := $(HEADERS) $(PORT_ROOMS:%=-iquote %)
$(OBJ)/src/tlslib/%: FLOOR := $(HEADERS) -iquote src/tlslib $(LIBRARY_CFLAGS)
$(OBJ)/src/transport/%: FLOOR := $(HEADERS) -iquote src/transport
$(OBJ)/src/transport/secure/%: FLOOR := $(HEADERS) -iquote src/transport -iquote src/transport/secure -iquote src/tlslib $(LIBRARY_CFLAGS)
$(OBJ)/src/transport/dtls/%: FLOOR := $(HEADERS) $(patsubst %,-iquote %,$(filter-out %/h2,$(TRANSPORT_ROOMS))) -iquote src/tlslib $(LIBRARY_CFLAGS)
$(OBJ)/src/transport/h2/%: FLOOR = $(HEADERS) $(patsubst %,-iquote %,$(filter-out %/dtls,$(TRANSPORT_ROOMS))) -iquote src/tlslib $(LIBRARY_CFLAGS) $(NGHTTP2_CFLAGS)
$(OBJ)/src/options/%: FLOOR := $(HEADERS) -iquote src/options
$(OBJ)/src/pair/%: FLOOR := $(HEADERS) -iquote src/options $(PAIR_ROOMS:%=-iquote %) -iquote $(OBJ)
$(OBJ)/src/programs/%: FLOOR := $(HEADERS) $(PAIR_ROOMS:%=-iquote %)

$(OBJ)/%.o: %.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(FLOOR) $(LIBRARY_INCLUDES) $(WARNINGS) $(WT_CFLAGS) -MMD -MP -c -o $@ $<

# Made afresh, so that an object whose source is gone leaves the archive as well.
MEMBERS := $(call made,$(FLOORS),o)
$(ARCHIVE): $(MEMBERS) $(OBJ)/members
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(MEMBERS)

$(OBJ)/members: FORCE
	$(call if_changed,$(MEMBERS))

# On a board the programs are stripped; those with symbols stay in obj/linked.
LINKED := $(if $(BOARD_ARCH),$(OBJ)/linked,$(OUT))
# obj/compiler tells which compiler of the user's made the programs that lie there: a build that fails before it
# links one leaves the earlier ones, and what was said of them.
# A static libcrypto holds calls of the resolver that we never make.
STATIC_WARNING := in statically linked applications requires at runtime|: in function
$(SECURE_PROGRAMS:%=$(LINKED)/%) $(LINKED)/$(PROBE): LIBS = $(LIBRARY_LIBS)
$(H2_PROGRAMS:%=$(LINKED)/%): LIBS = $(NGHTTP2_LIBS) $(LIBRARY_LIBS)
$(LINKABLE:%=$(LINKED)/%): $(LINKED)/%: $(if $(COMMON_TO_ME),$(COMMON),$(OBJ))/src/programs/%.o $(ARCHIVE)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(WT_CFLAGS) $(WT_LDFLAGS) -o $@ $< $(ARCHIVE) $(LIBS) 2>$(OBJ)/$(@F).log || \
		{ cat $(OBJ)/$(@F).log >&2; exit 1; }
	@grep -vE '$(STATIC_WARNING)' $(OBJ)/$(@F).log >&2 || :
	@$(if $(CC_NAMED),scripts/compiler.sh --path '$(CC)',:) >$(OBJ)/compiler
ifdef BOARD_ARCH
$(LINKABLE:%=$(OUT)/%): $(OUT)/%: $(LINKED)/%
	$(Q)$(STRIP) -o $@ $<
endif

$(OBJ)/flags: FORCE
	$(call if_changed,$(CC) $(WARNINGS) $(WT_CFLAGS) $(WT_LDFLAGS) $(LIBRARY_CFLAGS) $(LIBRARY_LIBS) $(LOOKED_AT))

# The strings of include/version.h.
define BUILD_STRINGS
#define WT_BUILD_BOARD $(call c_string,$(BOARD))
#define WT_BUILD_VARIANT $(call c_string,$(ONE_VARIANT))
#define WT_BUILD_COMPILER $(call c_string,$(shell $(CC) --version | head -n 1))
#define WT_BUILD_CFLAGS $(call c_string,$(WT_CFLAGS))
#define WT_BUILD_LIBRARY $(call c_string,$(LIBRARY_SOURCE))
endef
$(OBJ)/build_strings.h: FORCE
	$(call if_changed,$(BUILD_STRINGS))
$(OBJ)/src/pair/version.o: $(OBJ)/build_strings.h

# clang-tidy sees what the compiler sees; a stamp a file, so that only what changed is looked at again.
tidy: $(call made,$(if $(TIDY_ALL),$(FLOORS) $(LINKABLE:%=src/programs/%.c),$(MY_TLSLIB) $(SECURE_TRANSPORTS) $(MY_HTTP2)),tidy)
	@:
$(OBJ)/%.tidy: %.c $(OBJ)/%.o .clang-tidy
	$(tidy)
$(COMMON)/%.tidy: %.c $(COMMON)/%.o .clang-tidy
	$(tidy)
define tidy
	$(call say,TIDY,$<)
	$(Q)clang-tidy --quiet $< -- $(FLOOR) $(LIBRARY_INCLUDES) $(WARNINGS) $(WT_CFLAGS) 2>$@.log || { cat $@.log >&2; exit 1; }
	@touch $@
endef

-include $(call made,$(FLOORS) $(LINKABLE:%=src/programs/%.c),d)
