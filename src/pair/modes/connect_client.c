/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection for each message, the client's loop: for every size its tries, each recorded, the cold one first. */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "connection.h"
#include "live.h"
#include "mode_rows.h"
#include "pair.h"
#include "process.h"
#include "session_check.h"
#include "summary.h"
#include "table.h"

enum { DEAD_IN_A_ROW = 10 }; /* then nobody is there any more */

#define CLOSE_LIMIT_NS WT_NS_PER_S

struct client {
	struct wt_exchange exchange;
	struct wt_samples samples;
	struct wt_live live;
	struct wt_try one;
	unsigned dead_in_a_row; /* tries that failed, or that brought no datagram of the server */
	bool heard;             /* the last one that was not answered did bring one */
	bool ever_answered, ever_heard;
	bool head_printed; /* of the table: with the first row, so that a failure is one line */
	bool traced;
	struct wt_run *run;
	char first_failure[WT_ERROR_TEXT_BYTES + 64];
};

/* Outside of the timed region: what was agreed, the orderly end, the costs. */
static void finish_try(struct client *c, enum wt_status status, struct wt_connection *connection)
{
	struct wt_try *one = &c->one;
	uint64_t limit_ns = c->exchange.timeout_ns < CLOSE_LIMIT_NS ? c->exchange.timeout_ns : CLOSE_LIMIT_NS;

	if (status == WT_OK)
		status = wt_run_resumed(c->run, connection, one->cold, &one->resumed, &c->exchange.error);
	one->ok = status == WT_OK;
	one->status = status;
	if (!one->ok) {
		wt_run_reason(one->reason, sizeof(one->reason), wt_exchange_error(&c->exchange, connection));
		c->heard = connection && wt_connection_heard(connection);
	}
	wt_exchange_close(&c->exchange, connection, one, limit_ns);
}

/* A try that got lost on a bad path tells nothing against a server of whom it heard. */
static void count_unanswered(struct client *c)
{
	bool lives = c->run->transport->datagram && c->one.status == WT_TIMEOUT && c->heard;

	c->dead_in_a_row = lives ? 0 : c->dead_in_a_row + 1;
	c->ever_heard |= lives;
	if (!c->first_failure[0])
		snprintf(c->first_failure, sizeof(c->first_failure), "%s", c->one.reason);
}

static void count_try(struct client *c)
{
	struct wt_account *account = &c->run->account;
	const struct wt_try *one = &c->one;

	if (one->ok) {
		c->dead_in_a_row = 0;
		c->ever_answered = true;
	} else {
		count_unanswered(c);
	}
	account->repeats += one->repeats;
	if (one->cold)
		return;
	if (one->ok)
		account->answered++;
	else if (one->status == WT_TIMEOUT)
		account->lost++;
	else
		account->failed++;
	wt_samples_add(&c->samples, one);
}

/* Whether it makes sense to go on after this try. */
static bool goes_on(const struct client *c)
{
	const struct wt_try *one = &c->one;

	if (wt_stop_requested() || c->run->records.error.status != WT_OK)
		return false;
	if (one->ok)
		return true;
	if (!c->ever_answered && !(c->run->transport->datagram && one->status == WT_TIMEOUT))
		return false;
	return c->dead_in_a_row < DEAD_IN_A_ROW;
}

/* Of the cold try the handshake is kept; a run that traces keeps a later one instead. */
static bool keeps_flights(const struct client *c)
{
	return c->one.cold && c->run->transport->secure && c->run->settings.json && !c->run->settings.trace;
}

/* The first try that is not cold, whatever became of it. */
static void show_trace(struct client *c)
{
	c->traced = true;
	wt_live_clear(&c->live);
	c->run->program->watch->trace_end(c->run, &c->one, c->exchange.marks.start[WT_PHASE_CONNECT].ns,
					  wt_run_tells_person(c->run));
}

static bool make_try(struct client *c, uint32_t size, uint32_t number, bool last)
{
	struct wt_connection *connection = NULL;
	struct wt_try *one = &c->one;
	enum wt_status status;
	bool traced, kept;

	wt_try_clear(one);
	one->size_bytes = size;
	one->number = number;
	one->cold = number == 0;
	one->started_us = wt_wall_clock_us();
	traced = c->run->settings.trace && !one->cold && !c->traced;
	kept = keeps_flights(c);
	if (traced || kept)
		c->run->program->watch->trace_start(c->run);
	if (c->exchange.early)
		wt_exchange_offer_early(&c->exchange, one, last);
	status = wt_exchange_open(&c->exchange, &connection);
	if (status == WT_OK)
		status = c->exchange.message(&c->exchange, connection, one, last);
	finish_try(c, status, connection);
	if (kept)
		c->run->program->watch->flights_take(c->run, one);
	count_try(c);
	/* a try that was not answered is not to stand before the run record: what was negotiated is told at the end
	 * then */
	wt_run_record(c->run);
	wt_records_try(&c->run->records, WT_CLIENT, one);
	if (c->run->settings.verbose && wt_run_tells_person(c->run)) {
		wt_live_clear(&c->live);
		wt_table_try(stdout, WT_CLIENT, c->run->transport->secure, one);
	}
	if (traced)
		show_trace(c);
	return goes_on(c);
}

