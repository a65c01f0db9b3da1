# SPDX-License-Identifier: GPL-3.0-or-later
# A variable on make's command line that is none of ours but nearly one (board=arm64, SIZE=64) would silently have no
# effect: it is refused with the right one. All others pass: build systems give dozens that are not for us. Ours are
# those that `make help` names.
mistyped_names = $(foreach mistyped_name,$(.VARIABLES),$(if $(filter command line,$(origin $(mistyped_name))),$(mistyped_name)))
MISTYPED := $(if $(MAKEOVERRIDES),$(shell scripts/check/mistyped.sh '$(subst ',,$(mistyped_names))'))
$(if $(MISTYPED),$(error $(MISTYPED)))
