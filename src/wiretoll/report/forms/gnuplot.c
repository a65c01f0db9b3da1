/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "escape.h"

/* What gnuplot puts before its drawing is replaced by a head of ours. */
static const char canvas[] = "<g id=\"gnuplot_canvas\">";

/* Each plot is drawn twice, for a desk and for a phone: one that is scaled down has letters that
 * nobody can read. */
enum { NARROW_WIDTH = 380, NARROW_MORE = 60, NARROW_ENTRY = 18 };

struct shape {
	const char *name, *suffix; /* class in the page; of names, which are unique there */
	int width, height;
};

/* One shape of a plot while gnuplot draws it. */
struct drawing {
	struct wt_child child;
	FILE *script, *image;
	char *text; /* what it drew, when `image` is closed */
	size_t length;
};

static void on_bytes(struct wt_child *child, const char *bytes, size_t count)
{
	fwrite(bytes, 1, count, ((struct drawing *)child->context)->image);
}

static void on_end(struct wt_child *child)
{
	(void)child;
}

/* Starts gnuplot, without the user's own settings. */
static bool start_gnuplot(struct drawing *drawing, uv_loop_t *loop, struct wt_reason *reason)
{
	static char program[] = "gnuplot", plain[] = "-d";
	char *argv[] = { program, plain, NULL };

	drawing->child.context = drawing;
	drawing->child.input_file = fileno(drawing->script);
	drawing->child.on_bytes = on_bytes;
	drawing->child.on_end = on_end;
	return wt_child_start(&drawing->child, loop, argv, reason);
}

static bool check_gnuplot(const struct drawing *drawing, struct wt_reason *reason)
{
	static const char name[] = "gnuplot: ";
	char words[WT_REASON_BYTES / 2];

	if (drawing->child.status == 0 && !drawing->child.signal)
		return true;
	wt_child_last_words(&drawing->child, words, sizeof words);
	if (drawing->child.status == WT_CHILD_NOT_STARTED)
		return wt_reason_set(reason,
				     "gnuplot draws the page's plots: %s; valid: an installed "
				     "gnuplot (Debian: gnuplot-nox)",
				     words + (strncmp(words, name, strlen(name)) ? 0 : strlen(name)));
	return wt_reason_set(reason, "gnuplot failed: %.200s", words);
}

static void write_svg(const char *title, const struct wt_figure *figure, const struct shape *shape, const char *drawing,
		      FILE *page)
{
	fprintf(page,
		"<svg class=\"plot %s\" viewBox=\"0 0 %d %d\" role=\"img\" "
		"aria-labelledby=\"%s%s-t %s%s-d\">"
		"<title id=\"%s%s-t\">",
		shape->name, shape->width, shape->height, figure->id, shape->suffix, figure->id, shape->suffix,
		figure->id, shape->suffix);
	wt_html_text(title, page);
	fprintf(page, "</title><desc id=\"%s%s-d\">", figure->id, shape->suffix);
	wt_html_text(figure->description, page);
	fprintf(page, "</desc>\n<g>%s", drawing);
}

/* The terminal comes before the script, which is the same for every shape. */
static bool begin(const char *title, const struct wt_figure *figure, const struct shape *shape, struct drawing *drawing,
		  uv_loop_t *loop, struct wt_reason *reason)
{
	FILE *script = tmpfile();
	bool good;

	drawing->script = script;
	drawing->image = open_memstream(&drawing->text, &drawing->length);
	good = script && drawing->image &&
	       fprintf(script,
		       "set terminal svg size %d,%d dynamic noenhanced font 'sans-serif,13' "
		       "linewidth 1.5 "
		       "name '%s%s'\nnarrow = %d\n",
		       shape->width, shape->height, figure->id, shape->suffix, *shape->suffix != '\0') > 0 &&
	       fwrite(figure->script, 1, figure->length, script) == figure->length && fflush(script) == 0;
	if (!good)
		return wt_reason_set(reason, "the plot '%s' cannot be made: %s", title, strerror(errno));
	rewind(script);
	return start_gnuplot(drawing, loop, reason);
}

/* Takes what was drawn, unless it has failed already (good is false), and cleans up. */
static bool end(const char *title, const struct wt_figure *figure, const struct shape *shape, struct drawing *drawing,
		bool good, FILE *page, struct wt_reason *reason)
{
	const char *start;

	if (drawing->script)
		(void)fclose(drawing->script);
	if (drawing->image && fclose(drawing->image) != 0 && good)
		good = wt_reason_set(reason, "memory is short");
	good = good && check_gnuplot(drawing, reason);
	if (good) {
		start = strstr(drawing->text, canvas);
		good = start || wt_reason_set(reason, "gnuplot drew nothing for '%s'", title);
		if (good)
			write_svg(title, figure, shape, start + strlen(canvas), page);
	}
	free(drawing->text);
	return good;
}

/* Both shapes are drawn at a time: it takes longest of all that a page needs. */
static bool draw(const char *title, const struct wt_figure *figure, const struct shape shapes[2], FILE *page,
		 struct wt_reason *reason)
{
	struct drawing drawings[2] = { { .script = NULL }, { .script = NULL } };
	uv_loop_t loop;
	bool good;

	if (uv_loop_init(&loop) != 0)
		return wt_reason_set(reason, "the plot '%s' cannot be made: descriptors are short", title);
	good = begin(title, figure, &shapes[0], &drawings[0], &loop, reason) &&
	       begin(title, figure, &shapes[1], &drawings[1], &loop, reason);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	good = end(title, figure, &shapes[0], &drawings[0], good, page, reason);
	return end(title, figure, &shapes[1], &drawings[1], good, page, reason);
}

bool wt_gnuplot(const char *title, const struct wt_figure *figure, FILE *page, struct wt_reason *reason)
{
	const struct shape shapes[] = {
		{ "broad", "", figure->width, figure->height },
		{ "narrow", "_narrow", NARROW_WIDTH,
		  figure->height + NARROW_MORE + NARROW_ENTRY * (int)figure->entries },
	};

	fputs("<h2>", page);
	wt_html_text(title, page);
	fputs("</h2>\n<figure>", page);
	if (!draw(title, figure, shapes, page, reason))
		return false;
	fputs("<figcaption>", page);
	wt_html_text(figure->description, page);
	fputs("</figcaption></figure>\n", page);
	return true;
}
