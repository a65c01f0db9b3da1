/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stack's high-water mark without painting pages that nobody used: the
 * kernel maps zeros, so the deepest word that is not zero is where the stack
 * has been. What was there before the measurement is set to zero first.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "linux_text.h"
#include "stack.h"

enum { BLOCK_WORDS = 512, STAT_START_STACK = 28 };

static uintptr_t wiped_from; /* the frame that asked for it */
/* not on the stack, which is to be seen as others left it */
static uint64_t block[BLOCK_WORDS];
static char text[1024];

static enum wt_status cannot(struct wt_error *error, const char *what, int reason)
{
	return wt_error_set(error, WT_UNSUPPORTED, "stack", "system", reason, "%s", what);
}

/* The lowest address of the mapping that holds `inside`: the kernel moves it as the stack grows. */
static bool find_low(uintptr_t inside, uintptr_t *low)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long from, to;
	bool found = false;

	while (maps && !found && fgets(text, sizeof(text), maps)) {
		char *at = text;

		from = strtoul(at, &at, 16);
		to = *at == '-' ? strtoul(at + 1, NULL, 16) : 0;
		found = from <= inside && inside < to;
	}
	if (maps)
		fclose(maps);
	*low = found ? from : 0;
	return found;
}

/* Where the process's stack began (proc(5), startstack); 0: the system does not tell. */
static uintptr_t bottom_of_stack(void)
{
	char *at;

	if (!wt_text_read("/proc/self/stat", text, sizeof(text)))
		return 0;
	at = strrchr(text, ')'); /* a process's name may hold anything */
	for (int field = 2; at && field < STAT_START_STACK; field++)
		at = strchr(at + 1, ' ');
	return at ? (uintptr_t)strtoull(at + 1, NULL, 10) : 0;
}

/* Memory below the stack pointer is read by its address: no object of C lies there. */
__attribute__((no_sanitize("address"))) static void copy_words(uintptr_t from, uint64_t *words, size_t count)
{
	const volatile uint64_t *memory;

	memcpy(&memory, &from, sizeof(memory));
	for (size_t i = 0; i < count; i++)
		words[i] = memory[i];
}

/* By the kernel where it has the call: tools that watch memory do not mistake that for a fault. */
static bool read_words(uintptr_t from, uint64_t *words, size_t count)
{
	struct iovec here = { words, count * sizeof(*words) };
	struct iovec there = { NULL, count * sizeof(*words) };

	memcpy(&there.iov_base, &from, sizeof(from));
	if (process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)here.iov_len)
		return true;
	if (errno != ENOSYS)
		return false;
	copy_words(from, words, count);
	return true;
}

/* The lowest word from `low` to `high` that is not zero; `high`: there is none. */
static bool find_deepest(uintptr_t low, uintptr_t high, uintptr_t *deepest)
{
	const size_t word = sizeof(block[0]);

	for (uintptr_t at = low; at < high; at += sizeof(block)) {
		size_t left = (high - at) / word;
		size_t count = left < BLOCK_WORDS ? left : BLOCK_WORDS;

		if (!read_words(at, block, count))
			return false;
		for (size_t i = 0; i < count; i++) {
			if (block[i] == 0)
				continue;
			*deepest = at + i * word;
			return true;
		}
		if (count < BLOCK_WORDS)
			break;
	}
	*deepest = high;
	return true;
}

static __attribute__((noinline)) void wipe(size_t bytes)
{
	volatile uint8_t area[bytes + 1];

	for (size_t i = 0; i <= bytes; i++)
		area[i] = 0;
	(void)area[0];
}

__attribute__((noinline)) enum wt_status wt_stack_wipe(struct wt_error *error)
{
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
	uintptr_t low, deepest;

	if (!find_low(frame, &low))
		return cannot(error, "/proc/self/maps does not tell where the stack lies", 0);
	if (!find_deepest(low, frame & ~(uintptr_t)7, &deepest))
		return cannot(error, "the stack cannot be read", errno);
	wiped_from = frame;
	/* our own calls lie between; what they leave is no deeper than what they found */
	wipe(frame - deepest);
	return WT_OK;
}

__attribute__((noinline)) enum wt_status wt_stack_peak(uint64_t *bytes, struct wt_error *error)
{
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
	uintptr_t low, deepest, bottom = bottom_of_stack();

	*bytes = 0;
	if (wiped_from == 0 || !find_low(frame, &low))
		return cannot(error, "/proc/self/maps does not tell where the stack lies", 0);
	/* another mapping, under a tool that runs us: what is above our frame is left out */
	if (bottom < frame || bottom - frame > (uintptr_t)1 << 30)
		bottom = wiped_from;
	if (!find_deepest(low, frame & ~(uintptr_t)7, &deepest))
		return cannot(error, "the stack cannot be read", errno);
	*bytes = bottom - deepest;
	return WT_OK;
}
