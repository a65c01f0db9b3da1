/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modes of the secure programs. */
#include "connect.h"
#include "hold.h"
#include "pair.h"

const struct wt_mode wt_secure_modes[] = {
	{ "connect", wt_connect_client, wt_connect_server },
	{ "hold", wt_hold_client, wt_hold_server },
	{ .name = NULL },
};
