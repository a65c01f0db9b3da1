/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the handshakes of two libraries differ in, and why: the same words in every form. */
#ifndef WT_REPORT_HANDSHAKE_H
#define WT_REPORT_HANDSHAKE_H


#include <jansson.h>

#include "document.h"
#include "judged.h"

/* A section of them; nothing where none is known. */
void wt_report_handshakes(const struct wt_judged *judged, struct wt_document *document);

/* Of one pair: null where they were not compared. Owned by the caller. */
json_t *wt_handshake_json(const struct wt_handshake_parity *handshake);

#endif
