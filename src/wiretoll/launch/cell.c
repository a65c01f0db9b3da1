/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell_command.h"
#include "remote.h"

/* CHATTER_BYTES: a program that is told to be quiet has a line or two to say. */
enum { READY_MS = 10000, LINGER_MS = 5000, GRACE_MS = 2000, CHATTER_BYTES = 1024 * 1024 };

struct wt_cell {
	struct wt_runner *runner;
	const struct wt_plan *plan;
	const struct wt_folder *folder;
	const struct wt_series *series;
	struct wt_cell_id id;
	struct wt_cell_command server_command, client_command;
	struct wt_child server, client;
	uv_timer_t limit;
	bool ready;      /* the server listens */
	bool failed;     /* `reason` is filled; the first one wins */
	bool unanswered; /* `reason` has the words of a client of datagrams that ended with status 1 */
	bool ending;     /* signals were sent */
	struct wt_reason *reason;
};

unsigned wt_cell_ready_port(const char *line)
{
	const char *listening = strstr(line, ": listening on ");
	const char *port = listening ? strstr(listening, " port ") : NULL;
	char *end = NULL;
	unsigned long number;

	if (!port || port[6] < '1' || port[6] > '9')
		return 0;
	number = strtoul(port + 6, &end, 10);
	return *end == '\0' && number <= 65535 ? (unsigned)number : 0;
}

static void on_grace(uv_timer_t *timer)
{
	struct wt_cell *cell = timer->data;

	wt_child_stop(&cell->client, SIGKILL);
	wt_child_stop(&cell->server, SIGKILL);
}

/* Ends both ends in order; what does not go within the grace is killed. */
static void end_both(struct wt_cell *cell)
{
	if (cell->ending)
		return;
	cell->ending = true;
	wt_child_stop(&cell->client, SIGTERM);
	wt_child_stop(&cell->server, SIGTERM);
	uv_timer_start(&cell->limit, on_grace, GRACE_MS, 0);
}

static void on_stop(void *context, bool again)
{
	struct wt_cell *cell = context;

	end_both(cell);
	if (again)
		on_grace(&cell->limit);
}

static void fail(struct wt_cell *cell, const char *text)
{
	if (!cell->failed && !cell->ending && cell->unanswered)
		wt_text_add(cell->reason->text, sizeof cell->reason->text, "; ", "%s", text);
	else if (!cell->failed && !cell->ending)
		wt_reason_set(cell->reason, "%s", text);
	cell->failed = true;
	end_both(cell);
}

static void on_limit(uv_timer_t *timer)
{
	struct wt_cell *cell = timer->data;
	char text[160];

	if (!cell->ready)
		snprintf(text, sizeof text, "%s_server was not ready within %d s",
			 cell->series->row.protocol->transport, READY_MS / 1000);
	else
		snprintf(text, sizeof text, "%s_%s did not end within its limit of %llu s",
			 cell->series->row.protocol->transport, cell->client.running ? "client" : "server",
			 (unsigned long long)(uv_timer_get_repeat(timer) / 1000));
	fail(cell, text);
}

static void arm(struct wt_cell *cell, uint64_t ms)
{
	/* The repeat is never reached: it only keeps the limit for the message. */
	uv_timer_start(&cell->limit, on_limit, ms, ms);
}

/* No exchange takes longer than its limit, and closing has one of the same length. Both ends of a flow may be silent so long. */
static uint64_t client_limit_ms(const struct wt_cell *cell)
{
	uint64_t tries = (uint64_t)wt_plan_cell_tries(cell->plan, cell->id) * cell->plan->sizes.count;

	/* beside the cold one there is one that ends it */
	if (cell->id.purpose == WT_CELL_SESSIONS)
		tries = (uint64_t)cell->plan->hold + 1;
	return (tries + 1) * 2 * cell->plan->timeout_ms + tries * cell->plan->flow_ms + READY_MS +
	       (cell->plan->rate ? tries * 1000 / cell->plan->rate : 0);
}

/* The first failure is told; that the other end crashed may be its cause, so that is told, too. */
static void also_crashed(struct wt_cell *cell, const struct wt_child *child, const char *role)
{
	if (!cell->failed || !child->signal || child->signal == SIGTERM || child->signal == SIGKILL)
		return;
	wt_text_add(cell->reason->text, sizeof cell->reason->text, "; ", "%s_%s was ended by signal %d (%s)",
		    cell->series->row.protocol->transport, role, child->signal, strsignal(child->signal));
}

/* Why a child that did not end well did so: its own last words, or what the system says. */
static void say_end(const struct wt_cell *cell, const struct wt_child *child, const char *role,
		    char text[WT_REASON_BYTES])
{
	char program[32], words[WT_REASON_BYTES / 2];

	snprintf(program, sizeof program, "%s_%s", cell->series->row.protocol->transport, role);
	wt_child_last_words(child, words, sizeof words);
	if (child->flooded)
		wt_child_flood_words(child, words, sizeof words);
	if (child->signal && !*words)
		snprintf(text, WT_REASON_BYTES, "%s was ended by signal %d (%s)", program, child->signal,
			 strsignal(child->signal));
	else if (!*words)
		snprintf(text, WT_REASON_BYTES, "%s ended with status %d and no reason", program, (int)child->status);
	else if (!strncmp(words, program, strlen(program)))
		snprintf(text, WT_REASON_BYTES, "%s", words);
	else
		snprintf(text, WT_REASON_BYTES, "%s: %s", program, words);
}

static void judge_end(struct wt_cell *cell, const struct wt_child *child, const char *role)
{
	char text[WT_REASON_BYTES];

	if (cell->failed || cell->ending || cell->unanswered) {
		cell->failed = cell->failed || cell->unanswered;
		also_crashed(cell, child, role);
		return;
	}
	say_end(cell, child, role, text);
	fail(cell, text);
}

