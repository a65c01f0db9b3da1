/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of one connection for all messages: what its handshake costs beside them, and what became of datagrams. */
#include "mode_section.h"

#include <math.h>
#include <stdio.h>

#include "costs.h"
#include "number_text.h"
#include "report_label.h"
#include "session_price.h"

/* What is usual in a column. */
enum { ROOM_KIND = 10, ROOM_END = 8, ROOM_COST = 10, ROOM_FIGURE = 11, ROOM_AFTER = 13 };

enum { SCREEN_TEXT_BYTES = 600 };

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
		struct wt_session session;

		if (wt_session_sum(&session, results, i / 2, role))
			add_series(results, i / 2, role, &session, document);
	}
}

/* A row a series and size: of several at once how long one takes is not all. */
static void add_pace(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	char pace[32];

	WT_SAY_HEADING(document, "Requests at once: %u on the connection", plan->streams);
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", "series");
	wt_say_column(document, WT_RIGHT, 0, "", "bytes");
	wt_say_column(document, WT_RIGHT, 0, "", "messages a second");
	for (size_t s = 0; s < plan->series_count; s++)
		for (size_t k = 0; k < plan->sizes.count; k++) {
			if (!wt_judged_usable(judged->results, (int)s))
				continue;
			wt_say_row(document, WT_ROW_CELLS);
			wt_say_cells(document, "%s\t%u\t%s", plan->series[s].name, plan->sizes.bytes[k],
				     number(wt_session_pace(judged->results, s, k), 0, pace));
		}
	WT_SAY_NOTE(document, "Those answered, in the time in which some were under way.");
}

static void report(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	if (plan->streams)
		add_pace(judged, document);
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

/* "412 and 800": of each variant that has it how many messages; of several at once how many a second. */
static void add_after(const struct wt_judged *judged, const struct wt_row *row, char all[SCREEN_TEXT_BYTES])
{
	const struct wt_plan *plan = &judged->results->plan;
	char figures[SCREEN_TEXT_BYTES / 4] = "", text[32];

	for (size_t v = 0; v < plan->variants.count; v++) {
		int index = wt_judged_find(plan, row, plan->variants.name[v]);
		size_t size = wt_cost_size(plan);
		double figure = (double)NAN;

		if (wt_judged_usable(judged->results, index))
			figure = plan->streams
					 ? wt_session_pace(judged->results, (size_t)index, size)
					 : wt_session_price(judged, (size_t)index, WT_CLIENT, size, WT_SESSION_TIME)
						   .tenth_after;
		wt_text_add(figures, sizeof figures, " and ", "%s", number(figure, 0, text));
	}
	wt_text_add(all, SCREEN_TEXT_BYTES, ", ", "%s %s", row->name, figures);
}

static void screen(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	char labels[SCREEN_TEXT_BYTES / 2] = "", all[SCREEN_TEXT_BYTES] = "";

	if (!wt_report_has_secure(plan))
		return;
	for (size_t v = 0; v < plan->variants.count; v++)
		wt_text_add(labels, sizeof labels, " and ", "%s", wt_report_label(judged->results, v));
	for (const struct wt_row *row = plan->rows; *row->name; row++)
		if (wt_row_is_secure(row))
			add_after(judged, row, all);
	if (plan->streams)
		wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "",
		       "Messages a second of %u bytes, %u requests at once, of %s: %s.",
		       plan->sizes.bytes[wt_cost_size(plan)], plan->streams, labels, all);
	else
		wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "",
		       "Messages until the handshake is a tenth of their time, of %s: %s.", labels, all);
}

/* Over one connection it shows what became of datagrams: lost on the way there, late, or sent twice by the network. */
static size_t notes(const struct wt_results *results, size_t series, char text[WT_MODE_NOTES][WT_MODE_NOTE_BYTES])
{
	unsigned long long unseen = results->series[series].unseen;
	struct wt_session client, server;
	size_t count = 0;

	wt_session_sum(&client, results, series, WT_CLIENT);
	wt_session_sum(&server, results, series, WT_SERVER);
	if (unseen)
		snprintf(text[count++], WT_MODE_NOTE_BYTES, "%llu messages never came to the server", unseen);
	if (client.late || server.late)
		snprintf(text[count++], WT_MODE_NOTE_BYTES,
			 "%llu messages came late to the server, %llu answers to the client",
			 (unsigned long long)server.late, (unsigned long long)client.late);
	if (client.duplicates || server.duplicates)
		snprintf(text[count++], WT_MODE_NOTE_BYTES,
			 "%llu messages came twice to the server, %llu answers to the client",
			 (unsigned long long)server.duplicates, (unsigned long long)client.duplicates);
	return count;
}

