/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runner.h"

#include <signal.h>
#include <string.h>

static void on_signal(uv_signal_t *handle, int number)
{
	struct wt_runner *runner = handle->data;
	bool again = runner->stop_signal != 0;

	runner->stop_signal = number;
	if (runner->on_stop)
		runner->on_stop(runner->stop_context, again);
}

bool wt_runner_open(struct wt_runner *runner, struct wt_reason *reason)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	memset(runner, 0, sizeof *runner);
	if (uv_loop_init(&runner->loop) != 0)
		return wt_reason_set(reason, "no event loop or socket: memory or descriptors are short");
	for (size_t i = 0; i < 3; i++) {
		uv_signal_init(&runner->loop, &runner->signals[i]);
		runner->signals[i].data = runner;
		uv_signal_start(&runner->signals[i], on_signal, numbers[i]);
		uv_unref((uv_handle_t *)&runner->signals[i]);
	}
	return true;
}

void wt_runner_close(struct wt_runner *runner)
{
	for (size_t i = 0; i < 3; i++)
		uv_close((uv_handle_t *)&runner->signals[i], NULL);
	uv_run(&runner->loop, UV_RUN_DEFAULT);
	uv_loop_close(&runner->loop);
}

bool wt_runner_stopped(struct wt_runner *runner)
{
	/* a loop that nothing keeps alive looks at nothing */
	uv_ref((uv_handle_t *)&runner->signals[0]);
	uv_run(&runner->loop, UV_RUN_NOWAIT);
	uv_unref((uv_handle_t *)&runner->signals[0]);
	return runner->stop_signal != 0;
}
