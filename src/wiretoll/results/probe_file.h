/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe of a folder: what each library does to the vector registers, as tls_probe told it (docs/results.md). */
#ifndef WT_PROBE_FILE_H
#define WT_PROBE_FILE_H

#include "probe_place.h"
#include "results_data.h"

/* Reads one; free its record. Its `state` and `why` tell a file that is missing, damaged, edited, or of something else. */
void wt_probe_read(struct wt_probe_told *probe, const struct wt_folder *folder, const struct wt_plan *plan,
		   const struct wt_probe_place *place);

/* Reads all into results whose series were read, and compares them with these. */
void wt_probes_read(struct wt_results *results);

/* Whether none that is there is damaged or failed. */
bool wt_probes_sound(const struct wt_results *results);

#endif
