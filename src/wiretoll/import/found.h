/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a folder holds that pairs left behind, started by hand or by scripts/batch_test.sh: a file a program. */
#ifndef WT_FOUND_H
#define WT_FOUND_H

#include <jansson.h>

#include "plan.h"

/* One file, as its first record tells. */
struct wt_found {
	char path[WT_FILE_BYTES];
	json_t *run;       /* its first record; owned */
	struct wt_row row; /* what its settings say that it spoke */
	bool heap;         /* it counts the heap, in a cell of its own */
	uint64_t started;  /* ns, by its machine's monotonic clock; where that tells no boot µs by the wall clock */
	int64_t port;      /* called, or served */
	uint32_t tries;    /* of each size; of a client */
	struct wt_found *partner; /* of a client: its server's */
	uint32_t round;           /* of its series, from 0 */
};

/* In the order in which they were started. */
struct wt_found_list {
	const char *folder; /* the caller's */
	struct wt_found *file;
	size_t count; /* `file` is allocated */
};

/* Text of the first record, or of an object in it; empty: it does not tell. Owned by the record. */
const char *wt_found_text(const struct wt_found *found, const char *object, const char *field);

/*
 * Reads the first record of every *.jsonl file in a folder and in those right below it. False: `reason` names the first
 * one that is no file of that end, of another mode, traced, or started in another boot than the first. Free in any case.
 */
bool wt_found_read(struct wt_found_list *list, const char *folder, enum wt_role role, struct wt_reason *reason);
void wt_found_free(struct wt_found_list *list);

#endif
