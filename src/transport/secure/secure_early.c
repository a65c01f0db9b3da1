/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Early data (RFC 8446 2.3): the message leaves with the client's hello, and its answer with the server's first flight. The server
 * then makes the rest of the handshake behind its answer; the client reads that when its handshake is done.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "secure_early.h"
#include "tlslib.h"
#include "tlslib_resume.h"

static struct wt_secure_endpoint *secure_of(struct wt_connection *connection)
{
	return (struct wt_secure_endpoint *)connection->endpoint;
}

/*
 * Which way of resumption goes with which: what both libraries do alike. OpenSSL takes a session once by finding it among those
 * that it keeps, whatever it was asked for; wolfSSL keeps nothing of a ticket's, and finds single sessions alone.
 */
static const struct {
	enum wt_resume resume;
	const char *named;
} ways[] = {
	[WT_EARLY_SINGLE_USE] = { WT_RESUME_SESSION, "session" },
	[WT_EARLY_REPLAYABLE] = { WT_RESUME_TICKET, "ticket" },
};

enum wt_status wt_early_check(struct wt_secure_endpoint *e)
{
	const char *asked = e->base.settings->early_data;
	struct wt_error *error = &e->base.error;

	if (e->early.how == WT_EARLY_OFF)
		return WT_OK;
	if (e->datagram)
		return wt_error_set(error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--early-data %s: not of DTLS, whose server asks for a cookie first and takes none "
				    "behind it (RFC 8446 4.2.10); valid: off",
				    asked);
	if (e->minor != 3)
		return wt_error_set(error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--early-data %s: not of version 1.2; valid: off, or --tls-version 1.3", asked);
	if (e->resume != ways[e->early.how].resume)
		return wt_error_set(error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--early-data %s: not without --resume %s; valid: off, or that", asked,
				    ways[e->early.how].named);
	return WT_OK;
}

enum wt_status wt_early_open(struct wt_secure_endpoint *e)
{
	if (e->early.how == WT_EARLY_OFF)
		return WT_OK;
	if (e->base.server) {
		e->early.buffer = malloc(WT_EARLY_MAX_BYTES);
		if (!e->early.buffer)
			return wt_error_set(&e->base.error, WT_ERROR, "open", "wiretoll", 0, "out of memory");
	}
	return wt_tlslib_set_early_data(e->context, e->base.server, e->early.how, &e->base.error);
}

/* ---- client ---- */

/* False: the hello could not be sent, as `status` says. */
static bool write_first(struct wt_connection *connection, enum wt_status *status)
{
	struct wt_secure_endpoint *e = secure_of(connection);
	int result;

	if (!e->early.offered || !e->base.early)
		return true;
	if (wt_tlslib_early_limit(e->kept) < e->base.early_bytes) {
		e->early.said = "not_allowed";
		return true;
	}
	ERR_clear_error();
	result = wt_tlslib_write_early(connection->session, e->base.early, e->base.early_bytes);
	if (result == (int)e->base.early_bytes) {
		e->early.said = "rejected"; /* until the server says otherwise */
		return true;
	}
	*status = wt_secure_failure(connection, "handshake", result);
	return false;
}

/* The end of the handshake asks nothing of the server, whose answer is under way: it begins no round trip. */
static void note_taken(struct wt_connection *connection)
{
	struct wt_early *early = &secure_of(connection)->early;

	if (strcmp(early->said, "rejected") != 0 || !wt_tlslib_early_accepted(connection->session))
		return;
	early->said = "accepted";
	early->taken = true;
	connection->wire.socket.sent_last = false;
}

static enum wt_status client_handshake(struct wt_connection *connection)
{
	enum wt_status status;

