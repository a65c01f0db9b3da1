/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_builds.h"

#include <math.h>
#include <string.h>

#include "build_words.h"

enum { ROOM_FIGURE = 14 };

void wt_report_builds(const struct wt_judged *judged, struct wt_document *document)
{
	struct wt_builds builds;
	char text[WT_BUILDS_TEXT_BYTES], figure[32];
	size_t at = 0;

	wt_builds_make(&builds, judged);
	if (!builds.kind)
		return;
	wt_builds_heading(&builds, text);
	wt_say_heading(document, "%s", text);
	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE);
	wt_say_column(document, WT_LEFT, 0, "", "variant");
	for (int f = 0; f < WT_BUILD_FIGURES; f++)
		wt_say_column(document, WT_RIGHT, ROOM_FIGURE, "", wt_build_title(&builds, (enum wt_build_figure)f));
	for (size_t i = 0; i < builds.count; i++) {
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cell(document, "%s", builds.list[i].variant);
		for (int f = 0; f < WT_BUILD_FIGURES; f++)
			wt_say_cell(document, "%s", wt_build_text(&builds.list[i], (enum wt_build_figure)f, figure));
	}
	wt_builds_legend(&builds, text);
	wt_say_note(document, text);
	while (wt_builds_reason(&builds, &at, text))
		wt_say_item(document, "", "%s", text);
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
