/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <stdio.h>
#include <string.h>

static bool differ(const struct wt_judged *judged)
{
	for (size_t i = 0; i < judged->contrast_count; i++)
		for (size_t k = 0; k < judged->contrasts[i].handshake.count; k++)
			if (judged->contrasts[i].handshake.list[k].known)
				return true;
	return false;
}

/* One known difference: of these protocols, one variant over another. */
struct row {
	const char *series, *base; /* variants */
	char protocols[128];
	char text[WT_DIFFERENCE_TEXT_BYTES];
};

/* The difference of that contrast that reads as `one` does and is known. */
static bool has(const struct wt_contrast *contrast, const struct wt_difference *one)
{
	for (size_t i = 0; i < contrast->handshake.count; i++)
		if (contrast->handshake.list[i].known && !strcmp(contrast->handshake.list[i].text, one->text))
			return true;
	return false;
}

/* Fills the protocols in which the same variants differ in the same; false: an earlier contrast has told it. */
static bool join_protocols(const struct wt_judged *judged, size_t of, const struct wt_difference *one, struct row *row)
{
	const struct wt_series *series = judged->results->plan.series;
	size_t more = 0;

	row->series = series[judged->contrasts[of].series].variant;
	row->base = series[judged->contrasts[of].base].variant;
	row->protocols[0] = '\0';
	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *contrast = &judged->contrasts[i];

		if (strcmp(series[contrast->series].variant, row->series) != 0 ||
		    strcmp(series[contrast->base].variant, row->base) != 0 || !has(contrast, one))
			continue;
		if (i < of)
			return false;
		wt_text_list(row->protocols, sizeof row->protocols, &more, series[contrast->series].row.name);
	}
	wt_text_list_end(row->protocols, sizeof row->protocols, more);
	return true;
}

/* Each known difference once, in rows of a table or in items. What is not known stands in the validity, or refuses the
 * ratio. */
static void add_each(const struct wt_judged *judged, bool rows, struct wt_document *document)
{
	struct row row;

	for (size_t i = 0; i < judged->contrast_count; i++)
		for (size_t k = 0; k < judged->contrasts[i].handshake.count; k++) {
			const struct wt_difference *one = &judged->contrasts[i].handshake.list[k];

			if (!one->known || !join_protocols(judged, i, one, &row))
				continue;
			wt_difference_text(one, row.text);
			if (!rows) {
				wt_say_item(document, "", "%s over %s, %s: %s", row.series, row.base, row.protocols,
					    row.text);
				continue;
			}
			wt_say_row(document, WT_ROW_CELLS);
			wt_say_cells(document, "%s over %s\t%s\t%s", row.series, row.base, row.protocols, row.text);
		}
}

void wt_report_handshakes(const struct wt_judged *judged, struct wt_document *document)
{
	if (!differ(judged))
		return;
	WT_SAY_HEADING(document, "Known differences of the handshakes");
	/* A page breaks no line in a cell. */
	if (wt_document_for(document, WT_FORM_TEXT | WT_FORM_HTML))
		add_each(judged, false, document);
	if (wt_document_for(document, WT_FORM_MARKDOWN)) {
		wt_say_table(document, WT_LOOK_HEADS);
		wt_say_column(document, WT_LEFT, 0, "", "variants");
		wt_say_column(document, WT_LEFT, 0, "", "protocols");
		wt_say_column(document, WT_LEFT, 0, "", "difference, and why");
		add_each(judged, true, document);
	}
	wt_document_for(document, WT_FORM_ALL);
}
