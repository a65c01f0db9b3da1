/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modes of HTTP/2, where each message is a request of its own. */
#include "mode_rows.h"

const struct wt_mode wt_h2_modes[] = {
	{ .name = "connect",
	  .client = wt_connect_client,
	  .server = wt_connect_server,
	  .can = WT_MODE_STREAMS | WT_MODE_CONNECTS | WT_MODE_PLANNED },
	{ .name = "session",
	  .client = wt_session_client,
	  .server = wt_session_server,
	  .can = WT_MODE_STREAMS | WT_MODE_PLANNED | WT_MODE_BESIDE },
	{ .name = NULL },
};
