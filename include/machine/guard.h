/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a port does for a process that is about to hold private keys. */
#ifndef WT_GUARD_H
#define WT_GUARD_H

#include "error.h"
#include "status.h"

/*
 * From now on this process leaves no core dump, no other process of the same user reads its memory
 * (gdb -p, strace -p), and nothing that it might start gains privileges. It is not undone. The
 * process itself still reads all of its own /proc/self.
 */
enum wt_status wt_guard_memory(struct wt_error *error);

#endif
