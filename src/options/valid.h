/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table of options says in words: valid values and names, for errors and the help. */
#ifndef WT_VALID_H
#define WT_VALID_H

#include "option.h"

enum { WT_OPTION_VALID_BYTES = 128, WT_OPTION_SENTENCE_BYTES = 512 };

/* Writes what an option takes ("1 to 65535", "1.2, 1.3", "FILE"); returns `text`. */
const char *wt_option_valid(const struct wt_option *option, char *text, size_t text_bytes) __attribute__((cold));

/* Writes the help of an option, with what is valid and its default in brackets. */
void wt_option_sentence(const struct wt_option *option, char *text, size_t text_bytes) __attribute__((cold));

/* Adds all names in the order of the alphabet ("--bind --certs ...") to `text`. */
void wt_option_names(const struct wt_option *options, char *text, size_t text_bytes) __attribute__((cold));

#endif
