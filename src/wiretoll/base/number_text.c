/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "number_text.h"

#include <math.h>
#include <stdio.h>

char *wt_count_text(uint64_t value, char text[32])
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
	int at = 0;

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	return text;
}

char *wt_number_text(double value, int digits, char text[32])
{
	if (isnan(value) || isinf(value))
		snprintf(text, 32, "-");
	else if (fabs(value) < (digits ? 999.95 : 999.5))
		snprintf(text, 32, "%.*f", digits, value);
	else if (value < 0)
		snprintf(text, 32, "%.0f", value);
	else
		wt_count_text((uint64_t)(value + 0.5), text);
	return text;
}

const char *wt_percent_text(double share, char text[32])
{
	if (isnan(share))
		return "-";
	if (share > 10.0)
		return "over 1,000 %";
	snprintf(text, 32, "%.1f %%", 100.0 * share);
	return text;
}
