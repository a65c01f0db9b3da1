/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A witness of what passes through the shim, for --trace; nobody has one in a run that counts. */
#ifndef WT_TAP_H
#define WT_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wt_tap {
	/*
	 * After a send (`out`) or receive that succeeded; `data` is void when the call returns.
	 * `ns` is when a send began, when a receive was done: nothing arrives before it was sent.
	 */
	void (*passed)(void *context, bool out, uint64_t ns, const uint8_t *data, size_t bytes);
	/*
	 * What a library tells that names the messages inside encrypted records: the header
	 * of a record (WT_REPORTED_RECORD), then each handshake message that it holds, by its type.
	 */
	void (*reported)(void *context, bool out, int what, uint8_t handshake_type);
	void *context;
};

enum { WT_REPORTED_RECORD, WT_REPORTED_HANDSHAKE };

#endif
