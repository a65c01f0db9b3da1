/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "escape.h"

const char *const wt_colours[WT_COLOURS] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
					    "#E69F00", "#56B4E9", "#808080"};

/* What gnuplot puts before its drawing is replaced by a head of ours. */
static const char canvas[] = "<g id=\"gnuplot_canvas\">";

/* Each plot is drawn twice, for a desk and for a phone: one that is scaled down has letters that
 * nobody can read. */
enum { NARROW_WIDTH = 380, NARROW_MORE = 60, NARROW_ENTRY = 18 };

struct shape {
	const char *name, *suffix; /* class in the page; of names, which are unique there */
	int width, height;
};

void wt_plot_number(FILE *stream, double value)
{
	if (isnan(value) || isinf(value))
		fputs(" NaN", stream);
	else
		fprintf(stream, " %.6g", value);
}

bool wt_plot_begin(struct wt_plot *plot, const char *id, const char *title, int width, int height,
		   struct wt_reason *reason)
{
	*plot = (struct wt_plot){.id = id, .title = title, .width = width, .height = height};
	plot->stream = open_memstream(&plot->script, &plot->length);
	if (!plot->stream)
		return wt_reason_set(reason, "memory is short");
	fprintf(plot->stream,
		"set encoding utf8\n"
		"set key outside top center horizontal Left reverse samplen (narrow ? 2 : 4)\n"
		"set border 3 lc rgb 'black'\n"
		"set tics nomirror out\n"
		"set grid ytics lc rgb 'gray' dt 3\n");
	return true;
}

const char *wt_plot_label(const char *from, char *to, size_t room)
{
	size_t i = 0;

	for (; from[i] && i + 1 < room; i++) {
		char c = from[i];

		to[i] = isalnum((unsigned char)c) || strchr(" .-_:/()+", c) ? c : '?';
	}
	to[i] = '\0';
	return to;
}

/* One shape of a plot while gnuplot draws it, from file to file. */
struct drawing {
	FILE *script, *image, *errors;
	pid_t pid; /* 0: it was not started */
};

