/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a child process of a test ends: without what its parent left to be done at exit. */
#ifndef WT_TEST_CHILD_H
#define WT_TEST_CHILD_H

#include <unistd.h>

/* gcc's, where `make coverage` links it: what was reached so far is written down. */
extern void __gcov_dump(void) __attribute__((weak));

/* Before a child ends by a signal. */
static inline void wt_test_note(void)
{
	if (__gcov_dump)
		__gcov_dump();
}

static inline _Noreturn void wt_test_end(int status)
{
	wt_test_note();
	_exit(status);
}

#endif
