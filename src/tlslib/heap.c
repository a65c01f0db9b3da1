/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "heap.h"
#include "process.h"

static int64_t held;
static uint64_t count, total;
/* the peak since the stretch began, and that of all stretches before */
static int64_t recent_peak, older_peak;
static int64_t begin_held;
static uint64_t begin_count, begin_total;

static void *took(void *memory)
{
	size_t bytes;

	if (!memory)
		return NULL;
	bytes = wt_process_block_bytes(memory);
	held += (int64_t)bytes;
	total += bytes;
	count++;
	if (held > recent_peak)
		recent_peak = held;
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
	size_t before;
	void *moved;

	(void)file;
	(void)line;
	before = memory ? wt_process_block_bytes(memory) : 0;
	moved = realloc(memory, bytes);
	if (moved || bytes == 0)
		held -= (int64_t)before;
	return took(moved);
}

void wt_heap_free(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	if (memory)
		held -= (int64_t)wt_process_block_bytes(memory);
	free(memory);
}

void wt_heap_figures(uint64_t *held_bytes, uint64_t *peak_bytes, uint64_t *allocations)
{
	*held_bytes = (uint64_t)held;
	*peak_bytes = (uint64_t)(recent_peak > older_peak ? recent_peak : older_peak);
	*allocations = count;
}

void wt_heap_begin(void)
{
	if (recent_peak > older_peak)
		older_peak = recent_peak;
	recent_peak = held;
	begin_held = held;
	begin_count = count;
	begin_total = total;
}

void wt_heap_since(struct wt_heap_cost *cost)
{
	cost->held_bytes = held - begin_held;
	cost->peak_bytes = (uint64_t)(recent_peak - begin_held);
	cost->allocations = count - begin_count;
	cost->allocated_bytes = total - begin_total;
}
