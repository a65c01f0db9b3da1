/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single operations of the TLS library, as a handshake makes them, for whoever
 * looks at what they leave behind (probe). A table, so that a test can put one of
 * its own in the library's place.
 */
#ifndef WT_WORK_H
#define WT_WORK_H

#include "error.h"

/* On P-256, but the last one: WT_WORK_HASHED_BYTES through SHA-256. */
enum wt_work {
	WT_WORK_KEY_GENERATION,
	WT_WORK_KEY_AGREEMENT,
	WT_WORK_SIGNATURE,
	WT_WORK_VERIFICATION,
	WT_WORK_SHA256,
	WT_WORKS
};

/* Enough that what dirtying itself costs, some 100 ns, is little beside it. */
enum { WT_WORK_HASHED_BYTES = 4096 };

struct wt_work_table {
	/* Once, first: the library made ready, as wt_tlslib_start does. Allocates. */
	enum wt_status (*begin)(const char *openssl_conf, struct wt_error *error);
	/*
	 * One operation. The library's own last instruction is as good as the last one: nothing of ours
	 * follows that copies or frees. WT_UNSUPPORTED: this build of it cannot do that; `error` says why.
	 * A verification wants a signature before it.
	 */
	enum wt_status (*run)(enum wt_work work, struct wt_error *error);
	/* Frees what the operations left. */
	void (*end)(void);
};

extern const struct wt_work_table wt_tlslib_work;

#endif
