/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which series are compared with which, why some are not, and all verdicts together. */
#ifndef WT_CONTRASTS_H
#define WT_CONTRASTS_H

#include "judged.h"

/*
 * Fills the contrasts of `judged`, whose series have their figures, and adds to its validity what their handshakes
 * differ in and nobody knows why. Allocates them: wt_judged_free. False: memory is short.
 */
bool wt_judge_contrasts(struct wt_judged *judged);

#endif
