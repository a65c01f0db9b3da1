/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program of the pairs and its table of options, which also drives the echo of all settings into the results. */
#ifndef WT_OPTIONS_H
#define WT_OPTIONS_H

#include "option.h"

struct wt_mode;
struct wt_watch;

/* A program's whole command line. `options`, of fields of struct wt_settings, ends with a row whose name is NULL. */
struct wt_program {
	const char *name;    /* "tls_client" */
	const char *purpose; /* one line for --help */
	const struct wt_option *options;
	const struct wt_mode *modes;  /* the ways to use a connection (pair.h), ended by a row without a name */
	const struct wt_watch *watch; /* what --trace and the handshake's record keep (pair.h); NULL: not offered */
};

/*
 * Writes the value of one option as JSON ("1443", "\"connect\"", "[16,64]",
 * "null") into `text`, always terminated. Returns the length that it has.
 */
size_t wt_options_value(const struct wt_option *option, const struct wt_settings *settings, char *text,
			size_t text_bytes);

#endif
