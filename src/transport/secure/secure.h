/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the secure transports: what TLS and DTLS do alike, on the API that both libraries speak. */
#ifndef WT_SECURE_H
#define WT_SECURE_H

#include "endpoint.h"
#include "psk.h"
#include "tlslib.h"

/* The key of a peer, from its certificate. */
struct wt_peer_key {
	const char *kind; /* "EC", "RSA", "Ed25519"; NULL: none was read yet */
	uint16_t bits;
	uint8_t path; /* as in struct wt_negotiated */
	struct wt_address whose;
};

/* What follows from the kind of a certificate's key. */
struct wt_key_kind {
	enum wt_key_type type;
	uint16_t bits; /* 0: any */
	bool rsa;
	uint16_t curve;            /* IANA number of the group that an ECDSA key is of, else 0 */
	const char *signatures[2]; /* of version 1.2, 1.3, as OpenSSL spells lists of them */
	uint16_t signature[2];     /* the one that the ends themselves make, by IANA number */
	const char *lacking;       /* the word of wt_tlslib_lacks for it */
};

enum { WT_CA_NAMES_BYTES = 1024 };

/* Early data of the session under way; one of a stream, so the endpoint has one at a time. */
struct wt_early {
	enum wt_early_data how;
	const char *said; /* client: as in struct wt_negotiated */
	bool offered;     /* client: the hello offers the session before */
	bool taken;       /* client: the server has accepted a message that was not yet asked to be sent */
	bool open;        /* server: the rest of the handshake waits for the answer */
	bool answered;    /* server: the answer went out before the rest of the handshake came */
	uint8_t *buffer;  /* server: what was read of it, WT_EARLY_MAX_BYTES of room; NULL: on a client, and without */
	size_t have, given;
};

struct wt_secure_endpoint {
	struct wt_endpoint base;
	SSL_CTX *context;
	struct wt_peer_key peer_key;    /* of the peer that was met last */
	const struct wt_key_kind *keys; /* what this end's own key is */
	char ca_names
		[WT_CA_NAMES_BYTES]; /* whom it trusts, each between line ends; empty: nobody, or they are too many */
	int minor;                   /* version 1.`minor` */
	uint16_t version, suite, group; /* pinned: wire value, IANA numbers */
	const char *psk_how;            /* "ecdhe", "plain": sessions with a pre-shared key; NULL: with certificates */
	struct wt_psk psk;
	enum wt_resume resume;
	SSL_SESSION *kept; /* client: what the next session can be resumed by; NULL: nothing */
	struct wt_early early;
	bool datagram;
	bool mutual;       /* the client shows a certificate, too */
	bool peer_numeric; /* the host was given as an address, not as a name */
};

/* secure_context.c: the context with keys, pinned version, suite, group and signature. */
enum wt_status wt_secure_open(struct wt_secure_endpoint *endpoint, bool datagram, const struct wt_settings *settings,
			      bool server);
/* The same without keys, files and sockets: the transport's `can`. */
enum wt_status wt_secure_can(bool datagram, const struct wt_settings *settings, bool server, struct wt_error *error);
/* Not WT_OK: the key log is not all there. */
enum wt_status wt_secure_shut(struct wt_secure_endpoint *endpoint, struct wt_error *error);

/* The version's minor number. */
int wt_secure_minor(const struct wt_settings *settings);

/* The suite that --suite asks for, by a word or its IANA name; 0: there is none. In 1.2 it fits key or pre-shared key. */
uint16_t wt_secure_suite(const struct wt_settings *settings, const char *asked, bool rsa);

/*
 * secure_psk.c: whether what was asked for goes together, whether a key exchange belongs to it, and whether a suite does;
 * reads the key and hands it to the library.
 */
enum wt_status wt_secure_check_psk(struct wt_secure_endpoint *endpoint);
bool wt_secure_has_group(const struct wt_secure_endpoint *endpoint);
bool wt_secure_suite_fits_psk(const struct wt_secure_endpoint *endpoint, uint16_t suite);
enum wt_status wt_secure_load_psk(struct wt_secure_endpoint *endpoint);

/*
 * secure_cid.c: whether --cid can be had; a new session asks for connection IDs; whether a finished handshake agreed on them;
 * why one did not go on whose server was heard: WT_TIMEOUT where it was not for want of them.
 */
enum wt_status wt_secure_check_cid(struct wt_secure_endpoint *endpoint);
bool wt_secure_ask_cid(const struct wt_secure_endpoint *endpoint, SSL *session);
enum wt_status wt_secure_compare_cid(struct wt_connection *connection);
enum wt_status wt_secure_silent_without_cid(struct wt_connection *connection);

/* secure_session.c: one session. The connection owns it; wt_secure_free ends it. */
enum wt_status wt_secure_new(struct wt_connection *connection);
enum wt_status wt_secure_handshake(struct wt_connection *connection);
enum wt_status wt_secure_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent);
enum wt_status wt_secure_recv(struct wt_connection *connection, void *data, size_t room, size_t *received);
/* Whether a call that was answered so is to be made again. */
bool wt_secure_retryable(const struct wt_connection *connection, enum wt_status status);
/* Sends close_notify (RFC 8446 6.1) when the session is in order; a client keeps what it may be resumed by. */
void wt_secure_notify(struct wt_connection *connection);
void wt_secure_free(struct wt_connection *connection);

/* secure_hold.c: places for settings.hold connections, and the transport's `hold`. */
enum wt_status wt_secure_hold_start(struct wt_endpoint *endpoint);
void wt_secure_hold_stop(struct wt_endpoint *endpoint);
struct wt_connection *wt_secure_hold(struct wt_connection *connection);

/* key_log.c: the file of --key-log, nothing where none was asked for. Check and close say whether it could be written so far. */
enum wt_status wt_key_log_open(struct wt_secure_endpoint *endpoint);
enum wt_status wt_key_log_check(struct wt_error *error);
enum wt_status wt_key_log_close(struct wt_error *error);

/* secure_failure.c: the status of a library call that did not succeed; the reason goes to the wire's error. */
enum wt_status wt_secure_failure(struct wt_connection *connection, const char *operation, int result);

/* secure_negotiated.c: the first compares a finished handshake with what we pin. */
enum wt_status wt_secure_check_pins(struct wt_connection *connection);
uint16_t wt_secure_suite_of(SSL *session); /* 0: none yet */
bool wt_secure_negotiated(struct wt_connection *connection, struct wt_negotiated *negotiated);

#endif
