/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the transport: HTTP/2 (RFC 9113) over a session of TLS, one stream at a time. */
#ifndef WT_H2_H
#define WT_H2_H

#include <nghttp2/nghttp2.h>

#include "secure.h"

/*
 * What is read at once, a TLS record's plaintext at most; and what is gathered before it is written, so that frames which
 * belong together leave together: more than two frames of the usual largest size (RFC 9113 4.2).
 */
enum { WT_H2_IN_BYTES = 16384, WT_H2_OUT_BYTES = 40960 };

/* One connection's state; its buffers are all that is kept of what passes, beside nghttp2's own. */
struct wt_h2 {
	nghttp2_session *session; /* NULL: nothing has passed yet */
	struct wt_error *error;   /* the connection's */
	bool server;
	int32_t stream;  /* the exchange under way; 0: none */
	bool ended;      /* the peer has sent its whole message of that stream */
	bool farewell;   /* the peer has said that it makes no more of them (GOAWAY without an error) */
	uint32_t status; /* client: of the answer; 0: it is not there yet */
	/* What we send on it. */
	const uint8_t *body;
	size_t body_bytes, body_sent;
	bool body_ended;
	/* Where the peer's body goes: to whoever receives, and what finds no room there to `rest`. */
	uint8_t *into;
	size_t room, received;
	size_t body_received; /* of the stream, altogether */
	size_t rest_from, rest_to;
	size_t out_bytes;
	uint8_t in[WT_H2_IN_BYTES];
	uint8_t rest[WT_H2_IN_BYTES];
	uint8_t out[WT_H2_OUT_BYTES];
};

struct wt_h2_endpoint {
	struct wt_secure_endpoint secure; /* first, so that it is an endpoint of tls as well */
	nghttp2_session_callbacks *callbacks;
	char authority[WT_ADDRESS_TEXT_BYTES + 256]; /* client: "host:port" (RFC 9113 8.3.1) */
	struct wt_h2 h2;
};

static inline struct wt_h2_endpoint *wt_h2_endpoint_of(const struct wt_connection *connection)
{
	return (struct wt_h2_endpoint *)connection->endpoint;
}

/* h2_frames.c: what nghttp2 tells us of frames. NULL: out of memory. */
nghttp2_session_callbacks *wt_h2_callbacks(void);
/* Hands out the body that is to be sent of `context`, a struct wt_h2, as nghttp2 asks for it. */
ssize_t wt_h2_read_body(nghttp2_session *session, int32_t stream, uint8_t *to, size_t room, uint32_t *flags,
			nghttp2_data_source *source, void *context);

/*
 * h2_session.c: the session of a connection whose handshake is done, made when it is first used; sends what nghttp2 has to
 * send; receives once, and hands it to nghttp2. None of them allocates more than nghttp2 does. WT_ERROR also where the
 * peer broke HTTP/2, reset the stream or ended the connection by GOAWAY, as the connection's error says.
 */
enum wt_status wt_h2_begin(struct wt_connection *connection);
enum wt_status wt_h2_flush(struct wt_connection *connection);
enum wt_status wt_h2_receive(struct wt_connection *connection);
/* Says that the connection ends (GOAWAY, RFC 9113 6.8), where it may; and frees the session. */
void wt_h2_end(struct wt_connection *connection, bool in_order);

/* h2_message.c: the transport's `send` and `recv`. */
enum wt_status wt_h2_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent);
enum wt_status wt_h2_recv(struct wt_connection *connection, void *data, size_t room, size_t *received);

#endif
