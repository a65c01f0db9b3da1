/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validity.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const double wt_probe_limit = 1.5;

void wt_probe_names(const struct wt_probe_told *probe, char names[WT_PROBE_NAMES_BYTES])
{
	*names = '\0';
	for (size_t i = 0; i < WT_PROBE_OPERATIONS; i++)
		if (probe->dirty_after[i])
			wt_text_add(names, WT_PROBE_NAMES_BYTES, ", ", "%s", wt_probe_operations[i]);
	for (char *at = names; (at = strchr(at, '_')) != NULL;)
		*at = ' ';
}

/* Of one variant's figures alone. */
static void warn(struct wt_validity *to, enum wt_gravity gravity, const char *variant, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void warn(struct wt_validity *to, enum wt_gravity gravity, const char *variant, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	wt_validity_warn_of(to, gravity, "vector registers", variant, format, arguments);
	va_end(arguments);
}

/* A question that was asked and has no answer: what it guards against may be there. */
static void warn_failed(struct wt_validity *to, const struct wt_probe_told *probe, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void warn_failed(struct wt_validity *to, const struct wt_probe_told *probe, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	wt_validity_warn_of(to, WT_GRAVE, "failed probe", probe->variant, format, arguments);
	va_end(arguments);
}

/* A library that spoils its own speed: where handshakes meet it, its figures are not what it can do. */
static void check_dirty(struct wt_validity *to, const struct wt_probe_told *probe)
{
	char names[WT_PROBE_NAMES_BYTES];

	wt_probe_names(probe, names);
	if (probe->behind_copy >= wt_probe_limit) {
		warn(to, WT_GRAVE, probe->variant,
		     "%.30s %.40s (variant %.32s) leaves them dirty after %s, and on this processor its SHA-256 is then "
		     "%.0f times slower, as in its handshakes: a mended build is faster (docs/method.md)",
		     probe->library, probe->version, probe->variant, names, probe->behind_copy);
	} else if (probe->straight >= wt_probe_limit) {
		warn(to, WT_NOTICE, probe->variant,
		     "%.30s %.40s (variant %.32s) leaves them dirty after %s; its SHA-256 is then %.0f times slower, until the "
		     "C library copies something, which cleans them here: elsewhere it may not",
		     probe->library, probe->version, probe->variant, names, probe->straight);
	} else {
		warn(to, WT_NOTICE, probe->variant, "%.30s %.40s (variant %.32s) leaves them dirty after %s; %s",
		     probe->library, probe->version, probe->variant, names,
		     probe->behind_copy > 0.0 ? "this processor does not mind" : "what that costs here is not known");
	}
}

void wt_validity_vectors(struct wt_validity *to, const struct wt_results *results)
{
	const struct wt_probe_told *unknown = NULL;

	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];

		if (probe->state == WT_PROBE_FAILED)
			warn_failed(to, probe, "whether %.32s leaves vector registers dirty is not known: %.200s",
				    probe->variant, probe->why.text);
		if (probe->state != WT_PROBE_DONE)
			continue;
		if (probe->registers == WT_REGISTERS_DIRTY)
			check_dirty(to, probe);
		else if (probe->registers == WT_REGISTERS_UNKNOWN && !unknown)
			unknown = probe;
	}
	if (unknown)
		warn(to, WT_NOTICE, unknown->variant, "whether %.32s leaves them dirty is not known: %.180s",
		     unknown->variant, unknown->reason);
}

bool wt_validity_vectors_untold(const struct wt_results *results)
{
	const struct wt_run_record *board = &results->board;
	bool x86 = !strcmp(board->machine, "x86_64") || (board->machine[0] == 'i' && !strcmp(board->machine + 2, "86"));

	for (size_t i = 0; x86 && i < results->probes.count; i++)
		if (results->probes.list[i].state == WT_PROBE_MISSING)
			return true;
	return false;
}
