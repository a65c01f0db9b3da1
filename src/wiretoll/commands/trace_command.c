/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll trace CLIENT.jsonl SERVER.jsonl`: one traced exchange as both ends saw it, in one diagram. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "trace_file.h"

enum { ARROW_COLUMNS = 44 };

static const struct wt_option options[] = { WT_QUESTION_OPTIONS("print the version"), { .name = NULL } };

/* A record on its way. `received` is NULL for what did not arrive. */
struct row {
	const struct wt_traced_record *sent, *received;
	size_t place; /* among those that its end sent */
	bool from_client;
};

struct view {
	struct wt_traced client, server;
	struct row rows[4 * WT_TRACED_MAX];
	size_t count;
};

static double us(int64_t ns)
{
	return (double)ns / 1000.0;
}

static bool same_record(const struct wt_traced_record *a, const struct wt_traced_record *b)
{
	return a->content == b->content && a->bytes == b->bytes && a->epoch == b->epoch && a->sequence == b->sequence;
}

/*
 * The row of what was received: the first of its kind that is still on its way,
 * on a stream the next. A network may double a datagram: then the last of its kind.
 */
static struct row *row_of(struct view *view, size_t first, bool datagram, const struct wt_traced_record *received)
{
	struct row *doubled = NULL;

	for (size_t i = first; i < view->count; i++) {
		struct row *row = &view->rows[i];
		bool same = same_record(row->sent, received);

		if (!row->received && (same || !datagram))
			return same ? row : NULL;
		if (same)
			doubled = row;
	}
	return datagram ? doubled : NULL;
}

/* Adds what `from` sent, and finds it among what `to` received. */
static bool join(struct view *view, const struct wt_traced *from, const struct wt_traced *to, struct wt_reason *reason)
{
	size_t first = view->count;

	for (size_t i = 0; i < from->count; i++)
		if (from->records[i].out) {
			view->rows[view->count] = (struct row){ .sent = &from->records[i],
								.place = view->count,
								.from_client = !from->server };
			view->count++;
		}
	for (size_t i = 0; i < to->count; i++) {
		struct row *row;

		if (to->records[i].out)
			continue;
		row = row_of(view, first, to->datagram, &to->records[i]);
		if (!row)
			return wt_reason_set(reason,
					     "%.400s and %.400s are of different runs: message %zu of "
					     "the %s was not sent by the other end",
					     view->client.path, view->server.path, i + 1,
					     to->server ? "server" : "client");
		if (!row->received)
			row->received = &to->records[i];
	}
	return true;
}

static bool of_one_run(const struct wt_traced *client, const struct wt_traced *server, struct wt_reason *reason)
{
	if (client->port != server->port)
		return wt_reason_set(reason, "%.400s and %.400s are of different runs: ports %lld and %lld",
				     client->path, server->path, (long long)client->port, (long long)server->port);
	if (client->datagram != server->datagram || strcmp(client->version, server->version) != 0)
		return wt_reason_set(reason, "%.400s and %.400s are of different runs: %s %s and %s %s", client->path,
				     server->path, client->program, client->version, server->program, server->version);
	return (client->size == server->size && client->number == server->number) ||
	       wt_reason_set(reason,
			     "%.400s and %.400s are of different runs: try %lld of %lld bytes and "
			     "try %lld of %lld",
			     client->path, server->path, (long long)client->number, (long long)client->size,
			     (long long)server->number, (long long)server->size);
}

static int by_time(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->sent->ns != b->sent->ns)
		return a->sent->ns < b->sent->ns ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

/* The row that arrived longest before it was sent, or NULL: both ends have one clock. */
static const struct row *find_backward(const struct view *view)
{
	const struct row *worst = NULL;

	for (size_t i = 0; i < view->count; i++) {
		const struct row *row = &view->rows[i];

		if (!row->received || row->received->ns >= row->sent->ns)
			continue;
		if (!worst || row->received->ns - row->sent->ns < worst->received->ns - worst->sent->ns)
			worst = row;
	}
	return worst;
}

/* One end may know the name of what the other only saw pass. */
static const char *label_of(const struct row *row)
{
	if (row->received && row->received->named && !row->sent->named)
		return row->received->label;
	return row->sent->label;
}

static void print_row(const struct row *row, unsigned flight, int width, int64_t origin_ns)
{
	char sent[32], received[32] = "not received", way[32] = "-";
	const char *label = label_of(row);

	snprintf(sent, sizeof sent, "%.1f", us(row->sent->ns - origin_ns));
	if (row->received) {
		snprintf(received, sizeof received, "%.1f", us(row->received->ns - origin_ns));
		snprintf(way, sizeof way, "%.1f", us(row->received->ns - row->sent->ns));
	}
	printf("%6u %7lld %13s  |%s %s ", flight, (long long)row->sent->bytes, row->from_client ? sent : received,
	       row->from_client ? "--" : "<-", label);
	for (int i = (int)strlen(label); i < width; i++)
		putchar('-');
	printf("%s| %13s %9s  %s\n", row->from_client ? "->" : "--", row->from_client ? received : sent, way,
	       row->sent->content_name);
}

static void print_joined(const struct view *view)
{
	int width = ARROW_COLUMNS;
	unsigned flight = 0;

	for (size_t i = 0; i < view->count; i++)
		if ((int)strlen(label_of(&view->rows[i])) > width)
			width = (int)strlen(label_of(&view->rows[i]));
	printf("\n%6s %7s %13s  %-*s  %13s %9s  %s\n", "flight", "bytes", "client, us", width + 7, "", "server, us",
	       "way, us", "record");
	for (size_t i = 0; i < view->count; i++) {
		flight += i == 0 || view->rows[i].from_client != view->rows[i - 1].from_client;
		print_row(&view->rows[i], flight, width, view->rows[0].sent->ns);
	}
	printf("\nTimes since the first was sent: a send when it began, a receive when it was done.\n");
}

static void print_apart(const struct wt_traced *traced)
{
	printf("\n%s, on its own clock\n%6s %7s %13s  way  %-20s %s\n", traced->server ? "server" : "client", "flight",
	       "bytes", "at us", "record", "messages; {} encrypted");
	for (size_t i = 0; i < traced->count; i++) {
		const struct wt_traced_record *one = &traced->records[i];

		printf("%6lld %7lld %13.1f  %-3s  %-20s %s\n", (long long)one->flight, (long long)one->bytes,
		       us(one->at_ns), one->out ? "out" : "in", one->content_name, one->named ? one->label : "");
	}
}

static int show(struct view *view)
{
	const struct row *backward = find_backward(view);

	printf("%s %s, try %lld, %lld bytes, port %lld; a traced run does not count; {} encrypted\n",
	       view->client.datagram ? "DTLS" : "TLS", view->client.version, (long long)view->client.number,
	       (long long)view->client.size, (long long)view->client.port);
	if (backward) {
		printf("The clocks of both ends differ (two machines, or two runs): %s, sent by the %s, was received "
		       "%.1f us before it was sent. So each end stands apart.\n",
		       label_of(backward), backward->from_client ? "client" : "server",
		       us(backward->sent->ns - backward->received->ns));
		print_apart(&view->client);
		print_apart(&view->server);
	} else {
		qsort(view->rows, view->count, sizeof *view->rows, by_time);
		print_joined(view);
	}
	return WT_EXIT_DONE;
}

static int trace_main(const struct wt_command *command, int argc, char **argv)
{
	struct view *view = calloc(1, sizeof *view);
	struct wt_reason reason = { "memory is short" };
	struct wt_taken taken;
	int status = WT_EXIT_FAILED;

	if (!wt_command_begin(command, argc, argv, NULL, &taken, &status))
		goto out;
	if (taken.operands != 2) {
		wt_reason_set(&reason, "two files are needed; valid: wiretoll trace CLIENT.jsonl SERVER.jsonl");
		status = wt_command_failed(command, &reason, WT_EXIT_WRONG);
		goto out;
	}
	if (view && wt_traced_read(&view->client, argv[0], false, &reason) &&
	    wt_traced_read(&view->server, argv[1], true, &reason) &&
	    of_one_run(&view->client, &view->server, &reason) && join(view, &view->client, &view->server, &reason) &&
	    join(view, &view->server, &view->client, &reason))
		status = show(view);
	else
		status = wt_command_failed(command, &reason, WT_EXIT_FAILED);
out:
	free(view);
	return status;
}

const struct wt_command wt_command_trace = {
	.name = "trace",
	.purpose = "Shows a traced exchange as both ends saw it, in one diagram.",
	.operands = "CLIENT.jsonl SERVER.jsonl",
	.operands_max = 2,
	.notes = "The two files are what a client and a server with --trace recorded with --json. When\n"
		 "both ran on one machine their clocks are one, and each record has the time when it\n"
		 "was sent and when it was received. The exit status is 0 when that was shown, 1 when\n"
		 "a file cannot be read, is damaged or not traced, or both are of different runs, 2\n"
		 "when the command line is wrong.",
	.options = options,
	.run = trace_main,
};
