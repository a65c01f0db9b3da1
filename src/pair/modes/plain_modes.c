/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modes of the plain programs. */
#include "connect.h"
#include "pair.h"

const struct wt_mode wt_plain_modes[] = {
	{ "connect", wt_connect_client, wt_connect_server },
	{ .name = NULL },
};
