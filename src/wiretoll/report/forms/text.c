/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms.h"

#include <stdlib.h>
#include <string.h>

/* A terminal's width; where an explanation begins, its further lines, what stands behind a
 * fact's name; of a cell with a unit, the room of that. */
enum { COLUMNS = 80, INDENT = 2, HANGING = 4, FACT = 13, UNIT = 6 };

/* Columns of `length` bytes of text: those that begin a character (RFC 3629). µ has two bytes. */
static int columns_of(const char *text, size_t length)
{
	int columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

static int width_of(const char *text)
{
	return columns_of(text, strlen(text));
}

/* A paragraph that goes on at `column`, broken between words; its further lines begin at `indent`. */
static void put_wrapped(FILE *stream, int column, int indent, const char *text)
{
	bool first = true;

	while (*text) {
		int length = (int)strcspn(text, " ");
		int width = columns_of(text, (size_t)length);

		if (!first && column + 1 + width > COLUMNS) {
			fprintf(stream, "\n%*s", indent, "");
			column = indent;
		} else if (!first) {
			fputc(' ', stream);
			column++;
		}
		fprintf(stream, "%.*s", length, text);
		column += width;
		first = false;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', stream);
}

static void put_blank(FILE *stream, int width, const char *beside)
{
	int columns = width_of(beside);

	fprintf(stream, "%*s", columns < width ? width - columns : 0, "");
}

/* A cell. What does not fit is never cut: rather its row is wider than the others. */
static void put_cell(FILE *stream, enum wt_align align, int width, const char *text)
{
	if (align == WT_RIGHT) {
		put_blank(stream, width, text);
		fprintf(stream, "%s%s", *text && width_of(text) >= width ? " " : "", text);
	} else {
		fputs(text, stream);
		put_blank(stream, width, text);
	}
}

static void put_rule(const struct wt_table *table, const int *width, FILE *stream)
{
	for (size_t c = 0; c < table->columns; c++)
		for (int i = 0; i < width[c]; i++)
			fputs("─", stream);
	fputc('\n', stream);
}

/* The columns that stand under the same words as `first`: how many. */
static size_t group_size(const struct wt_table *table, size_t first)
{
	size_t end = first + 1;

	while (end < table->columns && *table->column[first].group &&
	       !strcmp(table->column[end].group, table->column[first].group))
		end++;
	return end - first;
}

/* A column without a width has that of its longest cell. */
static int column_width(const struct wt_table *table, size_t column)
{
	int title = width_of(table->column[column].title), longest = title, room = table->column[column].room;

	/* A blank stands before a title at the right. */
	if (room)
		return room >= title + (table->column[column].align == WT_RIGHT) ? room : title + 2;
	for (size_t i = 0; i < table->rows; i++)
		if (table->row[i].kind == WT_ROW_CELLS && column < table->row[i].count) {
			int width = width_of(table->row[i].cell[column].text);

			longest = width > longest ? width : longest;
		}
	return longest + 2;
}

static void set_widths(const struct wt_table *table, int *width)
{
	for (size_t c = 0; c < table->columns; c++)
		width[c] = column_width(table, c);
	for (size_t c = 0, count; c < table->columns; c += count) {
		int more = width_of(table->column[c].group) + 2;

		count = group_size(table, c);
		for (size_t i = 0; i < count; i++)
			more -= width[c + i];
		for (size_t i = 0; more > 0 && *table->column[c].group && i < count; i++)
			width[c + i] += more / (int)count;
	}
}

/* Text that stands to the right of a figure. */
static void put_beside(const struct wt_table *table, size_t column, FILE *stream)
{
	if (column && table->column[column].align == WT_LEFT && table->column[column - 1].align == WT_RIGHT)
		fputs("  ", stream);
}

static void put_heads(const struct wt_table *table, const int *width, FILE *stream)
{
	bool grouped = false;

	for (size_t c = 0; c < table->columns; c++)
		grouped = grouped || *table->column[c].group;
	for (size_t c = 0, count; grouped && c < table->columns; c += count) {
		int all = 0;

		count = group_size(table, c);
		for (size_t i = 0; i < count; i++)
			all += width[c + i];
		put_cell(stream, WT_RIGHT, all, table->column[c].group);
	}
	if (grouped)
		fputc('\n', stream);
	for (size_t c = 0; c < table->columns; c++) {
		/* Nothing stands behind the last one. */
		bool last = c + 1 == table->columns && table->column[c].align == WT_LEFT;

		put_beside(table, c, stream);
		put_cell(stream, table->column[c].align, last ? 0 : width[c], table->column[c].title);
	}
	fputc('\n', stream);
}

static void put_row(const struct wt_table *table, const int *width, const struct wt_table_row *row, int indent,
		    FILE *stream)
{
	fprintf(stream, "%*s", indent, "");
	for (size_t c = 0; c < row->count && c < table->columns; c++) {
		const struct wt_cell *cell = &row->cell[c];
		enum wt_align align = table->column[c].align;
		int room = align == WT_LEFT && c + 1 == row->count ? 0 : width[c] - (c ? 0 : indent);
		char marked[80];

		snprintf(marked, sizeof marked, "%s *", cell->text);
		put_beside(table, c, stream);
		put_cell(stream, align, cell->unit ? room - UNIT : room, cell->marked ? marked : cell->text);
		if (cell->unit)
			put_cell(stream, WT_LEFT, UNIT, cell->unit);
	}
	fputc('\n', stream);
}

static void put_table(const struct wt_table *table, FILE *stream)
{
	int *width = calloc(table->columns + 1, sizeof *width), indent = 0;

	if (!width)
		return;
	set_widths(table, width);
	if (table->look & WT_LOOK_HEADS)
		put_heads(table, width, stream);
	if (table->look & WT_LOOK_RULE)
		put_rule(table, width, stream);
	for (size_t i = 0; i < table->rows; i++) {
		const struct wt_table_row *row = &table->row[i];

		if (row->kind == WT_ROW_GAP)
			fputc('\n', stream);
		else
			put_row(table, width, row, row->kind == WT_ROW_PART ? 0 : indent, stream);
		indent = row->kind == WT_ROW_PART ? INDENT : indent;
	}
	if (table->look & WT_LOOK_END_RULE)
		put_rule(table, width, stream);
	free(width);
}

/* An item begins at INDENT, but is broken as if at HANGING. */
static void put_labelled(const struct wt_block *block, int column, int indent, FILE *stream)
{
	char *whole = NULL;

	if (asprintf(&whole, "%s%s%s", block->label, *block->label ? " " : "", block->text) > 0)
		put_wrapped(stream, column, indent, whole);
	free(whole);
}

/* A name in the column that names have; one that is too long for it has a line of its own. */
static void put_name(const char *name, FILE *stream)
{
	if (width_of(name) < FACT - INDENT)
		fprintf(stream, "%*s%-*s", INDENT, "", FACT - INDENT, name);
	else
		fprintf(stream, "%*s%s\n%*s", INDENT, "", name, FACT, "");
}

/* A name, and beside it what is said of it, line by line; the name stands once. */
static void put_fact(const struct wt_block *block, const struct wt_block *before, FILE *stream)
{
	bool again = before && before->kind == WT_BLOCK_FACT && !strcmp(before->label, block->label);
	const char *label = again ? "" : block->label;

	for (const char *line = block->text; line; label = "") {
		int length = (int)strcspn(line, "\n");

		put_name(label, stream);
		fprintf(stream, "%.*s\n", length, line);
		line = line[length] ? line + length + 1 : NULL;
	}
}

static void put_block(const struct wt_block *block, const struct wt_block *before, FILE *stream)
{
	int label = *block->label ? width_of(block->label) + 2 : 0;

	switch (block->kind) {
	case WT_BLOCK_TITLE:
		fprintf(stream, "%s\n\n", block->text);
		break;
	case WT_BLOCK_HEADING:
		fprintf(stream, "\n%s\n", block->text);
		break;
	case WT_BLOCK_SUBHEADING:
		fprintf(stream, "%s\n", block->text);
		break;
	case WT_BLOCK_LINE:
	case WT_BLOCK_PARAGRAPH:
		if (label)
			fprintf(stream, "\n%s: ", block->label);
		if (block->kind == WT_BLOCK_LINE)
			fprintf(stream, "%s\n", block->text);
		else
			put_wrapped(stream, label, label, block->text);
		break;
	case WT_BLOCK_NOTE:
	case WT_BLOCK_ITEM:
		fprintf(stream, "%*s", INDENT, "");
		put_labelled(block, HANGING, HANGING, stream);
		break;
	case WT_BLOCK_FACT:
		put_fact(block, before, stream);
		break;
	case WT_BLOCK_TERM:
		put_name(block->label, stream);
		put_wrapped(stream, FACT, FACT, block->text);
		break;
	case WT_BLOCK_TABLE:
		put_table(&block->table, stream);
		break;
	case WT_BLOCK_FIGURE:
	case WT_BLOCK_RECORD:
		break;
	}
}

void wt_text(const struct wt_document *document, FILE *stream)
{
	const struct wt_block *before = NULL;

	for (size_t i = 0; i < document->count; i++) {
		if (!(document->block[i].forms & WT_FORM_TEXT))
			continue;
		put_block(&document->block[i], before, stream);
		before = &document->block[i];
	}
}
