/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe of a folder: what each library does to the vector registers, as tls_probe told it (docs/results.md). */
#ifndef WT_PROBE_FILE_H
#define WT_PROBE_FILE_H

#include "results.h"

/* Where the probes of a plan lie, one a library and machine: `count` of them in `places`. None where times are not told. */
struct wt_probe_place {
	char variant[WT_NAME_BYTES];
	enum wt_role role; /* the end that it stands for; locally the client, for both */
};
size_t wt_probe_places(const struct wt_plan *plan, struct wt_probe_place places[WT_PROBES_MAX]);

/* The program on this machine, "<build>/<board>/<variant>/tls_probe". */
void wt_probe_program(const struct wt_plan *plan, const struct wt_probe_place *place, char path[WT_PROGRAM_BYTES]);

/* A file of one; `what` is "jsonl" or "failed". */
void wt_probe_path(const struct wt_folder *folder, const struct wt_probe_place *place, const char *what,
		   char path[WT_FILE_BYTES]);

/* Reads one; free its record. Its `state` and `why` tell a file that is missing, damaged, edited, or of something else. */
void wt_probe_read(struct wt_probe_told *probe, const struct wt_folder *folder, const struct wt_plan *plan,
		   const struct wt_probe_place *place);

/* Reads all into results whose series were read, and holds them against these. */
void wt_probes_read(struct wt_results *results);

/* Whether none that is there is damaged or failed. */
bool wt_probes_sound(const struct wt_results *results);

#endif