static json_t *number_json(double value)
{
	return isnan(value) ? json_null() : json_real(value);
}

static json_t *handshake_json(const struct wt_judged *judged, size_t series, enum wt_role role)
{
	json_t *json = json_object();

	for (int cost = 0; cost < WT_SESSION_COSTS; cost++)
		json_object_set_new(
			json, wt_session_cost_names[cost],
			number_json(wt_session_price(judged, series, role, 0, (enum wt_session_cost)cost).handshake));
	return json;
}

static json_t *sizes_json(const struct wt_judged *judged, size_t series, enum wt_role role,
			  const struct wt_session *session)
{
	const struct wt_plan *plan = &judged->results->plan;
	json_t *list = json_array();

	for (size_t k = 0; k < plan->sizes.count; k++) {
		json_t *after = json_object();

		for (int cost = 0; cost < WT_SESSION_COSTS; cost++)
			json_object_set_new(
				after, wt_session_cost_names[cost],
				number_json(wt_session_price(judged, series, role, k, (enum wt_session_cost)cost)
						    .tenth_after));
		json_array_append_new(list,
				      json_pack("{s:I, s:I, s:o}", "size", (json_int_t)plan->sizes.bytes[k], "messages",
						(json_int_t)session->sizes[k].messages, "tenth_after", after));
	}
	return list;
}

static json_t *end_json(const struct wt_judged *judged, size_t series, enum wt_role role)
{
	struct wt_session session;
	double connect_us = wt_session_opened_us(judged->results, series, WT_PHASE_CONNECT);

	if (!wt_session_sum(&session, judged->results, series, role))
		return json_null();
	return json_pack("{s:I, s:o, s:o, s:I, s:I, s:o}", "sessions", (json_int_t)session.count, "connect_us",
			 role == WT_CLIENT ? number_json(connect_us) : json_null(), "handshake",
			 handshake_json(judged, series, role), "late", (json_int_t)session.late, "duplicates",
			 (json_int_t)session.duplicates, "sizes", sizes_json(judged, series, role, &session));
}

static json_t *json(const struct wt_judged *judged, size_t series)
{
	return json_pack("{s:I, s:o, s:o}", "unseen", (json_int_t)judged->results->series[series].unseen, "client",
			 end_json(judged, series, WT_CLIENT), "server", end_json(judged, series, WT_SERVER));
}

/* Of each end two columns a cost. */
enum { COLUMNS = 2 * 2 * WT_SESSION_COSTS };

static void column_name(size_t column, char name[WT_MODE_COLUMN_BYTES])
{
	snprintf(name, WT_MODE_COLUMN_BYTES, "%s_%s_%s", column < COLUMNS / 2 ? "client" : "server",
		 column % 2 ? "tenth_after" : "handshake", wt_session_cost_names[column / 2 % WT_SESSION_COSTS]);
}

static double column_value(const struct wt_judged *judged, size_t series, int size, size_t column)
{
	enum wt_role role = column < COLUMNS / 2 ? WT_CLIENT : WT_SERVER;
	struct wt_session_price price = wt_session_price(judged, series, role, size < 0 ? 0 : (size_t)size,
							 (enum wt_session_cost)(column / 2 % WT_SESSION_COSTS));

	if (column % 2 == 0)
		return price.handshake;
	return size < 0 ? (double)NAN : price.tenth_after;
}

const struct wt_mode_section wt_session_section = {
	.report = report,
	.screen = screen,
	.notes = notes,
	.json = json,
	.columns = COLUMNS,
	.column_name = column_name,
	.column_value = column_value,
};
