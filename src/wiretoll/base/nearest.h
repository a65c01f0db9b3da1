/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the valid names somebody may have meant who wrote an unknown one. */
#ifndef WT_NEAREST_H
#define WT_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True when `written`, `length` bytes of it, is the beginning of `name`, or differs from it by at most two
 * letters (put in, left out, or others in their place), and by no more than half of it. No allocation.
 */
bool wt_name_near(const char *written, size_t length, const char *name);

#endif
