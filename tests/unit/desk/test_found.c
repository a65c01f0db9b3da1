// SPDX-License-Identifier: GPL-3.0-or-later
/* How many files an import takes: more are refused, and what was read of them is freed once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "found.h"

static const char record[] = "{\"record\":\"run\",\"role\":\"client\",\"transport\":\"tcp\",\"variant\":\"wolfssl\","
			     "\"board\":\"host\",\"address\":\"127.0.0.1\",\"started_us\":1,\"port\":1,"
			     "\"settings\":{\"tries\":1}}\n";

static char root[] = "/tmp/wt-found-XXXXXX";

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : 1;
}

static int remove_root(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", root);
	return system(command); /* NOLINT */
}

/* Links to one file, which itself is not among those that are read. */
static void make_files(unsigned count)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof path, "%s/record", root);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(record, file) >= 0);
	assert_int_equal(fclose(file), 0);
	for (unsigned i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%05u.jsonl", root, i);
		assert_int_equal(symlink("record", path), 0);
	}
}

/* Each run has a port of its own. */
static void as_many_files_as_ports_and_no_more(void **state)
{
	struct wt_found_list list;
	struct wt_reason reason;
	char wanted[128];

	(void)state;
	make_files(65537);
	assert_false(wt_found_read(&list, root, WT_CLIENT, &reason));
	snprintf(wanted, sizeof wanted, "%s: holds more files than an import takes; valid: up to 65536", root);
	assert_string_equal(reason.text, wanted);
	assert_int_equal(list.count, 65536);
	wt_found_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_many_files_as_ports_and_no_more) };

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
