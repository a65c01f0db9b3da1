/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modes of the plain programs. */
#include "mode_rows.h"

const struct wt_mode wt_plain_modes[] = { WT_MODE_ROWS WT_PARALLEL_ROW{ .name = NULL } };
