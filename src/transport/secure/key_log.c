/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets of sessions, for whoever looks at captured traffic (--key-log): lines of an NSS key log (RFC 9850 2). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "secure.h"

/* The longest label and two values of 64 bytes in hexadecimal take 225; what is longer is none of ours. */
enum { LINE_BYTES = 512, SHOWN_BYTES = 140 };

/* A callback of the library is told nothing but the session, and a program has one endpoint. */
static int log_file = -1;
static const char *log_path;
static int failure; /* the system's number of the first line that was not written */

static void write_line(const SSL *session, const char *text)
{
	char line[LINE_BYTES];
	size_t done;
	int length = snprintf(line, sizeof line, "%s\n", text);

	(void)session;
	if (log_file >= 0 && !failure && length > 0 && (size_t)length < sizeof line)
		failure = wt_file_put(log_file, line, (size_t)length, &done);
	explicit_bzero(line, sizeof line);
}

enum wt_status wt_key_log_open(struct wt_secure_endpoint *e)
{
	const char *path = e->base.settings->key_log;
	enum wt_status status;
	int code;

	if (!path)
		return WT_OK;
	status = wt_tlslib_log_keys(e->context, e->base.server, e->minor, write_line, &e->base.error);
	if (status != WT_OK)
		return status;
	if (!strcmp(path, "-"))
		return wt_error_set(&e->base.error, WT_ERROR, "open", "wiretoll", 0,
				    "--key-log -: not valid; valid: a new file");
	(void)wt_key_log_close(NULL);
	failure = 0;
	code = wt_file_create_private(path, &log_file);
	log_path = path;
	return code ? wt_error_set(&e->base.error, WT_ERROR, "open", "system", code, "--key-log %.*s: %s%s",
				   SHOWN_BYTES, path, strerror(code), code == EEXIST ? "; valid: a new file" : "")
		    : WT_OK;
}

static enum wt_status check(const char *operation, struct wt_error *error)
{
	return failure ? wt_error_set(error, WT_ERROR, operation, "system", failure, "the key log: %s",
				      strerror(failure))
		       : WT_OK;
}

enum wt_status wt_key_log_check(struct wt_error *error)
{
	return check("handshake", error);
}

enum wt_status wt_key_log_close(struct wt_error *error)
{
	int code;

	if (log_file < 0)
		return WT_OK;
	wt_file_remove_empty(log_path, log_file); /* else the next run with that name is refused */
	code = wt_file_close(log_file);
	log_file = -1;
	if (!failure)
		failure = code;
	return check("close", error);
}
