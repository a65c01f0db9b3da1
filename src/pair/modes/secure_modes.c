/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modes of the secure programs. */
#include "hold.h"
#include "mode_rows.h"

const struct wt_mode wt_secure_modes[] = {
	WT_MODE_ROWS WT_PARALLEL_ROW{ .name = "hold",
				      .client = wt_hold_client,
				      .server = wt_hold_server,
				      .can = WT_MODE_ANY,
				      .own_option = true,
				      .tells_heap = true },
	{ .name = NULL },
};
