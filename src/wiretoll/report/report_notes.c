/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_notes.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "answer.h"
#include "side_cells.h"
#include "number_text.h"
#include "report_handshake.h"
#include "report_lines.h"
#include "report_probe.h"
#include "report_resolution.h"
#include "until_file.h"

static const char *name_or(const char *name, const char *otherwise)
{
	return *name ? name : otherwise;
}

static void describe(const struct wt_series_results *series, char *text, size_t room)
{
	const struct wt_negotiated_record *n = &series->negotiated;
	bool mutual = n->peer_authenticated && series->server_authenticated_client;

	snprintf(text, room, "%s, %s, %s, %s, %s %lld bits, %s, %lld hello %s%s",
		 name_or(n->version_name, "version unknown"), name_or(n->suite_name, "suite unknown"),
		 name_or(n->group_name, "group unknown"),
		 name_or(n->peer_signature_name, "signature unknown"),
		 name_or(n->peer_key, "key unknown"), (long long)n->peer_key_bits,
		 mutual ? "mutual authentication" : "NOT mutually authenticated",
		 (long long)n->hello_retries, n->hello_retries == 1 ? "retry" : "retries",
		 n->resumed ? ", RESUMED" : "");
}

/* Variants that agreed on the same share a paragraph; where they did not, the reader must see it. */
static void print_kind(const struct wt_results *results, const struct wt_kind *kind, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	char first[320] = "", other[320], line[512];
	bool alike = true;

	for (size_t i = 0; i < plan->series_count; i++) {
		if (plan->series[i].kind != kind || !results->series[i].negotiated.known)
			continue;
		describe(&results->series[i], other, sizeof other);
		if (*first && strcmp(first, other) != 0)
			alike = false;
		if (!*first)
			memcpy(first, other, sizeof first);
	}
	if (*first && alike) {
		fprintf(stream, "  %-10s ", kind->name);
		wt_report_wrapped(stream, 13, first);
		return;
	}
	for (size_t i = 0; *first && i < plan->series_count; i++) {
		if (plan->series[i].kind != kind || !results->series[i].negotiated.known)
			continue;
		describe(&results->series[i], other, sizeof other);
		snprintf(line, sizeof line, "NOT ALIKE: %s: %s", plan->series[i].variant, other);
		fprintf(stream, "  %-10s ", kind->name);
		wt_report_wrapped(stream, 13, line);
	}
}

static void print_negotiated(const struct wt_results *results, FILE *stream)
{
	bool any = false;

	for (size_t i = 0; i < results->plan.series_count; i++)
		any = any || results->series[i].negotiated.known;
	if (!any)
		return;
	fputs("\nNegotiated, on both sides of each comparison\n", stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++)
		print_kind(results, kind, stream);
}

static void note(FILE *stream, bool *any, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void note(FILE *stream, bool *any, const char *format, ...)
{
	char text[2 * WT_REASON_BYTES];
	va_list arguments;

	if (!*any)
		fputs("\nNotes\n", stream);
	*any = true;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	fputs("  ", stream);
	wt_report_wrapped(stream, 4, text);
}

static void note_series(const struct wt_results *results, size_t index, FILE *stream, bool *any)
{
	const struct wt_series_results *one = &results->series[index];
	const char *name = results->plan.series[index].name;
	char answered[32], planned[32];

	wt_count_text(one->answered, answered);
	wt_count_text(one->planned, planned);
	if (one->state == WT_SERIES_UNSUPPORTED)
		note(stream, any, "UNSUPPORTED %s: %s", name, one->why.text);
	if (one->state == WT_SERIES_FAILED)
		note(stream, any, "FAILED %s (%s of %s tries answered): %s", name, answered, planned,
		     one->why.text);
	if (one->state == WT_SERIES_UNFINISHED)
		note(stream, any,
		     "UNFINISHED %s: %u of %u rounds, %s of %s tries; go on with: wiretoll run "
		     "--continue %s",
		     name, one->rounds_done, results->plan.rounds, answered, planned,
		     results->folder.path);
	if (one->state != WT_SERIES_FAILED && one->lost + one->failed > 0)
		note(stream, any, "%s: %llu tries lost, %llu failed; medians are of those answered",
		     name, (unsigned long long)one->lost, (unsigned long long)one->failed);
	if (one->unmatched > 0)
		note(stream, any, "%s: %llu answered tries have no record on the server's side", name,
		     (unsigned long long)one->unmatched);
	if (*wt_extra_word(&one->heap))
		note(stream, any, "%s heap of %s: %s%s%s", wt_extra_word(&one->heap), name, one->heap.why.text,
		     one->heap.state == WT_EXTRA_MISSING ? "; go on with: wiretoll run --continue " : "",
		     one->heap.state == WT_EXTRA_MISSING ? results->folder.path : "");
	if (*one->rounds_unlike)
		note(stream, any, "%s: its rounds are unlike: %s", name, one->rounds_unlike);
}

/* Handshakes in which a timer ran out, apart from the others. */
static void note_repeated(const struct wt_judged *judged, size_t index, FILE *stream, bool *any)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t k = 0; k < plan->sizes.count; k++) {
		const struct wt_judged_figure *figure = &judged->series[index].sizes[k];
		char with[32], without[32];

		if (!figure->repeated)
			continue;
		snprintf(with, sizeof with, "%.1f µs", figure->repeated_us);
		snprintf(without, sizeof without, "%.1f µs", figure->clean_us);
		note(stream, any, "%s, %u bytes: of %zu answered tries %zu had a flight of their handshake sent again; median %s with, %s without",
		     plan->series[index].name, plan->sizes.bytes[k], figure->count, figure->repeated,
		     isnan(figure->repeated_us) ? "not told" : with, isnan(figure->clean_us) ? "not told" : without);
	}
}

