/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What OpenSSL (3.0 and later) does differently; keys and pins are in files of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "clock.h"
#include "heap.h"
#include "negotiated.h"
#include "tlslib.h"
#include "tlslib_dtls.h"

/*
 * From OpenSSL 3.2 on. One that is older has no use for these bits, but the shared library may be newer than the
 * headers that this was built with.
 */
#ifndef SSL_OP_NO_TX_CERTIFICATE_COMPRESSION
#define SSL_OP_NO_TX_CERTIFICATE_COMPRESSION ((uint64_t)1 << 32)
#define SSL_OP_NO_RX_CERTIFICATE_COMPRESSION ((uint64_t)1 << 33)
#endif
#define NO_COMPRESSION (SSL_OP_NO_TX_CERTIFICATE_COMPRESSION | SSL_OP_NO_RX_CERTIFICATE_COMPRESSION)

static BIO_METHOD *wire_method;
static int wire_index = -1; /* of the wire in a session's extra data */
static const uint8_t *cookie_secret;

static const char *library_name(void)
{
	return "OpenSSL";
}

static const char *library_version(void)
{
	return OpenSSL_version(OPENSSL_VERSION_STRING);
}

static const char *library_build(void)
{
	return OpenSSL_version(OPENSSL_CFLAGS);
}

const struct wt_library wt_tlslib = {
	.name = library_name,
	.version = library_version,
	.build = library_build,
	.heap = wt_heap_figures,
	.heap_begin = wt_heap_begin,
	.heap_since = wt_heap_since,
};

/* ---- the wire as a BIO ---- */

static int wire_write(BIO *bio, const char *data, int bytes)
{
	struct wt_wire *wire = BIO_get_data(bio);
	size_t sent;
	enum wt_status status;

	BIO_clear_retry_flags(bio);
	status = wt_wire_send(wire, data, (size_t)bytes, &sent);
	if (status == WT_OK)
		return (int)sent;
	if (status == WT_WANT_WRITE)
		BIO_set_retry_write(bio);
	return -1;
}

static int wire_read(BIO *bio, char *data, int room)
{
	struct wt_wire *wire = BIO_get_data(bio);
	size_t received;
	enum wt_status status;

	BIO_clear_retry_flags(bio);
	status = wt_socket_recv(&wire->socket, data, (size_t)room, &received, &wire->error);
	if (status == WT_OK)
		return (int)received;
	if (status == WT_EOF)
		return 0;
	/* a time-out must not spoil the session: a repeat may follow */
	if (status == WT_WANT_READ || status == WT_TIMEOUT)
		BIO_set_retry_read(bio);
	return -1;
}

/* OpenSSL tells the handshake timer as wall clock time; all zero: no timer. */
static void set_timer(struct wt_socket *socket, const struct timeval *at)
{
	uint64_t at_us = (uint64_t)at->tv_sec * 1000000 + (uint64_t)at->tv_usec;
	uint64_t now_us = wt_wall_clock_us();

	socket->timer_ns = 0;
	if (at_us)
		socket->timer_ns = wt_clock_ns() + (at_us > now_us ? at_us - now_us : 0) * WT_NS_PER_US;
}

static long wire_control(BIO *bio, int command, long number, void *pointer)
{
	struct wt_wire *wire = BIO_get_data(bio);

	switch (command) {
	case BIO_CTRL_FLUSH:
		return 1;
	case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
		set_timer(&wire->socket, pointer);
		return 1;
	case BIO_CTRL_DGRAM_SET_PEEK_MODE:
		wire->socket.peek = number != 0;
		return 1;
	case BIO_CTRL_DGRAM_GET_PEER: /* the cookie is made from the wire, not from this */
		return 0;
	case BIO_CTRL_EOF:
		return wire->socket.ended;
	default:
		return 0;
	}
}

static bool make_method(void)
{
	wire_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	wire_method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "wiretoll wire");
	return wire_index >= 0 && wire_method && BIO_meth_set_write(wire_method, wire_write) &&
	       BIO_meth_set_read(wire_method, wire_read) && BIO_meth_set_ctrl(wire_method, wire_control);
}

enum wt_status wt_tlslib_attach(SSL *session, struct wt_wire *wire)
{
	BIO *bio = SSL_get_rbio(session); /* a session that moves to another wire keeps its BIO */

	if (!bio) {
		bio = BIO_new(wire_method);
		if (!bio)
			return WT_ERROR;
		BIO_set_init(bio, 1);
		SSL_set_bio(session, bio, bio);
	}
	BIO_set_data(bio, wire);
	return SSL_set_ex_data(session, wire_index, wire) ? WT_OK : WT_ERROR;
}

