/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What wolfSSL (5.9 and later) does differently; keys and pins are in files of their own. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "heap.h"
#include "negotiated.h"
#include "tlslib.h"
#include "tlslib_dtls.h"
#include "wolfssl_build.h"
#include "wolfssl_cache.h"

static bool started;

static const char *library_name(void)
{
	return "wolfSSL";
}

/* "5.9.2 + vzeroupper": with the mends that this library was built with it is another one. */
static const char *library_version(void)
{
	static char version[64];

	if (!*version)
		snprintf(version, sizeof version, "%s%s", wolfSSL_lib_version(), WT_BUILD_MENDS);
	return version;
}

static const char *library_build(void)
{
	static char build[64];

	if (!*build)
		snprintf(build, sizeof build, "options.h of %s%s", LIBWOLFSSL_VERSION_STRING, wt_wolfssl_generators);
	return build;
}

const struct wt_library wt_tlslib = {
	.name = library_name,
	.version = library_version,
	.build = library_build,
	.heap = wt_heap_figures,
	.heap_begin = wt_heap_begin,
	.heap_since = wt_heap_since,
};

/* ---- the wire as I/O callbacks ---- */

static int wire_send(WOLFSSL *session, char *data, int bytes, void *context)
{
	struct wt_wire *wire = context;
	size_t sent;
	enum wt_status status;

	(void)session;
	status = wt_wire_send(wire, data, (size_t)bytes, &sent);
	if (status == WT_OK)
		return (int)sent;
	return status == WT_WANT_WRITE ? WOLFSSL_CBIO_ERR_WANT_WRITE : WOLFSSL_CBIO_ERR_GENERAL;
}

/*
 * A flight's timer runs from when it was sent, or sent again (RFC 6347 4.2.4, RFC 9147 5.8.1). What arrives
 * meanwhile does not start it anew, or stray datagrams would keep a flight from ever being repeated.
 */
static void run_flight_timer(WOLFSSL *session, struct wt_wire *wire)
{
	/* the library counts from 1 s on, in whole seconds; here it is how often as long as the first one */
	uint32_t limit_ms = (uint32_t)wolfSSL_dtls_get_current_timeout(session) * wire->timer_ms;

	if (!wire->timer_began_ms)
		wire->timer_began_ms = limit_ms;
	if (wire->socket.sent_last || !wire->socket.timer_ns)
		wire->socket.timer_ns = wt_clock_ns() + limit_ms * WT_NS_PER_MS;
}

void wt_tlslib_set_timer(SSL *session)
{
	(void)session; /* it is asked of the wire */
}

/*
 * A client's receive waits no longer than the handshake timer; the library
 * then sends its flight again. In DTLS 1.3 the last flight waits for an ACK
 * (RFC 9147 7), so the timer goes on after the handshake.
 */
static void set_client_timer(WOLFSSL *session, struct wt_wire *wire)
{
	if (!wolfSSL_dtls(session) ||
	    (wolfSSL_is_init_finished(session) && wolfSSL_version(session) != DTLS1_3_VERSION))
		wire->socket.timer_ns = 0;
	else
		run_flight_timer(session, wire);
}

static int wire_receive(WOLFSSL *session, char *data, int room, void *context)
{
	struct wt_wire *wire = context;
	size_t received;
	enum wt_status status;

	if (!wire->socket.shared)
		set_client_timer(session, wire);
	status = wt_socket_recv(&wire->socket, data, (size_t)room, &received, &wire->error);
	switch (status) {
	case WT_OK:
		return (int)received;
	case WT_EOF:
		return WOLFSSL_CBIO_ERR_CONN_CLOSE;
	case WT_WANT_READ:
		/* a stream has no timer: it only yields */
		return wire->socket.shared || wire->socket.kind == WT_STREAM ? WOLFSSL_CBIO_ERR_WANT_READ
									     : WOLFSSL_CBIO_ERR_TIMEOUT;
	case WT_TIMEOUT: /* must not spoil the session: a repeat may follow */
		return WOLFSSL_CBIO_ERR_WANT_READ;
	default:
		return WOLFSSL_CBIO_ERR_GENERAL;
	}
}

enum wt_status wt_tlslib_attach(SSL *session, struct wt_wire *wire)
{
	wolfSSL_SSLSetIORecv(session, wire_receive);
	wolfSSL_SSLSetIOSend(session, wire_send);
	wolfSSL_SetIOReadCtx(session, wire);
	wolfSSL_SetIOWriteCtx(session, wire);
	if (wire->socket.shared)
		wolfSSL_dtls_set_using_nonblock(session, 1);
	return WT_OK;
}

/* The library tells of the hellos that it sends, and of nothing else. */
enum wt_status wt_tlslib_tell(SSL *session, struct wt_wire *wire)
{
	(void)session;
	(void)wire;
	return WT_UNSUPPORTED;
}

