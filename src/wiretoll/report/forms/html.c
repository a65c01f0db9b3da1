/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms.h"

#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "version.h"

/*
 * gnuplot draws in black; where the page is dark, what it calls black takes the
 * page's own ink. Nothing is fetched: the policy in the head forbids it as well.
 */
static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'; img-src data:\">\n"
	"<link rel=\"icon\" href=\"data:,\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<title>What security costs</title>\n<style>\n"
	":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--soft:#5a5a5a;--line:#c8c8c8;"
	"--box:#f3f3f3;--bad:#9c3a00}\n"
	"@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#16181b;--soft:#a8a8a8;"
	"--line:#454a50;--box:#212429;--bad:#ff9e5e}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0 auto;max-width:76rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;"
	"color:var(--ink);background:var(--paper)}\n"
	"h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem;"
	"border-bottom:1px solid var(--line)}\n"
	".answer{font-size:1.15rem;background:var(--box);padding:1rem;border-radius:.5rem;margin:.5rem 0}\n"
	".soft,figcaption{color:var(--soft);font-size:.9rem}.bad{color:var(--bad);font-weight:600}\n"
	"figure{margin:1rem 0}svg.plot{width:100%;height:auto;color:var(--ink);display:block}svg.narrow{display:none}\n"
	"@media (max-width:44rem){svg.broad{display:none}svg.narrow{display:block}}\n"
	"svg.plot [stroke=\"rgb(  0,   0,   0)\"]{stroke:var(--ink)}"
	"svg.plot [fill=\"rgb(0,0,0)\"]{fill:var(--ink)}svg.plot [stroke=\"rgb(190, 190, 190)\"]{stroke:var(--line)}\n"
	"svg.plot [stroke=\"black\"]{stroke:var(--ink)}svg.plot [fill=\"black\"]{fill:var(--ink)}\n"
	"svg.plot [color=\"black\"]{color:var(--ink)}svg.plot [stroke=\"gray\"]{stroke:var(--line)}\n"
	".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;"
	"font-variant-numeric:tabular-nums}\n"
	"th,td{padding:.2rem .45rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}\n"
	"th:first-child,td:first-child{text-align:left}td.text,th.text{text-align:left}\n"
	"@media (max-width:44rem){td:first-child{white-space:normal;min-width:8rem}}\n"
	"pre{overflow-x:auto;background:var(--box);padding:.75rem;font-size:.8rem}\n"
	"details{margin:.5rem 0}summary{cursor:pointer}\n"
	"</style>\n</head>\n<body>\n<main>\n";

static const char *const classes[] = { "", " class=\"soft\"", " class=\"bad\"", " class=\"answer\"" };

static size_t group_size(const struct wt_table *table, size_t columns, size_t first)
{
	size_t end = first + 1;

	while (end < columns && !strcmp(table->column[end].group, table->column[first].group))
		end++;
	return end - first;
}

static void put_heads(const struct wt_table *table, size_t columns, FILE *page)
{
	bool grouped = false;

	for (size_t c = 0; c < columns; c++)
		grouped = grouped || *table->column[c].group;
	fputs("<tr>", page);
	for (size_t c = 0, count; grouped && c < columns; c += count) {
		count = group_size(table, columns, c);
		fprintf(page, "<th colspan=\"%zu\">", count);
		wt_html_text(table->column[c].group, page);
		fputs("</th>", page);
	}
	fputs(grouped ? "</tr>\n<tr>" : "", page);
	for (size_t c = 0; c < columns; c++) {
		fputs(c && table->column[c].align == WT_LEFT ? "<th class=\"text\">" : "<th>", page);
		wt_html_text(table->column[c].title, page);
		fputs("</th>", page);
	}
	fputs("</tr>\n", page);
}

static void put_cell(const struct wt_cell *cell, bool text, FILE *page)
{
	fputs(cell->unit ? "<th" : "<td", page);
	fputs(cell->bad ? classes[WT_TONE_BAD] : text ? " class=\"text\"" : "", page);
	fputc('>', page);
	wt_html_text(cell->text, page);
	if (cell->unit)
		fprintf(page, "%s%s", *cell->unit ? ", " : "", cell->unit);
	fputs(cell->marked ? " *" : "", page);
	fputs(cell->unit ? "</th>" : "</td>", page);
}

