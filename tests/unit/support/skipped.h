/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test that cannot be made here: it is skipped, and tests/run.sh counts it by its reason. */
#ifndef WT_TEST_SKIPPED_H
#define WT_TEST_SKIPPED_H

#include <stdio.h>

/* Leaves the test. The reason goes before what the test library says, which has no word of it. */
#define SKIP_BECAUSE(reason)                                                                                           \
	do {                                                                                                           \
		printf("# skipped: %s\n", reason);                                                                     \
		(void)fflush(stdout);                                                                                  \
		skip();                                                                                                \
	} while (0)

#endif
