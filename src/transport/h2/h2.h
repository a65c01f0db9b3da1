/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the transport: HTTP/2 (RFC 9113) over a session of TLS. Messages go one after the other (`send`, `recv`), or several at
 * once (`ask`, `hear`); a server answers them in the order in which their streams were opened.
 */
#ifndef WT_H2_H
#define WT_H2_H

#include <nghttp2/nghttp2.h>

#include "message.h"
#include "secure.h"

/*
 * What is read at once, a TLS record's plaintext at most; and what is gathered before it is written, so that frames which
 * belong together leave together: more than two frames of the usual largest size (RFC 9113 4.2).
 */
enum { WT_H2_IN_BYTES = 16384, WT_H2_OUT_BYTES = 40960 };

/* A request and its answer (RFC 9113 5). Its place is used again for the next one. */
struct wt_h2_stream {
	int32_t id;        /* 0: the place is free */
	bool ended;        /* the peer has sent its whole message */
	bool body_ended;   /* we have handed out all of ours */
	bool beside;       /* client: asked beside others; else the one of `send` and `recv` */
	bool heard;        /* client, beside others: how it ended is known */
	uint32_t status;   /* client: of the answer; 0: it is not there yet */
	size_t head_bytes; /* of our body, so many are in `head`, since others have theirs in the same place */
	size_t body_bytes, body_sent;
	const uint8_t *body;  /* the caller's */
	size_t body_received; /* of the peer's body, altogether */
	/* Server: what has come of it and nobody has taken, no more than the stream's window. Allocated. */
	uint8_t *kept;
	size_t kept_room, kept_from, kept_to;
	size_t answer_bytes, answer_taken; /* client: no more than tells that it is the answer */
	uint8_t answer[WT_ANSWER_NUMBERED_BYTES + 1];
	uint8_t head[WT_MESSAGE_HEADER_BYTES];
};

/* One connection's state; its buffers are all that is kept of what passes, beside nghttp2's own. */
struct wt_h2 {
	nghttp2_session *session; /* NULL: nothing has passed yet */
	struct wt_error *error;   /* the connection's */
	bool server;
	bool farewell;    /* the peer has said that it makes no more streams (GOAWAY without an error) */
	uint32_t allowed; /* client: how many streams at once the server takes, as it said last */
	/* Places for as many streams as there may be. Those of a server are a ring, in the order in which they were opened. */
	struct wt_h2_stream *streams;
	uint32_t most, first, open;
	/* Client, beside others: those that are heard of, in that order, as a ring; and why they failed, by place. */
	uint8_t *done;
	uint32_t done_first, done_count;
	struct wt_error *errors;
	/* Server: where the body goes of the request that is being received. */
	uint8_t *into;
	size_t room, received;
	size_t out_bytes;
	uint8_t in[WT_H2_IN_BYTES];
	uint8_t out[WT_H2_OUT_BYTES];
};

struct wt_h2_endpoint {
	struct wt_secure_endpoint secure; /* first, so that it is an endpoint of tls as well */
	nghttp2_session_callbacks *callbacks;
	nghttp2_option *options;                     /* of a server's sessions */
	char authority[WT_ADDRESS_TEXT_BYTES + 256]; /* client: "host:port" (RFC 9113 8.3.1) */
	struct wt_h2 h2;
};

static inline struct wt_h2_endpoint *wt_h2_endpoint_of(const struct wt_connection *connection)
{
	return (struct wt_h2_endpoint *)connection->endpoint;
}

/* The stream of `send` and `recv`: a client's only one, of a server the one that was opened first. NULL: there is none. */
static inline struct wt_h2_stream *wt_h2_served(struct wt_h2 *h2)
{
	return h2->server && !h2->open ? NULL : &h2->streams[h2->first];
}

/* h2_streams.c: their places, made when the endpoint is opened. WT_ERROR: out of memory, as the endpoint's error says. */
enum wt_status wt_h2_places_make(struct wt_h2_endpoint *endpoint);
void wt_h2_places_free(struct wt_h2 *h2);
/* No stream is there any more; the places stay. */
void wt_h2_places_clear(struct wt_h2 *h2);
/* Server: the place of a stream that the client opens, the last of the ring. NULL: there are too many. */
struct wt_h2_stream *wt_h2_opened(struct wt_h2 *h2, int32_t id);
/* Server: the first of the ring has its answer. */
void wt_h2_answered(struct wt_h2 *h2);
/* Client, beside others: it has its answer, or with an error will have none, which `wt_h2_hear` tells. */
void wt_h2_done(struct wt_h2 *h2, struct wt_h2_stream *stream);
/* Server: what comes of a body that is not being received stays with its stream. False: out of memory. */
bool wt_h2_keep(struct wt_h2_stream *stream, const uint8_t *data, size_t bytes);
/* Hands out what was kept, and opens the stream's window by it. 0: there is nothing. */
size_t wt_h2_take_kept(struct wt_h2 *h2, struct wt_h2_stream *stream, uint8_t *to, size_t room);

/* h2_frames.c: what nghttp2 tells us of frames. NULL: out of memory. */
nghttp2_session_callbacks *wt_h2_callbacks(void);
/* Hands out the body of `source`, a struct wt_h2_stream, as nghttp2 asks for it. */
ssize_t wt_h2_read_body(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
			nghttp2_data_source *source, void *context);

/*
 * h2_session.c: the session of a connection whose handshake is done, made when it is first used; sends what nghttp2 has to
 * send; receives once, and hands it to nghttp2. None of them allocates more than nghttp2 does. WT_ERROR also where the
 * peer broke HTTP/2, reset the stream or ended the connection by GOAWAY, as the connection's error says.
 */
enum wt_status wt_h2_begin(struct wt_connection *connection);
enum wt_status wt_h2_flush(struct wt_connection *connection);
enum wt_status wt_h2_receive(struct wt_connection *connection);
/* Both, in this order. */
enum wt_status wt_h2_turn(struct wt_connection *connection);
/* Says that the connection ends (GOAWAY, RFC 9113 6.8), where it may; and frees the session. */
void wt_h2_end(struct wt_connection *connection, bool in_order);

/* h2_message.c: the transport's `send` and `recv`, and a client's request, which it begins: whose body is `data`, but for the first `head_bytes`,
 * which are in the stream's head. */
enum wt_status wt_h2_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent);
enum wt_status wt_h2_recv(struct wt_connection *connection, void *data, size_t room, size_t *received);
enum wt_status wt_h2_request(struct wt_connection *connection, struct wt_h2_stream *stream, const void *data,
			     size_t bytes, size_t head_bytes);
/* Client: whether a request was answered with status 200; else `error` says so. */
bool wt_h2_is_ok(const struct wt_h2_stream *stream, struct wt_error *error);

/* h2_beside.c: `ask` and `hear`. */
enum wt_status wt_h2_ask(struct wt_connection *connection, uint32_t place, const void *message, size_t bytes);
enum wt_status wt_h2_hear(struct wt_connection *connection, struct wt_heard *heard);

#endif
