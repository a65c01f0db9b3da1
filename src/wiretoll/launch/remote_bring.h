/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_REMOTE_BRING_H
#define WT_REMOTE_BRING_H

#include "remote_ask.h"

/* Brings to the board what its end needs: programs, probes, the guard and keys. Blocks. False: `reason` says why. */
bool wt_remote_bring(struct wt_remote *remote, struct wt_reason *reason);

#endif
