/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper.h"

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
 * We write it ourselves, so that what comes is counted before it is on the disk. A helper whose output cannot be
 * written is still heard to its end: it is soon over, and why it failed is told then.
 */
static void on_bytes(struct wt_child *child, const char *bytes, size_t count)
{
	struct wt_helper *helper = child->context;

	while (count > 0 && !helper->write_cause) {
		ssize_t written = write(helper->output_descriptor, bytes, count);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			helper->write_cause = written < 0 ? errno : EIO;
			return;
		}
		bytes += written;
		count -= (size_t)written;
	}
}

static bool open_files(struct wt_helper *helper, struct wt_reason *reason)
{
	if (helper->input) {
		helper->child.input_file = open(helper->input, O_RDONLY | O_CLOEXEC);
		if (helper->child.input_file < 0)
			return wt_reason_set(reason, "%s: %s", helper->input, strerror(errno));
	}
	if (helper->output) {
		helper->child.on_bytes = on_bytes;
		helper->output_descriptor = open(helper->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (helper->output_descriptor < 0)
			return wt_reason_set(reason, "%s: %s", helper->output, strerror(errno));
	}
	return true;
}

static bool close_files(struct wt_helper *helper, struct wt_reason *reason)
{
	if (helper->child.input_file > 0)
		close(helper->child.input_file);
	if (helper->output_descriptor > 0 && close(helper->output_descriptor) != 0 && !helper->write_cause)
		helper->write_cause = errno;
	return !helper->write_cause || wt_reason_set(reason, "%s: %s", helper->output, strerror(helper->write_cause));
}

static bool judge(const struct wt_helper *helper, const struct wt_runner *runner, struct wt_reason *reason)
{
	char words[WT_REASON_BYTES / 2];

	wt_child_last_words(&helper->child, words, sizeof words);
	if (runner->stop_signal)
		return wt_reason_set(reason, "%s: stopped by signal %d (%s)", helper->what, runner->stop_signal,
				     strsignal(runner->stop_signal));
	if (helper->late)
		return wt_reason_set(reason, "%s: not done within %llu s%s%s", helper->what,
				     (unsigned long long)(helper->limit_ms / 1000), *words ? ": " : "", words);
	if (helper->child.flooded) {
		wt_child_flood_words(&helper->child, words, sizeof words);
		return wt_reason_set(reason, "%s: %s", helper->what, words);
	}
	if (helper->child.signal)
		return wt_reason_set(reason, "%s: ended by signal %d (%s)", helper->what, helper->child.signal,
				     strsignal(helper->child.signal));
	if (helper->child.status != 0 && *words)
		return wt_reason_set(reason, "%s: %s", helper->what, words);
	if (helper->child.status != 0)
		return wt_reason_set(reason, "%s: ended with status %d and no reason", helper->what,
				     (int)helper->child.status);
	return true;
}

/* Asks a helper that is to end early, and whose grace has not begun, to clean up; else kills it. */
static void end_early(struct wt_helper *helper, uv_timer_t *timer, bool *asked)
{
	bool graceful = helper->grace_ms && !*asked;

	*asked = true;
	wt_child_stop(&helper->child, graceful ? SIGTERM : SIGKILL);
	if (graceful)
		uv_timer_start(timer, on_wake, helper->grace_ms, 0);
}

static void wait_for_end(struct wt_helper *helper, struct wt_runner *runner)
{
	bool over = false, asked = false;
	uv_timer_t timer;

	uv_timer_init(&runner->loop, &timer);
	timer.data = &over;
	uv_timer_start(&timer, on_wake, helper->limit_ms, 0);
	while (helper->child.running) {
		uv_run(&runner->loop, UV_RUN_ONCE);
		if (!over && (asked || !runner->stop_signal))
			continue;
		helper->late = helper->late || (over && !asked);
		over = false;
		end_early(helper, &timer, &asked);
	}
	uv_close((uv_handle_t *)&timer, NULL);
	/* The handles lie in our frame and in the helper: let the loop be done with them. */
	uv_run(&runner->loop, UV_RUN_NOWAIT);
}

bool wt_helper_run(struct wt_helper *helper, struct wt_runner *runner, char **argv, struct wt_reason *reason)
{
	bool good = false;

	memset(&helper->child, 0, sizeof helper->child);
	helper->child.on_end = on_end;
	helper->child.context = helper;
	helper->child.most_bytes = helper->most_bytes;
	helper->late = false;
	helper->output_descriptor = 0;
	helper->write_cause = 0;
	if (!open_files(helper, reason))
		goto out;
	if (!wt_child_start(&helper->child, &runner->loop, argv, reason)) {
		uv_run(&runner->loop, UV_RUN_NOWAIT);
		goto out;
	}
	wait_for_end(helper, runner);
	good = judge(helper, runner, reason);
out:
	return close_files(helper, reason) && good;
}

void wt_helper_sleep(struct wt_runner *runner, uint64_t ms)
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
