/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A TLS library that refuses calls of ours. A test names each call with REFUSABLE, by the name that both libraries
 * have, and has lines of LDFLAGS that wrap the names of both:
 *
 *   REFUSABLE(void *, LIBRARY(SSL_new), (void *context), (context), NULL)
 *
 * Pointers to the library's types are void here: what is wrapped is a name for the linker.
 */
#ifndef WT_TEST_DENIALS_H
#define WT_TEST_DENIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The linker's name of a function: SSL_... and all other ones. */
#ifdef WT_TLSLIB_WOLFSSL
#define LIBRARY(name)       wolf##name
#define LIBRARY_OTHER(name) wolfSSL_##name
#else
#define LIBRARY(name)       name
#define LIBRARY_OTHER(name) name
#endif

static const char *refused; /* the call that fails from now on; NULL: none */

/* The name is compared behind what wolfSSL puts before it. */
static bool is_refused(const char *name)
{
	size_t length = strlen(name), wanted = refused ? strlen(refused) : 0;

	return wanted && length >= wanted && strcmp(name + length - wanted, refused) == 0;
}

#define REFUSABLE(type, name, parameters, arguments, failure) REFUSABLE_(type, name, parameters, arguments, failure)
#define REFUSABLE_(type, name, parameters, arguments, failure)                                                         \
	type __real_##name parameters;                                                                                 \
	type __wrap_##name parameters;                                                                                 \
	type __wrap_##name parameters                                                                                  \
	{                                                                                                              \
		return is_refused(#name) ? (failure) : __real_##name arguments;                                        \
	}

#endif
