/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a report says of one mode alone, in every form: its part of the document and of the screen, its notes, fields of
 * JSON and CSV. Nothing else in report/ names a mode.
 *
 * Each mode of mode_list.h has a row wt_<mode>_section, in its own file; without one nothing links.
 */
#ifndef WT_MODE_SECTION_H
#define WT_MODE_SECTION_H

#include <jansson.h>

#include "document.h"
#include "judged.h"
#include "mode_list.h"

enum { WT_MODE_NOTES = 4, WT_MODE_NOTE_BYTES = 160, WT_MODE_COLUMN_BYTES = 64 };

/* What is NULL is not said. */
struct wt_mode_section {
	/* Blocks behind those of the times, figures as well; and a line or two on the screen at the end of a run. */
	void (*report)(const struct wt_judged *judged, struct wt_document *document);
	void (*screen)(const struct wt_judged *judged, struct wt_document *document);

	/* Notes on a series, without its name: how many there are. */
	size_t (*notes)(const struct wt_results *results, size_t series, char text[WT_MODE_NOTES][WT_MODE_NOTE_BYTES]);

	/* Of a series that is shown, under the name of the mode. NULL: memory is short. */
	json_t *(*json)(const struct wt_judged *judged, size_t series);

	/* More columns of CSV, and what stands in them; `size` < 0: of all sizes together; NAN: an empty field. */
	size_t columns;
	void (*column_name)(size_t column, char name[WT_MODE_COLUMN_BYTES]);
	double (*column_value)(const struct wt_judged *judged, size_t series, int size, size_t column);
};

/* Of the plan's mode, never NULL. */
const struct wt_mode_section *wt_mode_section(const struct wt_plan *plan);

#define WT_MODE_SECTION(name, can, words) extern const struct wt_mode_section wt_##name##_section;
WT_MODE_LIST(WT_MODE_SECTION, WT_MODE_SECTION)
#undef WT_MODE_SECTION

#endif