/*
 * Where both ends together work for less than half of the time, the rest is waiting: for cores
 * that the kernel puts to sleep between two messages and wakes up again, most of it.
 */
static void note_waiting(const struct wt_results *results, FILE *stream, bool *any)
{
	const struct wt_plan *plan = &results->plan;
	char names[320] = "";
	double lowest = 0.5;

	if (plan->target.way != WT_WAY_LOCAL || strcmp(wt_plan_placement(plan), "two") != 0)
		return;
	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_machine *machine = &results->series[i].machine;
		double share = machine->loop_ns > 0 ? machine->own_ns / machine->loop_ns : 1.0;
		size_t length = strlen(names);

		/* where others had the processors, it was them that we waited for */
		if (share >= 0.5 || machine->busy_ns - machine->own_ns > 0.25 * machine->loop_ns)
			continue;
		snprintf(names + length, sizeof names - length, "%s%s", *names ? ", " : "", plan->series[i].name);
		lowest = share < lowest ? share : lowest;
	}
	if (*names)
		note(stream, any, "%s: the time is mostly waiting (both ends' CPU time is %.0f %% of the time elapsed%s): idle "
		     "cores that are woken up. What the work takes: --placement one",
		     names, 100.0 * lowest, strchr(names, ',') ? ", at the lowest" : "");
}

static void print_counts(const struct wt_results *results, FILE *stream)
{
	struct wt_series_results sum = { 0 };
	char text[5][32];

	for (size_t i = 0; i < results->plan.series_count; i++) {
		sum.planned += results->series[i].planned;
		sum.answered += results->series[i].answered;
		sum.lost += results->series[i].lost;
		sum.failed += results->series[i].failed;
		sum.not_made += results->series[i].not_made;
	}
	fprintf(stream, "\nTries: %s planned = %s answered + %s lost + %s failed + %s not made\n",
		wt_count_text(sum.planned, text[0]), wt_count_text(sum.answered, text[1]),
		wt_count_text(sum.lost, text[2]), wt_count_text(sum.failed, text[3]),
		wt_count_text(sum.not_made, text[4]));
}

static void note_pair(const struct wt_judged *judged, const struct wt_pair *pair, FILE *stream,
		      bool *any)
{
	const struct wt_plan *plan = &judged->results->plan;
	const char *series = plan->series[pair->series].name;
	const char *base = plan->series[pair->base].name;

	if (!pair->compared && !strstr(pair->why, "not supported") && !strstr(pair->why, " failed"))
		note(stream, any, "NO RATIO of %s over %s: %s", series, base, pair->why);
	if (*pair->unlike)
		note(stream, any, "(!) UNLIKE, compared since --allow-unlike asks for it: %s over %s: %s",
		     series, base, pair->unlike);
}

/* How small a difference these data could have shown. */
static void print_resolution(const struct wt_judged *judged, FILE *stream)
{
	char text[WT_RESOLUTION_TEXT_BYTES];

	wt_report_resolution(judged, text);
	fputs("\nResolution: ", stream);
	wt_report_wrapped(stream, 12, text);
}

static void print_validity(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_validity *validity = &judged->validity;
	char text[WT_WARNING_BYTES + 64];

	fprintf(stream, "\nValidity: %s\n", validity->summary);
	for (size_t i = 0; i < validity->count; i++) {
		snprintf(text, sizeof text, "%s%s: %s",
			 validity->warnings[i].gravity == WT_GRAVE ? "WARNING " : "",
			 validity->warnings[i].name, validity->warnings[i].text);
		fputs("  ", stream);
		wt_report_wrapped(stream, 4, text);
	}
}

static void print_until(const struct wt_judged *judged, FILE *stream)
{
	char text[WT_UNTIL_TEXT_BYTES];

	wt_until_text(&judged->results->folder, text);
	if (!*text)
		return;
	fputs("\nUntil: ", stream);
	wt_report_wrapped(stream, 7, text);
}

/* At the end, where a terminal stands still. */
static void print_answer(const struct wt_judged *judged, FILE *stream)
{
	char text[WT_ANSWER_TEXT_BYTES];

	wt_answer(judged, text);
	fputs("\nIn short: ", stream);
	wt_report_wrapped(stream, 10, text);
}

void wt_report_notes(const struct wt_judged *judged, FILE *stream)
{
	bool any = false;

	print_negotiated(judged->results, stream);
	wt_report_handshakes(judged, stream);
	for (size_t i = 0; i < judged->results->plan.series_count; i++)
		note_series(judged->results, i, stream, &any);
	for (size_t i = 0; i < judged->results->plan.series_count; i++)
		note_repeated(judged, i, stream, &any);
	note_waiting(judged->results, stream, &any);
	/* Of an emulated board no pair has a ratio, for one reason, which the validity below tells. */
	for (size_t i = 0; !wt_target_is_emulated(&judged->results->plan.target) && i < judged->pair_count; i++)
		note_pair(judged, &judged->pairs[i], stream, &any);
	if (!wt_target_is_emulated(&judged->results->plan.target))
		print_resolution(judged, stream);
	print_until(judged, stream);
	wt_probe_text(judged->results, stream);
	print_validity(judged, stream);
	print_counts(judged->results, stream);
	print_answer(judged, stream);
}
