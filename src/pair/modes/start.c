/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "start.h"

bool wt_start(struct wt_run *run, struct wt_exchange *exchange, int argc, char **argv, int *exit_status)
{
	if (!wt_run_start(run, argc, argv, exit_status))
		return false;
	exchange->transport = run->transport;
	exchange->endpoint = run->endpoint;
	exchange->timeout_ns = run->settings.timeout_ns;
	exchange->marks.with_cpu = run->transport->secure && wt_settings_count(&run->settings);
	exchange->counted = wt_settings_count_heap(&run->settings) ? run->transport->library : NULL;
	return true;
}
