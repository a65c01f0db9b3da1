/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "forms.h"
#include "folder.h"
#include "judge.h"
#include "probe_file.h"
#include "sections.h"
#include "results.h"
#include "screen.h"
#include "side_cells.h"
#include "terminal.h"

/* What a form is made of. */
struct source {
	const struct wt_judged *judged;
	const struct wt_document *document;
};

typedef bool (*writer)(const struct source *source, FILE *stream, struct wt_reason *reason);

static bool write_text(const struct source *source, FILE *stream, struct wt_reason *reason)
{
	(void)reason;
	wt_text(source->document, stream);
	return true;
}

static bool write_screen(const struct source *source, FILE *stream, struct wt_reason *reason)
{
	struct wt_document screen;
	bool good =
		wt_screen(source->judged, wt_terminal_columns(), &screen) || wt_reason_set(reason, "memory is short");

	if (good)
		wt_text(&screen, stream);
	wt_document_free(&screen);
	return good;
}

static bool write_page(const struct source *source, FILE *stream, struct wt_reason *reason)
{
	return wt_html(source->document, stream, reason);
}

static bool write_markdown(const struct source *source, FILE *stream, struct wt_reason *reason)
{
	(void)reason;
	wt_markdown(source->document, stream);
	return true;
}

static bool write_csv(const struct source *source, FILE *stream, struct wt_reason *reason)
{
	(void)reason;
	wt_export_csv(source->judged, stream);
	return true;
}

static bool write_json(const struct source *source, FILE *stream, struct wt_reason *reason)
{
	json_t *json = wt_export_json(source->judged);
	bool good = json && json_dumpf(json, stream, JSON_INDENT(1) | JSON_REAL_PRECISION(10)) == 0;

	json_decref(json);
	fputc('\n', stream);
	return good || wt_reason_set(reason, "memory is short");
}

static bool is_output(const char *path)
{
	return path && (!strcmp(path, "-") || !strcmp(path, "/dev/stdout"));
}

/* One file under two names; a device takes what both write. */
static bool is_same(const char *one, const char *other)
{
	struct stat a, b;
	bool there = stat(one, &a) == 0 && stat(other, &b) == 0;

	if (is_output(one) && is_output(other))
		return true;
	if (!there)
		return !strcmp(one, other);
	return S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool wt_report_wish_valid(const struct wt_report_wish *wish, struct wt_reason *reason)
{
	const struct {
		const char *name, *path;
	} forms[] = {
		{ "html", wish->html }, { "csv", wish->csv }, { "markdown", wish->markdown }, { "json", wish->json }
	};

	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			if (forms[i].path && forms[k].path && is_same(forms[i].path, forms[k].path))
				return wt_reason_set(reason,
						     "--%s %.200s: --%s goes there; valid: a place of its own for "
						     "each form",
						     forms[i].name, forms[i].path, forms[k].name);
	return true;
}

bool wt_report_to_output(const struct wt_report_wish *wish)
{
	return is_output(wish->html) || is_output(wish->csv) || is_output(wish->markdown) || is_output(wish->json);
}

/* Makes a form whole before any of it is written: to a file, to a stream, or to both; each may be NULL. */
static bool write_form(const struct source *source, writer write, const char *path, FILE *stream,
		       struct wt_reason *reason)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory;
	bool good;

	if (!path && !stream)
		return true;
	if (is_output(path)) {
		path = NULL;
		stream = stdout;
	}
	memory = open_memstream(&text, &length);
	if (!memory)
		return wt_reason_set(reason, "memory is short");
	good = write(source, memory, reason);
	if (fclose(memory) != 0 && good)
		good = wt_reason_set(reason, "memory is short");
	if (good && path)
		good = wt_file_write(path, text, length, reason);
	if (good && stream && write == write_screen && !wt_terminal_is_utf8()) {
		wt_terminal_ascii(text);
		length = strlen(text);
	}
	if (good && stream && (fwrite(text, 1, length, stream) != length || fflush(stream) != 0))
		good = wt_reason_set(reason, "the report cannot be written: %s", strerror(errno));
	free(text);
	return good;
}

/* Text first; the page alone may be wanting. */
static bool write_forms(const struct source *source, const struct wt_report_wish *wish, FILE *stream, const char *kept,
			struct wt_reason *reason)
{
	struct wt_reason unused = { "" };

	return write_form(source, write_text, kept, wish->screen ? NULL : stream, reason) &&
	       write_form(source, write_screen, NULL, wish->screen ? stream : NULL, reason) &&
	       (write_form(source, write_page, wish->html, NULL, wish->page_optional ? &unused : reason) ||
		wish->page_optional) &&
	       write_form(source, write_csv, wish->csv, NULL, reason) &&
	       write_form(source, write_markdown, wish->markdown, NULL, reason) &&
	       write_form(source, write_json, wish->json, NULL, reason);
}

static bool report(const struct wt_results *results, const struct wt_report_wish *wish, FILE *stream, bool keep,
		   bool *complete, struct wt_reason *reason)
{
	unsigned forms = WT_FORM_TEXT | (wish->html ? WT_FORM_HTML : 0) | (wish->markdown ? WT_FORM_MARKDOWN : 0);
	struct wt_judged *judged = calloc(1, sizeof *judged);
	struct wt_document document = { .failed = false };
	const struct source source = { judged, &document };
	char kept[WT_FILE_BYTES];
	bool good = false;

	snprintf(kept, sizeof kept, "%s/report.txt", results->folder.path);
	if (!judged || !wt_judge(judged, results, wish->allow_unlike) ||
	    !wt_report_document(judged, forms, &document)) {
		wt_reason_set(reason, "memory is short");
	} else {
		*complete = judged->complete && wt_side_cells_complete(results) && wt_probes_sound(results);
		good = write_forms(&source, wish, stream, keep ? kept : NULL, reason);
	}
	wt_document_free(&document);
	if (judged)
		wt_judged_free(judged);
	free(judged);
	return good;
}

bool wt_report_wished(const char *path, const struct wt_report_wish *wish, FILE *stream, bool keep, bool *complete,
		      struct wt_reason *reason)
{
	struct wt_results *results = wt_results_open(path, reason);
	bool good = results && report(results, wish, stream, keep, complete, reason);

	wt_results_close(results);
	return good;
}

bool wt_report_run_made(const char *path, FILE *stream, bool full, bool *complete, struct wt_reason *reason)
{
	char page[WT_FILE_BYTES];
	/* The page is an extra: a desk without gnuplot has its table all the same. */
	const struct wt_report_wish wish = { .html = page, .page_optional = true, .screen = !full };

	snprintf(page, sizeof page, "%s/report.html", path);
	return wt_report_wished(path, &wish, stream, true, complete, reason);
}
