/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was negotiated, read back from the library and, where no library tells, from the shim. */
#include <string.h>

#include "secure.h"
#include "secure_keys.h"
#include "tlslib.h"
#include "tlslib_resume.h"

/* RFC 8446 4.1.3: SHA-256 of "HelloRetryRequest" */
static const uint8_t retry_random[32] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/*
 * The server's first flight begins with a ServerHello (type 2), which is a
 * HelloRetryRequest when its random is the fixed one, or in DTLS 1.2 with a
 * HelloVerifyRequest (type 3). Record header: 5 bytes, DTLS 13; handshake
 * header: 4 bytes, DTLS 12; then 2 bytes of version.
 */
static uint8_t hello_retries(const struct wt_socket *socket, bool datagram)
{
	size_t at = datagram ? 13 : 5;
	size_t random_at = at + (datagram ? 12 : 4) + 2;

	if (socket->opening_bytes < at + 1)
		return 0;
	if (datagram && socket->opening[at] == 3)
		return 1;
	if (socket->opening[at] != 2 || socket->opening_bytes < random_at + sizeof(retry_random))
		return 0;
	return memcmp(socket->opening + random_at, retry_random, sizeof(retry_random)) == 0;
}

static uint16_t scheme_of_hash(int hash, uint16_t sha256, uint16_t sha384, uint16_t sha512)
{
	switch (hash) {
	case NID_sha256:
		return sha256;
	case NID_sha384:
		return sha384;
	case NID_sha512:
		return sha512;
	default:
		return 0;
	}
}

/* The libraries tell hash and kind of key apart, by numbers of their own; RFC 8446 4.2.3 has one
 * number for both. */
static uint16_t peer_signature(SSL *session)
{
	int hash = 0, type = 0;

	if (SSL_get_peer_signature_type_nid(session, &type) != 1)
		return 0;
	(void)SSL_get_peer_signature_nid(session, &hash);
	switch (type) {
	case NID_X9_62_id_ecPublicKey:
		return scheme_of_hash(hash, 0x0403, 0x0503, 0x0603);
	case NID_rsassaPss:
		return scheme_of_hash(hash, 0x0804, 0x0805, 0x0806);
	case NID_rsaEncryption:
		return scheme_of_hash(hash, 0x0401, 0x0501, 0x0601);
	case NID_ED25519:
		return 0x0807;
	default:
		return 0;
	}
}

/*
 * A certificate is cloned and its key decoded where a library hands it out, which is 5 % of an
 * exchange on wolfSSL and next to nothing on OpenSSL. So it is done once for a peer, in the cold
 * try: the first session, and the first behind one of another host. Both ends demand a certificate,
 * so a later session has one as well; that its key is of another kind, the signature's scheme tells.
 */
static const struct wt_peer_key *peer_key(struct wt_connection *connection)
{
	struct wt_secure_endpoint *e = (struct wt_secure_endpoint *)connection->endpoint;
	struct wt_peer_key *known = &e->peer_key;
	X509 *certificate;

	if (known->kind && wt_address_same_host(&known->whose, &connection->peer))
		return known;
	certificate = SSL_get_peer_certificate(connection->session);
	known->kind = certificate ? wt_secure_key_of(certificate, &known->bits) : NULL;
	known->path = certificate ? wt_secure_path_of(e, certificate) : 0;
	known->whose = connection->peer;
	X509_free(certificate);
	return known;
}

/* With --keys the peer's key is of that kind, and what it signed is told by a scheme of it in each session. */
static enum wt_status check_peer_key(struct wt_connection *connection)
{
	const struct wt_secure_endpoint *e = (const struct wt_secure_endpoint *)connection->endpoint;
	const char *asked = e->base.settings->keys;
	uint16_t pinned = e->keys->signature[e->minor == 3], signature;
	const struct wt_peer_key *known = peer_key(connection);
	char key[WT_KEY_NAME_BYTES];

