/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one end tells of the connection that carried all messages of its run (docs/results.md, "session"). */
#ifndef WT_SESSION_TOLD_H
#define WT_SESSION_TOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "cell_data.h"
#include "settings.h"
#include "try.h"

/* The messages of one size, all together. */
struct wt_session_size {
	bool told;
	uint64_t messages; /* answered */
	uint64_t ns;       /* of a client, all of them together, 0 of a server */
	WT_PHASE_COSTS(WT_PHASE_SUM, )
};

/* The figures of `session` records. All zero: there was none. */
struct wt_session {
	uint32_t count;                              /* of records: 1, or of so many rounds the sums */
	struct wt_phase_cost open, handshake, close; /* `open`: connect of a client, accept of a server */
	uint64_t messages;                           /* of all sizes */
	uint64_t late, duplicates; /* datagrams: answers that came too late, and twice; of a server messages */
	struct wt_session_size sizes[WT_SIZES_MAX]; /* by index of size */
};

/* Adds those of another round. */
void wt_session_add(struct wt_session *to, const struct wt_session *from);

/* All that went one way while the connection was open: its handshake and the messages. */
uint64_t wt_session_bytes_out(const struct wt_session *session);
uint64_t wt_session_bytes_in(const struct wt_session *session);

#endif
