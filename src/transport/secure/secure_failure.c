/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one function that maps what a library answers to our statuses and to words for a person. */
#include <stdio.h>
#include <string.h>

#include "secure.h"

enum { HANDSHAKE_FAILURE = 40, UNKNOWN_IDENTITY = 115 };

/* RFC 8446 6.2, RFC 7301 3.2; and what it usually means here */
static const struct {
	int alert;
	const char *name, *hint;
} alerts[] = {
	{ 10, "unexpected_message", "" },
	{ 20, "bad_record_mac", "" },
	{ HANDSHAKE_FAILURE, "handshake_failure", "no version, suite, group or signature in common" },
	{ 42, "bad_certificate", "it does not accept our certificate" },
	{ 43, "unsupported_certificate", "it does not accept our certificate's usage or key" },
	{ 44, "certificate_revoked", "it does not accept our certificate" },
	{ 45, "certificate_expired", "our certificate has expired, or is not valid yet" },
	{ 46, "certificate_unknown", "it does not accept our certificate" },
	{ 47, "illegal_parameter", "" },
	{ 48, "unknown_ca", "our certificate is of a CA that it does not know" },
	{ 49, "access_denied", "" },
	{ 50, "decode_error", "" },
	{ 51, "decrypt_error", "" },
	{ 70, "protocol_version", "it does not speak this version" },
	{ 71, "insufficient_security", "" },
	{ 80, "internal_error", "" },
	{ 109, "missing_extension", "" },
	{ 112, "unrecognized_name", "" },
	{ UNKNOWN_IDENTITY, "unknown_psk_identity", "it has no pre-shared key of our identity" },
	{ 116, "certificate_required", "it wants a certificate of ours" },
	{ 120, "no_application_protocol", "" },
};

static const char foreign_session[] =
	"it does not take the session that was offered (--resume), as of another server or library";

/* Where no agreement was found, it helps to know what we insist on: each end says its own. */
static const char *ours(const struct wt_connection *connection, char text[WT_ERROR_TEXT_BYTES])
{
	const struct wt_secure_endpoint *e = (const struct wt_secure_endpoint *)connection->endpoint;
	const char *suite = wt_suite_name(e->suite), *group = wt_group_name(e->group);

	snprintf(text, WT_ERROR_TEXT_BYTES, "; ours: %s 1.%d, %s%s%s", e->datagram ? "DTLS" : "TLS", e->minor,
		 suite ? suite : "?", e->group ? ", " : "", group ? group : "");
	return text;
}

/* With a pre-shared key any other refusal mostly says that it is not the peer's (RFC 4279 2, RFC 8446 4.2.11). */
static bool may_be_psk(const struct wt_connection *connection, const char *operation, int alert)
{
	const struct wt_secure_endpoint *e = (const struct wt_secure_endpoint *)connection->endpoint;

	return e->psk_how && strcmp(operation, "handshake") == 0 && alert != UNKNOWN_IDENTITY;
}

/* A hello that offers a session is one that the same peer took without: most likely it is the session. */
static bool may_be_session(const struct wt_connection *connection, const char *operation)
{
	const struct wt_secure_endpoint *e = (const struct wt_secure_endpoint *)connection->endpoint;

	return e->early.offered && strcmp(operation, "handshake") == 0;
}

static enum wt_status refused_by_peer(struct wt_connection *connection, const char *operation, int alert)
{
	const char *name = "of a number that is not registered", *hint = "";
	char insisted[WT_ERROR_TEXT_BYTES] = "";

	for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++) {
		if (alerts[i].alert != alert)
			continue;
		name = alerts[i].name;
		hint = alerts[i].hint;
	}
	if (may_be_psk(connection, operation, alert))
		hint = "its pre-shared key or identity is another one, or it has no suite or group in common";
	else if (may_be_session(connection, operation) && (alert == HANDSHAKE_FAILURE || !hint[0]))
		hint = foreign_session;
	return wt_error_set(&connection->wire.error, WT_ERROR, operation, "peer", alert,
			    "the peer refuses: alert %s (%d)%s%s%s", name, alert, hint[0] ? ": " : "", hint,
			    alert == HANDSHAKE_FAILURE && hint != foreign_session ? ours(connection, insisted) : "");
}

static enum wt_status peer_ended(struct wt_connection *connection, const char *operation)
{
	bool offered = may_be_session(connection, operation);

	if (strcmp(operation, "handshake") != 0)
		return WT_EOF;
	return wt_error_set(&connection->wire.error, WT_ERROR, operation, "wiretoll", 0,
			    "the peer closed the connection during the handshake%s%s", offered ? ": " : "",
			    offered ? foreign_session : "");
}

/* The stream's end came, but nobody said that it is one (RFC 8446 6.1): whoever can send a FIN may have cut it. */
static enum wt_status cut_off(struct wt_connection *connection, const char *operation)
{
	if (strcmp(operation, "handshake") == 0)
		return peer_ended(connection, operation);
	return wt_error_set(&connection->wire.error, WT_ERROR, operation, "wiretoll", 0,
			    "the peer closed without close_notify");
}

static enum wt_status not_agreed(struct wt_connection *connection, const char *text, long code)
{
	char insisted[WT_ERROR_TEXT_BYTES];

	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", wt_tlslib.name(), code, "%s (%s %ld)%s",
			    text, wt_tlslib.name(), code, ours(connection, insisted));
}

enum wt_status wt_secure_failure(struct wt_connection *connection, const char *operation, int result)
{
	const struct wt_error *error = &connection->wire.error;
	char text[WT_ERROR_TEXT_BYTES];
	int alert;
	long code;

	if (error->status != WT_OK) { /* the shim knows better */
		ERR_clear_error();
		return error->status;
	}
	switch (SSL_get_error(connection->session, result)) {
	case SSL_ERROR_WANT_READ:
		return WT_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return WT_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN:
		return peer_ended(connection, operation);
	default:
		break;
	}
	code = wt_tlslib_reason(connection->session, result, &alert, text, sizeof(text));
	if (alert >= 0)
		return refused_by_peer(connection, operation, alert);
	if (connection->wire.socket.ended)
		return cut_off(connection, operation);
	if (strcmp(operation, "handshake") == 0 && !strstr(text, "certificate") && !strstr(text, "ticket"))
		return not_agreed(connection, text, code);
	return wt_error_set(&connection->wire.error, WT_ERROR, operation, wt_tlslib.name(), code, "%s (%s %ld)", text,
			    wt_tlslib.name(), code);
}
