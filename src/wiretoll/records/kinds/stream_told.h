/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one end tells of the flows of its run (docs/results.md, "stream"). */
#ifndef WT_STREAM_TOLD_H
#define WT_STREAM_TOLD_H

#include <stdint.h>

#include "settings.h"
#include "socket.h"

/* What one end of a flow has moved. All zero: nobody told it. */
struct wt_stream_moved {
	uint64_t bytes, writes, ns;
};

/* The flows of one size. */
struct wt_stream_size {
	uint64_t flows;
	struct wt_stream_moved sent, received; /* whichever end this is */
	uint64_t cpu_ns;                       /* of this end's thread */
	struct wt_traffic traffic;             /* of this end's socket */
	uint64_t record_bytes;          /* of a sender: the first record of a flow on the wire; of a sum the longest */
	uint64_t reordered, duplicates; /* of a receiver of datagrams */
};

/* All zero: there was none. */
struct wt_stream_told {
	uint64_t flows;
	struct wt_stream_size sizes[WT_SIZES_MAX]; /* by index of size */
};

/* Adds those of another round. */
void wt_stream_add(struct wt_stream_told *to, const struct wt_stream_told *from);

#endif