static bool ended_well(const struct wt_child *child)
{
	return !child->signal && child->status == 0;
}

/*
 * A client whose tries were all lost ends with status 1, since that run alone has no result. Here the round is one of
 * many, and what was lost in it is a result: whether it was that, whoever reads the records decides.
 */
static bool may_have_lost_all(const struct wt_cell *cell, const struct wt_child *client)
{
	return !cell->failed && !cell->ending && !client->signal && client->status == 1 && !client->flooded &&
	       wt_row_is_datagram(&cell->series->row) && cell->id.purpose != WT_CELL_SESSIONS;
}

/*
 * A client that ended well has its answers, or has lost them: a datagram server need not wait any
 * longer for its last message, which may be lost as well, nor for repeats of it. Streams end by
 * themselves, and so does who holds sessions, since a client that has lost one has not ended well.
 */
static void say_farewell(struct wt_cell *cell)
{
	static char done[] = "done\n";

	if (!wt_row_is_datagram(&cell->series->row) || cell->id.purpose == WT_CELL_SESSIONS)
		return;
	if (cell->server_command.remote)
		wt_child_say(&cell->server, done);
	else
		wt_child_stop(&cell->server, SIGUSR1);
}

static void on_client_end(struct wt_child *child)
{
	struct wt_cell *cell = child->context;
	char text[WT_REASON_BYTES];

	cell->unanswered = may_have_lost_all(cell, child);
	if (cell->unanswered) {
		say_end(cell, child, "client", text);
		wt_reason_set(cell->reason, "%s", text);
	}
	if (cell->unanswered || ended_well(child))
		say_farewell(cell);
	else
		judge_end(cell, child, "client");
	if (cell->server.running && !cell->ending)
		arm(cell, wt_cell_server_timeout_ms(cell->plan, cell->series) + LINGER_MS);
	if (!cell->server.running)
		uv_close((uv_handle_t *)&cell->limit, NULL);
}

static void on_server_end(struct wt_child *child)
{
	struct wt_cell *cell = child->context;

	if (!ended_well(child))
		judge_end(cell, child, "server");
	else if (!cell->ready)
		fail(cell, "the server ended before it listened");
	else if (cell->client.running && !cell->ending)
		/* It has had the last message, so the client is about to end. */
		arm(cell, 2 * cell->plan->timeout_ms + LINGER_MS);
	if (!cell->client.running)
		uv_close((uv_handle_t *)&cell->limit, NULL);
}

/* Starts one end where it belongs. */
static bool start_end(struct wt_cell *cell, struct wt_child *child, struct wt_cell_command *command,
		      struct wt_reason *reason)
{
	if (command->remote && !wt_remote_wrap(cell->runner->remote, command, reason))
		return false;
	child->holds_input = command->remote;
	child->is_measured = !command->remote;
	child->most_bytes = CHATTER_BYTES;
	return wt_child_start(child, &cell->runner->loop, command->argv, reason);
}

/* Records of a cell that failed are of use as well, but do not change why it did. */
static void fetch(struct wt_cell *cell)
{
	const struct wt_cell_command *command =
		cell->server_command.remote ? &cell->server_command : &cell->client_command;
	struct wt_reason why;

	if (!cell->runner->remote || cell->runner->stop_signal || !command->count)
		return;
	if (wt_remote_fetch(cell->runner->remote, command, &why) || cell->failed)
		return;
	if (!cell->unanswered)
		*cell->reason = why;
	cell->failed = true;
}

static void on_server_line(struct wt_child *child, const char *line)
{
	struct wt_cell *cell = child->context;
	unsigned port = wt_cell_ready_port(line);
	struct wt_reason why;

	if (!port || cell->ready || cell->ending)
		return;
	cell->ready = true;
	wt_cell_client_command(&cell->client_command, cell->plan, cell->folder, cell->series, cell->id, port);
	if (!start_end(cell, &cell->client, &cell->client_command, &why))
		fail(cell, why.text);
	else
		arm(cell, client_limit_ms(cell));
}

enum wt_cell_result wt_cell_run(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
				const struct wt_series *series, struct wt_cell_id id, struct wt_reason *reason)
{
	struct wt_cell *cell = calloc(1, sizeof *cell);
	bool failed, unanswered;

	if (!cell) {
		wt_reason_set(reason, "memory is short");
		return WT_CELL_FAILED;
	}
	*cell = (struct wt_cell){
		.runner = runner, .plan = plan, .folder = folder, .series = series, .id = id, .reason = reason
	};
	cell->server.context = cell;
	cell->server.on_line = on_server_line;
	cell->server.on_end = on_server_end;
	cell->client.context = cell;
	cell->client.on_end = on_client_end;
	uv_timer_init(&runner->loop, &cell->limit);
	cell->limit.data = cell;
	wt_cell_server_command(&cell->server_command, plan, folder, series, id);
	runner->stop_context = cell;
	runner->on_stop = on_stop;
	if (start_end(cell, &cell->server, &cell->server_command, reason)) {
		arm(cell, READY_MS);
	} else {
		cell->failed = true;
		uv_close((uv_handle_t *)&cell->limit, NULL);
	}
	uv_run(&runner->loop, UV_RUN_DEFAULT);
	runner->on_stop = NULL;
	fetch(cell);
	failed = cell->failed;
	unanswered = cell->unanswered;
	free(cell);
	if (runner->stop_signal)
		return WT_CELL_STOPPED;
	return failed ? WT_CELL_FAILED : unanswered ? WT_CELL_UNANSWERED : WT_CELL_DONE;
}
