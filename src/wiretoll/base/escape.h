/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of records and plans made fit for a document that has a syntax of its own. */
#ifndef WT_ESCAPE_H
#define WT_ESCAPE_H

#include <stdio.h>

/* Writes text into HTML: <, >, & and quotes are named. */
void wt_html_text(const char *text, FILE *stream);

/* Text of a record in a cell of Markdown: a bar or an end of line would end it, and what begins a tag is named. */
void wt_markdown_text(const char *text, FILE *stream);

#endif
