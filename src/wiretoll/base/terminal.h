/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the terminal of the one who called can show. */
#ifndef WT_TERMINAL_H
#define WT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum { WT_COLUMNS_USUAL = 80 };

/* Columns of the standard output: COLUMNS where it is a number from 40 to 400, else the terminal's, else 80. */
int wt_terminal_columns(void);

/* The same for a line of the error output that is written again: never more than its terminal is wide. */
int wt_terminal_live_columns(void);

/* Whether it shows UTF-8: by LC_ALL, LC_CTYPE and LANG, the first one that is set. */
bool wt_terminal_is_utf8(void);

/* Whether the error output is a terminal whose line can be written again: not with TERM=dumb, or without TERM. */
bool wt_terminal_is_live(void);

/* What a terminal without UTF-8 shows of a text: µ as u, a line as -, ? for all other letters. In place. */
void wt_terminal_ascii(char *text);

#endif
