/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_text.h"

#include <string.h>
#include <time.h>

#include "number_text.h"
#include "report_builds.h"
#include "report_hold.h"

/* A terminal's width. */
enum { NOTE_COLUMNS = 80 };

/* Columns of `length` bytes of text: those that begin a character (RFC 3629). */
static int columns_of(const char *text, int length)
{
	int columns = 0;

	for (int i = 0; i < length; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

void wt_report_wrapped(FILE *stream, int indent, const char *text)
{
	int column = indent;

	while (*text) {
		int length = (int)strcspn(text, " ");
		int width = columns_of(text, length);

		if (column > indent && column + 1 + width > NOTE_COLUMNS) {
			fprintf(stream, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', stream);
			column++;
		}
		fprintf(stream, "%.*s", length, text);
		column += width;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', stream);
}

const struct wt_run_record *wt_report_run(const struct wt_results *results, size_t variant)
{
	const struct wt_plan *plan = &results->plan;

	for (size_t i = 0; i < plan->series_count; i++)
		if (!strcmp(plan->series[i].variant, plan->variants.name[variant]) &&
		    *results->series[i].run.library)
			return &results->series[i].run;
	return NULL;
}

const char *wt_report_label(const struct wt_results *results, size_t variant)
{
	const struct wt_run_record *run = wt_report_run(results, variant);

	for (size_t i = 0; run && i < results->plan.variants.count; i++) {
		const struct wt_run_record *other = wt_report_run(results, i);

		if (i != variant && other && !strcmp(other->library, run->library))
			run = NULL;
	}
	return run ? run->library : results->plan.variants.name[variant];
}

int wt_report_label_width(const struct wt_results *results, int least)
{
	int width = least;

	for (size_t v = 0; v < results->plan.variants.count; v++) {
		int label = (int)strlen(wt_report_label(results, v));

		width = label + 2 > width ? label + 2 : width;
	}
	return width;
}

static void print_libraries(const struct wt_results *results, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	const char *lead = "libraries";

	for (size_t i = 0; i < plan->variants.count; i++) {
		const struct wt_run_record *run = wt_report_run(results, i);

		fprintf(stream, "  %-10s ", lead);
		if (run)
			fprintf(stream, "%s %s (variant %s)\n", run->library, run->library_version,
				plan->variants.name[i]);
		else
			fprintf(stream, "variant %s: nothing of it has run\n",
				plan->variants.name[i]);
		lead = "";
		if (run && !strcmp(run->library, "OpenSSL") && wt_openssl_is_old(run->library_version))
			fprintf(stream,
				"  %-10s newer ones are faster: OpenSSL 3.5 makes about 1.6 times as many\n"
				"  %-10s handshakes with mutual authentication as 3.0\n",
				"", "");
	}
}

static bool known(const char *fact)
{
	return *fact && strcmp(fact, "unknown") != 0;
}

static void print_board(const struct wt_results *results, FILE *stream)
{
	const struct wt_run_record *board = &results->board;

	fprintf(stream, "  %-10s %s", "board", results->plan.board);
	if (known(board->model))
		fprintf(stream, ", %s", board->model);
	if (known(board->cpu))
		fprintf(stream, ", %s", board->cpu);
	if (board->cores > 0)
		fprintf(stream, ", %lld core%s", (long long)board->cores,
			board->cores == 1 ? "" : "s");
	fputc('\n', stream);
	if (*board->kernel)
		fprintf(stream, "  %-10s %s, frequency governor %s\n", "", board->kernel,
			*board->governor ? board->governor : "unknown");
}

static const char *cores_remark(const struct wt_plan *plan)
{
	return !strcmp(wt_plan_placement(plan), "one") ? "placement one: both ends take turns" : "placement two";
}

void wt_report_head(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_results *results = judged->results;
	const struct wt_plan *plan = &results->plan;
	time_t created = (time_t)(plan->created_us / 1000000);
	char date[40] = "", tries[32];
	struct tm utc;

	if (gmtime_r(&created, &utc))
		strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", &utc);
	fprintf(stream, "What security costs: the time of one exchange, %s\n\n", date);
	print_board(results, stream);
	print_libraries(results, stream);
	fprintf(stream, "  %-10s one connection a message (mode connect), closed loop: the next try\n",
		"method");
	fprintf(stream, "  %-10s starts when the last one has ended; start of connect to answer read\n",
		"");
	fprintf(stream, "  %-10s %s of each size in %u round%s; in each the series in random order\n",
		"tries", wt_count_text(plan->tries, tries), plan->rounds,
		plan->rounds == 1 ? "" : "s");
	fprintf(stream, "  %-10s (seed %u), the sizes beginning with another one\n", "", plan->seed);
	wt_report_reach(plan, stream);
	if (plan->reach.way == WT_WAY_SSH)
		fprintf(stream, "  %-10s as each program chooses; address %s\n", "cores", plan->host);
	else
		fprintf(stream, "  %-10s client on %d, server on %d (%s); address %s\n", "cores",
			plan->client_cpu, plan->server_cpu, cores_remark(plan), plan->host);
}

void wt_report_text(const struct wt_judged *judged, FILE *stream)
{
	if (judged->results->plan.reach.way == WT_WAY_QEMU_USER) {
		wt_report_guest(judged->results, stream);
		wt_builds_print(judged, stream);
		wt_report_costs(judged->results, stream);
		wt_hold_text(judged->results, stream);
		wt_report_notes(judged, stream);
		return;
	}
	wt_report_head(judged, stream);
	wt_report_table(judged, stream);
	wt_builds_print(judged, stream);
	wt_report_costs(judged->results, stream);
	wt_hold_text(judged->results, stream);
	wt_report_notes(judged, stream);
}
