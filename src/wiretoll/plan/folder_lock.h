/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run at a time works in a folder of results. */
#ifndef WT_FOLDER_LOCK_H
#define WT_FOLDER_LOCK_H

#include "folder.h"

/*
 * Takes the folder for this process, through `<folder>/run.lock`; does not wait. False: another process
 * has it, which `reason` names, or the file cannot be made. The kernel gives the lock back when the
 * process ends, however it ends. `*lock` is for wt_folder_unlock.
 */
bool wt_folder_lock(const struct wt_folder *folder, int *lock, struct wt_reason *reason);

/* Gives the folder back; harmless for -1. */
void wt_folder_unlock(int lock);

#endif
