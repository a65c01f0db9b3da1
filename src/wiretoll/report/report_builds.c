/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_builds.h"

#include <math.h>
#include <string.h>

#include "build_words.h"
#include "escape.h"
#include "report_lines.h"

enum { WIDTH_FIGURE = 14 };

static void put_note(FILE *stream, const char *text)
{
	fputs("  ", stream);
	wt_report_wrapped(stream, 4, text);
}

void wt_builds_print(const struct wt_judged *judged, FILE *stream)
{
	struct wt_builds builds;
	char text[WT_BUILDS_TEXT_BYTES], figure[32];
	int width = (int)sizeof "variant" + 1;
	size_t at = 0;

	wt_builds_make(&builds, judged);
	if (!builds.kind)
		return;
	for (size_t i = 0; i < builds.count; i++)
		width = (int)strlen(builds.list[i].variant) + 2 > width ? (int)strlen(builds.list[i].variant) + 2 : width;
	wt_builds_heading(&builds, text);
	fprintf(stream, "\n%s\n%-*s", text, width, "variant");
	for (int f = 0; f < WT_BUILD_FIGURES; f++)
		wt_report_right(stream, WIDTH_FIGURE, wt_build_title(&builds, (enum wt_build_figure)f));
	fputc('\n', stream);
	wt_report_rule(width + WIDTH_FIGURE * WT_BUILD_FIGURES, stream);
	for (size_t i = 0; i < builds.count; i++) {
		fprintf(stream, "%-*s", width, builds.list[i].variant);
		for (int f = 0; f < WT_BUILD_FIGURES; f++)
			wt_report_right(stream, WIDTH_FIGURE, wt_build_text(&builds.list[i], (enum wt_build_figure)f, figure));
		fputc('\n', stream);
	}
	wt_builds_legend(&builds, text);
	put_note(stream, text);
	while (wt_builds_reason(&builds, &at, text))
		put_note(stream, text);
}

void wt_builds_markdown(const struct wt_judged *judged, FILE *stream)
{
	struct wt_builds builds;
	char text[WT_BUILDS_TEXT_BYTES], figure[32];
	size_t at = 0;

	wt_builds_make(&builds, judged);
	if (!builds.kind)
		return;
	wt_builds_heading(&builds, text);
	fprintf(stream, "\n%s\n\n| variant |", text);
	for (int f = 0; f < WT_BUILD_FIGURES; f++)
		fprintf(stream, " %s |", wt_build_title(&builds, (enum wt_build_figure)f));
	fputs("\n| --- |", stream);
	for (int f = 0; f < WT_BUILD_FIGURES; f++)
		fputs(" ---: |", stream);
	for (size_t i = 0; i < builds.count; i++) {
		fprintf(stream, "\n| %s |", builds.list[i].variant);
		for (int f = 0; f < WT_BUILD_FIGURES; f++)
			fprintf(stream, " %s |", wt_build_text(&builds.list[i], (enum wt_build_figure)f, figure));
	}
	wt_builds_legend(&builds, text);
	fputs("\n\n", stream);
	wt_markdown_text(text, stream);
	fputs(".\n\n", stream);
	while (wt_builds_reason(&builds, &at, text)) {
		fputs("- ", stream);
		wt_markdown_text(text, stream);
		fputc('\n', stream);
	}
	fputc('\n', stream);
}

void wt_builds_page(const struct wt_judged *judged, FILE *page)
{
	struct wt_builds builds;
	char text[WT_BUILDS_TEXT_BYTES], figure[32];
	size_t at = 0;

	wt_builds_make(&builds, judged);
	if (!builds.kind)
		return;
	wt_builds_heading(&builds, text);
	fputs("<h2>Variants</h2>\n<p class=\"soft\">", page);
	wt_html_text(text, page);
	fputs("</p>\n<div class=\"wide\"><table>\n<tr><th>variant</th>", page);
	for (int f = 0; f < WT_BUILD_FIGURES; f++)
		fprintf(page, "<th>%s</th>", wt_build_title(&builds, (enum wt_build_figure)f));
	fputs("</tr>\n", page);
	for (size_t i = 0; i < builds.count; i++) {
		fputs("<tr><td>", page);
		wt_html_text(builds.list[i].variant, page);
		fputs("</td>", page);
		for (int f = 0; f < WT_BUILD_FIGURES; f++)
			fprintf(page, "<td>%s</td>", wt_build_text(&builds.list[i], (enum wt_build_figure)f, figure));
		fputs("</tr>\n", page);
	}
	wt_builds_legend(&builds, text);
	fputs("</table></div>\n<p class=\"soft\">", page);
	wt_html_text(text, page);
	fputs(".</p>\n", page);
	while (wt_builds_reason(&builds, &at, text)) {
		fputs("<p class=\"soft\">", page);
		wt_html_text(text, page);
		fputs("</p>\n", page);
	}
}

static json_t *build_json(const struct wt_builds *builds, const struct wt_build *build)
{
	json_t *missing = json_object();
	json_t *json = json_pack("{s:s, s:s?, s:s?}", "variant", build->variant, "library",
				 build->run ? build->run->library : NULL, "library_version",
				 build->run ? build->run->library_version : NULL);

	for (int f = 0; f < WT_BUILD_FIGURES; f++) {
		const struct wt_build_value *figure = &build->figure[f];
		const char *name = wt_build_name(builds, (enum wt_build_figure)f);

		json_object_set_new(json, name, isnan(figure->value) ? json_null() : json_real(figure->value));
		if (isnan(figure->value))
			json_object_set_new(missing, name, json_string(*figure->why ? figure->why : "not measured"));
	}
	json_object_set_new(json, "not_available", missing);
	return json;
}

json_t *wt_builds_json(const struct wt_judged *judged)
{
	struct wt_builds builds;
	json_t *list;

	wt_builds_make(&builds, judged);
	if (!builds.kind)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < builds.count; i++)
		json_array_append_new(list, build_json(&builds, &builds.list[i]));
	return json_pack("{s:s, s:s, s:I, s:s?, s:I, s:o}", "kind", builds.kind->name, "end",
			 builds.end == WT_CLIENT ? "client" : "server", "bytes", (json_int_t)builds.bytes,
			 "flash_base", builds.plain_of, "held", (json_int_t)builds.held, "variants", list);
}
