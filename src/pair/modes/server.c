/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main of a server: from the command line to its mode, and to the last words. */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "connection.h"
#include "pair.h"
#include "start.h"

#define SESSION_LIMIT_NS (10 * WT_NS_PER_S)

/* This line is a contract: it says that the server is ready, and on which port. */
static void announce(const struct wt_run *run)
{
	const struct wt_address *address = wt_endpoint_address(run->endpoint);
	const char *json = run->settings.json;
	FILE *stream = json && strcmp(json, "-") == 0 ? stderr : stdout;
	char text[WT_ADDRESS_TEXT_BYTES];

	fprintf(stream, "%s: listening on %s\n", run->program->name, wt_address_text(address, text, sizeof(text)));
	fflush(stream);
}

/* Either as many were open as was asked for, or as there are descriptors for. */
static void tell_full(const struct wt_run *run)
{
	unsigned long long files, most, full = run->account.full;
	uint64_t allowed;

	most = wt_endpoint_most(run->endpoint, &allowed);
	files = allowed;
	if (!files)
		printf(", %llu times as many open as may be (--max-peers)", full);
	else
		printf(", %llu times %llu open, as many as may be with the %llu descriptors that the system allows (ulimit -n)",
		       full, most, files);
}

/* The last line; what is seldom is told only where it came. */
static void tell_end(const struct wt_run *run)
{
	const struct wt_account *account = &run->account;

	printf("%s: %llu answered, %llu failed, %llu repeats", run->program->name,
	       (unsigned long long)account->answered, (unsigned long long)account->failed,
	       (unsigned long long)account->repeats);
	if (account->accept_failures)
		printf(", %llu failures to accept", (unsigned long long)account->accept_failures);
	if (account->moved)
		printf(", %llu went on from another address", (unsigned long long)account->moved);
	if (account->waited)
		printf(", %llu silent at first", (unsigned long long)account->waited);
	if (account->pushed_out)
		printf(", %llu closed since too many waited", (unsigned long long)account->pushed_out);
	if (account->full)
		tell_full(run);
	if (account->unlike)
		printf(", %llu sessions unlike the first one (%s)", (unsigned long long)account->unlike,
		       account->unlike_in);
	if (run->last_lost)
		printf("; ended since nothing came for %.3g s (--timeout): the client's last message never came",
		       (double)run->settings.timeout_ns / (double)WT_NS_PER_S);
	putchar('\n');
}

int wt_server_main(const struct wt_program *program, const struct wt_transport *transport, int argc, char **argv)
{
	static struct wt_run run;
	static struct wt_exchange exchange;
	struct wt_error error = { .status = WT_OK };
	enum wt_status status;
	int exit_status;

	run.program = program;
	run.transport = transport;
	run.role = WT_SERVER;
	if (!wt_start(&run, &exchange, argc, argv, &exit_status))
		return exit_status;
	exchange.answer = wt_exchange_server_message;
	exchange.session_limit_ns = exchange.timeout_ns < SESSION_LIMIT_NS ? exchange.timeout_ns : SESSION_LIMIT_NS;
	exchange.marks.on = run.settings.json || run.settings.verbose || run.settings.trace;
	status = wt_exchange_room(&exchange, WT_EXCHANGE_ROOM_BYTES - 1);
	if (status != WT_OK)
		return wt_run_end(&run, status, &exchange.error);
	wt_endpoint_wait_together(run.endpoint);
	announce(&run);
	status = wt_run_mode(&run)->server(&run, &exchange, &error);
	run.account.unknown_datagrams = wt_endpoint_unknown_datagrams(run.endpoint);
	run.account.moved = wt_endpoint_moved(run.endpoint);
	run.account.waited = wt_endpoint_waited(run.endpoint, &run.account.pushed_out, &run.account.full);
	if (wt_run_tells_person(&run))
		tell_end(&run);
	return wt_run_end(&run, status, &error);
}
