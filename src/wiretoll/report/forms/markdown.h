/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as Markdown, for other documents. */
#ifndef WT_MARKDOWN_H
#define WT_MARKDOWN_H

#include <stdio.h>

#include "document.h"

void wt_markdown(const struct wt_document *document, FILE *stream);

#endif
