/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A transport: a small constant table of functions. An endpoint is one side of
 * it with everything that is made before the clock starts (address, context,
 * keys); a connection carries one or more messages. Both belong to the transport.
 */
#ifndef WT_TRANSPORT_H
#define WT_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"
#include "library.h"
#include "negotiated.h"
#include "settings.h"
#include "socket.h"

struct wt_endpoint;
struct wt_connection;

/* What has become of one of several messages that are under way. */
struct wt_heard {
	uint32_t place;
	const struct wt_error *error; /* of this message alone; WT_OK: it is answered. Until the place is used again */
	const uint8_t *answer;        /* its first WT_ANSWER_NUMBERED_BYTES; likewise */
	size_t bytes;                 /* of the answer, altogether */
	bool more;                    /* the next one is known already */
};

struct wt_transport {
	const char *name; /* "tcp", "udp", "tls", "dtls", "h2" */
	bool datagram;
	bool secure;
	const struct wt_library *library; /* NULL when not secure */

	/*
	 * Client: resolves the host, loads keys, makes one connection for use again
	 * and again. Server: the same for `bind`, and listens. WT_OK: `*endpoint`
	 * is the caller's until `shut`. Otherwise `error` says why and `*endpoint`
	 * is NULL. Allocates; may block for the resolver.
	 */
	enum wt_status (*open)(struct wt_endpoint **endpoint, const struct wt_settings *settings, bool server,
			       struct wt_error *error);

	/*
	 * Whether `open` would refuse these settings for what this build of the library lacks; reads no file and opens no
	 * socket. WT_OK: it would not; else `error` says why. NULL where there is nothing to choose.
	 */
	enum wt_status (*can)(const struct wt_settings *settings, bool server, struct wt_error *error);

	/* The largest message in bytes that these settings can carry; needs no endpoint. */
	uint32_t (*limit_bytes)(const struct wt_settings *settings);

	/* Client: opens the socket and reaches the server, until `deadline_ns`. */
	enum wt_status (*connect)(struct wt_endpoint *endpoint, struct wt_connection **connection,
				  uint64_t deadline_ns);

	/*
	 * Server: waits until `deadline_ns` for a connection that has work for us:
	 * a new one of a stream, or one of several of which something has arrived, or a peer of a datagram listener
	 * whose message or failure has arrived (all peers' handshakes are driven meanwhile, and those of streams
	 * that are served in turns). On any
	 * status but WT_OK, the error is the endpoint's. WT_WANT_READ: the system
	 * failed for now, a further call may go well.
	 */
	enum wt_status (*accept)(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns);

	/*
	 * Makes the session secure; WT_OK at once when there is nothing (more) to do. A server with --early-data: also as soon
	 * as there is some. The `send` that answers it makes the rest of the handshake.
	 */
	enum wt_status (*handshake)(struct wt_connection *connection);

	/* Sends all of it; `*sent` says how much went out when that fails. */
	enum wt_status (*send)(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent);

	/* Receives 1..room bytes, on a datagram transport one whole message. */
	enum wt_status (*recv)(struct wt_connection *connection, void *data, size_t room, size_t *received);

	/*
	 * Client, where settings.streams of them may be under way at once over one connection, in place of `send` and `recv`:
	 * begins a message in a place from 0 on that has none. What the peer does not take yet is sent while answers are waited
	 * for. Its header is copied; what is behind it stays as it is until the message is heard of. NULL: not offered.
	 */
	enum wt_status (*ask)(struct wt_connection *connection, uint32_t place, const void *message, size_t bytes);
	/* Waits for the next of them to have its answer, or to have failed by itself; its place is free then. On another
	 * status than WT_OK nobody is heard of; after WT_TIMEOUT and a new deadline it can be called again. */
	enum wt_status (*hear)(struct wt_connection *connection, struct wt_heard *heard);

	/*
	 * Ends the connection in order: the server says so first (close_notify where
	 * secure), frees the session, ends its side of the socket; the client waits
	 * for that, `limit_ns` at most. WT_TIMEOUT: the peer's end was not seen.
	 * The connection is void afterwards, but its error and traffic stay readable
	 * until the next connect or accept of the endpoint.
	 */
	enum wt_status (*close)(struct wt_connection *connection, uint64_t limit_ns);

	/*
	 * Makes room for the endpoint's next connection while this one stays open: answers
	 * the connection by which it is known from now on, NULL when settings.hold of them
	 * are open. Frees nothing; `close` ends it as ever. NULL: not offered.
	 */
	struct wt_connection *(*hold)(struct wt_connection *connection);

	/* Client: goes on from another local port, the session as it is, with counts of traffic from 0 on. NULL: not offered. */
	enum wt_status (*rebind)(struct wt_connection *connection, uint64_t deadline_ns);

	/*
	 * Server: a connection that has nothing for us (WT_WANT_READ) waits beside the others; accept hands it out
	 * again once there is something. `*connection` is by what it is known from now on, where it goes on as it is
	 * (wt_endpoint_serve_many); else void, since it begins anew. NULL: not offered (datagrams).
	 */
	enum wt_status (*park)(struct wt_connection **connection);

	/* Fills what was negotiated; false for a transport without. Before `close` only. */
	bool (*negotiated)(struct wt_connection *connection, struct wt_negotiated *negotiated);

	/*
	 * Frees everything, closes the listener. Endpoint NULL is allowed. Other than WT_OK: what was written beside the
	 * connections (--key-log) is not all there, and `error`, which may be NULL, says why.
	 */
	enum wt_status (*shut)(struct wt_endpoint *endpoint, struct wt_error *error);
};

extern const struct wt_transport wt_tcp;
extern const struct wt_transport wt_udp;
extern const struct wt_transport wt_tls;
extern const struct wt_transport wt_dtls;
/* In the archive only where nghttp2 is there. */
extern const struct wt_transport wt_h2;

#endif
