/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_guest.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "guest.h"
#include "judged.h"
#include "number_text.h"
#include "report_head.h"
#include "report_label.h"
#include "report_lines.h"

enum { WIDTH_KIND = 9, WIDTH_BYTES = 7, WIDTH_FIGURE = 15, WIDTH_RATIO = 7, WIDTH_TIMES = 11 };

/* Medians of everything; NAN where there is none. */
struct table {
	double exchange[WT_SERIES_MAX][WT_SIZES_MAX];
	double handshake[WT_SERIES_MAX];
	uint32_t left_out, not_made; /* cells */
	char first[96];              /* series of the first one that is left out */
};

static bool fill(struct table *table, const struct wt_results *results, struct wt_reason *reason)
{
	bool good = true;

	table->left_out = table->not_made = 0;
	table->first[0] = '\0';
	for (size_t i = 0; good && i < results->plan.series_count; i++) {
		struct wt_guest_series guest = { 0 };

		if (!*results->plan.series[i].unsupported)
			good = wt_guest_read(&guest, results, i, reason);
		if (guest.left_out && !table->left_out)
			snprintf(table->first, sizeof table->first, "%s", results->plan.series[i].name);
		table->left_out += guest.left_out;
		table->not_made += guest.not_made;
		for (size_t k = 0; k < results->plan.sizes.count; k++)
			table->exchange[i][k] = wt_guest_median(&guest.exchange[k]);
		table->handshake[i] = wt_guest_median(&guest.handshake);
		wt_guest_free(&guest);
	}
	return good;
}

static void print_figure(FILE *stream, int width, double value)
{
	char text[32] = "-";

	if (!isnan(value))
		wt_count_text((uint64_t)(value + 0.5), text);
	fprintf(stream, "%*s", width, text);
}

static void print_quotient(FILE *stream, int width, const char *format, double value)
{
	char text[32] = "-";

	if (!isnan(value) && !isinf(value))
		snprintf(text, sizeof text, format, value);
	fprintf(stream, "%*s", width, text);
}

/* The figures of one row: each variant's, ratios to the first, times over the plain transport. */
static void print_row(const struct wt_results *results, const struct wt_kind *kind,
		      const double value[WT_NAMES_MAX], double plain, FILE *stream)
{
	size_t variants = results->plan.variants.count;

	for (size_t i = 0; i < variants; i++) {
		int index = wt_judged_find(&results->plan, kind, results->plan.variants.name[i]);

		if (index >= 0 && results->series[index].state == WT_SERIES_UNSUPPORTED)
			fprintf(stream, "%*s", WIDTH_FIGURE, "UNSUPPORTED");
		else if (index >= 0 && results->series[index].state == WT_SERIES_FAILED)
			fprintf(stream, "%*s", WIDTH_FIGURE, "FAILED");
		else
			print_figure(stream, WIDTH_FIGURE, value[i]);
	}
	for (size_t i = 1; i < variants; i++)
		print_quotient(stream, WIDTH_RATIO, "%.2f", value[i] / value[0]);
	for (size_t i = 0; plain > 0 && i < variants; i++)
		print_quotient(stream, WIDTH_TIMES, "x%.0f", value[i] / plain);
	fputc('\n', stream);
}

static void print_heads(const struct wt_results *results, bool over_plain, FILE *stream)
{
	size_t variants = results->plan.variants.count;

	for (size_t i = 0; i < variants; i++)
		fprintf(stream, "%*.14s", WIDTH_FIGURE, wt_report_label(results, i));
	for (size_t i = 1; i < variants; i++)
		fprintf(stream, "%*s", WIDTH_RATIO, "ratio");
	for (size_t i = 0; over_plain && i < variants; i++)
		fprintf(stream, "%*s", WIDTH_TIMES, "over plain");
	fputc('\n', stream);
}

static bool in_plan(const struct wt_plan *plan, const struct wt_kind *kind)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (plan->series[i].kind == kind)
			return true;
	return false;
}

