/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLS library's allocator: libc's, counted. Signatures are those of CRYPTO_set_mem_functions. */
#ifndef WT_HEAP_H
#define WT_HEAP_H

#include <stddef.h>
#include <stdint.h>

#include "library.h"

void *wt_heap_malloc(size_t bytes, const char *file, int line);
void *wt_heap_realloc(void *memory, size_t bytes, const char *file, int line);
void wt_heap_free(void *memory, const char *file, int line);

/* Bytes held now, the most ever held, and allocations so far, as the allocator rounds them. */
void wt_heap_figures(uint64_t *held_bytes, uint64_t *peak_bytes, uint64_t *allocations);
/* As struct wt_library says. */
void wt_heap_begin(void);
void wt_heap_since(struct wt_heap_cost *cost);

#endif
