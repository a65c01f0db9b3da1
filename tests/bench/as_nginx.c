/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Put before our server with OpenSSL by LD_PRELOAD: each context is set as nginx sets its own. It reads ahead: a call of the system
 * takes what has come, and not a record's header and then the rest of it. And it gives back the buffers of a session that has nothing
 * in them, so that 64 sessions at once share a few of 16 KB.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>

#include <openssl/ssl.h>

SSL_CTX *SSL_CTX_new(const SSL_METHOD *method)
{
	SSL_CTX *(*next)(const SSL_METHOD *method);
	void *found = dlsym(RTLD_NEXT, "SSL_CTX_new");
	SSL_CTX *context;

	if (!found)
		return NULL;
	/* ISO C has no cast from an object's pointer to a function's */
	memcpy(&next, &found, sizeof(next));
	context = next(method);
	if (context) {
		SSL_CTX_set_read_ahead(context, 1);
		SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	}
	return context;
}
