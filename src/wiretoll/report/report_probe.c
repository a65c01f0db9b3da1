/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_probe.h"

#include <stdio.h>

#include "escape.h"
#include "report_lines.h"
#include "validity_vectors.h"

static const char title[] = "Vector registers, as the libraries leave them";

/* "117", "1.3" */
static const char *times(double factor, char text[32])
{
	snprintf(text, 32, factor < 10.0 ? "%.2f" : "%.0f", factor);
	return text;
}

static void say_dirty(const struct wt_probe_told *probe, char *text)
{
	char names[WT_PROBE_NAMES_BYTES], straight[32], copied[32];

	wt_probe_names(probe, names);
	if (probe->behind_copy > 0.0)
		snprintf(text, WT_PROBE_SAID_BYTES,
			 "dirty after %s; its SHA-256 then takes %s times as long, and %s times once the C library has "
			 "copied something, as in a handshake",
			 names, times(probe->straight, straight), times(probe->behind_copy, copied));
	else
		snprintf(text, WT_PROBE_SAID_BYTES, "dirty after %s; what that costs is not known, since it has no SHA-256",
			 names);
}

void wt_probe_said(const struct wt_probe_told *probe, char text[WT_PROBE_SAID_BYTES])
{
	char soiled[32];

	if (probe->state == WT_PROBE_MISSING)
		snprintf(text, WT_PROBE_SAID_BYTES, "not asked");
	else if (probe->state == WT_PROBE_FAILED)
		snprintf(text, WT_PROBE_SAID_BYTES, "FAILED: %s", probe->why.text);
	else if (probe->registers == WT_REGISTERS_DIRTY)
		say_dirty(probe, text);
	else if (probe->registers == WT_REGISTERS_UNKNOWN)
		snprintf(text, WT_PROBE_SAID_BYTES, "unknown: %s", probe->reason);
	else if (probe->registers == WT_REGISTERS_NONE)
		snprintf(text, WT_PROBE_SAID_BYTES, "not applicable: %s", probe->reason);
	else if (probe->soiled > 0.0)
		snprintf(text, WT_PROBE_SAID_BYTES,
			 "clean; on this processor its SHA-256 would take %s times as long with all of them dirty",
			 times(probe->soiled, soiled));
	else
		snprintf(text, WT_PROBE_SAID_BYTES, "clean");
}

static bool any_told(const struct wt_results *results)
{
	for (size_t i = 0; i < results->probes.count; i++)
		if (results->probes.list[i].state != WT_PROBE_MISSING)
			return true;
	return false;
}

/* Where the ends are two machines, which of them. */
static const char *whose(const struct wt_results *results, const struct wt_probe_told *probe)
{
	if (results->plan.target.way == WT_WAY_LOCAL)
		return "";
	return probe->role == WT_CLIENT ? " (client)" : " (server)";
}

void wt_probe_text(const struct wt_results *results, FILE *stream)
{
	char said[WT_PROBE_SAID_BYTES], line[WT_PROBE_SAID_BYTES + 2 * WT_FACT_BYTES];

	if (!any_told(results))
		return;
	fprintf(stream, "\n%s\n", title);
	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];

		wt_probe_said(probe, said);
		snprintf(line, sizeof line, "%s%s: %s", probe->variant, whose(results, probe), said);
		fputs("  ", stream);
		wt_report_wrapped(stream, 4, line);
	}
}

void wt_probe_markdown(const struct wt_results *results, FILE *stream)
{
	char said[WT_PROBE_SAID_BYTES];

	if (!any_told(results))
		return;
	fprintf(stream, "\n## %s\n\n", title);
	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];

		wt_probe_said(probe, said);
		fprintf(stream, "- %s%s: ", probe->variant, whose(results, probe));
		wt_markdown_text(said, stream);
		fputc('\n', stream);
	}
}

void wt_probe_page(const struct wt_results *results, FILE *page)
{
	char said[WT_PROBE_SAID_BYTES];

	if (!any_told(results))
		return;
	fprintf(page, "<h2>%s</h2>\n<ul>\n", title);
	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];
		bool bad = probe->state == WT_PROBE_FAILED || probe->behind_copy >= wt_probe_limit;

		wt_probe_said(probe, said);
		fputs(bad ? "<li class=\"bad\">" : "<li>", page);
		wt_html_text(probe->variant, page);
		fprintf(page, "%s: ", whose(results, probe));
		wt_html_text(said, page);
		fputs("</li>\n", page);
	}
	fputs("</ul>\n", page);
}

static json_t *factor(double value)
{
	return value > 0.0 ? json_real(value) : json_null();
}

json_t *wt_probe_json(const struct wt_results *results)
{
	static const char *const states[] = { "missing", "done", "failed" };
	static const char *const registers[] = { "untold", "clean", "dirty", "unknown", "not applicable" };
	json_t *list = json_array();

	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];
		bool done = probe->state == WT_PROBE_DONE;

		json_array_append_new(
			list, json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?, s:o, s:o, s:o, s:O?}", "variant",
					probe->variant, "end", probe->role == WT_CLIENT ? "client" : "server", "state",
					states[probe->state], "why", done ? NULL : probe->why.text, "registers",
					done ? registers[probe->registers] : NULL, "reason",
					done && *probe->reason ? probe->reason : NULL, "straight_factor",
					factor(done ? probe->straight : 0.0), "factor",
					factor(done ? probe->behind_copy : 0.0), "soiled_factor",
					factor(done ? probe->soiled : 0.0), "record", done ? probe->record : NULL));
	}
	return list;
}