	if (strcmp(wt_key_name(known->kind, known->bits, key), asked) != 0)
		return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
				    "the peer's key is %s, not of %s, which --keys asks for", *key ? key : "not known",
				    asked);
	signature = peer_signature(connection->session);
	if (signature == pinned)
		return WT_OK;
	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
			    "the peer signed by %s, not by %s", signature ? wt_signature_name(signature) : "no scheme",
			    wt_signature_name(pinned));
}

/*
 * With --chain 2 the peer's certificate is of a CA that this end does not know, so it would not have been verified without
 * the one behind it; OpenSSL tells besides how many came. wolfSSL keeps what it has verified: there the first session says it.
 */
static enum wt_status check_peer_chain(struct wt_connection *connection)
{
	const struct wt_secure_endpoint *e = (const struct wt_secure_endpoint *)connection->endpoint;
	uint8_t sent = wt_tlslib_peer_chain(connection->session, e->base.server);

	if (peer_key(connection)->path == 2 && (sent == 0 || sent == 2))
		return WT_OK;
	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
			    "the peer shows no certificate of an intermediate CA, which --chain 2 asks for");
}

/* Where nobody shows a certificate there is nothing to look at. */
static enum wt_status check_peer(struct wt_connection *connection)
{
	const struct wt_secure_endpoint *e = (const struct wt_secure_endpoint *)connection->endpoint;
	enum wt_status status = WT_OK;

	if (e->psk_how || (e->base.server && !e->mutual))
		return WT_OK;
	if (e->base.settings->keys)
		status = check_peer_key(connection);
	return status == WT_OK && wt_settings_intermediate(e->base.settings) ? check_peer_chain(connection) : status;
}

/* A plain pre-shared key has none; wolfSSL tells one that is left over. */
static uint16_t group_of(const struct wt_secure_endpoint *e, SSL *session)
{
	return wt_secure_has_group(e) ? wt_tlslib_group(session) : 0;
}

/* OpenSSL calls a session of version 1.3 with an external key resumed; ours is one that both ends were asked for. */
static bool is_resumed(const struct wt_secure_endpoint *e, SSL *session)
{
	return SSL_session_reused(session) == 1 && !(e->psk_how && e->minor == 3);
}

/* The MTU that was asked for, where it is not the usual one, which strangers need not keep to; else 0. */
static uint16_t asked_mtu(const struct wt_secure_endpoint *e)
{
	uint32_t mtu = e->base.settings->mtu_bytes;

	return e->datagram && mtu != WT_MTU_USUAL_BYTES ? (uint16_t)mtu : 0;
}

/* Of this end's datagrams and of the peer's: neither library tells it. */
static enum wt_status check_mtu(struct wt_connection *connection)
{
	uint16_t asked = asked_mtu((const struct wt_secure_endpoint *)connection->endpoint);
	size_t longest = connection->wire.socket.longest_bytes;

	if (!asked || longest <= asked)
		return WT_OK;
	return wt_error_set(
		&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
		"a datagram of %zu bytes passed; valid: --mtu %u on both ends, or one that the hellos fit into",
		longest, asked);
}

/* The same of the timer; how it runs out is a peer's business alone. */
static uint16_t asked_timer(const struct wt_secure_endpoint *e)
{
	uint32_t ms = wt_settings_timer_ms(e->base.settings);

	return e->datagram && ms != WT_TIMER_USUAL_MS ? (uint16_t)ms : 0;
}

static enum wt_status check_timer(struct wt_connection *connection)
{
	uint16_t asked = asked_timer((const struct wt_secure_endpoint *)connection->endpoint);
	uint32_t began = connection->wire.timer_began_ms;

	if (!asked || began == asked)
		return WT_OK;
	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
			    "the first timer of the handshake ran for %u ms, not for %u (--dtls-timer)", began, asked);
}

uint16_t wt_secure_suite_of(SSL *session)
{
	return (uint16_t)(SSL_CIPHER_get_id(SSL_get_current_cipher(session)) & 0xffff);
}

/*
 * Right behind the handshake, so before a message is sent or answered: a session that is not what we
 * pinned must not count. A library that obeys never lets it come so far.
 */
