/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why something failed: filled where it happened, the first one wins. */
#ifndef WT_ERROR_H
#define WT_ERROR_H

#include "status.h"

enum { WT_ERROR_TEXT_BYTES = 320 };

/*
 * An error lives in the object that failed (connection, endpoint) and is never
 * allocated. `operation` and `source` point to constant strings ("connect",
 * "system", "wolfSSL", "wiretoll"); `code` is the source's own number (errno,
 * library code), 0 when it has none; `text` is one line without a full stop.
 */
struct wt_error {
	enum wt_status status; /* WT_OK: no error yet */
	const char *operation;
	const char *source;
	long code;
	char text[WT_ERROR_TEXT_BYTES];
};

/* Empties the error. Does not block or allocate. */
void wt_error_clear(struct wt_error *error);

/*
 * Records a failure unless one is already recorded; a longer text is cut.
 * Returns `status`, so that a caller can fail in one line. `error` may be NULL.
 * Does not block or allocate.
 */
enum wt_status wt_error_set(struct wt_error *error, enum wt_status status, const char *operation, const char *source,
			    long code, const char *format, ...) __attribute__((cold, format(printf, 6, 7)));

/* The same for a failed system call: text and code come from `system_errno`. */
enum wt_status wt_error_system(struct wt_error *error, enum wt_status status, const char *operation, int system_errno)
	__attribute__((cold));

#endif