/* ---- for --trace: which messages an encrypted record holds ---- */

static void tell(int out, int version, int content, const void *data, size_t bytes, SSL *session, void *context)
{
	const struct wt_wire *wire = SSL_get_ex_data(session, wire_index);
	const struct wt_tap *tap = wire->socket.tap;
	const uint8_t *first = data;

	(void)version;
	(void)context;
	if (!tap || bytes == 0)
		return;
	if (content == SSL3_RT_HEADER)
		tap->reported(tap->context, out, WT_REPORTED_RECORD, 0);
	else if (content == SSL3_RT_HANDSHAKE)
		tap->reported(tap->context, out, WT_REPORTED_HANDSHAKE, *first);
}

enum wt_status wt_tlslib_tell(SSL *session, struct wt_wire *wire)
{
	(void)wire; /* the session knows its wire also when it moves to another */
	SSL_set_msg_callback(session, tell);
	return WT_OK;
}

/* ---- contexts ---- */

enum wt_status wt_tlslib_start(const char *openssl_conf, bool count_heap, struct wt_error *error)
{
	bool none = !openssl_conf || strcmp(openssl_conf, "none") == 0;

	if (wire_method)
		return WT_OK;
	if (count_heap && !CRYPTO_set_mem_functions(wt_heap_malloc, wt_heap_realloc, wt_heap_free))
		return wt_error_set(error, WT_ERROR, "start", "OpenSSL", 0, "the allocator cannot be counted");
	if (setenv("OPENSSL_CONF", none ? "/dev/null" : openssl_conf, 1))
		return wt_error_set(error, WT_ERROR, "start", "wiretoll", 0, "out of memory");
	if (!OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, NULL) || !make_method())
		return wt_error_set(error, WT_ERROR, "start", "OpenSSL", (long)ERR_peek_last_error(),
				    "the library does not start: %s", ERR_reason_error_string(ERR_peek_last_error()));
	return WT_OK;
}

enum wt_status wt_tlslib_context(SSL_CTX **context, bool datagram, bool server, int minor, struct wt_error *error)
{
	int version = datagram ? DTLS1_2_VERSION : minor == 3 ? TLS1_3_VERSION : TLS1_2_VERSION;

	*context = NULL;
	if (datagram && minor == 3)
		return wt_error_set(error, WT_UNSUPPORTED, "open", "OpenSSL", 0,
				    "OpenSSL %s has no DTLS 1.3; valid: --tls-version 1.2", library_version());
	if (datagram)
		*context = SSL_CTX_new(server ? DTLS_server_method() : DTLS_client_method());
	else
		*context = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
	if (!*context)
		return wt_error_set(error, WT_ERROR, "open", "OpenSSL", (long)ERR_peek_last_error(), "no context: %s",
				    ERR_reason_error_string(ERR_peek_last_error()));
	/* only what the certificate file holds is sent: OpenSSL would add the CA that it trusts */
	SSL_CTX_set_mode(*context, SSL_MODE_NO_AUTO_CHAIN);
	/* nor what RFC 8446 D.4 adds for old middleboxes (76 bytes a handshake), which wolfSSL is built without */
	SSL_CTX_clear_options(*context, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
	/* wolfSSL sends certificates as they are; and zlib and zstd take memory beside the allocator that is counted */
	SSL_CTX_set_options(*context, NO_COMPRESSION);
	SSL_CTX_set_min_proto_version(*context, version);
	SSL_CTX_set_max_proto_version(*context, version);
	return WT_OK;
}

void wt_tlslib_context_free(SSL_CTX *context)
{
	SSL_CTX_free(context);
}

enum wt_status wt_tlslib_log_keys(SSL_CTX *context, bool server, int minor,
				  void (*line)(const SSL *session, const char *text), struct wt_error *error)
{
	(void)server;
	(void)minor;
	(void)error;
	SSL_CTX_set_keylog_callback(context, line);
	return WT_OK;
}

/* ---- what was agreed on ---- */

bool wt_tlslib_compresses_certificates(const SSL *session)
{
	return (SSL_get_options(session) & NO_COMPRESSION) != NO_COMPRESSION;
}

uint8_t wt_tlslib_peer_chain(SSL *session, bool server)
{
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(session);
	int others = chain ? sk_X509_num(chain) : 0;

	/* a client's stack holds the peer's own certificate, a server's does not */
	return (uint8_t)(server ? others + 1 : others);
}

long wt_tlslib_reason(SSL *session, int result, int *alert, char *text, size_t text_bytes)
{
	unsigned long code = ERR_peek_error();
	int reason = ERR_GET_REASON(code);
	long verify = SSL_get_verify_result(session);

	(void)result;
	*alert = -1;
	if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET)
		*alert = reason - SSL_AD_REASON_OFFSET;
	if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED && ERR_GET_LIB(code) == ERR_LIB_SSL)
		snprintf(text, text_bytes, "the peer's certificate is refused: %s",
			 X509_verify_cert_error_string(verify));
	else
		snprintf(text, text_bytes, "%s", code ? ERR_reason_error_string(code) : "the library says no reason");
	ERR_clear_error();
	return reason;
}

