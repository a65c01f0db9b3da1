/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <malloc.h>
#include <stdlib.h>

#include "heap.h"

static uint64_t held, peak, count;

static void *took(void *memory)
{
	if (!memory)
		return NULL;
	held += malloc_usable_size(memory);
	count++;
	if (held > peak)
		peak = held;
	return memory;
}

void *wt_heap_malloc(size_t bytes, const char *file, int line)
{
	(void)file;
	(void)line;
	return took(malloc(bytes));
}

void *wt_heap_realloc(void *memory, size_t bytes, const char *file, int line)
{
	size_t before = memory ? malloc_usable_size(memory) : 0;
	void *moved = realloc(memory, bytes);

	(void)file;
	(void)line;
	if (moved || bytes == 0)
		held -= before;
	return took(moved);
}

void wt_heap_free(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	if (!memory)
		return;
	held -= malloc_usable_size(memory);
	free(memory);
}

void wt_heap_figures(uint64_t *held_bytes, uint64_t *peak_bytes, uint64_t *allocations)
{
	*held_bytes = held;
	*peak_bytes = peak;
	*allocations = count;
}
