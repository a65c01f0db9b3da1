/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Watches what our own objects allocate, format and print, and tells it from what
 * the TLS library allocates through our hooks. A test that uses this has the lines
 *
 *   // LDFLAGS: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
 *   // LDFLAGS: -Wl,--wrap=wt_heap_malloc,--wrap=wt_heap_realloc,--wrap=wt_heap_free
 *   // LDFLAGS: -Wl,--wrap=vsnprintf,--wrap=snprintf,--wrap=printf,--wrap=fprintf,--wrap=vfprintf
 *   // LDFLAGS: -Wl,--wrap=puts,--wrap=putchar,--wrap=fputs,--wrap=fputc,--wrap=fwrite,--wrap=write
 *
 * A statically linked TLS library is watched with us, a shared one (and libc) is not.
 */
#ifndef WT_TEST_WATCH_H
#define WT_TEST_WATCH_H

#include <stdint.h>

struct wt_watched {
	uint64_t allocations;         /* malloc, calloc, realloc outside the hooks */
	uint64_t frees;               /* of memory, outside the hooks */
	uint64_t library_allocations; /* through the hooks */
	uint64_t formatted;           /* texts made in memory */
	uint64_t printed;             /* texts written */
	uint64_t regions;             /* how often it was watched */
};

void wt_watch_clear(void);
/* What comes between these two is counted. */
void wt_watch_enter(void);
void wt_watch_leave(void);
struct wt_watched wt_watch_result(void);

#endif
