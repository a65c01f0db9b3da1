/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What either end tells of its flows (mode stream): a record each, and a line for a person. */
#ifndef WT_STREAM_H
#define WT_STREAM_H

#include <stdio.h>

#include "flow.h"
#include "record.h"

/*
 * The "stream" record of a flow, with what both ends have told. `status` other than WT_OK: it has failed, as `reason` says, and
 * what had come of it until then is told.
 */
enum wt_status wt_stream_record(const struct wt_flow *flow, enum wt_role role, bool datagram, enum wt_status status,
				const char *reason, struct wt_records *records);

/* "up, writes of 16384 bytes: 812.5 MB/s, ...". */
void wt_stream_print(const struct wt_flow *flow, const char *program, enum wt_role role, bool datagram, FILE *stream);

#endif
