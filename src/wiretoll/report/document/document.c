/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void wt_document_begin(struct wt_document *document, unsigned forms)
{
	*document = (struct wt_document){ .forms = forms, .current = forms };
}

static void free_table(struct wt_table *table)
{
	for (size_t i = 0; i < table->columns; i++) {
		free(table->column[i].title);
		free(table->column[i].group);
	}
	for (size_t i = 0; i < table->rows; i++) {
		for (size_t k = 0; k < table->row[i].count; k++)
			free(table->row[i].cell[k].text);
		free(table->row[i].cell);
	}
	free(table->column);
	free(table->row);
}

void wt_document_free(struct wt_document *document)
{
	for (size_t i = 0; i < document->count; i++) {
		free(document->block[i].label);
		free(document->block[i].text);
		free_table(&document->block[i].table);
		free(document->block[i].figure.description);
		free(document->block[i].figure.script);
	}
	free(document->block);
	*document = (struct wt_document){ .failed = false };
}

bool wt_document_for(struct wt_document *document, unsigned forms)
{
	document->current = forms & document->forms;
	return document->current != 0;
}

/* Whether what is added comes to any form. */
static bool is_open(const struct wt_document *document)
{
	return document->current && !document->failed;
}

/* The array with room for one more behind `count`, zeroed; NULL: memory is short, the array stays. Doubles at powers of
 * two. */
static void *grown(struct wt_document *document, void *array, size_t count, size_t size)
{
	char *more = array;

	if ((count & (count - 1)) == 0)
		more = realloc(array, (count ? 2 * count : 1) * size);
	if (more)
		memset(more + count * size, 0, size);
	else
		document->failed = true;
	return more;
}

static char *copied(struct wt_document *document, const char *text)
{
	char *copy = strdup(text);

	document->failed = document->failed || !copy;
	return copy;
}

static char *composed(struct wt_document *document, const char *format, va_list arguments)
{
	char *text = NULL;

	if (vasprintf(&text, format, arguments) < 0) {
		document->failed = true;
		return NULL;
	}
	return text;
}

/* Takes over `text`. NULL: memory is short. */
static struct wt_block *add(struct wt_document *document, enum wt_block_kind kind, enum wt_tone tone, const char *label,
			    char *text)
{
	struct wt_block *more = text ? grown(document, document->block, document->count, sizeof *more) : NULL;

	if (!more) {
		free(text);
		return NULL;
	}
	document->block = more;
	more += document->count++;
	*more = (struct wt_block){ .kind = kind, .tone = tone, .forms = document->current, .text = text };
	more->label = copied(document, label);
	return more;
}

void wt_say(struct wt_document *document, enum wt_block_kind kind, enum wt_tone tone, const char *label,
	    const char *format, ...)
{
	va_list arguments;

	if (!is_open(document))
		return;
	va_start(arguments, format);
	add(document, kind, tone, label, composed(document, format, arguments));
	va_end(arguments);
}

void wt_say_item(struct wt_document *document, const char *label, const char *format, ...)
{
	va_list arguments;

	if (!is_open(document))
		return;
	va_start(arguments, format);
	add(document, WT_BLOCK_ITEM, *label ? WT_TONE_BAD : WT_TONE_PLAIN, label,
	    composed(document, format, arguments));
	va_end(arguments);
}

void wt_say_table(struct wt_document *document, unsigned look)
{
	struct wt_block *block;

	if (!is_open(document))
		return;
	block = add(document, WT_BLOCK_TABLE, WT_TONE_PLAIN, "", copied(document, ""));
	if (block)
		block->table.look = look;
}

/* The table that is being made; NULL: there is none. */
static struct wt_table *table_of(const struct wt_document *document)
{
	struct wt_block *last = document->count ? &document->block[document->count - 1] : NULL;

	return is_open(document) && last && last->kind == WT_BLOCK_TABLE ? &last->table : NULL;
}

void wt_say_column(struct wt_document *document, enum wt_align align, int room, const char *group, const char *title)
{
	struct wt_table *table = table_of(document);
	struct wt_column *more = table ? grown(document, table->column, table->columns, sizeof *more) : NULL;

	if (!more)
		return;
	table->column = more;
	more += table->columns++;
	more->align = align;
	more->room = room;
	more->group = copied(document, group);
	more->title = copied(document, title);
}

void wt_say_row(struct wt_document *document, enum wt_row_kind kind)
{
	struct wt_table *table = table_of(document);
	struct wt_table_row *more = table ? grown(document, table->row, table->rows, sizeof *more) : NULL;

	if (!more)
		return;
	table->row = more;
	more[table->rows++].kind = kind;
}

static void add_cell(struct wt_document *document, const char *text, size_t length)
{
	struct wt_table *table = table_of(document);
	struct wt_table_row *row = table && table->rows ? &table->row[table->rows - 1] : NULL;
	struct wt_cell *more = row ? grown(document, row->cell, row->count, sizeof *more) : NULL;

	if (!more)
		return;
	row->cell = more;
	more[row->count].text = strndup(text, length);
	document->failed = document->failed || !more[row->count++].text;
}

void wt_say_cells(struct wt_document *document, const char *format, ...)
{
	va_list arguments;
	char *text;

	if (!is_open(document))
		return;
	va_start(arguments, format);
	text = composed(document, format, arguments);
	va_end(arguments);
	for (const char *at = text; at; at = at[strcspn(at, "\t")] ? at + strcspn(at, "\t") + 1 : NULL)
		add_cell(document, at, strcspn(at, "\t"));
	free(text);
}

struct wt_cell *wt_last_cell(struct wt_document *document)
{
	struct wt_table *table = table_of(document);
	struct wt_table_row *row = table && table->rows ? &table->row[table->rows - 1] : NULL;

	return row && row->count ? &row->cell[row->count - 1] : NULL;
}

size_t wt_table_columns(const struct wt_table *table)
{
	size_t most = table->rows ? 0 : table->columns;

	for (size_t i = 0; i < table->rows; i++)
		most = table->row[i].count > most ? table->row[i].count : most;
	return most < table->columns ? most : table->columns;
}

void wt_say_figure(struct wt_document *document, const char *title, struct wt_figure *figure)
{
	struct wt_block *block = NULL;

	if (is_open(document))
		block = add(document, WT_BLOCK_FIGURE, WT_TONE_PLAIN, "", copied(document, title));
	if (block) {
		block->figure = *figure;
	} else {
		free(figure->description);
		free(figure->script);
	}
	*figure = (struct wt_figure){ .id = NULL };
}
