/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots.h"

#include <math.h>
#include <string.h>

#include "builds.h"
#include "plot.h"

/* Tics at 1, 2 and 5 of each decade, or at 1 alone where there are many decades; and beyond which spread they are needed. */
#define LOG_SPREAD 4.0
enum { DECADES_FEW = 2 };

/* One of the two axes: its figures times `scale` are what it tells. */
struct axis {
	char letter;
	enum wt_build_figure figure;
	const char *title;
	double scale, low, high;
	bool is_log;
};

static double value_on(const struct axis *axis, const struct wt_build *build)
{
	double value = build->figure[axis->figure].value * axis->scale;

	return value > 0.0 ? value : (double)NAN;
}

static void measure_axis(struct axis *axis, const struct wt_builds *builds)
{
	axis->low = axis->high = (double)NAN;
	for (size_t i = 0; i < builds->count; i++) {
		/* These pass over what is NAN. */
		axis->low = fmin(axis->low, value_on(axis, &builds->list[i]));
		axis->high = fmax(axis->high, value_on(axis, &builds->list[i]));
	}
	axis->is_log = axis->high > LOG_SPREAD * axis->low;
	axis->low = axis->is_log ? axis->low / 1.5 : 0.0;
	axis->high *= axis->is_log ? 1.5 : 1.15;
}

/* gnuplot's own tics of a logarithmic axis may be one, or none. */
static void put_axis(const struct axis *axis, FILE *stream)
{
	static const double digits[] = { 1.0, 2.0, 5.0 };
	size_t count = log10(axis->high / axis->low) > DECADES_FEW ? 1 : 3;
	const char *comma = "";

	fprintf(stream, "set %clabel '%s'\nset %crange [%.6g:%.6g]\n", axis->letter, axis->title, axis->letter,
		axis->low, axis->high);
	if (!axis->is_log)
		return;
	fprintf(stream, "set logscale %c\nset %ctics (", axis->letter, axis->letter);
	for (int power = (int)floor(log10(axis->low)); power <= (int)ceil(log10(axis->high)); power++)
		for (size_t i = 0; i < count; i++) {
			fprintf(stream, "%s%.10g", comma, digits[i] * pow(10.0, power));
			comma = ",";
		}
	fputs(")\n", stream);
}

/* Of instructions millions, since there are many; else in the unit of the measure. */
static void make_time_axis(const struct wt_builds *builds, const char *one, struct axis *axis, char title[96])
{
	*axis = (struct axis){ .letter = 'y', .figure = WT_BUILD_TIME, .title = title, .scale = 1.0 };
	if (builds->counted) {
		snprintf(title, 96, "million instructions %s", builds->handshakes ? "a handshake" : one);
		axis->scale = 1e-6;
	} else {
		snprintf(title, 96, "%s of %s, %s", builds->measure->name, one, builds->measure->unit);
	}
	measure_axis(axis, builds);
}

/* The area of a point is its share of the largest RAM a session; one of which it is not known is hollow. */
static void put_point(const struct wt_builds *builds, size_t build, double x, double y, FILE *stream)
{
	double most = (double)NAN, size;

	for (size_t i = 0; i < builds->count; i++)
		most = fmax(most, builds->list[i].figure[WT_BUILD_SESSION].value);
	size = 3.0 * sqrt(builds->list[build].figure[WT_BUILD_SESSION].value / most);
	fprintf(stream, "$d%zu << EOD\n", build);
	wt_plot_number(stream, x);
	wt_plot_number(stream, y);
	fprintf(stream, " %.3g\nEOD\n", isnan(size) ? 1.0 : fmax(size, 0.7));
}

/* A build whose flash is not known, with a shared library, is a line at its time. */
static void put_line(size_t build, const struct axis *flash, double y, FILE *stream)
{
	fprintf(stream, "$d%zu << EOD\n", build);
	wt_plot_number(stream, flash->low);
	wt_plot_number(stream, y);
	fputc('\n', stream);
	wt_plot_number(stream, flash->high);
	wt_plot_number(stream, y);
	fputs("\nEOD\n", stream);
}

static void put_curve(const struct wt_builds *builds, size_t build, bool point, const char *comma, FILE *stream)
{
	const struct wt_build *one = &builds->list[build];
	const char *colour = wt_colours[build % WT_COLOURS];
	double session = one->figure[WT_BUILD_SESSION].value / 1000.0;
	char label[WT_PLOT_LABEL_BYTES], ram[40] = "RAM not told";

	if (!isnan(session))
		snprintf(ram, sizeof ram, "%.1f KB RAM", session);
	wt_plot_label(one->variant, label);
	if (point)
		fprintf(stream, "%s $d%zu using 1:2:3 with points pt %d ps variable lc rgb '%s' title '%s, %s'", comma,
			build, isnan(session) ? 6 : 7, colour, label, ram);
	else
		fprintf(stream, "%s $d%zu using 1:2 with lines dt 2 lc rgb '%s' title '%s, %s, flash not told'", comma,
			build, colour, label, ram);
}

static void plot(const struct wt_builds *builds, const struct axis *flash, const struct axis *time, FILE *stream)
{
	const char *comma = "";

	put_axis(flash, stream);
	put_axis(time, stream);
	fputs("set grid xtics ytics lc rgb 'gray' dt 3\n", stream);
	for (size_t i = 0; i < builds->count; i++) {
		double x = value_on(flash, &builds->list[i]), y = value_on(time, &builds->list[i]);

		if (isnan(x))
			put_line(i, flash, y, stream);
		else
			put_point(builds, i, x, y, stream);
	}
	fputs("plot", stream);
	for (size_t i = 0; i < builds->count; i++) {
		if (isnan(value_on(time, &builds->list[i])))
			continue;
		put_curve(builds, i, !isnan(value_on(flash, &builds->list[i])), comma, stream);
		comma = ",";
	}
	fputc('\n', stream);
}

void wt_plots_builds(const struct wt_judged *judged, struct wt_document *document)
{
	struct axis flash = { .letter = 'x', .figure = WT_BUILD_FLASH, .title = "flash over plain, KB", .scale = 1e-3 };
	struct axis time;
	struct wt_builds builds;
	char head[96], title[96];
	struct wt_plot plot_of;
	size_t points = 0, told = 0;

	wt_builds_make(&builds, judged);
	for (size_t i = 0; i < builds.count; i++) {
		bool timed = builds.list[i].figure[WT_BUILD_TIME].value > 0.0;

		told += timed;
		points += timed && builds.list[i].figure[WT_BUILD_FLASH].value > 0.0;
	}
	snprintf(head, sizeof head, "%s, flash and RAM of each build", wt_measure_of(&judged->results->plan)->title);
	/* One build alone is no choice. */
	if (!points || told < 2 || !wt_plot_begin(&plot_of, document, "plot_builds", head, WT_PLOT_HEIGHT))
		return;
	plot_of.figure.entries = told;
	wt_plot_describe(&plot_of,
			 "Points: a build each, %s with %s and %s of %u bytes against the flash that it takes; the "
			 "area of a point is RAM a session. Further left and further %s is better. A dashed line is a "
			 "build whose flash is not known.",
			 builds.measure->name, builds.row->name, builds.mode->bodies, builds.bytes,
			 builds.measure->better == WT_LOWER_IS_BETTER ? "down" : "up");
	measure_axis(&flash, &builds);
	make_time_axis(&builds, wt_plan_mode(&judged->results->plan)->one, &time, title);
	plot(&builds, &flash, &time, plot_of.stream);
	wt_plot_end(&plot_of, document);
}
