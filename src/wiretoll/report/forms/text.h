/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as a terminal shows it. */
#ifndef WT_TEXT_H
#define WT_TEXT_H

#include <stdio.h>

#include "document.h"

void wt_text(const struct wt_document *document, FILE *stream);

#endif