/* ---- contexts ---- */

enum wt_status wt_tlslib_start(const char *openssl_conf, bool count_heap, struct wt_error *error)
{
	(void)openssl_conf; /* wolfSSL reads no configuration file */
	if (started)
		return WT_OK;
	if (count_heap && CRYPTO_set_mem_functions(wt_heap_malloc, wt_heap_realloc, wt_heap_free) != 1)
		return wt_error_set(error, WT_ERROR, "start", "wolfSSL", 0, "the allocator cannot be counted");
	if (wolfSSL_Init() != WOLFSSL_SUCCESS)
		return wt_error_set(error, WT_ERROR, "start", "wolfSSL", 0, "the library does not start");
	started = true;
	return WT_OK;
}

enum wt_status wt_tlslib_context(SSL_CTX **context, bool datagram, bool server, int minor, struct wt_error *error)
{
	WOLFSSL_METHOD *method = wt_wolfssl_method(datagram, server, minor);

	*context = NULL;
	if (!method)
		return wt_error_set(error, WT_UNSUPPORTED, "open", "wolfSSL", 0,
				    "wolfSSL %s (this build) has no %s of %s 1.%d; it lacks:%s", library_version(),
				    server ? "server" : "client", datagram ? "DTLS" : "TLS", minor, wt_tlslib_lacks);
	*context = wolfSSL_CTX_new(method);
	if (!*context)
		return wt_error_set(error, WT_ERROR, "open", "wolfSSL", 0, "no context");
	if (!wt_wolfssl_one_generator(*context))
		return wt_error_set(error, WT_ERROR, "open", "wolfSSL", 0, "no random generator");
	/* a flight leaves as one piece, as it does in OpenSSL without being asked */
	wolfSSL_CTX_set_group_messages(*context);
	return WT_OK;
}

void wt_tlslib_context_free(SSL_CTX *context)
{
	wt_wolfssl_drop_sessions(context);
	wolfSSL_CTX_free(context);
}

/* Of version 1.2 the library tells a client's alone (SendClientKeyExchange in its internal.c). */
enum wt_status wt_tlslib_log_keys(SSL_CTX *context, bool server, int minor,
				  void (*line)(const SSL *session, const char *text), struct wt_error *error)
{
	if (server && minor == 2)
		return wt_error_set(
			error, WT_UNSUPPORTED, "open", "wolfSSL", 0,
			"--key-log: wolfSSL %s does not tell the secrets of version 1.2 to a server; valid: --key-log on "
			"the client, whose secrets are the same",
			library_version());
	if (!wt_wolfssl_log_keys(context, line))
		return wt_error_set(
			error, WT_UNSUPPORTED, "open", "wolfSSL", 0,
			"--key-log: wolfSSL %s (this build) tells no secrets; valid: one with HAVE_SECRET_CALLBACK, or "
			"--key-log on the other end",
			library_version());
	return WT_OK;
}

/* ---- what was agreed on ---- */

/* The library has no such thing. */
bool wt_tlslib_compresses_certificates(const SSL *session)
{
	(void)session;
	return false;
}

/* The chain is kept only with SESSION_CERTS, which would cost memory in every session. */
uint8_t wt_tlslib_peer_chain(SSL *session, bool server)
{
	(void)session;
	(void)server;
	return 0;
}

/* The library's own words do not say that it is the peer's certificate which they are about. */
static const char *certificate_fault(int code)
{
	switch (code) {
	case WC_NO_ERR_TRACE(ASN_AFTER_DATE_E):
		return "certificate has expired";
	case WC_NO_ERR_TRACE(ASN_BEFORE_DATE_E):
		return "certificate is not yet valid";
	case WC_NO_ERR_TRACE(ASN_NO_SIGNER_E):
	case WC_NO_ERR_TRACE(ASN_SELF_SIGNED_E):
		return "its issuer is not a CA of ours";
	case WC_NO_ERR_TRACE(ASN_SIG_CONFIRM_E):
		return "the signature of its issuer is wrong";
	case WC_NO_ERR_TRACE(EXTKEYUSE_AUTH_E):
		return "its usage is another one";
	case WC_NO_ERR_TRACE(DOMAIN_NAME_MISMATCH):
		return "hostname mismatch";
	case WC_NO_ERR_TRACE(IPADDR_MISMATCH):
		return "IP address mismatch";
	default:
		return NULL;
	}
}

