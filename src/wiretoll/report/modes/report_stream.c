/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of flows alone: CPU time a byte, records on the wire, and what became of datagrams. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "costs.h"
#include "flow_figures.h"
#include "mode_section.h"
#include "number_text.h"
#include "report_label.h"
#include "studies.h"

enum { SCREEN_TEXT_BYTES = 512 };

static const char legend[] =
	"CPU time is that of the thread, a byte that its end has sent or received; wire: what went through the sender's "
	"socket, without TCP, UDP and IP; record: the first one of a flow, its header included.";

static const char *figure_text(const struct wt_results *results, size_t series, size_t size, enum wt_flow_figure figure,
			       char text[32])
{
	const struct wt_flow_row *row = &wt_flow_rows[figure];

	return wt_number_text(wt_flow_figure(results, series, size, figure) * row->shown, row->digits, text);
}

static bool is_shown(const struct wt_results *results, size_t series, bool datagrams)
{
	return wt_judged_usable(results, (int)series) &&
	       wt_row_is_datagram(&results->plan.series[series].row) == datagrams;
}

static void add_series(const struct wt_judged *judged, size_t series, bool datagrams, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	char text[32];

	for (size_t k = 0; k < results->plan.sizes.count; k++) {
		const struct wt_judged_figure *figure = &judged->series[series].sizes[k];

		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s\t%u", k ? "" : results->plan.series[series].name,
			     results->plan.sizes.bytes[k]);
		wt_say_cells(document, "%s", wt_number_text(figure->median.value, 1, text));
		for (int f = 0; f < WT_FLOW_FIGURES; f++)
			if (datagrams || !wt_flow_rows[f].datagrams)
				wt_say_cells(document, "%s",
					     figure_text(results, series, k, (enum wt_flow_figure)f, text));
	}
}

/* A table of the streams, and one of the datagrams, which may be lost. */
static void add_table(const struct wt_judged *judged, bool datagrams, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	bool any = false;

	for (size_t i = 0; i < results->plan.series_count; i++)
		any = any || is_shown(results, i, datagrams);
	if (!any)
		return;
	WT_SAY_HEADING(document, datagrams ? "The flows of datagrams: what they took, offered and lost"
					   : "The flows: what a byte took, and records on the wire");
	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE);
	wt_say_column(document, WT_LEFT, 0, "", "series");
	wt_say_column(document, WT_RIGHT, 0, "", "bytes");
	wt_say_column(document, WT_RIGHT, 0, "", "received, MB/s");
	for (int f = 0; f < WT_FLOW_FIGURES; f++)
		if (datagrams || !wt_flow_rows[f].datagrams)
			wt_say_column(document, WT_RIGHT, 0, "", wt_flow_rows[f].title);
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (is_shown(results, i, datagrams))
			add_series(judged, i, datagrams, document);
}

static void report(const struct wt_judged *judged, struct wt_document *document)
{
	add_table(judged, false, document);
	add_table(judged, true, document);
	WT_SAY_NOTE(document, "%s", legend);
}

/* "tls1.3 0.75 and 0.81": of each variant that has it; one that has none is left out. */
static void add_figures(const struct wt_results *results, const struct wt_row *row, enum wt_flow_figure figure,
			char all[SCREEN_TEXT_BYTES])
{
	size_t size = wt_cost_size(&results->plan);
	char figures[SCREEN_TEXT_BYTES / 4] = "", text[32];
	bool any = false;

	for (size_t i = 0; i < results->plan.series_count; i++) {
		double value = wt_row_same(&results->plan.series[i].row, row) && wt_judged_usable(results, (int)i)
				       ? wt_flow_figure(results, i, size, figure)
				       : (double)NAN;

		if (!wt_row_same(&results->plan.series[i].row, row))
			continue;
		any = any || !isnan(value);
		wt_text_add(figures, sizeof figures, "/", "%s",
			    wt_number_text(value * wt_flow_rows[figure].shown, 2, text));
	}
	if (any)
		wt_text_add(all, SCREEN_TEXT_BYTES, ", ", "%s %s", row->name, figures);
}

