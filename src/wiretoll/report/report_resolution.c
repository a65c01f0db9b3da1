/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdio.h>

#include "number_text.h"

enum { TEXT_BYTES = 480 };

static void compose(const struct wt_judged *judged, char text[TEXT_BYTES])
{
	const char *words;
	struct wt_judged_resolution shown = wt_judged_first_resolution(judged, &words);
	char corrected[32], alone[32], worst[32];

	if (isnan(shown.alone))
		snprintf(text, TEXT_BYTES, "none, since no two series could be compared");
	else
		snprintf(text, TEXT_BYTES,
			 "a difference %s of %s would be found 4 times in 5, a smaller one less often. That is the "
			 "median over all pairs and sizes (the worst: %s), with all %zu verdicts corrected for their "
			 "number; a verdict that stood alone would find one of %s",
			 words, wt_percent_text(shown.corrected, corrected), wt_percent_text(shown.worst, worst),
			 judged->verdicts, wt_percent_text(shown.alone, alone));
}

void wt_report_resolution(const struct wt_judged *judged, struct wt_document *document)
{
	char text[TEXT_BYTES];

	/* Of an emulated board no contrast has a ratio, for one reason, which the validity tells. */
	if (wt_target_is_emulated(&judged->results->plan.target))
		return;
	compose(judged, text);
	wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_SOFT, "Resolution", "%s", text);
}
