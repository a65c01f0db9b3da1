/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How deep the calling thread's stack has been. */
#ifndef WT_STACK_H
#define WT_STACK_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

/*
 * Wipes what was used below the caller, so that only what comes now is seen.
 * No page that was not in use before is touched: the kernel gives pages full of
 * zeros, so wiped and never used look alike, and RSS stays as it is.
 * WT_UNSUPPORTED: the system does not tell where the stack lies; `error` says why.
 */
enum wt_status wt_stack_wipe(struct wt_error *error);

/*
 * The most that was used since, in bytes from the stack's bottom (where the
 * process began; main and its frame are in it). A function whose frame ends
 * in zeros is seen up to its last word that is none.
 */
enum wt_status wt_stack_peak(uint64_t *bytes, struct wt_error *error);

#endif