/* Starts gnuplot, without the user's own settings. */
static bool start_gnuplot(struct drawing *drawing, struct wt_reason *reason)
{
	static char program[] = "gnuplot", plain[] = "-d";
	char *argv[] = {program, plain, NULL};
	posix_spawn_file_actions_t actions;
	int failed;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return wt_reason_set(reason, "memory is short");
	posix_spawn_file_actions_adddup2(&actions, fileno(drawing->script), STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(drawing->image), STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(drawing->errors), STDERR_FILENO);
	failed = posix_spawnp(&drawing->pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (!failed)
		return true;
	drawing->pid = 0;
	return wt_reason_set(reason,
			     "gnuplot draws the page's plots: %s; valid: an installed "
			     "gnuplot (Debian: gnuplot-nox)",
			     strerror(failed));
}

static bool await_gnuplot(struct drawing *drawing, struct wt_reason *reason)
{
	char line[256], last[256] = "";
	int status = 0;

	while (waitpid(drawing->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (status == 0)
		return true;
	rewind(drawing->errors);
	/* Its last words are the reason; before them stands the command. */
	while (fgets(line, sizeof line, drawing->errors))
		if (strspn(line, " \t\n^") < strlen(line))
			wt_text_copy(last, sizeof last, line);
	return wt_reason_set(reason, "gnuplot failed: %.200s", last);
}

static char *read_all(FILE *file)
{
	long length = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
	char *text = length >= 0 ? malloc((size_t)length + 1) : NULL;

	if (!text)
		return NULL;
	rewind(file);
	text[fread(text, 1, (size_t)length, file)] = '\0';
	return text;
}

static void write_svg(const struct wt_plot *plot, const struct shape *shape, const char *drawing,
		      FILE *page)
{
	fprintf(page,
		"<svg class=\"plot %s\" viewBox=\"0 0 %d %d\" role=\"img\" "
		"aria-labelledby=\"%s%s-t %s%s-d\">"
		"<title id=\"%s%s-t\">",
		shape->name, shape->width, shape->height, plot->id, shape->suffix, plot->id,
		shape->suffix, plot->id, shape->suffix);
	wt_html_text(plot->title, page);
	fprintf(page, "</title><desc id=\"%s%s-d\">", plot->id, shape->suffix);
	wt_html_text(plot->description, page);
	fprintf(page, "</desc>\n<g>%s", drawing);
}

/* The terminal comes before the script, which is the same for every shape. */
static bool begin(const struct wt_plot *plot, const struct shape *shape, struct drawing *drawing,
		  struct wt_reason *reason)
{
	FILE *script = tmpfile();
	bool good;

	*drawing = (struct drawing){.script = script, .image = tmpfile(), .errors = tmpfile()};
	good = script && drawing->image && drawing->errors &&
	       fprintf(script,
		       "set terminal svg size %d,%d dynamic noenhanced font 'sans-serif,13' "
		       "linewidth 1.5 "
		       "name '%s%s'\nnarrow = %d\n",
		       shape->width, shape->height, plot->id, shape->suffix,
		       *shape->suffix != '\0') > 0 &&
	       fwrite(plot->script, 1, plot->length, script) == plot->length && fflush(script) == 0;
	if (!good)
		return wt_reason_set(reason, "the plot '%s' cannot be made: %s", plot->title,
				     strerror(errno));
	rewind(script);
	return start_gnuplot(drawing, reason);
}

/* Waits for it also when all is in vain already (good is false), and cleans up. */
static bool end(const struct wt_plot *plot, const struct shape *shape, struct drawing *drawing,
		bool good, FILE *page, struct wt_reason *reason)
{
	struct wt_reason ignored;
	char *text = NULL, *start = NULL;

	if (drawing->pid)
		good = await_gnuplot(drawing, good ? reason : &ignored) && good;
	if (good) {
		text = read_all(drawing->image);
		start = text ? strstr(text, canvas) : NULL;
		good = start || wt_reason_set(reason, "gnuplot drew nothing for '%s'", plot->title);
	}
	if (good)
		write_svg(plot, shape, start + strlen(canvas), page);
	free(text);
	if (drawing->script)
		(void)fclose(drawing->script);
	if (drawing->image)
		(void)fclose(drawing->image);
	if (drawing->errors)
		(void)fclose(drawing->errors);
	return good;
}

/* Both shapes are drawn at a time: it takes longest of all that a page needs. */
static bool draw(const struct wt_plot *plot, const struct shape shapes[2], FILE *page,
		 struct wt_reason *reason)
{
	struct drawing drawings[2] = {{.pid = 0}, {.pid = 0}};
	bool good = begin(plot, &shapes[0], &drawings[0], reason) &&
		    begin(plot, &shapes[1], &drawings[1], reason);

	good = end(plot, &shapes[0], &drawings[0], good, page, reason);
	return end(plot, &shapes[1], &drawings[1], good, page, reason);
}

bool wt_plot_end(struct wt_plot *plot, FILE *page, struct wt_reason *reason)
{
	const struct shape shapes[] = {
		{"broad", "", plot->width, plot->height},
		{"narrow", "_narrow", NARROW_WIDTH,
		 plot->height + NARROW_MORE + NARROW_ENTRY * (int)plot->entries},
	};
	bool good = fclose(plot->stream) == 0 || wt_reason_set(reason, "memory is short");

	if (good) {
		fputs("<h2>", page);
		wt_html_text(plot->title, page);
		fputs("</h2>\n<figure>", page);
		good = draw(plot, shapes, page, reason);
	}
	if (good) {
		fputs("<figcaption>", page);
		wt_html_text(plot->description, page);
		fputs("</figcaption></figure>\n", page);
	}
	free(plot->script);
	return good;
}
