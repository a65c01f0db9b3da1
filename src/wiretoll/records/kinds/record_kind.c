/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "record_kind.h"

#include <stdlib.h>
#include <string.h>

#include "plan.h"

/* Tries alone. */
const struct wt_record_kind wt_connect_records = { .name = NULL };

#define ROW(title, can, words) { #title, &wt_##title##_records },
static const struct {
	const char *mode;
	const struct wt_record_kind *kind;
} of_modes[] = { WT_MODE_LIST(ROW, ROW) };

const struct wt_record_kind *wt_record_kind(const struct wt_cell_expected *expected)
{
	size_t i = 0;

	if (expected->purpose == WT_CELL_SESSIONS)
		return &wt_held_records;
	while (strcmp(of_modes[i].mode, wt_plan_mode(expected->plan)->name) != 0)
		i++;
	return of_modes[i].kind;
}

bool wt_record_kind_take(const struct wt_record_kind *kind, struct wt_cell_file *file,
			 const struct wt_cell_expected *expected, const json_t *record, struct wt_reason *reason)
{
	if (file->own && !kind->many)
		return wt_reason_set(reason, "a second '%s' record", kind->name);
	file->kind = kind;
	if (!file->own)
		file->own = calloc(1, kind->bytes);
	if (!file->own)
		return wt_reason_set(reason, "memory is short");
	if (kind->take(file, expected, record, reason))
		return true;
	free(file->own);
	file->own = NULL;
	return false;
}