/* A size whose tries were all lost has a row as well, unless nobody was ever there: that failure is one line. */
static void show_size(struct client *c, const struct wt_summary *summary)
{
	bool lost = summary->lost && (c->ever_answered || c->ever_heard);

	if (!wt_run_tells_person(c->run) || !(summary->answered || lost))
		return;
	if (!c->head_printed)
		wt_table_head(stdout, c->run->transport->secure);
	c->head_printed = true;
	wt_table_row(stdout, c->run->transport->secure, summary);
}

static bool make_size(struct client *c, uint32_t size, bool last_size)
{
	const struct wt_account *account = &c->run->account;
	struct wt_account before = *account;
	uint32_t tries = c->run->settings.tries;
	struct wt_summary summary = { .size_bytes = size, .planned = tries };
	bool on = true;

	wt_message_fill(c->exchange.buffer, size);
	for (uint32_t number = 1; on && number <= tries; number++) {
		on = make_try(c, size, number, last_size && number == tries);
		wt_live_show(&c->live, size, number, tries, &c->samples);
	}
	summary.answered = account->answered - before.answered;
	summary.lost = account->lost - before.lost;
	summary.failed = account->failed - before.failed;
	wt_samples_summarise(&c->samples, &summary);
	wt_records_summary(&c->run->records, &summary);
	wt_live_clear(&c->live);
	show_size(c, &summary);
	return on;
}

static void make_all(struct client *c)
{
	const struct wt_size_list *sizes = &c->run->settings.sizes;
	struct wt_account *account = &c->run->account;
	bool on;

	account->planned = (uint64_t)sizes->count * c->run->settings.tries;
	wt_message_fill(c->exchange.buffer, sizes->bytes[0]);
	on = make_try(c, sizes->bytes[0], 0, false);
	for (size_t i = 0; on && i < sizes->count; i++)
		on = make_size(c, sizes->bytes[i], i + 1 == sizes->count);
	account->not_made = account->planned - account->answered - account->lost - account->failed;
}

/*
 * A lost datagram is a result of a server that is there, not a failure; all else that is missing is one. But a run
 * that has no answer at all has no result, and what came may have been anybody's garbage.
 */
static enum wt_status judge(struct client *c, struct wt_error *error)
{
	struct wt_account *account = &c->run->account;
	uint64_t missing = account->failed + account->not_made;
	bool dead = c->dead_in_a_row == DEAD_IN_A_ROW;

	if (!c->run->transport->datagram || dead || !(c->ever_answered || c->ever_heard))
		missing += account->lost;
	account->all_lost = !missing && !wt_stop_requested() && !account->answered;
	if (wt_stop_requested())
		return wt_error_set(error, WT_ERROR, "exchange", "wiretoll", 0,
				    "interrupted by a signal; %llu of %llu tries made",
				    (unsigned long long)(account->planned - account->not_made),
				    (unsigned long long)account->planned);
	if (missing && account->answered == 0)
		return wt_error_set(error, WT_ERROR, "exchange", "wiretoll", 0, "%s", c->first_failure);
	if (missing)
		return wt_error_set(error, WT_ERROR, "exchange", "wiretoll", 0,
				    "%llu of %llu tries missing; the first: %s", (unsigned long long)missing,
				    (unsigned long long)account->planned, c->first_failure);
	if (account->all_lost)
		return wt_error_set(error, WT_ERROR, "exchange", "wiretoll", 0,
				    "no try was answered: all %llu were lost", (unsigned long long)account->lost);
	return WT_OK;
}

enum wt_status wt_connect_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	static struct client client;
	struct client *c = &client;

	c->run = run;
	c->exchange = *exchange;
	if (wt_samples_make(&c->samples, run->settings.tries) != WT_OK)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory for --tries");
	wt_live_start(&c->live, !wt_run_tells_person(run));
	make_all(c);
	wt_samples_free(&c->samples);
	return judge(c, error);
}
