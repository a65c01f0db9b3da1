/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peers of a datagram server whose last message was answered, and who may repeat it, since the answer can get lost. */
#ifndef WT_LINGERING_H
#define WT_LINGERING_H

#include "transport.h"

enum { WT_LINGERING_MAX = 64 }; /* runs that end at the same time */

struct wt_lingering {
	size_t count;
	struct {
		struct wt_connection *connection;
		struct wt_address peer; /* plain datagrams share one connection: this tells them apart */
	} all[WT_LINGERING_MAX];
};

/* False: there is no room, and it cannot repeat. */
bool wt_lingering_start(struct wt_lingering *lingering, struct wt_connection *connection);

/* False: it is none of them. */
bool wt_lingering_stop(struct wt_lingering *lingering, const struct wt_connection *connection);

#endif
