/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_handshake.h"

#include <string.h>

#include "escape.h"
#include "report_lines.h"

static const char heading[] = "Known differences of the handshakes";

bool wt_handshakes_differ(const struct wt_judged *judged)
{
	for (size_t i = 0; i < judged->pair_count; i++)
		for (size_t k = 0; k < judged->pairs[i].handshake.count; k++)
			if (judged->pairs[i].handshake.list[k].known)
				return true;
	return false;
}

/* One known difference: of these protocols, one variant over another. */
struct row {
	const char *series, *base; /* variants */
	char protocols[128];
	char text[WT_DIFFERENCE_TEXT_BYTES];
};

/* The difference of that pair that reads as `one` does and is known. */
static bool has(const struct wt_pair *pair, const struct wt_difference *one)
{
	for (size_t i = 0; i < pair->handshake.count; i++)
		if (pair->handshake.list[i].known && !strcmp(pair->handshake.list[i].text, one->text))
			return true;
	return false;
}

/* Fills the protocols in which the same variants differ in the same; false: an earlier pair has told it. */
static bool join_protocols(const struct wt_judged *judged, size_t of, const struct wt_difference *one, struct row *row)
{
	const struct wt_series *series = judged->results->plan.series;

	row->series = series[judged->pairs[of].series].variant;
	row->base = series[judged->pairs[of].base].variant;
	row->protocols[0] = '\0';
	for (size_t i = 0; i < judged->pair_count; i++) {
		const struct wt_pair *pair = &judged->pairs[i];
		size_t length = strlen(row->protocols);

		if (strcmp(series[pair->series].variant, row->series) != 0 ||
		    strcmp(series[pair->base].variant, row->base) != 0 || !has(pair, one))
			continue;
		if (i < of)
			return false;
		snprintf(row->protocols + length, sizeof row->protocols - length, "%s%s", length ? ", " : "",
			 series[pair->series].kind->name);
	}
	return true;
}

/* Each known difference once. What is not known stands in the validity, or refuses the ratio. */
static void each(const struct wt_judged *judged, FILE *stream, void (*put)(const struct row *row, FILE *stream))
{
	struct row row;

	for (size_t i = 0; i < judged->pair_count; i++)
		for (size_t k = 0; k < judged->pairs[i].handshake.count; k++) {
			const struct wt_difference *one = &judged->pairs[i].handshake.list[k];

			if (!one->known || !join_protocols(judged, i, one, &row))
				continue;
			wt_difference_text(one, row.text);
			put(&row, stream);
		}
}

static void put_text(const struct row *row, FILE *stream)
{
	char line[sizeof *row + 2 * WT_NAME_BYTES];

	snprintf(line, sizeof line, "%s over %s, %s: %s", row->series, row->base, row->protocols, row->text);
	fputs("  ", stream);
	wt_report_wrapped(stream, 4, line);
}

static void put_markdown(const struct row *row, FILE *stream)
{
	fprintf(stream, "| %s over %s | %s | ", row->series, row->base, row->protocols);
	/* our own words, and names of registries: the underline alone needs an escape */
	for (const char *at = row->text; *at; at++)
		fprintf(stream, *at == '_' || *at == '|' ? "\\%c" : "%c", *at);
	fputs(" |\n", stream);
}

static void put_page(const struct row *row, FILE *page)
{
	char head[2 * WT_NAME_BYTES + sizeof row->protocols + 16];

	snprintf(head, sizeof head, "%s over %s, %s: ", row->series, row->base, row->protocols);
	fputs("<li>", page);
	wt_html_text(head, page);
	wt_html_text(row->text, page);
	fputs("</li>\n", page);
}

void wt_report_handshakes(const struct wt_judged *judged, FILE *stream)
{
	if (!wt_handshakes_differ(judged))
		return;
	fprintf(stream, "\n%s\n", heading);
	each(judged, stream, put_text);
}

void wt_markdown_handshakes(const struct wt_judged *judged, FILE *stream)
{
	if (!wt_handshakes_differ(judged))
		return;
	fprintf(stream, "\n%s\n\n| variants | protocols | difference, and why |\n| --- | --- | --- |\n", heading);
	each(judged, stream, put_markdown);
	fputc('\n', stream);
}

void wt_page_handshakes(const struct wt_judged *judged, FILE *page)
{
	if (!wt_handshakes_differ(judged))
		return;
	fprintf(page, "<h2>%s</h2>\n<ul>\n", heading);
	each(judged, page, put_page);
	fputs("</ul>\n", page);
}

json_t *wt_handshake_json(const struct wt_handshake_parity *handshake)
{
	json_t *list = handshake->compared ? json_array() : json_null();

	for (size_t i = 0; i < handshake->count; i++)
		json_array_append_new(list, json_pack("{s:s, s:s?, s:b}", "difference", handshake->list[i].text, "why",
						      handshake->list[i].known, "refuses",
						      handshake->list[i].refuses && !handshake->list[i].known));
	return list;
}