static void describe(int code, bool in_hello, char *text, size_t text_bytes)
{
	const char *fault = certificate_fault(code);
	char words[WOLFSSL_MAX_ERROR_SZ];

	if (fault) {
		snprintf(text, text_bytes, "the peer's certificate is refused: %s", fault);
	} else if (code == WC_NO_ERR_TRACE(BAD_TICKET_MSG_SZ)) {
		snprintf(text, text_bytes, "the client's ticket is longer than one of ours, as another library's is");
	} else if (in_hello && code == WC_NO_ERR_TRACE(BUFFER_E)) {
		snprintf(text, text_bytes,
			 "something in the client's hello is too long, as the ticket of another library is");
	} else if (code == WOLFSSL_ERROR_SYSCALL) {
		/* so it spells MATCH_SUITE_ERROR; what else it spells so, the shim has seen */
		snprintf(text, text_bytes, "no suite, group or signature in common with the peer");
	} else {
		wolfSSL_ERR_error_string_n((unsigned long)code, words, sizeof(words));
		snprintf(text, text_bytes, "%s", words);
	}
}

long wt_tlslib_reason(SSL *session, int result, int *alert, char *text, size_t text_bytes)
{
	int code = wolfSSL_get_error(session, result);
	WOLFSSL_ALERT_HISTORY alerts;

	*alert = -1;
	if (wolfSSL_get_alert_history(session, &alerts) == WOLFSSL_SUCCESS && alerts.last_rx.level == alert_fatal)
		*alert = alerts.last_rx.code;
	describe(code, wolfSSL_is_server(session) && !wolfSSL_is_init_finished(session), text, text_bytes);
	wolfSSL_ERR_clear_error();
	return code;
}

/* ---- DTLS ---- */

enum wt_status wt_tlslib_set_mtu(SSL *session, uint32_t mtu_bytes)
{
	return wolfSSL_dtls_set_mtu(session, (unsigned short)mtu_bytes) == WOLFSSL_SUCCESS ? WT_OK : WT_ERROR;
}

/* RFC 6347 4.1 (13-byte header), RFC 5288 3 and RFC 6655 3 (8-byte nonce), RFC 7905 2;
 * RFC 9147 4 as wolfSSL writes it: 5-byte unified header, content type, tag */
uint32_t wt_tlslib_record_overhead(int minor, uint16_t suite)
{
	const char *name = wt_suite_name(suite);
	uint32_t tag = name && strstr(name, "CCM_8") ? 8 : 16;

	if (minor == 3)
		return 5 + 1 + tag;
	if (name && strstr(name, "CHACHA20"))
		return 13 + tag;
	return 13 + 8 + tag;
}

enum wt_status wt_tlslib_prepare_listen(SSL *session, const uint8_t *secret)
{
	if (wolfSSL_version(session) == DTLS1_3_VERSION)
		return wolfSSL_send_hrr_cookie(session, secret, WT_COOKIE_SECRET_BYTES) == WOLFSSL_SUCCESS ? WT_OK
													   : WT_ERROR;
	return wolfSSL_DTLS_SetCookieSecret(session, secret, WT_COOKIE_SECRET_BYTES) == 0 ? WT_OK : WT_ERROR;
}

enum wt_status wt_tlslib_listen(SSL *session, struct wt_wire *wire)
{
	struct wt_address *peer = &wire->socket.peer;
	int result;

	/* the cookie is made from the peer that the library was told */
	if (wolfSSL_dtls_set_peer(session, peer->storage, peer->length) != WOLFSSL_SUCCESS)
		return WT_ERROR;
	result = wolfDTLS_accept_stateless(session);
	return result == WOLFSSL_SUCCESS ? WT_OK : result == WOLFSSL_FAILURE ? WT_WANT_READ : WT_ERROR;
}

enum wt_status wt_tlslib_hmac(const uint8_t secret[WT_COOKIE_SECRET_BYTES], const uint8_t *data, size_t bytes,
			      uint8_t out[WT_COOKIE_SECRET_BYTES])
{
	Hmac hmac;
	int error = wc_HmacInit(&hmac, NULL, INVALID_DEVID);

	if (error == 0)
		error = wc_HmacSetKey(&hmac, WC_SHA256, secret, WT_COOKIE_SECRET_BYTES);
	if (error == 0)
		error = wc_HmacUpdate(&hmac, data, (word32)bytes);
	if (error == 0)
		error = wc_HmacFinal(&hmac, out);
	wc_HmacFree(&hmac);
	return error == 0 ? WT_OK : WT_ERROR;
}

bool wt_tlslib_keeps_early(const SSL *session)
{
	(void)session;
	return false;
}

enum wt_status wt_tlslib_timer_expired(SSL *session)
{
	return wolfSSL_dtls_got_timeout(session) == WOLFSSL_SUCCESS ? WT_OK : WT_ERROR;
}

void wt_tlslib_timer_set(SSL *session, struct wt_wire *wire)
{
	if (wolfSSL_is_init_finished(session))
		wire->socket.timer_ns = 0;
	else
		run_flight_timer(session, wire);
}
