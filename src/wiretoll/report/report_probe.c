/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <stdio.h>

#include "validity.h"

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
		snprintf(text, WT_PROBE_SAID_BYTES,
			 "dirty after %s; what that costs is not known, since it has no SHA-256", names);
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

void wt_report_probes(const struct wt_results *results, struct wt_document *document)
{
	char said[WT_PROBE_SAID_BYTES];

	if (!any_told(results))
		return;
	WT_SAY_HEADING(document, "Vector registers, as the libraries leave them");
	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];
		bool bad = probe->state == WT_PROBE_FAILED || probe->behind_copy >= wt_probe_limit;

		wt_probe_said(probe, said);
		wt_say(document, WT_BLOCK_ITEM, bad ? WT_TONE_BAD : WT_TONE_PLAIN, "", "%s%s: %s", probe->variant,
		       whose(results, probe), said);
	}
}
