/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that opens session after session and closes none until it has them all. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "hold.h"
#include "process.h"

#define CLOSE_LIMIT_NS WT_NS_PER_S

struct holder {
	struct wt_run *run;
	struct wt_exchange *exchange;
	struct wt_hold hold;
	struct wt_try one;
	struct wt_connection **open;
	char *reason;
	size_t reason_bytes;
};

/* One exchange; the connection stays open when that is wanted and it went well. */
static bool exchange_one(struct holder *h, uint32_t number, bool last, bool keep)
{
	struct wt_run *run = h->run;
	struct wt_exchange *exchange = h->exchange;
	struct wt_connection *connection = NULL, *held = NULL;
	enum wt_status status;

	wt_try_clear(&h->one);
	h->one.size_bytes = run->settings.sizes.bytes[0];
	h->one.number = number;
	h->one.cold = number == 0;
	h->one.started_us = wt_wall_clock_us();
	exchange->more = keep;
	status = wt_exchange_open(exchange, &connection);
	if (status == WT_OK)
		status = wt_exchange_message(exchange, connection, &h->one, last);
	if (status == WT_OK)
		status = wt_run_negotiated(run, connection, &exchange->error);
	if (status == WT_OK && keep) {
		held = run->transport->hold(connection);
		if (!held)
			status = wt_error_set(&exchange->error, WT_ERROR, "hold", "wiretoll", 0,
					      "the session cannot be kept");
	}
	h->one.ok = status == WT_OK;
	h->one.status = status;
	if (!h->one.ok)
		wt_run_reason(h->reason, h->reason_bytes, wt_exchange_error(exchange, connection));
	if (held)
		h->open[h->hold.held] = held;
	else if (connection)
		run->transport->close(connection, CLOSE_LIMIT_NS);
	return h->one.ok;
}

static bool make_cold(struct holder *h)
{
	bool good = exchange_one(h, 0, false, false);

	if (!good)
		return false;
	wt_marks_costs(&h->exchange->marks, &h->one);
	wt_run_record(h->run);
	wt_records_try(&h->run->records, WT_CLIENT, &h->one);
	return h->one.heap.held_bytes <= 0 ||
	       wt_hold_fits(h->hold.asked, (uint64_t)h->one.heap.held_bytes, h->reason, h->reason_bytes);
}

static bool open_all(struct holder *h)
{
	char why[WT_ERROR_TEXT_BYTES];

	while (h->hold.held < h->hold.asked) {
		if (wt_stop_requested()) {
			snprintf(h->reason, h->reason_bytes, "interrupted by a signal");
			return false;
		}
		if (!exchange_one(h, h->hold.held + 1, false, true)) {
			snprintf(why, sizeof(why), "%s", h->reason);
			snprintf(h->reason, h->reason_bytes, "session %u of %u: %s", h->hold.held + 1, h->hold.asked,
				 why);
			return false;
		}
		wt_hold_add(&h->hold, h->run->transport->library);
	}
	return true;
}

/* The last message goes over a connection of its own, so that a server need not wait on all of them. */
static void end_all(struct holder *h)
{
	char reason[WT_ERROR_TEXT_BYTES];
	char *kept = h->reason;
	size_t kept_bytes = h->reason_bytes;

	h->reason = reason; /* what is of interest has been measured */
	h->reason_bytes = sizeof(reason);
	(void)exchange_one(h, h->hold.held + 1, true, false);
	h->reason = kept;
	h->reason_bytes = kept_bytes;
	for (uint32_t i = 0; i < h->hold.held; i++)
		h->run->transport->close(h->open[i], CLOSE_LIMIT_NS);
}

int wt_hold_client(struct wt_run *run, struct wt_exchange *exchange, char *reason, size_t reason_bytes)
{
	struct holder h = { .run = run, .exchange = exchange, .reason = reason, .reason_bytes = reason_bytes };
	uint32_t asked = run->settings.hold;
	bool good;

	h.hold.asked = asked;
	if (!wt_hold_allow(asked, reason, reason_bytes))
		return WT_EXIT_FAILED;
	h.open = calloc(asked, sizeof(struct wt_connection *));
	if (!h.open) {
		snprintf(reason, reason_bytes, "--hold %u: out of memory", asked);
		return WT_EXIT_FAILED;
	}
	memset(h.open, 0xff, asked * sizeof(struct wt_connection *)); /* in use from the start */
	wt_message_fill(exchange->buffer, run->settings.sizes.bytes[0]);
	run->account.planned = asked;
	good = make_cold(&h);
	if (good) {
		wt_hold_begin(&h.hold, asked, run->transport->library);
		good = open_all(&h);
		wt_hold_record(&h.hold, WT_CLIENT, good ? NULL : reason, &run->records);
		if (wt_run_tells_person(run))
			wt_hold_print(&h.hold, run->program->name, stdout);
	}
	end_all(&h);
	free(h.open);
	run->account.answered = h.hold.held;
	run->account.failed = !good;
	run->account.not_made = asked - h.hold.held - !good;
	if (good)
		snprintf(reason, reason_bytes, "done");
	return good ? WT_EXIT_DONE : WT_EXIT_FAILED;
}
