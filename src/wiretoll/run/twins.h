/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One variant of the programs under two names: a build folder of links, for a run that measures it beside itself. */
#ifndef WT_TWINS_H
#define WT_TWINS_H

#include "plan.h"

extern const char wt_twin_names[2][8];

/* Makes <out>/twins-XXXXXX/<board>/ with both names in it; `build` is that folder. Returns the exit status. */
int wt_twins_make(const char *from_build, const char *board, const char *variant, const char *out,
		  char build[WT_PATH_BYTES], struct wt_reason *reason);
void wt_twins_remove(const char *build, const char *board);

/* Removes the links that a recording which was stopped has left for going on; it is whole now. */
void wt_twins_tidy(const struct wt_plan *plan);

#endif
