/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main of a client: from the command line to its mode, and to the last words. */
#include <string.h>

#include "exchange.h"
#include "pair.h"
#include "program.h"

int wt_client_main(const struct wt_program *program, const struct wt_transport *transport, int argc, char **argv)
{
	static struct wt_run run;
	struct wt_exchange exchange = { .transport = transport };
	char reason[WT_ERROR_TEXT_BYTES + 128];
	int exit_status;

	run.program = program;
	run.transport = transport;
	run.role = WT_CLIENT;
	if (!wt_run_start(&run, argc, argv, &exit_status))
		return exit_status;
	exchange.endpoint = run.endpoint;
	exchange.timeout_ns = run.settings.timeout_ns;
	exchange.marks.on = true;
	exchange.marks.with_cpu = transport->secure && wt_settings_count(&run.settings);
	exchange.counted = wt_settings_count_heap(&run.settings) ? transport->library : NULL;
	wt_exchange_take_room(&exchange);
	exit_status = wt_run_mode(&run)->client(&run, &exchange, reason, sizeof(reason));
	return wt_run_end(&run, exit_status, reason);
}