static void say_figure(const struct wt_results *results, enum wt_flow_figure figure, const char *words,
		       struct wt_document *document)
{
	char all[SCREEN_TEXT_BYTES] = "";

	for (const struct wt_row *row = results->plan.rows; *row->name; row++)
		add_figures(results, row, figure, all);
	if (*all)
		wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "", "%s: %s.", words, all);
}

static void screen(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	char labels[SCREEN_TEXT_BYTES / 2] = "", words[SCREEN_TEXT_BYTES];

	/* the table of a study has them, and no room beside it */
	if (wt_study_find(results->plan.study))
		return;
	for (size_t v = 0; v < results->plan.variants.count; v++)
		wt_text_add(labels, sizeof labels, "/", "%s", wt_report_label(results, v));
	snprintf(words, sizeof words, "Client CPU, ns a byte (%s)", labels);
	say_figure(results, WT_FLOW_CLIENT_CPU, words, document);
	say_figure(results, WT_FLOW_SERVER_CPU, "Server CPU", document);
	say_figure(results, WT_FLOW_LOST, "Datagrams lost, %", document);
}

static size_t notes(const struct wt_results *results, size_t series, char text[WT_MODE_NOTES][WT_MODE_NOTE_BYTES])
{
	uint64_t sent = 0, received = 0;
	struct wt_stream_told client;
	char all[32], some[32], lost[32];

	if (!wt_row_is_datagram(&results->plan.series[series].row) || !wt_flow_sum(&client, results, series, WT_CLIENT))
		return 0;
	for (size_t k = 0; k < results->plan.sizes.count; k++) {
		sent += client.sizes[k].sent.writes;
		received += client.sizes[k].received.writes;
	}
	if (sent == received)
		return 0;
	snprintf(text[0], WT_MODE_NOTE_BYTES, "of %s datagrams sent %s were received and %s lost",
		 wt_count_text(sent, all), wt_count_text(received, some), wt_count_text(sent - received, lost));
	return 1;
}

static json_t *number_json(double value)
{
	return isnan(value) ? json_null() : json_real(value);
}

static json_t *moved_json(const struct wt_stream_moved *moved)
{
	return json_pack("{s:I, s:I, s:I}", "bytes", (json_int_t)moved->bytes, "writes", (json_int_t)moved->writes,
			 "ns", (json_int_t)moved->ns);
}

/* By the client's records, which tell both ends. */
static json_t *json(const struct wt_judged *judged, size_t series)
{
	const struct wt_results *results = judged->results;
	struct wt_stream_told client;
	json_t *list = json_array();

	(void)wt_flow_sum(&client, results, series, WT_CLIENT);
	for (size_t k = 0; k < results->plan.sizes.count; k++) {
		const struct wt_stream_size *flows = &client.sizes[k];
		json_t *one = json_pack("{s:I, s:I, s:o, s:o}", "size", (json_int_t)results->plan.sizes.bytes[k],
					"flows", (json_int_t)flows->flows, "sent", moved_json(&flows->sent), "received",
					moved_json(&flows->received));

		for (int f = 0; f < WT_FLOW_FIGURES; f++)
			json_object_set_new(one, wt_flow_rows[f].name,
					    number_json(wt_flow_figure(results, series, k, (enum wt_flow_figure)f)));
		json_array_append_new(list, one);
	}
	return json_pack("{s:o}", "sizes", list);
}

static void column_name(size_t column, char name[WT_MODE_COLUMN_BYTES])
{
	snprintf(name, WT_MODE_COLUMN_BYTES, "%s", wt_flow_rows[column].name);
}

static double column_value(const struct wt_judged *judged, size_t series, int size, size_t column)
{
	return size < 0 ? (double)NAN
			: wt_flow_figure(judged->results, series, (size_t)size, (enum wt_flow_figure)column);
}

const struct wt_mode_section wt_stream_section = {
	.report = report,
	.screen = screen,
	.notes = notes,
	.json = json,
	.columns = WT_FLOW_FIGURES,
	.column_name = column_name,
	.column_value = column_value,
};
