/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms.h"

#include <string.h>

#include "escape.h"

static void put_heads(const struct wt_table *table, size_t columns, FILE *stream)
{
	fputc('|', stream);
	for (size_t c = 0; c < columns; c++) {
		const struct wt_column *column = &table->column[c];

		fputc(' ', stream);
		wt_markdown_text(column->group, stream);
		fputs(*column->group && *column->title ? ": " : "", stream);
		wt_markdown_text(column->title, stream);
		fputs(" |", stream);
	}
	fputs("\n|", stream);
	for (size_t c = 0; c < columns; c++)
		fputs(table->column[c].align == WT_RIGHT ? " ---: |" : " --- |", stream);
	fputc('\n', stream);
}

static void put_table(const struct wt_table *table, FILE *stream)
{
	size_t columns = wt_table_columns(table);

	put_heads(table, columns, stream);
	for (size_t i = 0; i < table->rows; i++) {
		const struct wt_table_row *row = &table->row[i];
		const char *mark = row->kind == WT_ROW_PART ? "**" : "";

		if (row->kind == WT_ROW_GAP)
			continue;
		fputc('|', stream);
		for (size_t c = 0; c < columns; c++) {
			const struct wt_cell *cell = c < row->count ? &row->cell[c] : NULL;

			fprintf(stream, " %s", cell ? mark : "");
			wt_markdown_text(cell ? cell->text : "", stream);
			fprintf(stream, "%s%s%s%s |", cell && cell->unit && *cell->unit ? ", " : "",
				cell && cell->unit ? cell->unit : "", cell && cell->marked ? " \\*" : "",
				cell ? mark : "");
		}
		fputc('\n', stream);
	}
	fputc('\n', stream);
}

static void put_text(const char *lead, const struct wt_block *block, FILE *stream)
{
	size_t length = strlen(block->text);
	bool sentence = block->kind == WT_BLOCK_PARAGRAPH || block->kind == WT_BLOCK_NOTE;

	fputs(lead, stream);
	if (block->kind == WT_BLOCK_ITEM && *block->label) {
		fprintf(stream, "**%s** ", block->label);
	} else if (*block->label) {
		wt_markdown_text(block->label, stream);
		fputs(": ", stream);
	}
	wt_markdown_text(block->text, stream);
	fputs(sentence && length && block->text[length - 1] != '.' ? ".\n" : "\n", stream);
}

static bool is_listed(enum wt_block_kind kind)
{
	return kind == WT_BLOCK_FACT || kind == WT_BLOCK_TERM || kind == WT_BLOCK_ITEM;
}

static void put_block(const struct wt_block *block, FILE *stream)
{
	switch (block->kind) {
	case WT_BLOCK_TITLE:
		put_text("# ", block, stream);
		break;
	case WT_BLOCK_HEADING:
		put_text("## ", block, stream);
		break;
	case WT_BLOCK_SUBHEADING:
		put_text("### ", block, stream);
		break;
	case WT_BLOCK_LINE:
	case WT_BLOCK_PARAGRAPH:
	case WT_BLOCK_NOTE:
		put_text("", block, stream);
		break;
	case WT_BLOCK_FACT:
	case WT_BLOCK_TERM:
	case WT_BLOCK_ITEM:
		put_text("- ", block, stream);
		return;
	case WT_BLOCK_TABLE:
		put_table(&block->table, stream);
		return;
	case WT_BLOCK_FIGURE:
	case WT_BLOCK_RECORD:
		return;
	}
	fputc('\n', stream);
}

void wt_markdown(const struct wt_document *document, FILE *stream)
{
	bool listed = false;

	for (size_t i = 0; i < document->count; i++) {
		const struct wt_block *block = &document->block[i];

		if (!(block->forms & WT_FORM_MARKDOWN))
			continue;
		/* A list ends with an empty line. */
		if (listed && !is_listed(block->kind))
			fputc('\n', stream);
		listed = is_listed(block->kind);
		put_block(block, stream);
	}
}
