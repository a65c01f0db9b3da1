/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection's way through the shim: its socket, and where that socket's failures go. */
#ifndef WT_WIRE_H
#define WT_WIRE_H

#include "error.h"
#include "socket.h"

struct wt_wire {
	struct wt_socket socket;
	struct wt_error error;
};

#endif
