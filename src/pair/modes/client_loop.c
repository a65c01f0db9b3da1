/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client_loop.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "connection.h"
#include "process.h"
#include "table.h"

#define CLOSE_LIMIT_NS WT_NS_PER_S

enum { DEAD_IN_A_ROW = 10 }; /* then nobody is there any more */

void wt_client_try_begin(struct wt_client *c, uint32_t size, uint32_t number)
{
	struct wt_try *one = &c->one;

	wt_try_clear(one);
	one->size_bytes = size;
	one->number = number;
	one->cold = number == 0;
	one->started_us = wt_wall_clock_us();
}

void wt_client_try_end(struct wt_client *c, enum wt_status status, const struct wt_connection *connection)
{
	struct wt_try *one = &c->one;

	one->ok = status == WT_OK;
	one->status = status;
	if (one->ok)
		return;
	wt_run_reason(one->reason, sizeof(one->reason), wt_exchange_error(&c->exchange, connection));
	c->heard = connection && wt_connection_heard(connection);
}

/* A try that got lost on a bad path tells nothing against a server of whom it heard. */
void wt_client_unanswered(struct wt_client *c)
{
	bool lives = c->run->transport->datagram && c->one.status == WT_TIMEOUT && c->heard;

	c->dead_in_a_row = lives ? 0 : c->dead_in_a_row + 1;
	c->ever_heard |= lives;
	if (!c->first_failure[0])
		snprintf(c->first_failure, sizeof(c->first_failure), "%s", c->one.reason);
}

