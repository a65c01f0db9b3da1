/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several folders of results, one board each, in one table. */
#ifndef WT_REPORT_BOARDS_H
#define WT_REPORT_BOARDS_H

#include <stdio.h>

#include "reason.h"

/*
 * Prints the table of `count` folders. A folder that cannot be read stands in
 * it with the reason, the others stand; `*complete` is false then, and when a
 * series of any folder is not whole. Allocates. False: memory is short.
 */
bool wt_report_boards(char **paths, int count, FILE *stream, bool *complete,
		      struct wt_reason *reason);

#endif
