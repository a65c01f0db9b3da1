/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peers that do not speak TLS at all: bytes for a rogue that runs on plain TCP or UDP. */
#ifndef WT_TEST_GARBAGE_H
#define WT_TEST_GARBAGE_H

#include "joint.h"

struct wt_garbage {
	const char *name;
	const char *bytes; /* NULL: `count` random ones */
	size_t count;
	bool stays; /* neither sends more nor closes; otherwise it closes */
};

/* Rogues for wt_joint: `argument` is a struct wt_garbage, the rogue's transport is wt_tcp. */
void wt_garbage_client(const struct wt_joint *joint, struct wt_endpoint *endpoint);
void wt_garbage_server(const struct wt_joint *joint, struct wt_endpoint *endpoint);

/* Fills with random bytes, the same in every run. */
void wt_garbage_fill(uint8_t *bytes, size_t count, uint32_t seed);

#endif
