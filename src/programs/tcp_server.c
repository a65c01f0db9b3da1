/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "option_rows.h"
#include "pair.h"

static const struct wt_option options[] = { WT_SERVER_OPTIONS, WT_MAX_PEERS_OPTION, WT_COMMON_OPTIONS, WT_HELP_OPTIONS,
					    WT_OPTIONS_END };

static const struct wt_program program = {
	.name = "tcp_server",
	.purpose = "answers messages over plain TCP",
	.options = options,
	.modes = wt_plain_modes,
};

int main(int argc, char **argv)
{
	return wt_server_main(&program, &wt_tcp, argc, argv);
}
