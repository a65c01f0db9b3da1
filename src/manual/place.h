/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pages and completion are written: DIR/man1/NAME.1 and DIR/completions/NAME. */
#ifndef WT_PLACE_H
#define WT_PLACE_H

#include <stdio.h>

/* Each ends the program with one line where that is not possible. */
FILE *wt_place_page(const char *folder, const char *name);
FILE *wt_place_completion(const char *folder, const char *name);
void wt_place_done(FILE *stream);

#endif
