/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms.h"

#include <math.h>
#include <string.h>

#include "costs.h"
#include "mode_section.h"
#include "crowd.h"
#include "open_loop.h"
#include "session_price.h"

enum { ALL_SIZES = -1 };

static void put_number(double value, FILE *stream)
{
	if (isnan(value) || isinf(value))
		fputc(',', stream);
	else
		fprintf(stream, ",%.6g", value);
}

static void put_estimate(const struct wt_estimate *of, FILE *stream)
{
	put_number(of->value, stream);
	put_number(of->low, stream);
	put_number(of->high, stream);
}

/* Text of records: quoted where a comma, a quote or a break of the line would end the field. */
static void put_text(const char *text, FILE *stream)
{
	bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';

	fputs(quoted ? ",\"" : ",", stream);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', stream);
		fputc(*text, stream);
	}
	if (quoted)
		fputc('"', stream);
}

/* `size` may be ALL_SIZES. A series without such a contrast has empty fields and no reason. */
static void put_contrast(const struct wt_measure *measure, const struct wt_contrast *contrast, int size, FILE *stream)
{
	const struct wt_comparison *one = !contrast ? NULL : size < 0 ? &contrast->all : &contrast->sizes[size];
	const char *verdict = "", *why = "";

	if (contrast && contrast->compared) {
		verdict = wt_verdict_words(measure, one->verdict);
		why = contrast->unlike;
	} else if (contrast) {
		verdict = contrast->bar == WT_BAR_UNLIKE ? "not alike" : "no figure";
		why = contrast->why;
	}
	put_estimate(one ? &one->ratio : &wt_no_estimate, stream);
	put_estimate(one ? &one->quarter_ratio : &wt_no_estimate, stream);
	put_estimate(one ? &one->difference : &wt_no_estimate, stream);
	fprintf(stream, ",%s%s", verdict, contrast && *contrast->unlike ? " (!)" : "");
	put_text(why, stream);
}

/* Costs of a size stand in its line, those of a whole process where all sizes stand: with one size, in the same. */
static void put_costs(const struct wt_results *results, size_t series, enum wt_role role, int size, FILE *stream)
{
	const char *why = "";

	for (int i = 0; i < WT_COSTS; i++) {
		bool whole = wt_cost_is_whole((enum wt_cost_id)i);
		bool there = results->plan.sizes.count == 1 || whole == (size < 0);

		put_number(
			there ? wt_cost_of(results, series, role, size < 0 ? 0 : (size_t)size, (enum wt_cost_id)i, &why)
			      : (double)NAN,
			stream);
	}
}

/* Of a library, of security, and of each axis that is told over its first value, by the name of its option. */
static void put_contrast_heads(const char *name, const struct wt_measure *measure, FILE *stream)
{
	char field[WT_MEASURE_FIELD_BYTES];

	fprintf(stream,
		",%1$s_ratio,%1$s_ratio_low,%1$s_ratio_high,%1$s_quarter_ratio,%1$s_quarter_ratio_low,"
		"%1$s_quarter_ratio_high,%1$s_%2$s,%1$s_%2$s_low,%1$s_%2$s_high,"
		"%1$s_verdict,%1$s_why",
		name, wt_measure_field(measure, "difference", field));
}

