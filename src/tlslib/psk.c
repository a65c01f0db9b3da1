/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "psk.h"

#include <string.h>

static int digit(uint8_t character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	if (character >= 'a' && character <= 'f')
		return character - 'a' + 10;
	return character >= 'A' && character <= 'F' ? character - 'A' + 10 : -1;
}

static const char *parse_identity(struct wt_psk *psk, const uint8_t *text, size_t bytes)
{
	if (bytes == 0 || bytes > WT_PSK_IDENTITY_MAX)
		return bytes ? "its identity is too long" : "it has no identity";
	for (size_t i = 0; i < bytes; i++)
		if (text[i] < '!' || text[i] > '~')
			return "its identity holds a blank, or what cannot be printed";
	memcpy(psk->identity, text, bytes);
	psk->identity[bytes] = '\0';
	return NULL;
}

static const char *parse_key(struct wt_psk *psk, const uint8_t *text, size_t digits)
{
	for (size_t i = 0; i < digits; i++)
		if (digit(text[i]) < 0)
			return "its key holds something other than hexadecimal digits";
	if (digits % 2)
		return "its key has an odd number of digits";
	if (digits < 2 * WT_PSK_KEY_LEAST || digits > 2 * WT_PSK_KEY_MAX)
		return digits > 2 * WT_PSK_KEY_MAX ? "its key is too long" : "its key is too short";
	psk->key_bytes = digits / 2;
	for (size_t i = 0; i < psk->key_bytes; i++)
		psk->key[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
	return NULL;
}

const char *wt_psk_parse(struct wt_psk *psk, const uint8_t *text, size_t bytes)
{
	const uint8_t *colon, *end = bytes ? memchr(text, '\n', bytes) : NULL;
	const char *fault;

	if (bytes == 0)
		return "it is empty";
	if (end && end + 1 != text + bytes)
		return "it has more than one line";
	bytes -= end != NULL;
	colon = memchr(text, ':', bytes);
	if (!colon)
		return "it has no colon";
	psk->state[0] = (struct wt_psk_state){ .psk = psk };
	psk->state[1] = (struct wt_psk_state){ .psk = psk, .taken = true };
	fault = parse_identity(psk, text, (size_t)(colon - text));
	return fault ? fault : parse_key(psk, colon + 1, (size_t)(text + bytes - colon - 1));
}

static unsigned take(SSL *session, const struct wt_psk *psk, uint8_t *key, unsigned key_room)
{
	if (psk->key_bytes > key_room || !wt_psk_set_state(session, &psk->state[1]))
		return 0;
	memcpy(key, psk->key, psk->key_bytes);
	return (unsigned)psk->key_bytes;
}

unsigned wt_psk_show(SSL *session, const char *hint, char *identity, unsigned identity_room, unsigned char *key,
		     unsigned key_room)
{
	const struct wt_psk *psk = wt_psk_state(session)->psk;
	size_t bytes = strlen(psk->identity) + 1;

	(void)hint;
	if (bytes > identity_room)
		return 0;
	memcpy(identity, psk->identity, bytes);
	return take(session, psk, key, key_room);
}

unsigned wt_psk_find(SSL *session, const char *identity, size_t identity_bytes, uint8_t *key, unsigned key_room)
{
	const struct wt_psk *psk = wt_psk_state(session)->psk;

	if (!identity || identity_bytes != strlen(psk->identity) ||
	    memcmp(identity, psk->identity, identity_bytes) != 0)
		return 0;
	return take(session, psk, key, key_room);
}

unsigned wt_psk_find_text(SSL *session, const char *identity, unsigned char *key, unsigned key_room)
{
	return wt_psk_find(session, identity, identity ? strlen(identity) : 0, key, key_room);
}

bool wt_psk_was_taken(SSL *session)
{
	const struct wt_psk_state *state = wt_psk_state(session);
	X509 *certificate = SSL_get_peer_certificate(session);

	X509_free(certificate);
	return !certificate && state && state->taken;
}
