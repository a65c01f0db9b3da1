/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mode_section.h"

#include <string.h>

#define ROW(title, can, words) { #title, &wt_##title##_section },
static const struct {
	const char *mode;
	const struct wt_mode_section *section;
} of_modes[] = { WT_MODE_LIST(ROW, ROW) };

const struct wt_mode_section *wt_mode_section(const struct wt_plan *plan)
{
	size_t i = 0;

	while (strcmp(of_modes[i].mode, wt_plan_mode(plan)->name) != 0)
		i++;
	return of_modes[i].section;
}
