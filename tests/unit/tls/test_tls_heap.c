/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the TLS library's heap is counted, compared with what the C library gave and took back. */
#include <stdarg.h>
#include <setjmp.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "heap.h"
#include "support/skipped.h"

struct seen {
	uint64_t held, peak, allocations;
};

static struct seen seen(void)
{
	struct seen now;

	wt_heap_figures(&now.held, &now.peak, &now.allocations);
	return now;
}

static void *take(size_t bytes)
{
	void *memory = wt_heap_malloc(bytes, __FILE__, __LINE__);

	assert_non_null(memory);
	return memory;
}

static void *change(void *memory, size_t bytes)
{
	return wt_heap_realloc(memory, bytes, __FILE__, __LINE__);
}

static void give(void *memory)
{
	wt_heap_free(memory, __FILE__, __LINE__);
}

static void test_what_is_taken_and_given_back(void **state)
{
	struct seen before = seen(), now;
	void *one, *other;
	uint64_t bytes;

	(void)state;
	one = take(1000);
	other = take(1);
	bytes = malloc_usable_size(one) + malloc_usable_size(other);
	now = seen();
	assert_int_equal(now.held - before.held, bytes);
	assert_int_equal(now.allocations - before.allocations, 2);
	give(one);
	give(NULL);
	give(other);
	now = seen();
	assert_int_equal(now.held, before.held);
	assert_int_equal(now.peak - before.held, bytes);
	assert_int_equal(now.allocations - before.allocations, 2);
}

/* What grows or shrinks is held with its new size alone; each change is an allocation. */
static void test_what_changes_its_size(void **state)
{
	static const size_t sizes[] = { 100, 5000, 60000, 300, 2000000, 16 };
	struct seen before = seen(), now;
	void *memory = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memory = change(memory, sizes[i]); /* the first time from nothing, as malloc */
		assert_non_null(memory);
		now = seen();
		assert_int_equal(now.held - before.held, malloc_usable_size(memory));
		assert_int_equal(now.allocations - before.allocations, i + 1);
	}
	assert_true(now.peak - before.held >= 2000000);
	/* to nothing, as free */
	assert_null(change(memory, 0));
	assert_int_equal(seen().held, before.held);
	assert_int_equal(seen().allocations, now.allocations);
}

/* What cannot be had changes nothing: what was held is held still. */
static void test_what_cannot_be_had(void **state)
{
	volatile size_t too_much = PTRDIFF_MAX;
	struct seen before;
	void *memory;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	SKIP_BECAUSE("not with sanitizers");
#endif
	memory = take(100);
	before = seen();
	assert_null(wt_heap_malloc(too_much, __FILE__, __LINE__));
	assert_null(change(memory, too_much));
	assert_int_equal(seen().held, before.held);
	assert_int_equal(seen().allocations, before.allocations);
	give(memory);
}

/* A stretch has figures of its own; the peak of all stretches stays known. */
static void test_stretches(void **state)
{
	void *before = take(50000), *in_it, *kept;
	struct wt_heap_cost cost;
	uint64_t big, small;

	(void)state;
	wt_heap_begin();
	in_it = take(9000);
	big = malloc_usable_size(in_it);
	give(in_it);
	kept = take(200);
	small = malloc_usable_size(kept);
	wt_heap_since(&cost);
	assert_int_equal(cost.allocations, 2);
	assert_int_equal(cost.allocated_bytes, big + small);
	assert_int_equal(cost.held_bytes, small);
	assert_int_equal(cost.peak_bytes, big);
	/* one that gives back what came before it holds less than nothing */
	wt_heap_begin();
	give(kept);
	give(before);
	wt_heap_since(&cost);
	assert_int_equal(cost.allocations, 0);
	assert_true(cost.held_bytes < -50000);
	assert_int_equal(cost.peak_bytes, 0);
	assert_true(seen().peak >= 2000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_taken_and_given_back),
		cmocka_unit_test(test_what_changes_its_size),
		cmocka_unit_test(test_what_cannot_be_had),
		cmocka_unit_test(test_stretches),
	};

	return cmocka_run_group_tests_name("tls_heap", tests, NULL, NULL);
}
