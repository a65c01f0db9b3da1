/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_parts.h"

#include <math.h>
#include <string.h>

#include "number_text.h"
#include "ratio_text.h"

static bool has_one(const struct wt_estimate *ratio)
{
	return ratio->low <= 1.0 && ratio->high >= 1.0;
}

/* Between libraries, of the size that the screen tells, where there is an interval to be read beside the verdict. */
static const struct wt_comparison *shown(const struct wt_contrast *contrast, size_t size)
{
	const struct wt_comparison *one = &contrast->sizes[size];

	return contrast->purpose == WT_PURPOSE_LIBRARY && contrast->compared && !isnan(one->ratio.low) ? one : NULL;
}

static bool is_chosen(const struct wt_plan *plan, const size_t *variants, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(plan->variants.name[variants[i]], name))
			return true;
	return false;
}

/*
 * A verdict is made of two looks, at medians and at quiet quarters; the table has room for the interval of one. The screen
 * has room for one line of it, and for none where a run is not trusted, which takes the lines and says enough.
 */
void wt_screen_verdicts(const struct wt_judged *judged, const size_t *variants, size_t count, size_t size,
			struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_told(plan);
	size_t quiet = 0;
	bool told = false;
	char text[WT_RATIO_BYTES];

	if (judged->validity.grave)
		return;
	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_comparison *one = shown(&judged->contrasts[i], size);

		if (!one || !is_chosen(plan, variants, count, plan->series[judged->contrasts[i].series].variant))
			continue;
		if (one->verdict == WT_VERDICT_NOTHING)
			quiet += !has_one(&one->ratio);
		else if (!told && has_one(&one->ratio) && !has_one(&one->quarter_ratio)) {
			wt_say(document, WT_BLOCK_LINE, WT_TONE_SOFT, "", "%s: %s by its %s, %s.",
			       plan->series[judged->contrasts[i].series].name, wt_verdict_words(measure, one->verdict),
			       wt_measure_ends(measure)->quarters, wt_ratio_text(&one->quarter_ratio, text));
			told = true;
		}
	}
	if (quiet && !told)
		wt_say(document, WT_BLOCK_LINE, WT_TONE_SOFT, "",
		       "%zu verdicts are made at once: one interval without 1 is none.", judged->verdicts);
}
