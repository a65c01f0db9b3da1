/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_TRAFFIC_H
#define WT_TRAFFIC_H

#include <stdint.h>

/* What went through a socket, counted after success, in the application's bytes of that socket
 * (no IP, TCP or UDP header). */
struct wt_traffic {
	uint64_t bytes_out;
	uint64_t bytes_in;
	uint64_t sends; /* datagrams on a datagram socket, calls on a stream */
	uint64_t receives;
	uint64_t round_trips; /* changes from sending to receiving; a stream's connect is one */
};

#endif
