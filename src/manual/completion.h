/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bash proposes on a command line, made of a table of options. */
#ifndef WT_COMPLETION_H
#define WT_COMPLETION_H

#include <stdio.h>

#include "option.h"

/* Functions that the rest calls, and the begin of the function of one program. */
void wt_completion_begin(FILE *script, const char *program);

/*
 * Cases of $option: what may stand where the cursor is: a value of the option before it, else an option or one of `operands` (NULL: there
 * are none), which are files where their name ends with ".jsonl", and else folders. Of lists with names the caller knows more.
 */
void wt_completion_options(FILE *script, const struct wt_option *options, const char *operands);

void wt_completion_end(FILE *script, const char *program);

#endif
