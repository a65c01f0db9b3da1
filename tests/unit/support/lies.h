/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peers that speak the transport well and the message badly. Nothing here asserts. */
#ifndef WT_TEST_LIES_H
#define WT_TEST_LIES_H

#include "joint.h"

/*
 * Each runs all its cases on this transport, for `count` versions at the same time (at most 4),
 * and returns how many went otherwise than they should; those are named on standard error.
 */
unsigned wt_lying_clients(const struct wt_transport *transport, const char *const *versions, size_t count);
unsigned wt_lying_servers(const struct wt_transport *transport, const char *const *versions, size_t count);

#endif
