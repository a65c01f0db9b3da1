/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "step.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static void on_end(struct wt_child *child)
{
	(void)child;
}

/* Only wakes the loop: whoever runs it looks at what has happened. */
static void on_wake(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

/*
 * We write it ourselves, so that what comes is counted before it is on the disk. A step that cannot be written is
 * still heard to its end: it is soon over, and why it failed is told then.
 */
static void on_bytes(struct wt_child *child, const char *bytes, size_t count)
{
	struct wt_step *step = child->context;

	while (count > 0 && !step->write_cause) {
		ssize_t written = write(step->output_descriptor, bytes, count);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			step->write_cause = written < 0 ? errno : EIO;
			return;
		}
		bytes += written;
		count -= (size_t)written;
	}
}

static bool open_files(struct wt_step *step, struct wt_reason *reason)
{
	if (step->input) {
		step->child.input_file = open(step->input, O_RDONLY | O_CLOEXEC);
		if (step->child.input_file < 0)
			return wt_reason_set(reason, "%s: %s", step->input, strerror(errno));
	}
	if (step->output) {
		step->child.on_bytes = on_bytes;
		step->output_descriptor =
			open(step->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (step->output_descriptor < 0)
			return wt_reason_set(reason, "%s: %s", step->output, strerror(errno));
	}
	return true;
}

static bool close_files(struct wt_step *step, struct wt_reason *reason)
{
	if (step->child.input_file > 0)
		close(step->child.input_file);
	if (step->output_descriptor > 0 && close(step->output_descriptor) != 0 && !step->write_cause)
		step->write_cause = errno;
	return !step->write_cause || wt_reason_set(reason, "%s: %s", step->output, strerror(step->write_cause));
}

static bool judge(const struct wt_step *step, const struct wt_runner *runner,
		  struct wt_reason *reason)
{
	char words[WT_REASON_BYTES / 2];

	wt_child_last_words(&step->child, words, sizeof words);
	if (runner->stop_signal)
		return wt_reason_set(reason, "%s: stopped by signal %d (%s)", step->what,
				     runner->stop_signal, strsignal(runner->stop_signal));
	if (step->late)
		return wt_reason_set(reason, "%s: not done within %llu s%s%s", step->what,
				     (unsigned long long)(step->limit_ms / 1000), *words ? ": " : "",
				     words);
	if (step->child.flooded) {
		wt_child_flood_words(&step->child, words, sizeof words);
		return wt_reason_set(reason, "%s: %s", step->what, words);
	}
	if (step->child.signal)
		return wt_reason_set(reason, "%s: ended by signal %d (%s)", step->what,
				     step->child.signal, strsignal(step->child.signal));
	if (step->child.status != 0 && *words)
		return wt_reason_set(reason, "%s: %s", step->what, words);
	if (step->child.status != 0)
		return wt_reason_set(reason, "%s: ended with status %d and no reason", step->what,
				     (int)step->child.status);
	return true;
}

static void wait_for_end(struct wt_step *step, struct wt_runner *runner)
{
	bool late = false, killed = false;
	uv_timer_t limit;

	uv_timer_init(&runner->loop, &limit);
	limit.data = &late;
	uv_timer_start(&limit, on_wake, step->limit_ms, 0);
	while (step->child.running) {
		uv_run(&runner->loop, UV_RUN_ONCE);
		if (killed || (!late && !runner->stop_signal))
			continue;
		step->late = late;
		runner->launcher->stop(&step->child, SIGKILL);
		killed = true;
	}
	uv_close((uv_handle_t *)&limit, NULL);
	/* The handles lie in our frame and in the step: let the loop be done with them. */
	uv_run(&runner->loop, UV_RUN_NOWAIT);
}

bool wt_step_run(struct wt_step *step, struct wt_runner *runner, char **argv,
		 struct wt_reason *reason)
{
	bool good = false;

	memset(&step->child, 0, sizeof step->child);
	step->child.on_end = on_end;
	step->child.context = step;
	step->child.most_bytes = step->most_bytes;
	step->late = false;
	step->output_descriptor = 0;
	step->write_cause = 0;
	if (!open_files(step, reason))
		goto out;
	if (!runner->launcher->start(&step->child, &runner->loop, argv, reason)) {
		uv_run(&runner->loop, UV_RUN_NOWAIT);
		goto out;
	}
	wait_for_end(step, runner);
	good = judge(step, runner, reason);
out:
	return close_files(step, reason) && good;
}

void wt_step_sleep(struct wt_runner *runner, uint64_t ms)
{
	bool over = false;
	uv_timer_t timer;

	uv_timer_init(&runner->loop, &timer);
	timer.data = &over;
	uv_timer_start(&timer, on_wake, ms, 0);
	while (!over && !runner->stop_signal)
		uv_run(&runner->loop, UV_RUN_ONCE);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(&runner->loop, UV_RUN_NOWAIT);
}
