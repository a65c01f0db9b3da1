/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a flow (flow.h) over an open connection: its sender, and its receiver. */
#ifndef WT_FLOW_MOVE_H
#define WT_FLOW_MOVE_H

#include "exchange.h"
#include "flow.h"

/* How long a receiver of datagrams waits behind the time of a flow, where its last one got lost. */
#define WT_FLOW_GRACE_NS (WT_NS_PER_S / 2)

/* One end of a flow. */
struct wt_flow_end {
	struct wt_exchange *exchange; /* its buffer has room for a write, and WT_FLOW_ROOM_BYTES */
	struct wt_connection *connection;
	bool client;
	bool with_cpu;
	uint64_t patience_ns; /* how long the peer may be silent, or take nothing */
	/*
	 * A server of datagrams: the next one of the peer into the exchange's buffer, until `deadline_ns`; on another status the
	 * exchange's or the connection's error says why. *received 0: it was no part of the flow, and was seen to; WT_OK with *done:
	 * the peer has told its end. NULL: what the connection receives.
	 */
	enum wt_status (*next)(void *context, uint64_t deadline_ns, size_t *received, bool *done);
	void *context;
};

/* What is asked for in one call: the kernel hands out more of a stream at once than a usual write has. */
enum { WT_FLOW_ROOM_BYTES = 128 * 1024 };

/*
 * Sends, or receives, until the flow is at its end, and fills what came of it; also where it fails, which the exchange's
 * or the connection's error says. Blocks, for the flow's time and twice the patience at most; neither allocates nor prints.
 */
enum wt_status wt_flow_send(const struct wt_flow_end *end, struct wt_flow *flow);
enum wt_status wt_flow_receive(const struct wt_flow_end *end, struct wt_flow *flow);

#endif
