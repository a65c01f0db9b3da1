/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hello.h"

#include <string.h>

enum {
	RANDOM_BYTES = 32,
	/* RFC 8446 4.2 */
	SUPPORTED_GROUPS = 10,
	SIGNATURE_ALGORITHMS = 13,
	SUPPORTED_VERSIONS = 43,
	KEY_SHARE = 51
};

/* What is left to read; bytes of a peer, so no length is believed. */
struct span {
	const uint8_t *at;
	size_t left;
	bool bad; /* something did not fit */
};

static size_t number(struct span *span, size_t bytes)
{
	size_t value = 0;

	if (bytes > span->left) {
		span->bad = true;
		span->left = 0;
		return 0;
	}
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | span->at[i];
	span->at += bytes;
	span->left -= bytes;
	return value;
}

/* Cuts `bytes` off the beginning. */
static struct span cut(struct span *span, size_t bytes)
{
	struct span part = { .at = span->at, .left = bytes };

	if (bytes > span->left) {
		span->bad = true;
		part.left = bytes = span->left;
	}
	span->at += bytes;
	span->left -= bytes;
	return part;
}

/* A vector whose length stands in its first `length_bytes` (RFC 8446 3.4). */
static struct span vector(struct span *span, size_t length_bytes)
{
	size_t bytes = number(span, length_bytes);

	return cut(span, bytes);
}

static bool add(struct wt_hello *hello, struct wt_hello_list *list, size_t value)
{
	if (list->count == WT_HELLO_NUMBERS) {
		hello->cut = true;
		return false;
	}
	list->number[list->count++] = (uint16_t)value;
	return true;
}

/* A vector of two-byte numbers; a half one at its end is a lie. */
static void add_all(struct wt_hello *hello, struct wt_hello_list *list, struct span *span, size_t length_bytes)
{
	struct span all = vector(span, length_bytes);

	while (all.left > 0 && !all.bad)
		add(hello, list, number(&all, 2));
	span->bad |= all.bad;
}

/* RFC 8446 4.2.8: client, group and key in a list; server, one of both; retry, the group alone. */
static void read_key_shares(struct wt_hello *hello, bool client, struct span *body)
{
	struct span all = client ? vector(body, 2) : cut(body, body->left);
	bool alone = !client && all.left == 2;

	while (all.left > 0 && !all.bad) {
		add(hello, &hello->key_shares, number(&all, 2));
		if (!alone)
			(void)vector(&all, 2);
	}
	body->bad |= all.bad;
}

static void read_extension(struct wt_hello *hello, bool client, size_t type, struct span *body)
{
	switch (type) {
	case SUPPORTED_GROUPS: /* of a server it is no more than advice */
		add_all(hello, &hello->groups, body, 2);
		return;
	case SIGNATURE_ALGORITHMS:
		add_all(hello, &hello->signatures, body, 2);
		return;
	case SUPPORTED_VERSIONS: /* RFC 8446 4.2.1: of a server one without a length */
		if (client)
			add_all(hello, &hello->versions, body, 1);
		else
			add(hello, &hello->versions, number(body, 2));
		return;
	case KEY_SHARE:
		read_key_shares(hello, client, body);
		return;
	default:
		body->left = 0; /* its length says all that we tell */
	}
}

static void read_extensions(struct wt_hello *hello, bool client, struct span *span)
{
	struct span all;

	if (span->left == 0) /* a hello may end before them (RFC 5246 7.4.1.2) */
		return;
	all = vector(span, 2);
	while (all.left > 0 && !all.bad) {
		size_t type = number(&all, 2);
		struct span body = vector(&all, 2);
		size_t bytes = body.left;

		if (all.bad)
			break;
		if (add(hello, &hello->extensions, type))
			hello->extension_bytes[hello->extensions.count - 1] = (uint16_t)bytes;
		read_extension(hello, client, type, &body);
		all.bad |= body.bad || body.left > 0;
	}
	span->bad |= all.bad;
}

bool wt_hello_read(struct wt_hello *hello, uint8_t type, bool datagram, const uint8_t *body, size_t bytes)
{
	struct span span = { .at = body, .left = bytes };
	bool client = type == WT_CLIENT_HELLO;

	memset(hello, 0, sizeof(*hello));
	if (!client && type != WT_SERVER_HELLO)
		return false;
	hello->version = (uint16_t)number(&span, 2);
	(void)cut(&span, RANDOM_BYTES);
	hello->session_id_bytes = (uint8_t)vector(&span, 1).left;
	if (client && datagram)
		hello->cookie_bytes = (uint8_t)vector(&span, 1).left;
	if (client) {
		add_all(hello, &hello->suites, &span, 2);
		/* methods of compression, "null" at least; that call may set `bad` itself */
		if (vector(&span, 1).left == 0)
			span.bad = true;
	} else {
		add(hello, &hello->suites, number(&span, 2));
		(void)number(&span, 1);
	}
	read_extensions(hello, client, &span);
	return !span.bad && span.left == 0;
}
