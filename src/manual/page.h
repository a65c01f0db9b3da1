/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A manual page in mdoc(7), made of a table of options. Nothing is read, nothing fails but the stream. */
#ifndef WT_PAGE_H
#define WT_PAGE_H

#include <stdio.h>

#include "option.h"

/* Title and NAME. `name` is the page's ("wiretoll-run"), `purpose` a sentence. */
void wt_page_begin(FILE *page, const char *name, const char *purpose);

/* SYNOPSIS and the begin of DESCRIPTION; `command` and `operands`, as the help shows them, may be NULL. */
void wt_page_synopsis(FILE *page, const char *program, const char *command, const char *operands);

/* Text of help, a new line of the source for each sentence; whatever stands in it is no macro. */
void wt_page_text(FILE *page, const char *text);

/* Every option that is offered. */
void wt_page_options(FILE *page, const struct wt_option *options);

#endif
