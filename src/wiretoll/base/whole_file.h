/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are read as they are, and written whole or not at all. */
#ifndef WT_WHOLE_FILE_H
#define WT_WHOLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "reason.h"

enum { WT_PATH_BYTES = 512, WT_FILE_BYTES = WT_PATH_BYTES + 256 };

/*
 * Opens a file for reading; the caller closes it. NULL: `reason` names it, and errno
 * is ENOENT when there is none. What is no file (a folder, a pipe, a device) is not
 * opened, so nobody waits at it or reads it for ever.
 */
FILE *wt_file_open(const char *path, struct wt_reason *reason);

/* What a .failed file notes: its line, cleaned. False: there is none, and `reason` is as it was. */
bool wt_file_failure(const char *path, struct wt_reason *reason);

/* The same as wt_file_open, read as JSON; NULL: `error` says what is wrong, in line -1 when it was not opened. */
json_t *wt_file_json(const char *path, json_error_t *error);

/*
 * Writes a file whole or not at all (temporary name, then rename). What is there
 * and is no file (a device, a pipe with a reader) is written to, not replaced.
 */
bool wt_file_write(const char *path, const char *text, size_t length, struct wt_reason *reason);

#endif
