/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "axes.h"

#include <stdio.h>
#include <string.h>

const struct wt_axis wt_axes[WT_AXES_MAX + 1] = {
	[WT_AXIS_VERSION] = { .option = "tls-version",
			      .transports = " tls dtls ",
			      .values = { "1.2", "1.3" },
			      .in_every_name = true,
			      .fact = { "version", "version", "version_name", false } },
};

bool wt_axis_is_of(const struct wt_axis *axis, const char *transport)
{
	char word[WT_AXIS_WORD_BYTES];

	snprintf(word, sizeof word, " %s ", transport);
	return strstr(axis->transports, word) != NULL;
}
