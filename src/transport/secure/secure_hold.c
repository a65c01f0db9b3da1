/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that stay open while the endpoint makes more (--hold). */
#include <stdlib.h>

#include "secure.h"

enum wt_status wt_secure_hold_start(struct wt_endpoint *endpoint)
{
	uint32_t places = endpoint->settings->hold;

	if (places == 0)
		return WT_OK;
	endpoint->held = calloc(places, sizeof(*endpoint->held));
	if (!endpoint->held)
		return wt_error_set(&endpoint->error, WT_ERROR, "open", "wiretoll", 0, "--hold %u: out of memory",
				    places);
	/* all pages are in use from the start: RSS grows by what the sessions take, not by this */
	for (uint32_t i = 0; i < places; i++)
		endpoint->held[i].wire.socket.handle = -1;
	return WT_OK;
}

void wt_secure_hold_stop(struct wt_endpoint *endpoint)
{
	for (size_t i = 0; i < endpoint->held_count; i++) {
		wt_secure_free(&endpoint->held[i]);
		wt_socket_close(&endpoint->held[i].wire.socket);
	}
	free(endpoint->held);
	endpoint->held = NULL;
	endpoint->held_count = 0;
}

struct wt_connection *wt_secure_hold(struct wt_connection *connection)
{
	struct wt_endpoint *endpoint = connection->endpoint;
	struct wt_connection *place;

	if (!endpoint->held || endpoint->held_count >= endpoint->settings->hold)
		return NULL;
	place = &endpoint->held[endpoint->held_count];
	*place = *connection;
	if (wt_tlslib_attach(place->session, &place->wire) != WT_OK) {
		place->session = NULL;
		return NULL;
	}
	endpoint->held_count++;
	connection->session = NULL;
	connection->wire.socket.handle = -1;
	return place;
}
