/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "environment.h"

enum { DRAIN_MS = 1000, GUARD_ARGUMENTS = 3, ARGUMENTS_MAX = 64 };

/*
 * A child is started through our own program, which asks the kernel to be ended
 * with the desk tool and then becomes the child. So not even a kill -9 of the
 * desk tool leaves a server behind; libuv alone cannot ask for that.
 */
const char wt_guard_word[] = "guarded-exec";
const char wt_measured_word[] = "guarded-measured";

int wt_guard_main(int argc, char **argv)
{
	if (argc < GUARD_ARGUMENTS + 1)
		return WT_EXIT_WRONG;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The desk tool may have died before we asked. */
	if ((long)getppid() != strtol(argv[2], NULL, 10))
		return WT_EXIT_FAILED;
	if (!strcmp(argv[1], wt_measured_word))
		wt_environment_clear();
	execvp(argv[GUARD_ARGUMENTS], argv + GUARD_ARGUMENTS);
	fprintf(stderr, "%s: %s\n", argv[GUARD_ARGUMENTS], strerror(errno));
	return WT_CHILD_NOT_STARTED;
}

static struct wt_child *child_of(void *handle)
{
	return ((uv_handle_t *)handle)->data;
}

static void finish(struct wt_child *child)
{
	if (!child->exited || child->open_pipes > 0 || !child->running)
		return;
	wt_child_finish_input(child);
	child->running = false;
	uv_close((uv_handle_t *)&child->drain, NULL);
	uv_close((uv_handle_t *)&child->process, NULL);
	child->on_end(child);
}

static void on_pipe_closed(uv_handle_t *handle)
{
	struct wt_child *child = child_of(handle);

	child->open_pipes--;
	finish(child);
}

static void close_pipe(uv_pipe_t *pipe)
{
	if (!uv_is_closing((uv_handle_t *)pipe))
		uv_close((uv_handle_t *)pipe, on_pipe_closed);
}

/* A grandchild may hold the pipes open: what the child itself said is read by now. */
static void on_drain(uv_timer_t *timer)
{
	struct wt_child *child = child_of(timer);

	close_pipe(&child->output);
	close_pipe(&child->error_output);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
	struct wt_child *child = child_of(process);

	child->exited = true;
	child->status = status;
	child->signal = signal;
	uv_timer_start(&child->drain, on_drain, DRAIN_MS, 0);
	finish(child);
}

/* One chunk is enough for both pipes: it is used up before the next read. */
static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct wt_child *child = child_of(handle);

	(void)suggested;
	*buffer = uv_buf_init(child->chunk, sizeof child->chunk);
}

static void take_output(struct wt_child *child, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] != '\n') {
			if (child->line_length + 1 < sizeof child->line)
				child->line[child->line_length++] = bytes[i];
			continue;
		}
		child->line[child->line_length] = '\0';
		child->line_length = 0;
		if (child->on_line)
			child->on_line(child, child->line);
	}
}

/* Keeps the last bytes only: a program that floods its error output costs no memory. */
static void take_errors(struct wt_child *child, const char *bytes, size_t count)
{
	size_t room = sizeof child->errors - 1;

	if (count > room) {
		bytes += count - room;
		count = room;
	}
	if (child->errors_length + count > room) {
		size_t drop = child->errors_length + count - room;

		memmove(child->errors, child->errors + drop, child->errors_length - drop);
		child->errors_length -= drop;
	}
	memcpy(child->errors + child->errors_length, bytes, count);
	child->errors_length += count;
	child->errors[child->errors_length] = '\0';
}

/* Who says more than can come of what it does is not heard out: neither disk nor memory is its to fill. */
static bool floods(struct wt_child *child, size_t count)
{
	child->said_bytes += count;
	if (!child->most_bytes || child->said_bytes <= child->most_bytes)
		return false;
	child->flooded = true;
	if (!child->exited)
		uv_process_kill(&child->process, SIGKILL);
	close_pipe(&child->output);
	close_pipe(&child->error_output);
	return true;
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
	struct wt_child *child = child_of(stream);

	if (count < 0)
		close_pipe((uv_pipe_t *)stream);
	else if (floods(child, (size_t)count))
		return;
	else if (stream != (uv_stream_t *)&child->output)
		take_errors(child, buffer->base, (size_t)count);
	else if (child->on_bytes)
		child->on_bytes(child, buffer->base, (size_t)count);
	else
		take_output(child, buffer->base, (size_t)count);
}

static void open_handles(struct wt_child *child, uv_loop_t *loop)
{
	uv_pipe_init(loop, &child->input, 0);
	uv_pipe_init(loop, &child->output, 0);
	uv_pipe_init(loop, &child->error_output, 0);
	uv_timer_init(loop, &child->drain);
	child->input.data = child;
	child->output.data = child;
	child->error_output.data = child;
	child->drain.data = child;
	child->process.data = child;
	child->open_pipes = 2;
	child->exited = false;
	child->status = 0;
	child->signal = 0;
	child->errors_length = 0;
	child->errors[0] = '\0';
	child->line_length = 0;
	child->said_bytes = 0;
	child->flooded = false;
}

