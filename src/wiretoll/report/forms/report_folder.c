/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "forms.h"
#include "folder.h"
#include "judge.h"
#include "output.h"
#include "probe_file.h"
#include "sections.h"
#include "results.h"
#include "screen.h"
#include "shell.h"
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

enum { PLACES = 4 };

/* A form with a place. */
struct place {
	const char *name, *path;
};

static void list_places(const struct wt_report_wish *wish, struct place places[PLACES])
{
	places[0] = (struct place){ "html", wish->html };
	places[1] = (struct place){ "csv", wish->csv };
	places[2] = (struct place){ "markdown", wish->markdown };
	places[3] = (struct place){ "json", wish->json };
}

bool wt_report_wish_valid(const struct wt_report_wish *wish, struct wt_reason *reason)
{
	struct place forms[PLACES];

	list_places(wish, forms);
	for (size_t i = 0; i < PLACES; i++)
		for (size_t k = 0; k < i; k++)
			if (forms[i].path && forms[k].path && is_same(forms[i].path, forms[k].path))
				return wt_reason_set(reason,
						     "--%s %.200s: --%s goes there; valid: a place of its own for "
						     "each form",
						     forms[i].name, forms[i].path, forms[k].name);
	return true;
}

/* A file is replaced as a whole, so its folder is written to; anything else is written to itself. */
static bool is_writable(const char *path)
{
	char folder[WT_FILE_BYTES];
	struct stat there;
	char *slash;

	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
		errno = S_ISDIR(there.st_mode) ? EISDIR : 0;
		return !errno && access(path, W_OK) == 0;
	}
	snprintf(folder, sizeof folder, "%s", path);
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	return access(slash ? folder : ".", W_OK | X_OK) == 0;
}

bool wt_report_wish_possible(const struct wt_report_wish *wish, struct wt_reason *reason)
{
	struct place forms[PLACES];

	list_places(wish, forms);
	for (size_t i = 0; i < PLACES; i++)
		if (forms[i].path && !is_output(forms[i].path) && !is_writable(forms[i].path))
			return wt_reason_set(reason,
					     "--%s %.200s: %s; valid: a file in a folder that can be written to",
					     forms[i].name, forms[i].path, strerror(errno));
	return !wish->html || wt_shell_finds("gnuplot") ||
	       wt_reason_set(reason, "--html: gnuplot, which draws the page's plots, is missing; install it: apt-get "
				     "install gnuplot-nox");
}

bool wt_report_to_output(const struct wt_report_wish *wish)
{
	return is_output(wish->html) || is_output(wish->csv) || is_output(wish->markdown) || is_output(wish->json);
}

/* Makes a form whole before any of it is written: to files, to a stream, or to all of them; each may be NULL. */
static bool write_form(const struct source *source, writer write, const char *path, const char *kept, FILE *stream,
		       struct wt_reason *reason)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory;
	bool good;

	if (!path && !kept && !stream)
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
	good = good && (!path || wt_file_write(path, text, length, reason)) &&
	       (!kept || wt_file_write(kept, text, length, reason));
	if (good && stream && write == write_screen && !wt_terminal_is_utf8()) {
		wt_terminal_ascii(text);
		length = strlen(text);
	}
	if (good && stream)
		wt_output(text, length);
	free(text);
	return good;
}

/* Text first, and last the page, which may fail: a desk without gnuplot has all the others, and one that nobody asked for is an extra. */
static bool write_forms(const struct source *source, const struct wt_report_wish *wish, FILE *stream,
			const char *kept_text, const char *kept_page, struct wt_reason *reason)
{
	struct wt_reason unused = { "" };

	return write_form(source, write_text, NULL, kept_text, wish->screen ? NULL : stream, reason) &&
	       write_form(source, write_screen, NULL, NULL, wish->screen ? stream : NULL, reason) &&
	       write_form(source, write_csv, wish->csv, NULL, NULL, reason) &&
	       write_form(source, write_markdown, wish->markdown, NULL, NULL, reason) &&
	       write_form(source, write_json, wish->json, NULL, NULL, reason) &&
	       (write_form(source, write_page, wish->html, kept_page, NULL, wish->html ? reason : &unused) ||
		!wish->html);
}

static unsigned forms_of(const struct wt_report_wish *wish)
{
	return WT_FORM_TEXT | (wish->html || wish->kept ? WT_FORM_HTML : 0) | (wish->markdown ? WT_FORM_MARKDOWN : 0);
}

static bool report(const struct wt_results *results, const struct wt_report_wish *wish, FILE *stream, bool *complete,
		   struct wt_reason *reason)
{
	struct wt_judged *judged = calloc(1, sizeof *judged);
	struct wt_document document = { .failed = false };
	const struct source source = { judged, &document };
	char text[WT_FILE_BYTES], page[WT_FILE_BYTES];
	bool good = false;

	snprintf(text, sizeof text, "%s/report.txt", results->folder.path);
	snprintf(page, sizeof page, "%s/report.html", results->folder.path);
	if (!judged || !wt_judge(judged, results, wish->allow_unlike) ||
	    !wt_report_document(judged, forms_of(wish), &document)) {
		wt_reason_set(reason, "memory is short");
	} else {
		*complete = judged->complete && wt_side_cells_complete(results) && wt_probes_sound(results);
		good = write_forms(&source, wish, stream, wish->kept ? text : NULL, wish->kept ? page : NULL, reason);
	}
	wt_document_free(&document);
	if (judged)
		wt_judged_free(judged);
	free(judged);
	return good;
}

bool wt_report_wished(const char *path, const struct wt_report_wish *wish, FILE *stream, bool *complete,
		      struct wt_reason *reason)
{
	struct wt_results *results = wt_results_open(path, reason);
	bool good = results && report(results, wish, stream, complete, reason);

	wt_results_close(results);
	return good;
}

bool wt_report_write(const struct wt_document *document, const struct wt_report_wish *wish, FILE *stream,
		     struct wt_reason *reason)
{
	const struct source source = { NULL, document };

	return write_forms(&source, wish, stream, NULL, NULL, reason);
}
