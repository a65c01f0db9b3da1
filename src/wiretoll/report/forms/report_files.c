/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "export.h"
#include "export_csv.h"
#include "folder.h"
#include "html.h"
#include "markdown.h"

typedef bool (*writer)(const struct wt_judged *judged, const struct wt_document *document, FILE *stream,
		       struct wt_reason *reason);

static bool write_page(const struct wt_judged *judged, const struct wt_document *document, FILE *stream,
		       struct wt_reason *reason)
{
	(void)judged;
	return wt_html(document, stream, reason);
}

static bool write_markdown(const struct wt_judged *judged, const struct wt_document *document, FILE *stream,
			   struct wt_reason *reason)
{
	(void)judged;
	(void)reason;
	wt_markdown(document, stream);
	return true;
}

static bool write_csv(const struct wt_judged *judged, const struct wt_document *document, FILE *stream,
		      struct wt_reason *reason)
{
	(void)document;
	(void)reason;
	wt_export_csv(judged, stream);
	return true;
}

static bool write_json(const struct wt_judged *judged, const struct wt_document *document, FILE *stream,
		       struct wt_reason *reason)
{
	json_t *json = wt_export_json(judged);
	bool good = json && json_dumpf(json, stream, JSON_INDENT(1) | JSON_REAL_PRECISION(10)) == 0;

	(void)document;
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
	} forms[] = { { "html", wish->html }, { "csv", wish->csv }, { "markdown", wish->markdown },
		      { "json", wish->json } };

	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			if (forms[i].path && forms[k].path && is_same(forms[i].path, forms[k].path))
				return wt_reason_set(reason, "--%s %.200s: --%s goes there; valid: a place of its own for "
						     "each form", forms[i].name, forms[i].path, forms[k].name);
	return true;
}

static bool write_form(const struct wt_judged *judged, const struct wt_document *document, const char *path,
		       writer write, struct wt_reason *reason)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory;
	bool good;

	if (!path)
		return true;
	memory = open_memstream(&text, &length);
	if (!memory)
		return wt_reason_set(reason, "memory is short");
	good = write(judged, document, memory, reason);
	if (fclose(memory) != 0 && good)
		good = wt_reason_set(reason, "memory is short");
	if (good && !is_output(path))
		good = wt_file_write(path, text, length, reason);
	else if (good && (fwrite(text, 1, length, stdout) != length || fflush(stdout) != 0))
		good = wt_reason_set(reason, "the report cannot be written: %s", strerror(errno));
	free(text);
	return good;
}

bool wt_report_to_output(const struct wt_report_wish *wish)
{
	return is_output(wish->html) || is_output(wish->csv) || is_output(wish->markdown) ||
	       is_output(wish->json);
}

unsigned wt_report_forms(const struct wt_report_wish *wish)
{
	return WT_FORM_TEXT | (wish->html ? WT_FORM_HTML : 0) | (wish->markdown ? WT_FORM_MARKDOWN : 0);
}

bool wt_report_files(const struct wt_judged *judged, const struct wt_document *document,
		     const struct wt_report_wish *wish, struct wt_reason *reason)
{
	struct wt_reason unused = { "" };

	return (write_form(judged, document, wish->html, write_page, wish->page_optional ? &unused : reason) ||
		wish->page_optional) &&
	       write_form(judged, document, wish->csv, write_csv, reason) &&
	       write_form(judged, document, wish->markdown, write_markdown, reason) &&
	       write_form(judged, document, wish->json, write_json, reason);
}