enum wt_status wt_secure_check_pins(struct wt_connection *connection)
{
	const struct wt_secure_endpoint *e = (const struct wt_secure_endpoint *)connection->endpoint;
	SSL *session = connection->session;
	uint16_t group = group_of(e, session); /* 0: not told */
	const char *unlike = NULL, *is = "", *ours = "";

	if ((uint16_t)SSL_version(session) != e->version) {
		unlike = "version";
	} else if (wt_secure_suite_of(session) != e->suite) {
		unlike = "suite";
		is = wt_suite_name(wt_secure_suite_of(session));
		ours = wt_suite_name(e->suite);
	} else if (group && group != e->group) {
		unlike = "group";
		is = wt_group_name(group);
		ours = wt_group_name(e->group);
	} else if (e->resume == WT_RESUME_OFF && is_resumed(e, session)) {
		unlike = "session, a resumed one";
	} else if (e->psk_how && !wt_psk_was_taken(session)) {
		unlike = "session, one without the pre-shared key";
	}
	if (!unlike && (wt_secure_compare_cid(connection) != WT_OK || check_mtu(connection) != WT_OK ||
			check_timer(connection) != WT_OK))
		return WT_ERROR;
	/* the key of a resumed session was looked at in the one before */
	if (!unlike)
		return SSL_session_reused(session) == 1 ? WT_OK : check_peer(connection);
	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
			    "%s negotiated another %s than what is pinned%s%s%s%s", wt_tlslib.name(), unlike,
			    *ours ? ": " : "", is ? is : "an unknown one", *ours ? ", not " : "", ours);
}

/*
 * No certificate came, and no key was exchanged in version 1.2 (RFC 5246 7.3, RFC 8446 2.2): OpenSSL tells those of the session
 * before, wolfSSL none. A client sees by what it was resumed; a server allows one of them alone.
 */
static void note_resumed(const struct wt_secure_endpoint *e, SSL *session, struct wt_negotiated *negotiated)
{
	bool ticket = e->base.server ? e->resume == WT_RESUME_TICKET : wt_tlslib_has_ticket(session);

	negotiated->resumed = true;
	negotiated->resumed_by = ticket ? "ticket" : "session";
	if (e->minor == 2)
		negotiated->group = 0;
}

bool wt_secure_negotiated(struct wt_connection *connection, struct wt_negotiated *negotiated)
{
	const struct wt_secure_endpoint *e = (const struct wt_secure_endpoint *)connection->endpoint;
	SSL *session = connection->session;
	const struct wt_peer_key *known;

	memset(negotiated, 0, sizeof(*negotiated));
	if (!session || !SSL_is_init_finished(session))
		return false;
	negotiated->version = (uint16_t)SSL_version(session);
	negotiated->suite = wt_secure_suite_of(session);
	negotiated->group = group_of(e, session);
	negotiated->psk = e->psk_how;
	negotiated->mtu = asked_mtu(e); /* as was compared, like these */
	negotiated->dtls_timer_ms = asked_timer(e);
	negotiated->cid = (uint8_t)e->base.settings->cid_bytes;
	if (!e->base.server)
		negotiated->hello_retries = hello_retries(&connection->wire.socket, e->datagram);
	if (e->early.how)
		negotiated->early_data = !e->base.server ? e->early.said : e->early.answered ? "accepted" : "none";
	negotiated->certificate_compression = wt_tlslib_compresses_certificates(session);
	if (is_resumed(e, session)) {
		note_resumed(e, session, negotiated);
		return true;
	}
	if (e->psk_how)
		return true;
	negotiated->peer_signature = peer_signature(session);
	known = peer_key(connection);
	if (!known->kind)
		return true;
	negotiated->peer_key = known->kind;
	negotiated->peer_key_bits = known->bits;
	negotiated->peer_authenticated = SSL_get_verify_result(session) == X509_V_OK;
	negotiated->peer_chain = wt_tlslib_peer_chain(session, e->base.server);
	negotiated->peer_path = known->path;
	return true;
}