static void count_try(struct wt_client *c)
{
	struct wt_account *account = &c->run->account;
	const struct wt_try *one = &c->one;

	if (one->ok) {
		c->dead_in_a_row = 0;
		c->ever_answered = true;
	} else {
		wt_client_unanswered(c);
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
static bool goes_on(const struct wt_client *c)
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

bool wt_client_tried(struct wt_client *c)
{
	count_try(c);
	/* a try that was not answered is not to stand before the run record: what was negotiated is told at the end
	 * then */
	wt_run_record(c->run);
	wt_records_try(&c->run->records, WT_CLIENT, &c->one);
	if (c->run->settings.verbose && wt_run_tells_person(c->run)) {
		wt_live_clear(&c->live);
		wt_table_try(stdout, WT_CLIENT, c->run->transport->secure, &c->one);
	}
	return goes_on(c);
}

enum wt_status wt_client_open_session(struct wt_client *c, struct wt_connection **connection,
				      struct wt_phase_cost *phases)
{
	enum wt_status status;

	wt_client_try_begin(c, c->run->settings.sizes.bytes[0], 1);
	status = wt_exchange_open(&c->exchange, connection);
	wt_marks_costs(&c->exchange.marks, &c->one);
	memcpy(phases, c->one.phases, 2 * sizeof(c->one.phases[0]));
	return status;
}

bool wt_client_opened(struct wt_client *c, enum wt_status status, const struct wt_connection *connection)
{
	if (status == WT_OK)
		return true;
	wt_client_try_end(c, status, connection);
	(void)wt_client_tried(c);
	return false;
}

void wt_client_close_session(struct wt_client *c, struct wt_connection *connection, struct wt_phase_cost *phases,
			     bool with_cpu)
{
	uint64_t limit_ns = c->exchange.timeout_ns < CLOSE_LIMIT_NS ? c->exchange.timeout_ns : CLOSE_LIMIT_NS;

	if (!connection)
		return;
	c->exchange.marks = (struct wt_marks){ .on = true, .with_cpu = c->run->transport->secure && with_cpu };
	wt_exchange_close(&c->exchange, connection, &c->one, limit_ns);
	phases[WT_PHASE_CLOSE] = c->one.phases[WT_PHASE_CLOSE];
}

/* Of several at once how long one takes is not all. */
static void show_pace(const struct wt_client *c, const struct wt_summary *summary, uint32_t at_once, const char *what,
		      const char *tries)
{
	uint64_t ns = c->paced_ns ? c->paced_ns : summary->elapsed_ns;

	printf("%7s of %" PRIu32 " %s at once: %.0f %s a second\n", "", at_once, what,
	       (double)summary->answered * (double)WT_NS_PER_S / (double)ns, tries);
}

/* A size whose tries were all lost has a row as well, unless nobody was ever there: that failure is one line. */
static void show_size(struct wt_client *c, const struct wt_summary *summary)
{
	bool lost = summary->lost && (c->ever_answered || c->ever_heard);

	if (!wt_run_tells_person(c->run) || !(summary->answered || lost))
		return;
	if (!c->head_printed)
		wt_table_head(stdout, c->run->transport->secure, c->run->settings.rate > 0);
	c->head_printed = true;
	wt_table_row(stdout, c->run->transport->secure, summary);
	if (c->schedule.rate)
		printf("%7s at %" PRIu32 " a second, from the planned times on: %.1f did begin%s\n", "",
		       c->schedule.rate, wt_schedule_achieved(&c->schedule),
		       wt_schedule_beyond(&c->schedule) ? ", beyond capacity" : "");
	if (c->run->settings.parallel > 1)
		show_pace(c, summary, c->run->settings.parallel, "connections", "exchanges");
	if (c->run->settings.streams > 1)
		show_pace(c, summary, c->run->settings.streams, "requests", "messages");
}

static bool make_size(struct wt_client *c, uint32_t size, bool last_size)
{
	const struct wt_account *account = &c->run->account;
	struct wt_account before = *account;
	struct wt_summary summary = { .size_bytes = size, .planned = c->run->settings.tries };
	uint64_t begin_ns;
	bool on;

	wt_message_fill(c->exchange.buffer, size);
	wt_schedule_begin(&c->schedule, c->run->settings.rate, c->run->settings.tries);
	begin_ns = wt_clock_ns();
	on = c->make_tries(c, size, last_size);
	summary.elapsed_ns = wt_clock_ns() - begin_ns;
	summary.answered = account->answered - before.answered;
	summary.lost = account->lost - before.lost;
	summary.failed = account->failed - before.failed;
	wt_samples_summarise(&c->samples, &summary);
	wt_records_summary(&c->run->records, &summary);
	wt_live_clear(&c->live);
	show_size(c, &summary);
	return on;
}

enum wt_status wt_client_prepare(struct wt_client *c, struct wt_run *run, const struct wt_exchange *exchange,
				 struct wt_error *error)
{
	const struct wt_settings *settings = &run->settings;

	c->run = run;
	c->exchange = *exchange;
	if (wt_samples_make(&c->samples, settings->tries) != WT_OK)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory for --tries");
	wt_live_start(&c->live, !wt_run_tells_person(run));
	run->account.planned = (uint64_t)settings->sizes.count * settings->tries;
	wt_message_fill(c->exchange.buffer, settings->sizes.bytes[0]);
	return WT_OK;
}

void wt_client_make_sizes(struct wt_client *c)
{
	const struct wt_size_list *sizes = &c->run->settings.sizes;
	bool on = true;

	for (size_t i = 0; on && i < sizes->count; i++)
		on = make_size(c, sizes->bytes[i], i + 1 == sizes->count);
}

/*
 * A lost datagram is a result of a server that is there, not a failure; all else that is missing is one. But a run
 * that has no answer at all has no result, and what came may have been anybody's garbage.
 */
static enum wt_status judge(struct wt_client *c, struct wt_error *error)
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

enum wt_status wt_client_finish(struct wt_client *c, struct wt_error *error)
{
	struct wt_account *account = &c->run->account;

	account->not_made = account->planned - account->answered - account->lost - account->failed;
	wt_samples_free(&c->samples);
	return judge(c, error);
}