static void print_exchanges(const struct wt_results *results, const struct table *table, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;

	fprintf(stream, "\nGuest instructions an exchange (user mode), median\n%-*s%*s%*s", WIDTH_KIND,
		"transport", WIDTH_BYTES, "bytes", WIDTH_FIGURE, "plain");
	print_heads(results, true, stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++) {
		const struct wt_kind *under = kind->plain ? wt_kind_find(kind->plain) : kind;
		int plain = wt_judged_find(plan, under, "");

		for (size_t k = 0; in_plan(plan, kind) && k < plan->sizes.count; k++) {
			double value[WT_NAMES_MAX];
			double base = plain >= 0 ? table->exchange[plain][k] : (double)NAN;

			fprintf(stream, "%-*s%*u", WIDTH_KIND, k ? "" : kind->name, WIDTH_BYTES,
				plan->sizes.bytes[k]);
			print_figure(stream, WIDTH_FIGURE, base);
			if (!kind->plain) {
				fputc('\n', stream);
				continue;
			}
			for (size_t i = 0; i < plan->variants.count; i++) {
				int index = wt_judged_find(plan, kind, plan->variants.name[i]);

				value[i] = index >= 0 ? table->exchange[index][k] : (double)NAN;
			}
			print_row(results, kind, value, base, stream);
		}
	}
}

static void print_handshakes(const struct wt_results *results, const struct table *table, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;

	if (plan->target.board_role != WT_CLIENT)
		return;
	fprintf(stream, "\nGuest instructions a handshake of the client, median\n%-*s", WIDTH_KIND + WIDTH_BYTES,
		"transport");
	print_heads(results, false, stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++) {
		double value[WT_NAMES_MAX];

		if (!kind->plain || !in_plan(plan, kind))
			continue;
		for (size_t i = 0; i < plan->variants.count; i++) {
			int index = wt_judged_find(plan, kind, plan->variants.name[i]);

			value[i] = index >= 0 ? table->handshake[index] : (double)NAN;
		}
		fprintf(stream, "%-*s", WIDTH_KIND + WIDTH_BYTES, kind->name);
		print_row(results, kind, value, 0, stream);
	}
}

static void print_head(const struct wt_results *results, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	time_t created = (time_t)(plan->created_us / 1000000);
	char date[40] = "", tries[32], peer[WT_PEER_TEXT_BYTES];
	struct tm utc;

	if (gmtime_r(&created, &utc))
		strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", &utc);
	fprintf(stream, "What security costs: the instructions of one exchange, %s\n\n", date);
	fprintf(stream, "  %-10s %s: %s in user mode, core %s\n", "emulated", plan->board,
		plan->target.emulator, *plan->target.core ? plan->target.core : "of the emulator's choice");
	fprintf(stream, "  %-10s No time is told: under emulation it says nothing about the board.\n", "");
	fprintf(stream, "  %-10s Instructions are those of the board's %s; the kernel's are not among them.\n", "",
		plan->target.board_role == WT_CLIENT ? "client" : "server");
	if (plan->target.mask_crypto)
		fprintf(stream, "  %-10s %s\n", "", wt_report_masked);
	fprintf(stream, "  %-10s Cores, memory and kernel in the records are this machine's, not the board's.\n", "");
	wt_plan_peer_text(plan, peer);
	fprintf(stream, "  %-10s native %s, variant %s\n", "peer",
		plan->target.board_role == WT_CLIENT ? "server" : "client", peer);
	for (size_t i = 0; i < plan->variants.count; i++) {
		const struct wt_run_record *run = wt_report_run(results, i);

		fprintf(stream, "  %-10s %s %s (variant %s)\n", i ? "" : "libraries",
			run ? run->library : "nothing has run", run ? run->library_version : "",
			plan->variants.name[i]);
	}
	fprintf(stream, "  %-10s %s of each size in %u round%s, seed %u\n", "tries",
		wt_count_text(plan->tries, tries), plan->rounds, plan->rounds == 1 ? "" : "s",
		plan->seed);
}

/* What was made and cannot be used is another thing than what is still to be made. */
static void print_gaps(const struct table *table, FILE *stream)
{
	char text[320];

	if (table->not_made) {
		snprintf(text, sizeof text, "%u cell%s not been made: see the notes", table->not_made,
			 table->not_made == 1 ? " has" : "s have");
		wt_report_wrapped(stream, 0, text);
	}
	if (table->left_out) {
		snprintf(text, sizeof text, "%u cell%s left out, the first of %s: counts are missing or do not fit to the records",
			 table->left_out, table->left_out == 1 ? " is" : "s are", table->first);
		wt_report_wrapped(stream, 0, text);
	}
}

bool wt_report_guest(const struct wt_results *results, FILE *stream)
{
	struct table table;
	struct wt_reason reason;

	print_head(results, stream);
	if (!fill(&table, results, &reason)) {
		fprintf(stream, "\n%s\n", reason.text);
		return false;
	}
	print_exchanges(results, &table, stream);
	print_handshakes(results, &table, stream);
	if (results->plan.variants.count > 1)
		fprintf(stream, "\nratio: instructions over those of %s\n", wt_report_label(results, 0));
	print_gaps(&table, stream);
	return true;
}
