/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole folder of results, read, judged and told in every form but the plots
 * (gnuplot's). Without a plan.json among the files, the plan is that of the seeds.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "diff.h"
#include "forms.h"
#include "folder.h"
#include "judge.h"
#include "plan_make.h"
#include "sections.h"
#include "results.h"
#include "support.h"

/* Larger plans are no other code, only slower. */
enum { CELLS_MAX = 64, TRIES_MAX = 4096 };

static char *plan_text;
static size_t plan_length;
static struct wt_results *results;
static struct wt_judged *judged;

static void keep_plan(const struct wt_plan *plan)
{
	struct wt_folder folder;
	struct wt_reason reason;
	char path[WT_FILE_BYTES];
	FILE *file;

	FUZZ_HOLDS(wt_folder_open(&folder, fuzz_folder(), &reason));
	FUZZ_HOLDS(wt_plan_write(plan, &folder, &reason));
	snprintf(path, sizeof path, "%s/plan.json", folder.path);
	file = fopen(path, "re");
	plan_text = calloc(1, 65536);
	FUZZ_HOLDS(file && plan_text);
	plan_length = fread(plan_text, 1, 65536, file);
	fclose(file);
	remove(path);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct wt_request request = { .transports = { { "tcp", "tls1.3" }, 2 },
				      .variants = { { "wolfssl", "openssl" }, 2 },
				      .sizes = { { 16, 999 }, 2 },
				      .tries = 4,
				      .rounds = 2,
				      .seed = 1,
				      .timeout_ns = 5000000000,
				      .counters = "on",
				      .board = "host",
				      .build = "build",
				      .certs = "certs",
				      .host = "127.0.0.1" };
	struct wt_plan plan;
	struct wt_reason reason;

	(void)argc;
	(void)argv;
	FUZZ_HOLDS(wt_plan_make(&plan, &request, &reason));
	plan.created_us = 1;
	keep_plan(&plan);
	wt_plan_free(&plan);
	results = malloc(sizeof *results);
	judged = malloc(sizeof *judged);
	FUZZ_HOLDS(results && judged);
	return 0;
}

static bool is_small(const char *path)
{
	static struct wt_plan plan;
	struct wt_folder folder;
	struct wt_reason reason;
	bool small;

	FUZZ_HOLDS(wt_folder_open(&folder, path, &reason));
	small = !wt_plan_read(&plan, &folder, &reason) ||
		(plan.rounds * plan.series_count <= CELLS_MAX && plan.tries * plan.sizes.count <= TRIES_MAX);
	wt_plan_free(&plan);
	return small;
}

enum form { FORM_TERMINAL, FORM_PAGE };

static void put_page(const struct wt_document *document, FILE *stream)
{
	struct wt_reason reason;

	FUZZ_HOLDS(wt_html(document, stream, &reason));
}

/* What is told must be fit for a terminal, and no markup of a record may get into a page. */
static void tell(const struct wt_document *document, void (*put)(const struct wt_document *, FILE *), enum form form)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	FUZZ_HOLDS(memory);
	put(document, memory);
	FUZZ_HOLDS(fclose(memory) == 0);
	if (form == FORM_PAGE)
		FUZZ_HOLDS(!strstr(text, "<script") && !strstr(text, "<img"));
	else
		fuzz_check_printable(text, length);
	free(text);
}

static void tell_document(void)
{
	struct wt_document document;

	FUZZ_HOLDS(wt_report_document(judged, WT_FORM_ALL, &document));
	for (size_t i = 0; i < document.count; i++)
		if (document.block[i].kind == WT_BLOCK_FIGURE)
			document.block[i].forms = 0;
	tell(&document, wt_text, FORM_TERMINAL);
	tell(&document, wt_markdown, FORM_TERMINAL);
	tell(&document, put_page, FORM_PAGE);
	wt_document_free(&document);
}

static void tell_csv(void)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	FUZZ_HOLDS(memory);
	wt_export_csv(judged, memory);
	FUZZ_HOLDS(fclose(memory) == 0);
	free(text);
}

static void tell_json(void)
{
	json_t *json = wt_export_json(judged);
	char *text = json ? json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(10)) : NULL;

	FUZZ_HOLDS(text);
	free(text);
	json_decref(json);
}

static void check_counts(void)
{
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_series_results *one = &results->series[i];

		FUZZ_HOLDS(one->planned == one->answered + one->lost + one->failed + one->not_made);
		FUZZ_HOLDS(one->planned == 0 || one->not_made <= one->planned);
	}
}

static void compare_with_itself(void)
{
	struct wt_diff diff = { .changes = NULL };
	struct wt_reason reason = { "" };

	if (wt_diff_make(&diff, judged, judged, 0.05, false, &reason))
		FUZZ_HOLDS(diff.regressions == 0);
	else
		fuzz_check_reason(&reason);
	wt_diff_free(&diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wt_reason reason = { "" };

	fuzz_unpack(data, size);
	if (!fuzz_wrote("plan.json"))
		fuzz_write("plan.json", plan_text, plan_length);
	if (!is_small(fuzz_folder()))
		goto out;
	if (!wt_results_read(results, fuzz_folder(), &reason)) {
		fuzz_check_reason(&reason);
	} else {
		check_counts();
		FUZZ_HOLDS(wt_judge(judged, results, size % 2));
		tell_document();
		tell_csv();
		tell_json();
		compare_with_itself();
		wt_judged_free(judged);
	}
	wt_results_free(results);
out:
	fuzz_clean();
	return 0;
}