/* ---- DTLS ---- */

enum wt_status wt_tlslib_set_mtu(SSL *session, uint32_t mtu_bytes)
{
	SSL_set_options(session, SSL_OP_NO_QUERY_MTU);
	return SSL_set_mtu(session, (long)mtu_bytes) ? WT_OK : WT_ERROR;
}

/* RFC 6347 4.1 (13-byte header), RFC 5288 3 and RFC 6655 3 (8-byte nonce), RFC 7905 2 */
uint32_t wt_tlslib_record_overhead(int minor, uint16_t suite)
{
	const char *name = wt_suite_name(suite);

	(void)minor;
	if (name && strstr(name, "CHACHA20"))
		return 13 + 16;
	if (name && strstr(name, "CCM_8"))
		return 13 + 8 + 8;
	return 13 + 8 + 16;
}

static int make_cookie(SSL *session, unsigned char *cookie, unsigned int *cookie_bytes)
{
	const struct wt_wire *wire = SSL_get_ex_data(session, wire_index);
	const struct wt_address *peer = &wire->socket.peer;

	return HMAC(EVP_sha256(), cookie_secret, WT_COOKIE_SECRET_BYTES, (const unsigned char *)peer->storage,
		    peer->length, cookie, cookie_bytes) != NULL;
}

static int check_cookie(SSL *session, const unsigned char *cookie, unsigned int cookie_bytes)
{
	unsigned char expected[EVP_MAX_MD_SIZE];
	unsigned int expected_bytes;

	return make_cookie(session, expected, &expected_bytes) && cookie_bytes == expected_bytes &&
	       CRYPTO_memcmp(cookie, expected, expected_bytes) == 0;
}

enum wt_status wt_tlslib_prepare_listen(SSL *session, const uint8_t *secret)
{
	SSL_CTX *context = SSL_get_SSL_CTX(session);

	cookie_secret = secret;
	SSL_CTX_set_cookie_generate_cb(context, make_cookie);
	SSL_CTX_set_cookie_verify_cb(context, check_cookie);
	SSL_set_options(session, SSL_OP_COOKIE_EXCHANGE);
	return WT_OK;
}

enum wt_status wt_tlslib_listen(SSL *session, struct wt_wire *wire)
{
	BIO_ADDR *peer = BIO_ADDR_new();
	int result = peer ? DTLSv1_listen(session, peer) : -1;

	(void)wire;
	BIO_ADDR_free(peer);
	ERR_clear_error();
	return result > 0 ? WT_OK : result == 0 ? WT_WANT_READ : WT_ERROR;
}

enum wt_status wt_tlslib_hmac(const uint8_t secret[WT_COOKIE_SECRET_BYTES], const uint8_t *data, size_t bytes,
			      uint8_t out[WT_COOKIE_SECRET_BYTES])
{
	unsigned int made = 0;

	return HMAC(EVP_sha256(), secret, WT_COOKIE_SECRET_BYTES, data, bytes, out, &made) &&
			       made == WT_COOKIE_SECRET_BYTES
		       ? WT_OK
		       : WT_ERROR;
}

/* A hundred of them, until the peer's change of keys is there. */
bool wt_tlslib_keeps_early(const SSL *session)
{
	return SSL_get_state(session) != TLS_ST_SR_CHANGE;
}

/* Asked with 0 for the first one of a flight, then with the one that ran out; as without it, 60 s are the most. */
static unsigned next_timer_us(SSL *session, unsigned us)
{
	struct wt_wire *wire = SSL_get_ex_data(session, wire_index);
	const unsigned most_us = 60 * 1000000;

	if (us)
		return us < most_us / 2 ? 2 * us : most_us;
	if (!wire->timer_began_ms)
		wire->timer_began_ms = wire->timer_ms;
	return wire->timer_ms * 1000;
}

void wt_tlslib_set_timer(SSL *session)
{
	DTLS_set_timer_cb(session, next_timer_us);
}

enum wt_status wt_tlslib_timer_expired(SSL *session)
{
	return DTLSv1_handle_timeout(session) >= 0 ? WT_OK : WT_ERROR;
}

void wt_tlslib_timer_set(SSL *session, struct wt_wire *wire)
{
	(void)session;
	(void)wire; /* the BIO was told already */
}