static void put_heads(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_measure *measure = wt_measure_of(&judged->results->plan);
	const struct wt_measure_ends *ends = wt_measure_ends(measure);
	const struct wt_mode_section *mode = wt_mode_section(&judged->results->plan);
	char name[WT_MEASURE_FIELD_BYTES], column[WT_MODE_COLUMN_BYTES];

	fputs("series,kind,variant,size,tries", stream);
	for (size_t i = 0; i < 1 + WT_TAILS; i++)
		fprintf(stream, ",%1$s,%1$s_low,%1$s_high",
			wt_measure_field(measure, i ? ends->tail_stems[i - 1] : "median", name));
	for (size_t i = 0; i < WT_PURPOSE_AXIS; i++)
		put_contrast_heads(wt_purpose_names[i], measure, stream);
	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_judged_over_first(judged, i, -1))
			put_contrast_heads(wt_axes[i].option, measure, stream);
	for (int i = 0; i < 2 * WT_COSTS; i++)
		fprintf(stream, ",%s_%s", i < WT_COSTS ? "client" : "server", wt_cost_rows[i % WT_COSTS].name);
	for (size_t i = 0; i < mode->columns; i++) {
		mode->column_name(i, column);
		fprintf(stream, ",%s", column);
	}
	if (judged->results->plan.rate)
		fputs(",achieved_rate,waited_p50_us,waited_p99_us", stream);
	if (wt_plan_crowd(&judged->results->plan) > 1)
		fputs(",exchanges_per_second", stream);
	if (judged->results->plan.streams)
		fputs(",messages_per_second", stream);
	fputs("\r\n", stream);
}

static void put_open_loop(const struct wt_results *results, size_t index, int size, FILE *stream)
{
	struct wt_open_loop loop = { .achieved = (double)NAN,
				     .waited_p50_us = (double)NAN,
				     .waited_p99_us = (double)NAN };

	if (size >= 0)
		(void)wt_open_loop(results, index, (size_t)size, &loop);
	put_number(loop.achieved, stream);
	put_number(loop.waited_p50_us, stream);
	put_number(loop.waited_p99_us, stream);
}

static void put_line(const struct wt_judged *judged, size_t index, int size, FILE *stream)
{
	static const struct wt_judged_figure none = { .count = 0 };
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_mode_section *mode = wt_mode_section(plan);
	const struct wt_judged_figure *figure = size < 0 ? &none : &judged->series[index].sizes[size];
	size_t tries = figure->count;

	for (size_t k = 0; size < 0 && k < plan->sizes.count; k++)
		tries += judged->series[index].sizes[k].count;
	fprintf(stream, "%s,%s,%s", plan->series[index].name, plan->series[index].row.name,
		plan->series[index].variant);
	if (size < 0)
		fputs(",all", stream);
	else
		fprintf(stream, ",%u", plan->sizes.bytes[size]);
	fprintf(stream, ",%zu", tries);
	put_estimate(size < 0 ? &wt_no_estimate : &figure->median, stream);
	for (size_t t = 0; t < WT_TAILS; t++)
		put_estimate(size < 0 ? &wt_no_estimate : &figure->tails[t], stream);
	for (int i = 0; i < WT_PURPOSE_AXIS; i++)
		put_contrast(wt_measure_of(plan), wt_judged_contrast(judged, (enum wt_purpose)i, (int)index), size,
			     stream);
	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_judged_over_first(judged, i, -1))
			put_contrast(wt_measure_of(plan), wt_judged_over_first(judged, i, (int)index), size, stream);
	put_costs(judged->results, index, WT_CLIENT, size, stream);
	put_costs(judged->results, index, WT_SERVER, size, stream);
	for (size_t i = 0; i < mode->columns; i++)
		put_number(mode->column_value(judged, index, size, i), stream);
	if (plan->rate)
		put_open_loop(judged->results, index, size, stream);
	if (wt_plan_crowd(plan) > 1)
		put_number(size < 0 ? (double)NAN : wt_crowd_rate(judged->results, index, (size_t)size), stream);
	if (plan->streams)
		put_number(size < 0 ? (double)NAN : wt_session_pace(judged->results, index, (size_t)size), stream);
	fputs("\r\n", stream);
}

void wt_export_csv(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;

	put_heads(judged, stream);
	for (size_t i = 0; i < plan->series_count; i++) {
		if (!wt_judged_usable(judged->results, (int)i))
			continue;
		for (size_t k = 0; k < plan->sizes.count; k++)
			put_line(judged, i, (int)k, stream);
		if (plan->sizes.count > 1)
			put_line(judged, i, ALL_SIZES, stream);
	}
}
