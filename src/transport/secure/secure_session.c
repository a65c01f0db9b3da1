/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure.h"
#include "tlslib_dtls.h"
#include "tlslib.h"
#include "tlslib_resume.h"

static struct wt_secure_endpoint *secure_of(struct wt_connection *connection)
{
	return (struct wt_secure_endpoint *)connection->endpoint;
}

/* The client checks whom it talks to: an address against the certificate's addresses, a name
 * against its names (RFC 6125). */
static bool expect_peer(SSL *session, const struct wt_secure_endpoint *e)
{
	const char *host = e->base.settings->host;
	char address[WT_ADDRESS_TEXT_BYTES];

	if (e->base.server)
		return true;
	if (e->peer_numeric)
		return wt_address_unscoped(host, address, sizeof(address)) &&
		       X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), address) == 1;
	return SSL_set1_host(session, host) == 1 && SSL_set_tlsext_host_name(session, host) == 1;
}

enum wt_status wt_secure_new(struct wt_connection *connection)
{
	struct wt_secure_endpoint *e = secure_of(connection);
	SSL *session = SSL_new(e->context);
	struct wt_error *error = &connection->wire.error;

	if (!session)
		return wt_error_set(error, WT_ERROR, "handshake", wt_tlslib.name(), 0,
				    "no session object: out of memory");
	connection->session = session;
	connection->wire.timer_ms = wt_settings_timer_ms(e->base.settings);
	connection->wire.timer_began_ms = 0;
	if (e->datagram && connection->wire.timer_ms != WT_TIMER_USUAL_MS)
		wt_tlslib_set_timer(session);
	if (wt_tlslib_attach(session, &connection->wire) != WT_OK || !expect_peer(session, e))
		return wt_error_set(error, WT_ERROR, "handshake", wt_tlslib.name(), 0, "the session cannot be set up");
	if (e->datagram && wt_tlslib_set_mtu(session, e->base.settings->mtu_bytes) != WT_OK)
		return wt_error_set(error, WT_ERROR, "handshake", wt_tlslib.name(), 0,
				    "the library refuses an MTU of %u", e->base.settings->mtu_bytes);
	if (e->datagram && !wt_secure_ask_cid(e, session))
		return wt_error_set(error, WT_ERROR, "handshake", wt_tlslib.name(), 0,
				    "the library refuses a connection ID of %u bytes", e->base.settings->cid_bytes);
	if (e->base.tap)
		(void)wt_tlslib_tell(session, &connection->wire);
	if (e->base.server)
		SSL_set_accept_state(session);
	else
		SSL_set_connect_state(session);
	e->early = (struct wt_early){ .how = e->early.how, .buffer = e->early.buffer, .said = "none" };
	/* what is not taken makes a full handshake, which is told */
	if (e->kept)
		e->early.offered = wt_tlslib_offer(session, e->kept);
	return WT_OK;
}

/* Every wait inside the library is a receive of ours with a limit, so a blocking socket's
 * WANT_READ (a timer, a record without data) can simply be called again. */
bool wt_secure_retryable(const struct wt_connection *connection, enum wt_status status)
{
	const struct wt_socket *socket = &connection->wire.socket;

	return status == WT_WANT_READ && !socket->shared && !socket->yielded;
}

enum wt_status wt_secure_handshake(struct wt_connection *connection)
{
	enum wt_status status;
	int result;

	do {
		ERR_clear_error();
		result = SSL_do_handshake(connection->session);
		if (result == 1)
			return wt_key_log_check(&connection->wire.error) == WT_OK ? wt_secure_check_pins(connection)
										  : WT_ERROR;
		status = wt_secure_failure(connection, "handshake", result);
	} while (wt_secure_retryable(connection, status));
	if (status == WT_TIMEOUT)
		return wt_secure_silent_without_cid(connection);
	/* a session that ended in a fatal alert is not resumed (RFC 5246 7.2.2); a peer that is silent has said nothing */
	if (status != WT_WANT_READ && status != WT_WANT_WRITE)
		wt_tlslib_forget(&secure_of(connection)->kept);
	return status;
}

enum wt_status wt_secure_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	const uint8_t *rest = data;
	enum wt_status status = WT_OK;
	int result;

	*sent = 0;
	do {
		ERR_clear_error();
		result = SSL_write(connection->session, rest + *sent, (int)(bytes - *sent));
		if (result > 0)
			*sent += (size_t)result;
		else
			status = wt_secure_failure(connection, "send", result);
	} while (*sent < bytes && (result > 0 || wt_secure_retryable(connection, status)));
	return *sent == bytes ? WT_OK : status;
}

enum wt_status wt_secure_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	enum wt_status status;
	int result;

	*received = 0;
	do {
		ERR_clear_error();
		result = SSL_read(connection->session, data, (int)room);
		if (result > 0) {
			*received = (size_t)result;
			return WT_OK;
		}
		status = wt_secure_failure(connection, "receive", result);
	} while (wt_secure_retryable(connection, status));
	return status;
}

void wt_secure_notify(struct wt_connection *connection)
{
	struct wt_secure_endpoint *e = secure_of(connection);
	SSL *session = connection->session;

	/* after a failure the library has said all there is to say, and a closed peer listens no more */
	if (!session || connection->wire.error.status != WT_OK || !SSL_is_init_finished(session))
		return;
	/* a ticket of version 1.3 has come with the answer at the latest */
	if (e->resume != WT_RESUME_OFF && !e->base.server)
		wt_tlslib_keep(session, &e->kept);
	(void)SSL_shutdown(session);
	ERR_clear_error();
}

void wt_secure_free(struct wt_connection *connection)
{
	SSL_free(connection->session);
	connection->session = NULL;
}
