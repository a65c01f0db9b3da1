/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "side_cells.h"
#include "judge.h"
#include "probe_file.h"
#include "report_document.h"
#include "results.h"
#include "text.h"

/* The text, to the folder when it is to be kept there, and to the stream where there is one. */
static bool put_text(const struct wt_document *document, const struct wt_folder *folder, FILE *stream, bool keep,
		     struct wt_reason *reason)
{
	char path[WT_FILE_BYTES], *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);
	bool good;

	if (!memory)
		return wt_reason_set(reason, "memory is short");
	wt_text(document, memory);
	good = fclose(memory) == 0 || wt_reason_set(reason, "memory is short");
	snprintf(path, sizeof path, "%s/report.txt", folder->path);
	good = good && (!keep || wt_file_write(path, text, length, reason));
	if (good && stream && (fwrite(text, 1, length, stream) != length || fflush(stream) != 0))
		good = wt_reason_set(reason, "the report cannot be written: %s", strerror(errno));
	free(text);
	return good;
}

static bool print_judged(const struct wt_results *results, const struct wt_report_wish *wish,
			 FILE *stream, bool keep, bool *complete, struct wt_reason *reason)
{
	struct wt_judged *judged = calloc(1, sizeof *judged);
	struct wt_document document = { .failed = false };
	bool good = false;

	if (!judged || !wt_judge(judged, results, wish->allow_unlike) ||
	    !wt_report_document(judged, wt_report_forms(wish), &document)) {
		wt_reason_set(reason, "memory is short");
	} else {
		*complete = judged->complete && wt_side_cells_complete(results) && wt_probes_sound(results);
		good = put_text(&document, &results->folder, stream, keep, reason) &&
		       wt_report_files(judged, &document, wish, reason);
	}
	wt_document_free(&document);
	if (judged)
		wt_judged_free(judged);
	free(judged);
	return good;
}

bool wt_report_wished(const char *path, const struct wt_report_wish *wish, FILE *stream, bool keep,
		      bool *complete, struct wt_reason *reason)
{
	struct wt_results *results = wt_results_open(path, reason);
	bool good = results && print_judged(results, wish, stream, keep, complete, reason);

	wt_results_close(results);
	return good;
}

bool wt_report_folder(const char *path, FILE *stream, bool keep, bool *complete,
		      struct wt_reason *reason)
{
	char page[WT_FILE_BYTES];
	/* The page is an extra: a desk without gnuplot has its table all the same. */
	const struct wt_report_wish wish = { .html = keep ? page : NULL, .page_optional = true };

	snprintf(page, sizeof page, "%s/report.html", path);
	return wt_report_wished(path, &wish, stream, keep, complete, reason);
}
