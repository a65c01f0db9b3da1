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
