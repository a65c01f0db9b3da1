/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as one HTML page that needs nothing else: no script, no font, no request. */
#ifndef WT_HTML_H
#define WT_HTML_H

#include <stdio.h>

#include "document.h"
#include "reason.h"

/* False: a figure cannot be drawn; `reason` says why. */
bool wt_html(const struct wt_document *document, FILE *page, struct wt_reason *reason);

#endif