static void put_table(const struct wt_table *table, FILE *page)
{
	static const struct wt_cell none = { .text = "" };
	size_t columns = wt_table_columns(table);

	fputs("<div class=\"wide\"><table>\n", page);
	put_heads(table, columns, page);
	for (size_t i = 0; i < table->rows; i++) {
		const struct wt_table_row *row = &table->row[i];

		if (row->kind == WT_ROW_GAP)
			continue;
		fputs("<tr>", page);
		if (row->kind == WT_ROW_PART && row->count) {
			fprintf(page, "<th colspan=\"%zu\">", columns);
			wt_html_text(row->cell->text, page);
			fputs("</th>", page);
		}
		for (size_t c = 0; row->kind == WT_ROW_CELLS && c < columns; c++)
			put_cell(c < row->count ? &row->cell[c] : &none, c && table->column[c].align == WT_LEFT, page);
		fputs("</tr>\n", page);
	}
	fputs("</table></div>\n", page);
}

/* The text of a block between its tags, with what stands before and behind it. */
static void put_text(const struct wt_block *block, const char *tag, FILE *page)
{
	size_t length = strlen(block->text);
	bool sentence = block->kind == WT_BLOCK_PARAGRAPH || block->kind == WT_BLOCK_NOTE;

	fprintf(page, "<%s%s>", tag, classes[block->tone]);
	if (*block->label) {
		wt_html_text(block->label, page);
		fputs(block->kind == WT_BLOCK_ITEM ? " " : ": ", page);
	}
	wt_html_text(block->text, page);
	fprintf(page, "%s</%s>\n", sentence && length && block->text[length - 1] != '.' ? "." : "", tag);
}

static void put_record(const char *summary, const char *text, FILE *page)
{
	fputs("<details><summary>", page);
	wt_html_text(summary, page);
	fputs("</summary><pre>", page);
	wt_html_text(text, page);
	fputs("</pre></details>\n", page);
}

static bool put_block(const struct wt_block *block, FILE *page, struct wt_reason *reason)
{
	switch (block->kind) {
	case WT_BLOCK_TITLE:
		put_text(block, "h1", page);
		break;
	case WT_BLOCK_HEADING:
		put_text(block, "h2", page);
		break;
	case WT_BLOCK_SUBHEADING:
		put_text(block, "h3", page);
		break;
	case WT_BLOCK_LINE:
	case WT_BLOCK_PARAGRAPH:
	case WT_BLOCK_NOTE:
		put_text(block, "p", page);
		break;
	case WT_BLOCK_FACT:
	case WT_BLOCK_TERM:
	case WT_BLOCK_ITEM:
		put_text(block, "li", page);
		break;
	case WT_BLOCK_TABLE:
		put_table(&block->table, page);
		break;
	case WT_BLOCK_FIGURE:
		return wt_gnuplot(block->text, &block->figure, page, reason);
	case WT_BLOCK_RECORD:
		put_record(block->label, block->text, page);
		break;
	}
	return true;
}

/* The report as text is what a terminal shows; here it is for copying. */
static void put_text_report(const struct wt_document *document, FILE *page)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		return;
	wt_text(document, memory);
	if (fclose(memory) == 0 && length) {
		fputs("<h2>The report as text</h2>\n", page);
		put_record("As on a terminal", text, page);
	}
	free(text);
}

static bool is_listed(const struct wt_block *block)
{
	return block->kind == WT_BLOCK_FACT || block->kind == WT_BLOCK_TERM || block->kind == WT_BLOCK_ITEM;
}

bool wt_html(const struct wt_document *document, FILE *page, struct wt_reason *reason)
{
	bool listed = false;

	fputs(head, page);
	for (size_t i = 0; i < document->count; i++) {
		const struct wt_block *block = &document->block[i];

		if (!(block->forms & WT_FORM_HTML))
			continue;
		if (listed != is_listed(block))
			fputs(listed ? "</ul>\n" : "<ul>\n", page);
		listed = is_listed(block);
		if (!put_block(block, page, reason))
			return false;
	}
	fputs(listed ? "</ul>\n" : "", page);
	put_text_report(document, page);
	fputs("<p class=\"soft\">wiretoll " WT_VERSION "</p>\n</main>\n</body>\n</html>\n", page);
	return true;
}
