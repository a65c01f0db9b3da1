/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the reader (option.h) that the readers of each kind of value share. */
#ifndef WT_TAKE_H
#define WT_TAKE_H

#include "option.h"

/* Says in `why` what is wrong with `bytes` of `value`, and what is valid. Returns false. */
bool wt_take_wrong(struct wt_taken *taken, const struct wt_option *option, const char *value, size_t bytes,
		   const char *what) __attribute__((cold));

/* Adds one item to a list; false: `why` is said. */
typedef bool wt_item_taker(const struct wt_option *option, const char *text, size_t bytes, void *list,
			   struct wt_taken *taken);

/* Gives each item of `value` to `add`; where nothing stands between two commas, `nothing` says what that is not. */
bool wt_take_items(const struct wt_option *option, const char *value, const char *nothing, wt_item_taker *add,
		   void *list, struct wt_taken *taken);

/* Whether one of `count` places, `stride` apart, begins with those bytes. */
bool wt_take_has(const void *first, size_t stride, size_t count, const void *item, size_t bytes);

#endif
