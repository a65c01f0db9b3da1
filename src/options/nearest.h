/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the valid names somebody may have meant who wrote an unknown one. */
#ifndef WT_NEAREST_H
#define WT_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True when `written`, `length` bytes of it, becomes `name` by that many edits or fewer: a letter put in, left out or
 * replaced, or two neighbours that change places. For a few edits: each one multiplies the work by four.
 */
bool wt_name_near(const char *written, size_t length, const char *name, unsigned edits) __attribute__((cold));

#endif
