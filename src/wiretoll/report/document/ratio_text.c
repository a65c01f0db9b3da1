/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ratio_text.h"

#include <math.h>
#include <stdio.h>

const char *wt_ratio_text(const struct wt_estimate *ratio, char text[WT_RATIO_BYTES])
{
	int digits = ratio->value < 9.995 ? 2 : 1;

	if (isnan(ratio->value))
		return "-";
	if (isnan(ratio->low))
		snprintf(text, WT_RATIO_BYTES, "%.*f", digits, ratio->value);
	else
		snprintf(text, WT_RATIO_BYTES, "%.*f [%.*f %.*f]", digits, ratio->value, digits, ratio->low, digits,
			 ratio->high);
	return text;
}

const char *wt_times_text(double ratio, char text[32])
{
	if (isnan(ratio))
		return "-";
	snprintf(text, 32, "x%.*f", ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0, ratio);
	return text;
}

const char *wt_over_text(const struct wt_measure *measure, const struct wt_estimate *over, char text[WT_OVER_BYTES])
{
	const double figures[] = { over->value, over->low, over->high };
	char parts[3][40], number[32];

	if (isnan(over->value))
		return "-";
	for (size_t i = 0; i < 3; i++)
		snprintf(parts[i], sizeof parts[i], "%s%s", figures[i] < 0 ? "" : "+",
			 wt_measure_text(measure, figures[i], number));
	snprintf(text, WT_OVER_BYTES, "%s [%s %s]", parts[0], parts[1], parts[2]);
	return text;
}
