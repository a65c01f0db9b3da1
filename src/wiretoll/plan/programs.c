/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "record_fields.h"

enum { PROGRAMS_SCHEMA = 1, PROGRAMS_MAX = 2 * WT_SERIES_MAX };

static const int64_t bytes_max = INT64_C(1) << 40;

/* What a program is called in the file: its path without the folder of the build. */
static const char *name_of(const struct wt_plan *plan, const char *path)
{
	return path + strlen(plan->build) + 1;
}

/* A library that is loaded and not linked; only those of TLS are of interest. */
static void take_needed(const char *library, void *context)
{
	static const char *const tls[] = { "libssl.", "libcrypto.", "libwolfssl." };
	struct wt_program_file *program = context;

	for (size_t i = 0; i < sizeof tls / sizeof *tls; i++)
		if (!strncmp(library, tls[i], strlen(tls[i])))
			wt_text_add(program->shared, sizeof program->shared, ", ", "%.40s", library);
}

bool wt_program_file_measure(struct wt_program_file *program, const char *path, struct wt_reason *reason)
{
	*program->shared = '\0';
	return wt_elf_measure(path, &program->sizes, take_needed, program, reason);
}

/* FNV-1a of the file's bytes: programs built anew of other sources can have sections of the same sizes. */
static void take_sum(struct wt_program_file *program, const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned char bytes[16384];
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	size_t got;

	*program->sum = '\0';
	if (!file)
		return;
	while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
		for (size_t i = 0; i < got; i++)
			sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	if (!ferror(file))
		snprintf(program->sum, sizeof program->sum, "%016" PRIx64, sum);
	fclose(file);
}

static json_t *program_json(const struct wt_program_file *program)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:s, s:s}", "name", program->name, "text_bytes",
			 (json_int_t)program->sizes.text_bytes, "data_bytes", (json_int_t)program->sizes.data_bytes,
			 "bss_bytes", (json_int_t)program->sizes.bss_bytes, "shared", program->shared, "fnv1a",
			 program->sum);
}

/* Measures one end of a series, once. What cannot be measured is left out: a run does not hang on it. */
static void add_program(json_t *list, json_t *known, const struct wt_plan *plan, const struct wt_series *series,
			enum wt_role role)
{
	struct wt_program_file program;
	struct wt_reason unused;
	char path[WT_PROGRAM_BYTES];

	wt_plan_program(plan, series, role, path);
	wt_text_copy(program.name, sizeof program.name, name_of(plan, path));
	if (json_object_get(known, program.name) || !wt_program_file_measure(&program, path, &unused))
		return;
	take_sum(&program, path);
	json_object_set_new(known, program.name, json_true());
	json_array_append_new(list, program_json(&program));
}

bool wt_programs_write(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason)
{
	json_t *list = json_array(), *known = json_object(), *json;
	char path[WT_FILE_BYTES], *text;
	bool written;

	for (size_t i = 0; i < plan->series_count; i++) {
		if (*plan->series[i].unsupported)
			continue;
		add_program(list, known, plan, &plan->series[i], WT_CLIENT);
		add_program(list, known, plan, &plan->series[i], WT_SERVER);
	}
	json_decref(known);
	json = json_pack("{s:i, s:s, s:o}", "schema", PROGRAMS_SCHEMA, "record", "programs", "programs", list);
	text = json ? json_dumps(json, JSON_INDENT(1)) : NULL;
	snprintf(path, sizeof path, "%s/programs.json", folder->path);
	written = text ? wt_file_write(path, text, strlen(text), reason)
		       : wt_reason_set(reason, "%s: memory is short", path);
	free(text);
	json_decref(json);
	return written;
}

static bool read_program(struct wt_program_file *to, const json_t *from, struct wt_reason *reason)
{
	int64_t text = 0, data = 0, bss = 0;

	if (!wt_record_number(from, "text_bytes", bytes_max, &text, reason) ||
	    !wt_record_number(from, "data_bytes", bytes_max, &data, reason) ||
	    !wt_record_number(from, "bss_bytes", bytes_max, &bss, reason))
		return false;
	wt_record_text(from, "name", to->name, sizeof to->name);
	wt_record_text(from, "shared", to->shared, sizeof to->shared);
	wt_record_text(from, "fnv1a", to->sum, sizeof to->sum);
	to->sizes.text_bytes = (uint64_t)text;
	to->sizes.data_bytes = (uint64_t)data;
	to->sizes.bss_bytes = (uint64_t)bss;
	return true;
}

