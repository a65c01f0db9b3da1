/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pre-shared key: its text, and what the callbacks of both libraries do with it alike. */
#ifndef WT_PSK_H
#define WT_PSK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tls_api.h"

/* What every implementation takes (RFC 4279 5.3); and the least that is worth a key (RFC 9257 4.2). */
enum { WT_PSK_IDENTITY_MAX = 128, WT_PSK_KEY_MAX = 64, WT_PSK_KEY_LEAST = 16 };

struct wt_psk;

/* What a session knows of its key: which it is, and whether the library asked for it. */
struct wt_psk_state {
	const struct wt_psk *psk;
	bool taken;
};

/* Whoever has one overwrites it when it is of no more use. */
struct wt_psk {
	struct wt_psk_state state[2]; /* before and after; sessions point there */
	char identity[WT_PSK_IDENTITY_MAX + 1];
	uint8_t key[WT_PSK_KEY_MAX];
	size_t key_bytes;
	uint16_t suite; /* IANA number; in version 1.3 a key is of one hash (RFC 8446 4.2.11) */
};

/*
 * From the text of a file: one line, IDENTITY:KEY, with a key of hexadecimal digits. NULL: it was; else what is wrong with
 * the text, in words that hold nothing of it.
 */
const char *wt_psk_parse(struct wt_psk *psk, const uint8_t *text, size_t bytes);

/* The state of a session, and another one for it; in each library where it has a place for it. NULL: none was set. */
const struct wt_psk_state *wt_psk_state(SSL *session);
bool wt_psk_set_state(SSL *session, const struct wt_psk_state *state);

/*
 * What a client shows, what a server knows by that identity, if anything; 0: no key. All note that the session took it. Two are
 * as both libraries call them back.
 */
unsigned wt_psk_show(SSL *session, const char *hint, char *identity, unsigned identity_room, unsigned char *key,
		     unsigned key_room);
unsigned wt_psk_find_text(SSL *session, const char *identity, unsigned char *key, unsigned key_room);
unsigned wt_psk_find(SSL *session, const char *identity, size_t identity_bytes, uint8_t *key, unsigned key_room);

/* Whether this end was asked for its key in that session, and the peer showed no certificate. */
bool wt_psk_was_taken(SSL *session);

#endif
