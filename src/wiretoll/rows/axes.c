/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table alone, so that a test can be linked with one of its own. */
#include "axes.h"

const struct wt_axis wt_axes[WT_AXES_MAX + 1] = {
	[WT_AXIS_VERSION] = { .option = "tls-version",
			      .transports = "tls dtls",
			      .values = { "1.2", "1.3" },
			      .is_protocol = true,
			      .fact = { "version", "version", "version_name", false } },
};
