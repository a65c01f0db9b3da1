/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "clock.h"
#include "table.h"

enum { FIGURE_WIDTH = 9, HANDSHAKE_WIDTH = 10, NUMBER_BYTES = 32 };

/*
 * µs with one decimal below 1000, with none above: three to four digits that
 * count. Rounded in ns, so that 999.96 is 1000 and not 1000.0.
 */
static const char *microseconds(uint64_t ns, char text[NUMBER_BYTES])
{
	uint64_t tenths = (ns + 50) / 100;

	if (tenths < 10000)
		(void)snprintf(text, NUMBER_BYTES, "%" PRIu64 ".%" PRIu64, tenths / 10, tenths % 10);
	else
		(void)snprintf(text, NUMBER_BYTES, "%" PRIu64, (uint64_t)((ns + 500) / WT_NS_PER_US));
	return text;
}

static void print_figure(FILE *stream, int width, uint64_t ns)
{
	char text[NUMBER_BYTES];

	fprintf(stream, "%*s", width, microseconds(ns, text));
}

static bool is_shown(bool secure, int phase)
{
	return secure || phase != WT_PHASE_HANDSHAKE;
}

static int phase_width(int phase)
{
	return phase == WT_PHASE_HANDSHAKE ? HANDSHAKE_WIDTH : FIGURE_WIDTH - 1;
}

void wt_table_head(FILE *stream, bool secure, bool planned)
{
	static const char *const totals[] = { "min", "p50", "p90", "p99", "max" };
	size_t i;
	int phase;

	fprintf(stream, "%-16s%-41s%s\n", "",
		planned ? "total in µs, plan to answer" : "total in µs, connect to answer", "p50 of each phase in µs");
	fprintf(stream, "%7s%9s", "size", "answered");
	for (i = 0; i < sizeof(totals) / sizeof(totals[0]); i++)
		fprintf(stream, "%*s", FIGURE_WIDTH - 1, totals[i]);
	for (phase = 0; phase < WT_PHASES_CLIENT; phase++)
		if (is_shown(secure, phase))
			fprintf(stream, "%*s", phase_width(phase), wt_phase_name(WT_CLIENT, phase));
	fputc('\n', stream);
	(void)fflush(stream);
}

/* A size without an answer has no figures: a dash is no measured zero. */
static void print_none(FILE *stream, bool secure)
{
	int columns = 5 + (secure ? WT_PHASES_CLIENT : WT_PHASES_CLIENT - 1), i;

	for (i = 0; i < columns; i++)
		fprintf(stream, "%*s", secure && i == 6 ? HANDSHAKE_WIDTH : FIGURE_WIDTH - 1, "-");
}

static void print_figures(FILE *stream, bool secure, const struct wt_summary *summary)
{
	const struct wt_figures *total = &summary->total;
	int phase;

	print_figure(stream, FIGURE_WIDTH - 1, total->min_ns);
	print_figure(stream, FIGURE_WIDTH - 1, total->p50_ns);
	print_figure(stream, FIGURE_WIDTH - 1, total->p90_ns);
	print_figure(stream, FIGURE_WIDTH - 1, total->p99_ns);
	print_figure(stream, FIGURE_WIDTH - 1, total->max_ns);
	for (phase = 0; phase < WT_PHASES_CLIENT; phase++)
		if (is_shown(secure, phase))
			print_figure(stream, phase_width(phase), summary->phases[phase].p50_ns);
}

void wt_table_row(FILE *stream, bool secure, const struct wt_summary *summary)
{
	fprintf(stream, "%7" PRIu32 "%9" PRIu64, summary->size_bytes, summary->answered);
	if (summary->answered == 0)
		print_none(stream, secure);
	else
		print_figures(stream, secure, summary);
	if (summary->lost > 0)
		fprintf(stream, "  %" PRIu64 " lost", summary->lost);
	if (summary->failed > 0)
		fprintf(stream, "  %" PRIu64 " failed", summary->failed);
	fputc('\n', stream);
	(void)fflush(stream);
}

void wt_table_try(FILE *stream, enum wt_role role, bool secure, const struct wt_try *one)
{
	char text[NUMBER_BYTES];
	int phase;

	fprintf(stream, "size %-7" PRIu32 " try %-6" PRIu32 " %s", one->size_bytes, one->number,
		one->cold ? "cold " : "");
	if (one->ok && role == WT_CLIENT)
		fprintf(stream, "total %s", microseconds(one->total_ns, text));
	else if (one->ok)
		fputs("answered", stream);
	else
		fprintf(stream, "%s", wt_status_name(one->status));
	for (phase = 0; phase < wt_phase_count(role); phase++)
		if (is_shown(secure, phase))
			fprintf(stream, "  %s %s", wt_phase_name(role, phase),
				microseconds(one->phases[phase].ns, text));
	if (!one->ok && one->reason[0] != '\0')
		fprintf(stream, "  (%s)", one->reason);
	fputc('\n', stream);
}
