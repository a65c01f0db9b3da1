/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLS library behind a secure transport: its name, and what it takes from the heap. */
#ifndef WT_LIBRARY_H
#define WT_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

/* The library's use of the heap in a stretch of work, in bytes as the allocator rounds them. */
struct wt_heap_cost {
	int64_t held_bytes;  /* what the stretch left allocated; below 0: it gave back more */
	uint64_t peak_bytes; /* the most above what was held when it began */
	uint64_t allocations;
	uint64_t allocated_bytes; /* of all allocations, given back or not */
};

/* Strings are constant. The heap's figures are all 0 where nobody counts (--counters no-heap, off). */
struct wt_library {
	const char *(*name)(void);    /* "wolfSSL", "OpenSSL" */
	const char *(*version)(void); /* of the library that runs, "5.9.2" */
	const char *(*build)(void);   /* how it was built, as the library or its build says */
	/* heap held now, the most ever held, and allocations so far */
	void (*heap)(uint64_t *held_bytes, uint64_t *peak_bytes, uint64_t *allocations);
	/* A stretch of work begins; there is one at a time. A few instructions. */
	void (*heap_begin)(void);
	/* What it has cost so far; may be asked again. */
	void (*heap_since)(struct wt_heap_cost *cost);
};

/* Adds a stretch that came after `cost` with other work between, as one session's work does on a server of many. */
void wt_heap_cost_add(struct wt_heap_cost *cost, const struct wt_heap_cost *later);

#endif
