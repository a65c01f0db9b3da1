/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "option_rows.h"
#include "pair.h"

static const struct wt_option options[] = { WT_CLIENT_OPTIONS(WT_LARGEST_STREAM), WT_PARALLEL_OPTION, WT_COMMON_OPTIONS,
					    WT_HELP_OPTIONS, WT_OPTIONS_END };

static const struct wt_program program = {
	.name = "tcp_client",
	.purpose = "sends messages over plain TCP",
	.options = options,
	.modes = wt_plain_modes,
};

int main(int argc, char **argv)
{
	return wt_client_main(&program, &wt_tcp, argc, argv);
}