static bool read_all(struct wt_programs *programs, const json_t *json, struct wt_reason *reason)
{
	const json_t *list = json_object_get(json, "programs");
	size_t count = json_array_size(list);
	int64_t schema = 0;

	if (!wt_record_number(json, "schema", INT32_MAX, &schema, reason))
		return false;
	if (schema != PROGRAMS_SCHEMA)
		return wt_reason_set(reason, "schema %lld; this wiretoll reads %d", (long long)schema, PROGRAMS_SCHEMA);
	if (!json_is_array(list) || count > PROGRAMS_MAX)
		return wt_reason_set(reason, "'programs' is missing, or not a list of at most %d", PROGRAMS_MAX);
	programs->list = calloc(count + 1, sizeof *programs->list);
	if (!programs->list)
		return wt_reason_set(reason, "memory is short");
	for (size_t i = 0; i < count; i++)
		if (!read_program(&programs->list[i], json_array_get(list, i), reason))
			return false;
	programs->count = count;
	return true;
}

void wt_programs_read(struct wt_programs *programs, const struct wt_folder *folder, struct wt_reason *why)
{
	char path[WT_FILE_BYTES];
	struct wt_reason reason = { "" };
	char text[JSON_ERROR_TEXT_LENGTH] = "no file";
	json_error_t error;
	json_t *json;

	*programs = (struct wt_programs){ NULL, 0 };
	wt_reason_set(why, "the programs' sizes were not noted in this run");
	snprintf(path, sizeof path, "%s/programs.json", folder->path);
	if (access(path, F_OK) != 0)
		return;
	json = wt_file_json(path, &error);
	if (!json && error.line >= 0)
		wt_text_copy(text, sizeof text, error.text);
	if (!json)
		wt_reason_set(&reason, "not JSON: %s", text);
	if (json && read_all(programs, json, &reason))
		*why->text = '\0';
	else
		wt_reason_set(why, "programs.json: %.200s", reason.text);
	json_decref(json);
}

void wt_programs_free(struct wt_programs *programs)
{
	free(programs->list);
	*programs = (struct wt_programs){ NULL, 0 };
}

const struct wt_program_file *wt_programs_find(const struct wt_programs *programs, const struct wt_plan *plan,
					       const struct wt_series *series, enum wt_role role)
{
	char path[WT_PROGRAM_BYTES];

	wt_plan_program(plan, series, role, path);
	for (size_t i = 0; i < programs->count; i++)
		if (!strcmp(programs->list[i].name, name_of(plan, path)))
			return &programs->list[i];
	return NULL;
}

static bool is_unchanged(const struct wt_programs *noted, const struct wt_plan *plan, const struct wt_series *series,
			 enum wt_role role, struct wt_reason *reason)
{
	const struct wt_program_file *then = wt_programs_find(noted, plan, series, role);
	struct wt_program_file now = { .name = "" };
	struct wt_reason unused;
	char path[WT_PROGRAM_BYTES];
	bool sizes;

	wt_plan_program(plan, series, role, path);
	if (!then || !wt_program_file_measure(&now, path, &unused))
		return true;
	take_sum(&now, path);
	sizes = now.sizes.text_bytes == then->sizes.text_bytes && now.sizes.data_bytes == then->sizes.data_bytes &&
		now.sizes.bss_bytes == then->sizes.bss_bytes && !strcmp(now.shared, then->shared);
	/* a folder of an older version has no sum */
	if (sizes && (!*then->sum || !*now.sum || !strcmp(now.sum, then->sum)))
		return true;
	return wt_reason_set(reason,
			     "%s: was built again since this run began, %s; "
			     "valid: a new run, without --continue",
			     path, sizes ? "its bytes are others" : "its sections have other sizes");
}

bool wt_programs_unchanged(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason)
{
	struct wt_programs noted;
	struct wt_reason unused;
	bool same = true;

	wt_programs_read(&noted, folder, &unused);
	for (size_t i = 0; same && i < plan->series_count; i++)
		same = *plan->series[i].unsupported ||
		       (is_unchanged(&noted, plan, &plan->series[i], WT_CLIENT, reason) &&
			is_unchanged(&noted, plan, &plan->series[i], WT_SERVER, reason));
	wt_programs_free(&noted);
	return same;
}
