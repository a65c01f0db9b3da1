/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The library's own cache has 33 places, three in each of eleven rows by a hash of the session's name, so that of eight clients
 * one loses its session, and of 256 nearly all do. Here the newest sessions are kept, whatever their names.
 */
#include "wolfssl_cache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tlslib_resume.h"
#include "wolfssl_build.h"

#ifdef WT_WOLFSSL_RESUMES

struct place {
	WOLFSSL_SESSION *session; /* ours is a reference; NULL: none, or it was removed */
	uint64_t start;           /* of its name: most places are told apart by it */
};

/*
 * In order of age; once there are enough, a new one takes the place of the oldest. A callback of the library is told nothing
 * but the session, and a program has one server.
 */
static struct {
	const WOLFSSL_CTX *context;
	struct place *places;
	size_t count; /* as many as came at once so far, and up to twice that */
	size_t next;  /* where the next one goes */
} kept;

static uint64_t start_of(const unsigned char *name)
{
	uint64_t start;

	memcpy(&start, name, sizeof(start));
	return start;
}

/* In version 1.3 it is the ticket. NULL: it has none. */
static const unsigned char *name_of(const WOLFSSL_SESSION *session)
{
	unsigned bytes = 0;
	const unsigned char *name = wolfSSL_SESSION_get_id(session, &bytes);

	return bytes == WT_SESSION_NAME_BYTES ? name : NULL;
}

static bool is_named(const WOLFSSL_SESSION *session, const unsigned char *name)
{
	const unsigned char *its = name_of(session);

	return its && memcmp(its, name, WT_SESSION_NAME_BYTES) == 0;
}

/* From the newest on: who comes again mostly does so soon. */
static struct place *find(const unsigned char *name)
{
	uint64_t start = start_of(name);

	for (size_t i = 0, at = kept.next; i < kept.count; i++) {
		struct place *place;

		at = (at ? at : kept.count) - 1;
		place = &kept.places[at];
		if (place->start == start && place->session && is_named(place->session, name))
			return place;
	}
	return NULL;
}

static bool grow(void)
{
	size_t count = kept.count ? 2 * kept.count : 32;
	struct place *places = count <= WT_SESSIONS_KEPT ? realloc(kept.places, count * sizeof(*places)) : NULL;

	if (!places)
		return false;
	memset(places + kept.count, 0, (count - kept.count) * sizeof(*places));
	kept.places = places;
	kept.count = count;
	return true;
}

/* The library frees it where nobody else has it, and clears its secret. */
static void empty(struct place *place)
{
	wolfSSL_SESSION_free(place->session);
	place->session = NULL;
}

/* A session that can be resumed was made; we are given a reference to it, unless the answer is 0. */
static int keep(WOLFSSL *session, WOLFSSL_SESSION *made)
{
	const unsigned char *name = name_of(made);

	(void)session;
	if (kept.next == kept.count && !grow())
		kept.next = 0;
	if (!name || !kept.count)
		return 0;
	empty(&kept.places[kept.next]);
	kept.places[kept.next++] = (struct place){ made, start_of(name) };
	return 1;
}

/* A hello has that name. What is answered is the library's to free, so it is a reference more. */
static WOLFSSL_SESSION *get(WOLFSSL *session, const unsigned char *name, int bytes, int *stays)
{
	struct place *place = bytes == WT_SESSION_NAME_BYTES ? find(name) : NULL;

	(void)session;
	*stays = 0;
	return place && wolfSSL_SESSION_up_ref(place->session) == WOLFSSL_SUCCESS ? place->session : NULL;
}

/* Its early data was taken (RFC 8446 8.1), or the peer ended it by a fatal alert (RFC 5246 7.2.2). */
static void forget(WOLFSSL_CTX *context, WOLFSSL_SESSION *session)
{
	const unsigned char *name = name_of(session);
	struct place *place = name ? find(name) : NULL;

	(void)context;
	if (place)
		empty(place);
}

void wt_wolfssl_keep_sessions(WOLFSSL_CTX *context)
{
	wt_wolfssl_drop_sessions(kept.context);
	kept.context = context;
	wolfSSL_CTX_sess_set_new_cb(context, keep);
	wolfSSL_CTX_sess_set_get_cb(context, get);
	wolfSSL_CTX_sess_set_remove_cb(context, forget);
}

void wt_wolfssl_drop_sessions(const WOLFSSL_CTX *context)
{
	if (context != kept.context)
		return;
	for (size_t i = 0; i < kept.count; i++)
		empty(&kept.places[i]);
	free(kept.places);
	memset(&kept, 0, sizeof(kept));
}

#else

void wt_wolfssl_keep_sessions(WOLFSSL_CTX *context)
{
	(void)context;
}

void wt_wolfssl_drop_sessions(const WOLFSSL_CTX *context)
{
	(void)context;
}

#endif
