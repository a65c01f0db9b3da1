/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main of a client: from the command line to its mode, and to the last words. */
#include "pair.h"
#include "start.h"

static size_t largest(const struct wt_size_list *sizes)
{
	uint32_t most = 0;

	for (size_t i = 0; i < sizes->count; i++)
		if (sizes->bytes[i] > most)
			most = sizes->bytes[i];
	return most;
}

int wt_client_main(const struct wt_program *program, const struct wt_transport *transport, int argc, char **argv)
{
	static struct wt_run run;
	static struct wt_exchange exchange;
	struct wt_error error = { .status = WT_OK };
	enum wt_status status;
	int exit_status;

	run.program = program;
	run.transport = transport;
	run.role = WT_CLIENT;
	if (!wt_start(&run, &exchange, argc, argv, &exit_status))
		return exit_status;
	exchange.message = wt_exchange_message;
	exchange.early = wt_settings_early_data(&run.settings) != WT_EARLY_OFF;
	exchange.marks.on = true;
	status = wt_exchange_room(&exchange, largest(&run.settings.sizes));
	if (status != WT_OK)
		return wt_run_end(&run, status, &exchange.error);
	status = wt_run_mode(&run)->client(&run, &exchange, &error);
	return wt_run_end(&run, status, &error);
}
