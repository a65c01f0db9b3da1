/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report as a document: sections put blocks behind each other, and each form (forms/text.c, markdown.c, html.c)
 * renders the blocks that are for it. What is said lives in the sections; widths, marks and escapes in the forms.
 */
#ifndef WT_DOCUMENT_H
#define WT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

/* A set of forms. A terminal is narrow, so what has a row a series is for the rich ones. */
enum { WT_FORM_TEXT = 1, WT_FORM_MARKDOWN = 2, WT_FORM_HTML = 4, WT_FORM_RICH = 6, WT_FORM_ALL = 7 };

enum wt_block_kind {
	WT_BLOCK_TITLE,   /* of the whole, once a form */
	WT_BLOCK_HEADING, /* of a section */
	WT_BLOCK_SUBHEADING,
	WT_BLOCK_LINE, /* short: text does not break it */
	WT_BLOCK_PARAGRAPH,
	WT_BLOCK_NOTE, /* explains what stands above it */
	WT_BLOCK_FACT, /* what `label` is; text breaks it at its ends of lines alone */
	WT_BLOCK_TERM, /* the same of what may be long */
	WT_BLOCK_ITEM, /* of a list; `label` is a word such as FAILED */
	WT_BLOCK_TABLE,
	WT_BLOCK_FIGURE,
	WT_BLOCK_RECORD /* to be opened: `label` is its summary, the text stays as it is */
};

enum wt_tone { WT_TONE_PLAIN, WT_TONE_SOFT, WT_TONE_BAD, WT_TONE_ANSWER };

struct wt_cell {
	char *text;
	const char *unit; /* of what the row tells, when the cell heads it; else NULL: constant */
	bool marked, bad; /* `marked`: a note below tells of all marked ones */
};

enum wt_row_kind {
	WT_ROW_CELLS,
	WT_ROW_PART, /* one cell: heads the rows behind it */
	WT_ROW_GAP   /* none: what follows belongs together */
};

struct wt_table_row {
	enum wt_row_kind kind;
	struct wt_cell *cell;
	size_t count; /* may be less than there are columns */
};

enum wt_align { WT_LEFT, WT_RIGHT };

struct wt_column {
	char *title, *group; /* `group` stands above neighbours that share it; may be empty */
	enum wt_align align;
	int room; /* characters that are usual in it; 0: as many as there are */
};

/* What text draws of a table, beside its rows. */
enum { WT_LOOK_HEADS = 1, WT_LOOK_RULE = 2, WT_LOOK_END_RULE = 4 };

struct wt_table {
	unsigned look;
	struct wt_column *column;
	struct wt_table_row *row;
	size_t columns, rows;
};

/* A plot: gnuplot's commands with the data in them. */
struct wt_figure {
	const char *id;    /* unique in the page, [a-z_]: constant */
	char *description; /* for those who do not see it; the block's text is its title */
	char *script;
	size_t length;
	size_t entries;    /* of the legend, when they are many: a phone has them below each other */
	int width, height; /* for a desk; for a phone there is a narrower one */
};

struct wt_block {
	enum wt_block_kind kind;
	enum wt_tone tone;
	unsigned forms;
	char *label, *text; /* never NULL */
	struct wt_table table;
	struct wt_figure figure;
};

/* All that it points to is its own. */
struct wt_document {
	unsigned forms;   /* that it is made for: blocks for others are left out */
	unsigned current; /* forms that the next blocks are for */
	bool failed;      /* memory was short: it is not whole, and what is added is lost */
	struct wt_block *block;
	size_t count;
};

/* Begins one for these forms; free it in any case. What adds to it cannot fail: ask `failed` at the end. */
void wt_document_begin(struct wt_document *document, unsigned forms);
void wt_document_free(struct wt_document *document);

/* What follows is for these forms. Whether the document is made for any of them. */
bool wt_document_for(struct wt_document *document, unsigned forms);

/* A block of text; `label` may be "". Copies what it is given. */
void wt_say(struct wt_document *document, enum wt_block_kind kind, enum wt_tone tone, const char *label,
	    const char *format, ...) __attribute__((format(printf, 5, 6)));
#define WT_SAY_HEADING(document, ...) wt_say(document, WT_BLOCK_HEADING, WT_TONE_PLAIN, "", __VA_ARGS__)
#define WT_SAY_NOTE(document, ...)    wt_say(document, WT_BLOCK_NOTE, WT_TONE_SOFT, "", __VA_ARGS__)
/* One of a list, with a word such as FAILED or "". */
void wt_say_item(struct wt_document *document, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A table: it, then its columns, then row by row each cell. */
void wt_say_table(struct wt_document *document, unsigned look);
void wt_say_column(struct wt_document *document, enum wt_align align, int room, const char *group, const char *title);
void wt_say_row(struct wt_document *document, enum wt_row_kind kind);
/* One cell or more, with tabs between them: no text of a record has any (wt_json_clean). */
void wt_say_cells(struct wt_document *document, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The last cell; NULL where there is none. */
struct wt_cell *wt_last_cell(struct wt_document *document);

/* How many columns have a cell in any row: the others are there for what text draws. */
size_t wt_table_columns(const struct wt_table *table);

/* A figure that is complete; takes over its description and script. */
void wt_say_figure(struct wt_document *document, const char *title, struct wt_figure *figure);

#endif
