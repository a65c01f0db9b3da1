/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's flows (mode stream): what it does behind a client's word (flow.h). */
#ifndef WT_STREAM_SERVER_H
#define WT_STREAM_SERVER_H

#include "exchange.h"
#include "flow.h"
#include "program.h"

struct wt_stream {
	struct wt_run *run;
	struct wt_flow flow;    /* the last one that was begun */
	struct wt_address peer; /* whose it is, on datagrams */
	const struct wt_connection *connection;
	bool open; /* and its end is still to be told */
};

/*
 * Reads a message as exchange->answer does, but answers the cold one alone. A write of a flow that is over is a message whose flag
 * WT_MESSAGE_BULK is set: on datagrams it may come late.
 */
enum wt_status wt_stream_message(struct wt_exchange *exchange, struct wt_connection *connection,
				 struct wt_message *message);

/*
 * Does what `message`, which is in the exchange's buffer, and those that follow on its connection ask for. *stays: a client of
 * datagrams has more to say. `message` is the last one that was read.
 */
enum wt_status wt_stream_serve(struct wt_stream *stream, struct wt_exchange *exchange, struct wt_connection *connection,
			       struct wt_message *message, bool *stays);

/* Nobody tells the end of a flow any more: where one was not told, that flow has failed. */
void wt_stream_give_up(struct wt_stream *stream);

#endif
