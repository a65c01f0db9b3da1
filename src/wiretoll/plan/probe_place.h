/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probes of a plan: which there are, where they lie in its folder, and the programs that make them. */
#ifndef WT_PROBE_PLACE_H
#define WT_PROBE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "folder.h"
#include "plan.h"

enum { WT_PROBES_MAX = WT_NAMES_MAX + 1 };

/* One probe: of a library on a machine. */
struct wt_probe_place {
	char variant[WT_NAME_BYTES];
	enum wt_role role; /* the end that it stands for; locally the client, for both */
};

/* Those of a plan into `places`; returns how many. None where times are not told. */
size_t wt_probe_places(const struct wt_plan *plan, struct wt_probe_place places[WT_PROBES_MAX]);

/* The board that it was built for: the other end of a board is this machine. */
const char *wt_probe_board(const struct wt_plan *plan, const struct wt_probe_place *place);

/* The program on this machine, "<build>/<board>/<variant>/tls_probe". */
void wt_probe_program(const struct wt_plan *plan, const struct wt_probe_place *place, char path[WT_PROGRAM_BYTES]);

/* Whether the program of a probe is there, and for x86: nothing else has such registers, so nothing else is asked or
 * brought. */
bool wt_probe_has_program(const struct wt_plan *plan, const struct wt_probe_place *place);

/* A file of one; `what` is "jsonl" or "failed". */
void wt_probe_path(const struct wt_folder *folder, const struct wt_probe_place *place, const char *what,
		   char path[WT_FILE_BYTES]);

#endif
