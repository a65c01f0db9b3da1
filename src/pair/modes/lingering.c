/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lingering.h"

#include "connection.h"

bool wt_lingering_start(struct wt_lingering *lingering, struct wt_connection *connection)
{
	if (lingering->count == WT_LINGERING_MAX)
		return false;
	lingering->all[lingering->count].connection = connection;
	lingering->all[lingering->count++].peer = *wt_connection_peer(connection);
	return true;
}

bool wt_lingering_stop(struct wt_lingering *lingering, const struct wt_connection *connection)
{
	for (size_t i = 0; i < lingering->count; i++) {
		if (lingering->all[i].connection != connection ||
		    !wt_address_equal(&lingering->all[i].peer, wt_connection_peer(connection)))
			continue;
		lingering->all[i] = lingering->all[--lingering->count];
		return true;
	}
	return false;
}
