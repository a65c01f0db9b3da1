/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe_file.h"

#include <errno.h>
#include <string.h>

static bool text_equals(const json_t *record, const char *field, const char *wanted, struct wt_reason *reason)
{
	const char *value = json_string_value(json_object_get(record, field));
	char told[WT_FACT_BYTES];

	if (value && !strcmp(value, wanted))
		return true;
	wt_text_copy(told, sizeof told, value ? value : "missing");
	return wt_reason_set(reason, "'%s' is %s; valid: %s", field, told, wanted);
}

static bool read_file(struct wt_probe_told *probe, FILE *file, const struct wt_plan *plan,
		      const struct wt_probe_place *place, struct wt_reason *reason)
{
	struct wt_reason why = { "" };
	json_t *record = wt_probe_record(file, reason);

	if (!record)
		return false;
	if (text_equals(record, "record", "probe", &why) &&
	    text_equals(record, "board", wt_probe_board(plan, place), &why) && wt_probe_take(probe, record, &why)) {
		probe->record = record;
		return true;
	}
	json_decref(record);
	return wt_reason_set(reason, "line 1: %.900s", why.text);
}

void wt_probe_read(struct wt_probe_told *probe, const struct wt_folder *folder, const struct wt_plan *plan,
		   const struct wt_probe_place *place)
{
	char path[WT_FILE_BYTES];
	struct wt_reason why = { "" };
	FILE *file;

	memset(probe, 0, sizeof *probe);
	memcpy(probe->variant, place->variant, sizeof probe->variant);
	probe->role = place->role;
	probe->state = WT_PROBE_FAILED;
	wt_probe_path(folder, place, "failed", path);
	if (wt_file_failure(path, &probe->why))
		return;
	wt_probe_path(folder, place, "jsonl", path);
	file = wt_file_open(path, &why);
	if (!file) {
		probe->state = errno == ENOENT ? WT_PROBE_MISSING : WT_PROBE_FAILED;
		wt_reason_set(&probe->why, "%s", probe->state == WT_PROBE_MISSING ? "it was not made" : why.text);
		return;
	}
	if (read_file(probe, file, plan, place, &why))
		probe->state = WT_PROBE_DONE;
	else
		wt_reason_set(&probe->why, "probe/%s.%s.jsonl, %.800s", place->variant,
			      place->role == WT_CLIENT ? "client" : "server", why.text);
	fclose(file);
}

/* Of an object in the record, or of the record itself. */
static const json_t *field_of(const json_t *record, const char *object, const char *field)
{
	return json_object_get(object ? json_object_get(record, object) : record, field);
}

/* A probe of another library or processor than that of the rounds says nothing of them. */
static bool is_of(const struct wt_probe_told *probe, const json_t *run, struct wt_reason *why)
{
	static const struct {
		const char *object, *field, *what;
	} rows[] = { { NULL, "variant", "variant" },
		     { "library", "name", "library" },
		     { "library", "version", "library's version" },
		     { "library", "source", "library's build" },
		     { "facts", "cpu", "processor" },
		     { "facts", "kernel", "kernel" } };

	for (size_t i = 0; run && i < sizeof rows / sizeof *rows; i++) {
		const json_t *ours = field_of(probe->record, rows[i].object, rows[i].field);
		const json_t *theirs = field_of(run, rows[i].object, rows[i].field);
		char a[WT_FACT_BYTES], b[WT_FACT_BYTES];

		if (!json_is_string(theirs) || json_equal(ours, theirs))
			continue;
		wt_text_copy(a, sizeof a, json_is_string(ours) ? json_string_value(ours) : "not told");
		wt_text_copy(b, sizeof b, json_string_value(theirs));
		return wt_reason_set(why, "probe/%s.%s.jsonl: its %s is %s, but that of the rounds %s", probe->variant,
				     probe->role == WT_CLIENT ? "client" : "server", rows[i].what, a, b);
	}
	return true;
}

static void hold_against_rounds(struct wt_probe_told *probe, const struct wt_results *results)
{
	const struct wt_plan *plan = &results->plan;
	bool peer = plan->target.way != WT_WAY_LOCAL && probe->role != plan->target.board_role;

	for (size_t i = 0; probe->state == WT_PROBE_DONE && i < plan->series_count; i++) {
		const struct wt_series_results *series = &results->series[i];
		const json_t *run = probe->role == WT_CLIENT ? series->client_run : series->server_run;

		if (!wt_row_is_secure(&plan->series[i].row) ||
		    (!peer && strcmp(plan->series[i].variant, probe->variant) != 0))
			continue;
		/* a series that the peer's library cannot do has a peer of another */
		if (peer && !json_equal(json_object_get(run, "variant"), json_object_get(probe->record, "variant")))
			continue;
		if (!is_of(probe, run, &probe->why))
			probe->state = WT_PROBE_FAILED;
	}
}

void wt_probes_read(struct wt_results *results)
{
	struct wt_probe_place places[WT_PROBES_MAX];

	results->probes.count = wt_probe_places(&results->plan, places);
	for (size_t i = 0; i < results->probes.count; i++) {
		wt_probe_read(&results->probes.list[i], &results->folder, &results->plan, &places[i]);
		hold_against_rounds(&results->probes.list[i], results);
	}
}

bool wt_probes_sound(const struct wt_results *results)
{
	for (size_t i = 0; i < results->probes.count; i++)
		if (results->probes.list[i].state == WT_PROBE_FAILED)
			return false;
	return true;
}
