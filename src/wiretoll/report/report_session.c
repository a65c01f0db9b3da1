/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_parts.h"
#include "sections.h"

#include <math.h>

#include "costs.h"
#include "number_text.h"
#include "report_label.h"
#include "session_price.h"

/* What is usual in a column. */
enum { ROOM_KIND = 10, ROOM_END = 8, ROOM_COST = 10, ROOM_FIGURE = 11, ROOM_AFTER = 13 };

static const char legend[] =
	"Over so many messages the price of the handshake is a tenth of what they cost themselves: ten times "
	"the handshake over a message, rounded up. Time: medians, the handshake's as the client sees it; CPU "
	"time of the thread, and bytes on the wire both ways: means. Connecting before the handshake and closing are "
	"none of it, and no message has any of the three.";

static const char *number(double value, int digits, char text[32])
{
	return isnan(value) ? "-" : wt_number_text(value, digits, text);
}

static void add_price(const struct wt_judged *judged, int index, enum wt_role role, enum wt_session_cost cost,
		      struct wt_document *document)
{
	int digits = cost == WT_SESSION_BYTES ? 0 : 1;
	struct wt_session_price price;
	char text[3][32];

	if (!wt_judged_usable(judged->results, index)) {
		wt_say_cells(document, "-\t-\t-");
		return;
	}
	price = wt_session_price(judged, (size_t)index, role, wt_cost_size(&judged->results->plan), cost);
	wt_say_cells(document, "%s\t%s\t%s", number(price.handshake, digits, text[0]),
		     number(price.message, digits, text[1]), number(price.tenth_after, 0, text[2]));
}

/* Of the client all three costs; of the server its CPU time, since time and bytes are the same from there. */
static void add_row(const struct wt_judged *judged, const struct wt_row *row, struct wt_document *document)
{
	static const struct {
		enum wt_role role;
		enum wt_session_cost cost;
	} lines[] = { { WT_CLIENT, WT_SESSION_TIME },
		      { WT_CLIENT, WT_SESSION_CPU },
		      { WT_CLIENT, WT_SESSION_BYTES },
		      { WT_SERVER, WT_SESSION_CPU } };
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		bool again = i && lines[i].role == lines[i - 1].role;

		if (!wt_cost_is_told(plan, lines[i].role))
			continue;
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s\t%s\t%s", i ? "" : row->name,
			     again                        ? ""
			     : lines[i].role == WT_CLIENT ? "client"
							  : "server",
			     wt_session_cost_titles[lines[i].cost]);
		for (size_t v = 0; v < plan->variants.count; v++)
			add_price(judged, wt_judged_find(plan, row, plan->variants.name[v]), lines[i].role,
				  lines[i].cost, document);
	}
}

static void add_table(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE);
	wt_say_column(document, WT_LEFT, wt_report_row_width(plan, ROOM_KIND - 1) + 1, "", "transport");
	wt_say_column(document, WT_LEFT, ROOM_END, "", "end");
	wt_say_column(document, WT_LEFT, ROOM_COST, "", "cost");
	for (size_t v = 0; v < plan->variants.count; v++) {
		const char *label = wt_report_label(judged->results, v);

		wt_say_column(document, WT_RIGHT, ROOM_FIGURE, label, "handshake");
		wt_say_column(document, WT_RIGHT, ROOM_FIGURE, label, "message");
		wt_say_column(document, WT_RIGHT, ROOM_AFTER, label, "tenth after");
	}
	for (const struct wt_row *row = plan->rows; *row->name; row++)
		if (wt_row_is_secure(row))
			add_row(judged, row, document);
}

/* A row a series and end: what the connections themselves took, and datagrams that were late or came twice. */
static void add_series(const struct wt_results *results, size_t series, enum wt_role role,
		       const struct wt_session *session, struct wt_document *document)
{
	double count = (double)session->count;

	wt_say_row(document, WT_ROW_CELLS);
	wt_say_cells(document, "%s\t%s\t%u\t%llu", results->plan.series[series].name,
		     role == WT_CLIENT ? "client" : "server", session->count, (unsigned long long)session->messages);
	/* a server's accept is waiting, most of it */
	if (role == WT_CLIENT)
		wt_say_cells(document, "%.1f", (double)session->open.ns / 1000.0 / count);
	else
		wt_say_cells(document, "-");
	wt_say_cells(document, "%.1f\t%.1f\t%llu\t%llu", (double)session->handshake.ns / 1000.0 / count,
		     (double)session->close.ns / 1000.0 / count, (unsigned long long)session->late,
		     (unsigned long long)session->duplicates);
}

static void add_connections(const struct wt_results *results, struct wt_document *document)
{
	static const char *const titles[] = { "end",           "sessions",  "messages", "connect, µs",
					      "handshake, µs", "close, µs", "late",     "twice" };

	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", "series");
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		wt_say_column(document, WT_RIGHT, 0, "", titles[i]);
	for (size_t i = 0; i < 2 * results->plan.series_count; i++) {
		enum wt_role role = i % 2 ? WT_SERVER : WT_CLIENT;
		const struct wt_session *session = wt_session_of(results, i / 2, role);

		if (session)
			add_series(results, i / 2, role, session, document);
	}
}

void wt_report_session(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	if (!wt_plan_mode(plan)->session)
		return;
	if (wt_report_has_secure(plan)) {
		WT_SAY_HEADING(document, "The session: its handshake beside a message of %u bytes",
			       plan->sizes.bytes[wt_cost_size(plan)]);
		add_table(judged, document);
		WT_SAY_NOTE(document, "%s", legend);
	}
	if (wt_document_for(document, WT_FORM_RICH)) {
		WT_SAY_HEADING(document, "The connections of the sessions, means of the rounds");
		add_connections(judged->results, document);
	}
	wt_document_for(document, WT_FORM_ALL);
}

/* "412 and 800": of each variant that has it. */
static void add_after(const struct wt_judged *judged, const struct wt_row *row, char all[WT_SCREEN_TEXT_BYTES])
{
	const struct wt_plan *plan = &judged->results->plan;
	char figures[WT_SCREEN_TEXT_BYTES / 4] = "", text[32];

	for (size_t v = 0; v < plan->variants.count; v++) {
		int index = wt_judged_find(plan, row, plan->variants.name[v]);
		struct wt_session_price price = { .tenth_after = (double)NAN };

		if (wt_judged_usable(judged->results, index))
			price = wt_session_price(judged, (size_t)index, WT_CLIENT, wt_cost_size(plan), WT_SESSION_TIME);
		wt_text_add(figures, sizeof figures, " and ", "%s", number(price.tenth_after, 0, text));
	}
	wt_text_add(all, WT_SCREEN_TEXT_BYTES, ", ", "%s %s", row->name, figures);
}

void wt_screen_session(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	char labels[WT_SCREEN_TEXT_BYTES / 2] = "", all[WT_SCREEN_TEXT_BYTES] = "";

	if (!wt_plan_mode(plan)->session || !wt_report_has_secure(plan))
		return;
	for (size_t v = 0; v < plan->variants.count; v++)
		wt_text_add(labels, sizeof labels, " and ", "%s", wt_report_label(judged->results, v));
	for (const struct wt_row *row = plan->rows; *row->name; row++)
		if (wt_row_is_secure(row))
			add_after(judged, row, all);
	wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "",
	       "Messages until the handshake is a tenth of their time, of %s: %s.", labels, all);
}