/* Where the child's input and outputs are. A pipe that is not used is closed at once. */
static void connect_streams(struct wt_child *child, uv_stdio_container_t streams[3])
{
	streams[0].flags = UV_IGNORE;
	if (child->holds_input) {
		streams[0].flags = UV_CREATE_PIPE | UV_READABLE_PIPE;
		streams[0].data.stream = (uv_stream_t *)&child->input;
	} else if (child->input_file > 0) {
		streams[0].flags = UV_INHERIT_FD;
		streams[0].data.fd = child->input_file;
	}
	if (!child->holds_input)
		uv_close((uv_handle_t *)&child->input, NULL);
	streams[1].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
	streams[1].data.stream = (uv_stream_t *)&child->output;
	streams[2].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
	streams[2].data.stream = (uv_stream_t *)&child->error_output;
}

void wt_child_finish_input(struct wt_child *child)
{
	if (child->running && child->holds_input && !uv_is_closing((uv_handle_t *)&child->input))
		uv_close((uv_handle_t *)&child->input, NULL);
}

void wt_child_say(struct wt_child *child, char *line)
{
	uv_buf_t buffer = uv_buf_init(line, (unsigned)strlen(line));

	/* who has closed it is about to end, and need not be told */
	if (child->running && child->holds_input && !uv_is_closing((uv_handle_t *)&child->input))
		(void)uv_try_write((uv_stream_t *)&child->input, &buffer, 1);
}

void wt_child_forget(struct wt_child *child)
{
	uv_unref((uv_handle_t *)&child->process);
	uv_unref((uv_handle_t *)&child->input);
	uv_unref((uv_handle_t *)&child->output);
	uv_unref((uv_handle_t *)&child->error_output);
}

bool wt_child_start(struct wt_child *child, uv_loop_t *loop, char **argv, struct wt_reason *reason)
{
	uv_stdio_container_t streams[3];
	/* By this name the program is found even when it has been built anew since it was started. */
	char self[] = "/proc/self/exe", parent[24], word[sizeof wt_measured_word];
	char *guarded[ARGUMENTS_MAX] = { self, word, parent };
	uv_process_options_t options = { .file = self,
					 .args = guarded,
					 .exit_cb = on_exit_of,
					 .stdio = streams,
					 .stdio_count = 3,
					 /* Ctrl-C reaches the desk tool alone: it ends both ends in order. */
					 .flags = UV_PROCESS_DETACHED };
	int result;

	snprintf(word, sizeof word, "%s", child->is_measured ? wt_measured_word : wt_guard_word);
	snprintf(parent, sizeof parent, "%ld", (long)getpid());
	for (size_t i = 0; argv[i] && i + GUARD_ARGUMENTS + 1 < ARGUMENTS_MAX; i++)
		guarded[i + GUARD_ARGUMENTS] = argv[i];
	open_handles(child, loop);
	connect_streams(child, streams);
	result = uv_spawn(loop, &child->process, &options);
	child->running = result == 0;
	if (result != 0) {
		uv_close((uv_handle_t *)&child->process, NULL);
		uv_close((uv_handle_t *)&child->drain, NULL);
		if (!uv_is_closing((uv_handle_t *)&child->input))
			uv_close((uv_handle_t *)&child->input, NULL);
		close_pipe(&child->output);
		close_pipe(&child->error_output);
		return wt_reason_set(reason, "%s: %s", argv[0], uv_strerror(result));
	}
	uv_read_start((uv_stream_t *)&child->output, on_room, on_read);
	uv_read_start((uv_stream_t *)&child->error_output, on_room, on_read);
	return true;
}

void wt_child_stop(struct wt_child *child, int signal)
{
	if (child->running && !child->exited)
		uv_process_kill(&child->process, signal);
}

void wt_child_flood_words(const struct wt_child *child, char *text, size_t room)
{
	snprintf(text, room, "it sent more than %llu KB, which is all that can come of it",
		 (unsigned long long)(child->most_bytes / 1024));
}

void wt_child_last_words(const struct wt_child *child, char *text, size_t room)
{
	char line[WT_CHILD_ERRORS_BYTES];
	size_t end = child->errors_length, start;

	while (end > 0 && strchr(" \t\r\n", child->errors[end - 1]))
		end--;
	start = end;
	while (start > 0 && child->errors[start - 1] != '\n')
		start--;
	memcpy(line, child->errors + start, end - start);
	line[end - start] = '\0';
	wt_text_copy(text, room, line);
}
