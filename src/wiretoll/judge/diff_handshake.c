/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diff.h"

#include <string.h>

#include "handshake_parity.h"

/* The series of that name in both, whose handshakes are to be compared; -1: there is none. */
static int find(const struct wt_results *results, const char *name)
{
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (!strcmp(results->plan.series[i].name, name) && results->series[i].rounds_done)
			return (int)i;
	return -1;
}

static void put(const char *name, const struct wt_handshake_parity *parity, FILE *stream)
{
	char text[WT_DIFFERENCE_TEXT_BYTES];

	for (size_t i = 0; i < parity->count; i++) {
		const struct wt_difference *one = &parity->list[i];

		fprintf(stream, "handshake of %s: %s\n", name, one->known ? wt_difference_text(one, text) : one->text);
	}
}

void wt_diff_handshakes(const struct wt_results *older, const struct wt_results *newer, FILE *stream)
{
	char one_sided[WT_REASON_BYTES] = "";

	for (size_t i = 0; i < newer->plan.series_count; i++) {
		const struct wt_series *series = &newer->plan.series[i];
		int other = find(older, series->name);
		const struct wt_series_results *now = &newer->series[i], *before;
		struct wt_handshake_parity parity;

		if (other < 0 || !now->rounds_done)
			continue;
		before = &older->series[other];
		wt_handshake_compare(
			&parity, series->row.name,
			&(struct wt_handshake_side){ now->handshake, now->run.library, "the new one" },
			&(struct wt_handshake_side){ before->handshake, before->run.library, "the old one" });
		put(series->name, &parity, stream);
		if (parity.one_sided)
			wt_text_add(one_sided, sizeof one_sided, ", ", "%s", series->name);
	}
	if (*one_sided)
		fprintf(stream, "handshakes not compared, since only one of the two tells them: %s\n", one_sided);
}
