/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validity.h"

#include <stdio.h>
#include <string.h>

const double wt_probe_limit = 1.5;

static const char dirty_registers[] = "vector registers";

void wt_probe_names(const struct wt_probe_told *probe, char names[WT_PROBE_NAMES_BYTES])
{
	*names = '\0';
	for (size_t i = 0; i < WT_PROBE_OPERATIONS; i++)
		if (probe->dirty_after[i])
			wt_text_add(names, WT_PROBE_NAMES_BYTES, ", ", "%s", wt_probe_operations[i]);
	for (char *at = names; (at = strchr(at, '_')) != NULL;)
		*at = ' ';
}

/* A library that spoils its own speed: where handshakes meet it, its figures are not what it can do. */
static void check_dirty(struct wt_validity *to, const struct wt_probe_told *probe)
{
	char names[WT_PROBE_NAMES_BYTES];

	wt_probe_names(probe, names);
	if (probe->behind_copy >= wt_probe_limit) {
		wt_warn_of(
			to, WT_GRAVE, dirty_registers, probe->variant,
			"%.30s %.40s (variant %.32s) leaves them dirty after %s, and on this processor its SHA-256 is then "
			"%.0f times slower, as in its handshakes: a mended build is faster (docs/method.md)",
			probe->library, probe->version, probe->variant, names, probe->behind_copy);
	} else if (probe->straight >= wt_probe_limit) {
		wt_warn_of(
			to, WT_NOTICE, dirty_registers, probe->variant,
			"%.30s %.40s (variant %.32s) leaves them dirty after %s; its SHA-256 is then %.0f times slower, until the "
			"C library copies something, which cleans them here: elsewhere it may not",
			probe->library, probe->version, probe->variant, names, probe->straight);
	} else {
		wt_warn_of(to, WT_NOTICE, dirty_registers, probe->variant,
			   "%.30s %.40s (variant %.32s) leaves them dirty after %s; %s", probe->library, probe->version,
			   probe->variant, names,
			   probe->behind_copy > 0.0 ? "this processor does not mind"
						    : "what that costs here is not known");
	}
}

void wt_validity_vectors(struct wt_validity *to, const struct wt_results *results)
{
	const struct wt_probe_told *unknown = NULL;

	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];

		/* What it guards against may be there. */
		if (probe->state == WT_PROBE_FAILED)
			wt_warn_of(to, WT_GRAVE, "failed probe", probe->variant,
				   "whether %.32s leaves vector registers dirty is not known: %.200s", probe->variant,
				   probe->why.text);
		if (probe->state != WT_PROBE_DONE)
			continue;
		if (probe->registers == WT_REGISTERS_DIRTY)
			check_dirty(to, probe);
		else if (probe->registers == WT_REGISTERS_UNKNOWN && !unknown)
			unknown = probe;
	}
	if (unknown)
		wt_warn_of(to, WT_NOTICE, dirty_registers, unknown->variant,
			   "whether %.32s leaves them dirty is not known: %.180s", unknown->variant, unknown->reason);
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