	if (!write_first(connection, &status)) {
		wt_tlslib_forget(&secure_of(connection)->kept);
		return status;
	}
	status = wt_secure_handshake(connection);
	if (status == WT_OK)
		note_taken(connection);
	return status;
}

void wt_early_await_ticket(struct wt_connection *connection, uint64_t limit_ns)
{
	enum wt_status status = WT_OK;
	uint8_t rest[64];
	size_t received;

	if (!connection->session || connection->wire.error.status != WT_OK ||
	    !SSL_is_init_finished(connection->session))
		return;
	wt_connection_set_deadline(connection, wt_clock_ns() + limit_ns);
	while (status == WT_OK)
		status = wt_secure_recv(connection, rest, sizeof(rest), &received);
	/* a ticket that is not there would make the next hello a wrong one */
	if (status != WT_EOF)
		wt_tlslib_forget(&secure_of(connection)->kept);
}

/* ---- server ---- */

/* WT_OK: `*bytes` of early data were read; 0: no more comes, and the rest of the handshake is to be made. */
static enum wt_status read_early(struct wt_connection *connection, const char *operation, void *data, size_t room,
				 int *bytes)
{
	enum wt_status status;

	do {
		ERR_clear_error();
		*bytes = wt_tlslib_read_early(connection->session, data, room);
		if (*bytes >= 0)
			return WT_OK;
		status = wt_secure_failure(connection, operation, *bytes);
	} while (wt_secure_retryable(connection, status));
	return status;
}

static enum wt_status end_handshake(struct wt_connection *connection)
{
	secure_of(connection)->early.open = false;
	return wt_secure_handshake(connection);
}

/* Its first flight goes out before it waits for what was sent early; where nothing was, the handshake is made as ever. */
static enum wt_status server_handshake(struct wt_connection *connection)
{
	struct wt_early *early = &secure_of(connection)->early;
	int bytes;
	enum wt_status status = read_early(connection, "handshake", early->buffer, WT_EARLY_MAX_BYTES, &bytes);

	if (status != WT_OK)
		return status;
	if (bytes == 0)
		return end_handshake(connection);
	early->have = (size_t)bytes;
	early->open = true;
	return WT_OK;
}

/* A client of ours has sent one message, and it was answered: what follows ends the handshake. */
static enum wt_status finish(struct wt_connection *connection)
{
	int bytes;
	enum wt_status status =
		read_early(connection, "handshake", secure_of(connection)->early.buffer, WT_EARLY_MAX_BYTES, &bytes);

	if (status != WT_OK)
		return status;
	if (bytes == 0)
		return end_handshake(connection);
	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
			    "%d bytes of early data behind the message that was answered", bytes);
}

static enum wt_status answer(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	int result;

	ERR_clear_error();
	result = wt_tlslib_write_early(connection->session, data, bytes);
	if (result != (int)bytes)
		return wt_secure_failure(connection, "send", result);
	*sent = bytes;
	secure_of(connection)->early.answered = true;
	return finish(connection);
}

/* More than one record of it; what follows it, if it was not all, is no early data. */
static enum wt_status receive_more(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	int bytes;
	enum wt_status status = read_early(connection, "receive", data, room, &bytes);

	if (status == WT_OK && bytes == 0) {
		status = end_handshake(connection);
		return status == WT_OK ? wt_secure_recv(connection, data, room, received) : status;
	}
	if (status == WT_OK)
		*received = (size_t)bytes;
	return status;
}

/* ---- both ---- */

enum wt_status wt_early_handshake(struct wt_connection *connection)
{
	return connection->endpoint->server ? server_handshake(connection) : client_handshake(connection);
}

enum wt_status wt_early_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	struct wt_early *early = &secure_of(connection)->early;

	*sent = 0;
	if (early->open)
		return answer(connection, data, bytes, sent);
	if (!early->taken)
		return wt_secure_send(connection, data, bytes, sent);
	early->taken = false;
	*sent = bytes;
	return WT_OK;
}

enum wt_status wt_early_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	struct wt_early *early = &secure_of(connection)->early;
	size_t left = early->have - early->given;

	*received = 0;
	if (!early->open)
		return wt_secure_recv(connection, data, room, received);
	if (!left)
		return receive_more(connection, data, room, received);
	*received = left < room ? left : room;
	memcpy(data, early->buffer + early->given, *received);
	early->given += *received;
	return WT_OK;
}
