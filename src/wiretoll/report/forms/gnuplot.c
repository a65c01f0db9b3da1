/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* One shape of a plot while gnuplot draws it, from file to file. */
struct drawing {
	FILE *script, *image, *errors;
	pid_t pid; /* 0: it was not started */
};

/* Starts gnuplot, without the user's own settings. */
static bool start_gnuplot(struct drawing *drawing, struct wt_reason *reason)
{
	static char program[] = "gnuplot", plain[] = "-d";
	char *argv[] = { program, plain, NULL };
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
		  struct wt_reason *reason)
{
	FILE *script = tmpfile();
	bool good;

	*drawing = (struct drawing){ .script = script, .image = tmpfile(), .errors = tmpfile() };
	good = script && drawing->image && drawing->errors &&
	       fprintf(script,
		       "set terminal svg size %d,%d dynamic noenhanced font 'sans-serif,13' "
		       "linewidth 1.5 "
		       "name '%s%s'\nnarrow = %d\n",
		       shape->width, shape->height, figure->id, shape->suffix, *shape->suffix != '\0') > 0 &&
	       fwrite(figure->script, 1, figure->length, script) == figure->length && fflush(script) == 0;
	if (!good)
		return wt_reason_set(reason, "the plot '%s' cannot be made: %s", title, strerror(errno));
	rewind(script);
	return start_gnuplot(drawing, reason);
}

/* Waits for it also when all is in vain already (good is false), and cleans up. */
static bool end(const char *title, const struct wt_figure *figure, const struct shape *shape, struct drawing *drawing,
		bool good, FILE *page, struct wt_reason *reason)
{
	struct wt_reason ignored;
	char *text = NULL, *start = NULL;

	if (drawing->pid)
		good = await_gnuplot(drawing, good ? reason : &ignored) && good;
	if (good) {
		text = read_all(drawing->image);
		start = text ? strstr(text, canvas) : NULL;
		good = start || wt_reason_set(reason, "gnuplot drew nothing for '%s'", title);
	}
	if (good)
		write_svg(title, figure, shape, start + strlen(canvas), page);
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
static bool draw(const char *title, const struct wt_figure *figure, const struct shape shapes[2], FILE *page,
		 struct wt_reason *reason)
{
	struct drawing drawings[2] = { { .pid = 0 }, { .pid = 0 } };
	bool good = begin(title, figure, &shapes[0], &drawings[0], reason) &&
		    begin(title, figure, &shapes[1], &drawings[1], reason);

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
