/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <jansson.h>

#include "json_clean.h"
#include "median.h"

enum { NO_SIZE = -1 };

/* One cell: the tries in the order of time, and what was counted, in the same order. */
struct cell {
	int *size; /* index into the plan's sizes; NO_SIZE: cold or not answered */
	size_t tries, size_room;
	size_t written; /* records of a datagram server that are counted, and are none of a try: see fits() */
	struct wt_guest_list exchange, handshake;
	bool bad;
};

static bool append(struct wt_guest_list *list, double value)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		double *more = realloc(list->value, room * sizeof *more);

		if (!more)
			return false;
		list->value = more;
		list->room = room;
	}
	list->value[list->count++] = value;
	return true;
}

/* Reads the lines of a JSON file; a file that is missing or malformed has none. */
static bool each_line(const char *path, bool (*take)(struct cell *, const struct wt_plan *, json_t *),
		      struct cell *cell, const struct wt_plan *plan)
{
	struct wt_reason unused;
	FILE *file = wt_file_open(path, &unused);
	char *line = NULL;
	size_t room = 0;
	bool good = true;

	if (!file) {
		cell->bad = true;
		return true;
	}
	while (good && getline(&line, &room, file) > 0) {
		json_error_t error;
		json_t *record = wt_json_clean(json_loads(line, 0, &error));

		if (!record) {
			cell->bad = true;
			break;
		}
		good = take(cell, plan, record);
		json_decref(record);
	}
	free(line);
	fclose(file);
	return good;
}

static bool is_record(const json_t *record, const char *name)
{
	const char *text = json_string_value(json_object_get(record, "record"));

	return text && !strcmp(text, name);
}

static bool take_try(struct cell *cell, const struct wt_plan *plan, json_t *record)
{
	json_int_t size = json_integer_value(json_object_get(record, "size"));
	bool counts = json_is_true(json_object_get(record, "ok")) && !json_is_true(json_object_get(record, "cold"));
	int index = NO_SIZE;

	cell->written += is_record(record, "handshake") || is_record(record, "end");
	if (!is_record(record, "try"))
		return true;
	for (size_t i = 0; counts && i < plan->sizes.count; i++)
		if (plan->sizes.bytes[i] == size)
			index = (int)i;
	if (cell->tries == cell->size_room) {
		size_t room = cell->size_room ? 2 * cell->size_room : 64;
		int *more = realloc(cell->size, room * sizeof *more);

		if (!more)
			return false;
		cell->size = more;
		cell->size_room = room;
	}
	cell->size[cell->tries++] = index;
	return true;
}

static bool take_count(struct cell *cell, const struct wt_plan *plan, json_t *record)
{
	json_int_t all = json_integer_value(json_object_get(record, "instructions"));
	json_int_t handshake = json_integer_value(json_object_get(record, "handshake_instructions"));

	(void)plan;
	if (!is_record(record, "guest"))
		return true;
	if (all <= 0 || handshake < 0 || handshake > all) {
		cell->bad = true;
		return true;
	}
	return append(&cell->exchange, (double)all) && append(&cell->handshake, (double)handshake);
}

/* Joins by the order of time: a program makes one exchange after the other. */
static bool join(struct wt_guest_series *guest, const struct cell *cell)
{
	for (size_t i = 0; i < cell->tries; i++) {
		if (cell->size[i] == NO_SIZE)
			continue;
		if (!append(&guest->exchange[cell->size[i]], cell->exchange.value[i]))
			return false;
		if (cell->handshake.value[i] > 0 && !append(&guest->handshake, cell->handshake.value[i]))
			return false;
	}
	return true;
}

/*
 * A server counts its end as one more. Of a datagram server each record that it writes ends a count, so behind those
 * of the tries there is one for each that follows: its first handshake and its end.
 */
static bool fits(const struct cell *cell, const struct wt_plan *plan, const struct wt_row *row)
{
	bool by_records = plan->target.board_role == WT_SERVER && wt_row_is_datagram(row);
	size_t more = by_records && cell->written > 1 ? cell->written : 1;

	return !cell->bad && cell->tries <= cell->exchange.count && cell->exchange.count <= cell->tries + more;
}

/* Neither records nor a note why there are none. */
static bool was_made(const struct wt_results *results, size_t series, uint32_t round, const char *records)
{
	const char *const files[] = { records, "failed" };
	char path[WT_FILE_BYTES];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		wt_folder_cell(&results->folder, &results->plan.series[series], wt_cell_of_round(round), files[i],
			       path);
		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

static bool read_cell(struct wt_guest_series *guest, const struct wt_results *results, size_t series, uint32_t round)
{
	const struct wt_plan *plan = &results->plan;
	const char *end = plan->target.board_role == WT_CLIENT ? "client" : "server";
	struct cell cell = { 0 };
	char path[WT_FILE_BYTES], records[32], counts[32];
	bool good;

	snprintf(records, sizeof records, "%s.jsonl", end);
	snprintf(counts, sizeof counts, "%s.guest.jsonl", end);
	if (!was_made(results, series, round, records)) {
		guest->not_made++;
		return true;
	}
	wt_folder_cell(&results->folder, &plan->series[series], wt_cell_of_round(round), records, path);
	good = each_line(path, take_try, &cell, plan);
	wt_folder_cell(&results->folder, &plan->series[series], wt_cell_of_round(round), counts, path);
	good = good && each_line(path, take_count, &cell, plan);
	if (!fits(&cell, plan, &plan->series[series].row))
		guest->left_out++;
	else
		good = good && join(guest, &cell);
	free(cell.size);
	free(cell.exchange.value);
	free(cell.handshake.value);
	return good;
}

bool wt_guest_read(struct wt_guest_series *guest, const struct wt_results *results, size_t series,
		   struct wt_reason *reason)
{
	bool good = true;

	memset(guest, 0, sizeof *guest);
	for (uint32_t round = 0; good && round < results->plan.rounds; round++)
		good = read_cell(guest, results, series, round);
	return good || wt_reason_set(reason, "memory is short");
}

void wt_guest_free(struct wt_guest_series *guest)
{
	for (size_t i = 0; i < WT_SIZES_MAX; i++)
		free(guest->exchange[i].value);
	free(guest->handshake.value);
	memset(guest, 0, sizeof *guest);
}

double wt_guest_median(struct wt_guest_list *list)
{
	return wt_median(list->value, list->count);
}

void wt_guest_quarters(struct wt_guest_list *list, double *lower, double *upper)
{
	*lower = *upper = (double)NAN;
	if (!list->count)
		return;
	gsl_sort(list->value, 1, list->count);
	*lower = gsl_stats_quantile_from_sorted_data(list->value, 1, list->count, 0.25);
	*upper = gsl_stats_quantile_from_sorted_data(list->value, 1, list->count, 0.75);
}
