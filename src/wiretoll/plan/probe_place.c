/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe_place.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "elf_file.h"

size_t wt_probe_places(const struct wt_plan *plan, struct wt_probe_place places[WT_PROBES_MAX])
{
	const struct wt_target *target = &plan->target;
	enum wt_role role = target->way == WT_WAY_LOCAL ? WT_CLIENT : target->board_role;
	size_t count = 0;

	if (wt_target_is_emulated(target) || !wt_plan_has_sessions(plan, NULL))
		return 0;
	for (size_t i = 0; i < plan->variants.count; i++) {
		if (!wt_plan_has_sessions(plan, plan->variants.name[i]))
			continue;
		memcpy(places[count].variant, plan->variants.name[i], sizeof places[count].variant);
		places[count++].role = role;
	}
	if (target->way == WT_WAY_LOCAL || !*target->peer_variant)
		return count;
	memcpy(places[count].variant, target->peer_variant, sizeof places[count].variant);
	places[count++].role = role == WT_CLIENT ? WT_SERVER : WT_CLIENT;
	return count;
}

const char *wt_probe_board(const struct wt_plan *plan, const struct wt_probe_place *place)
{
	return wt_target_board(&plan->target, plan->board, place->role);
}

void wt_probe_program(const struct wt_plan *plan, const struct wt_probe_place *place, char path[WT_PROGRAM_BYTES])
{
	snprintf(path, WT_PROGRAM_BYTES, "%s/%s/%s/tls_probe", plan->build, wt_probe_board(plan, place),
		 place->variant);
}

bool wt_probe_has_program(const struct wt_plan *plan, const struct wt_probe_place *place)
{
	const struct wt_architecture *machine;
	char path[WT_PROGRAM_BYTES];
	struct wt_reason unused;

	wt_probe_program(plan, place, path);
	if (access(path, X_OK) != 0)
		return false;
	machine = wt_elf_machine(path, &unused);
	return machine && (!strcmp(machine->name, "x86_64") || !strcmp(machine->name, "i386"));
}

void wt_probe_path(const struct wt_folder *folder, const struct wt_probe_place *place, const char *what,
		   char path[WT_FILE_BYTES])
{
	snprintf(path, WT_FILE_BYTES, "%s/probe/%s.%s.%s", folder->path, place->variant,
		 place->role == WT_CLIENT ? "client" : "server", what);
}
