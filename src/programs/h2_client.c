/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"
#include "secure_option_rows.h"

static const struct wt_option options[] = { WT_CLIENT_OPTIONS(WT_LARGEST_STREAM),
					    WT_STREAMS_OPTION,
					    WT_COMMON_OPTIONS,
					    WT_H2_OPTIONS,
					    WT_HELP_OPTIONS,
					    WT_OPTIONS_END };

static const struct wt_program program = {
	.name = "h2_client",
	.purpose = "sends messages over HTTP/2, each as the body of a request, over TLS 1.2 or 1.3",
	.options = options,
	.modes = wt_h2_modes,
	.watch = &wt_secure_watch,
};

int main(int argc, char **argv)
{
	return wt_client_main(&program, &wt_h2, argc, argv);
}
