/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection's way through the shim: its socket, and where that socket's failures go. */
#ifndef WT_WIRE_H
#define WT_WIRE_H

#include <string.h>

#include "error.h"
#include "socket.h"

enum { WT_HELD_BYTES = 512 }; /* more than any HelloVerifyRequest (RFC 6347 4.2.1) or HelloRetryRequest has */

/* A datagram that a session would have sent: the first one that has room. */
struct wt_held {
	size_t room;  /* WT_HELD_BYTES at most */
	size_t bytes; /* 0: none */
	uint8_t data[WT_HELD_BYTES];
};

struct wt_wire {
	struct wt_socket socket;
	struct wt_error error;
	uint32_t timer_ms;       /* DTLS: how long the first timer of a flight runs */
	uint32_t timer_began_ms; /* how long the session's first one ran; 0: there was none */
	struct wt_held *held;    /* datagrams go there, for the owner to send; NULL: they are sent */
};

/* As wt_socket_send. A datagram that cannot be held is dropped, as the network may drop it. */
static inline enum wt_status wt_wire_send(struct wt_wire *wire, const void *data, size_t bytes, size_t *sent)
{
	struct wt_held *held = wire->held;

	if (!held)
		return wt_socket_send(&wire->socket, data, bytes, sent, &wire->error);
	if (held->bytes == 0 && bytes <= held->room) {
		memcpy(held->data, data, bytes);
		held->bytes = bytes;
	}
	*sent = bytes;
	return WT_OK;
}

#endif
