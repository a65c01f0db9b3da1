/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records read without the JSON library: the same as with it, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "try_scan.h"

static struct wt_try_scan scan, tree;

/* The line lies at the very end of its memory, so that a sanitizer sees a step too far. */
static bool scan_at_the_end(const char *text)
{
	size_t length = strlen(text);
	static char *line; /* the fields point into it */

	free(line);
	line = malloc(length ? length : 1);
	assert_non_null(line);
	memcpy(line, text, length);
	return wt_try_scan_line(&scan, line, length);
}

static void plain_records_are_read_as_the_library_reads_them(void **state)
{
	static const char *const lines[] = {
		"{\"schema\":1,\"record\":\"try\",\"role\":\"client\",\"cold\":false,\"ok\":true,\"x\":null}",
		"{\"a\":0}",
		"{\"a\":-5,\"b\":999999999999999999}",
		"{\"a\":\"\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		json_t *json = json_loads(lines[i], JSON_REJECT_DUPLICATES, NULL);

		assert_non_null(json);
		assert_true(scan_at_the_end(lines[i]));
		assert_true(wt_try_scan_from(&tree, json));
		assert_int_equal(scan.count, tree.count);
		for (size_t k = 0; k < scan.count; k++) {
			char name[32];
			const struct wt_try_scan_field *other;

			snprintf(name, sizeof name, "%.*s", (int)scan.field[k].name_length, scan.field[k].name);
			other = wt_try_scan_find(&tree, name);
			assert_non_null(other);
			assert_int_equal(other->kind, scan.field[k].kind);
			assert_int_equal(other->number, scan.field[k].number);
			assert_int_equal(other->text_length, scan.field[k].text_length);
		}
		json_decref(json);
	}
}

static void everything_else_is_left_to_the_library(void **state)
{
	static const char *const lines[] = {
		"",
		"{",
		"{}",
		"[1]",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\":1",
		"{\"a\":1,}",
		"{\"a\":1}x",
		"{\"a\":1,\"b\"",
		"{\"a\":01}",
		"{\"a\":1.5}",
		"{\"a\":1e3}",
		"{\"a\":-}",
		"{\"a\":1234567890123456789}",
		"{\"a\":{}}",
		"{\"a\":[1]}",
		"{\"a\":\"\\n\"}",
		"{\"a\":\"\xc3\xa4\"}",
		"{\"a\":\"b}",
		"{\"a\":tru}",
		"{\"a\":nul}",
		"{\"a\":1,\"a\":1}",
		"{ \"a\":1}",
		"{\"a\": 1}",
		"{\"a\":\"\t\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (scan_at_the_end(lines[i]))
			fail_msg("taken: %s", lines[i]);
}

static void too_many_fields_are_refused(void **state)
{
	char text[4096] = "{";
	json_t *json;

	(void)state;
	for (int i = 0; i <= WT_TRY_SCAN_FIELDS; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s\"f%d\":%d", i ? "," : "", i, i);
	strcat(text, "}");
	assert_false(scan_at_the_end(text));
	json = json_loads(text, 0, NULL);
	assert_non_null(json);
	assert_false(wt_try_scan_from(&scan, json));
	json_decref(json);
}

static void fields_are_found_in_any_order_and_checked(void **state)
{
	struct wt_reason reason;
	int64_t number = 0;
	bool flag = false;

	(void)state;
	assert_true(scan_at_the_end("{\"one\":1,\"two\":-2,\"yes\":true,\"word\":\"three\"}"));
	assert_true(wt_try_scan_is(&scan, "word", "three"));
	assert_false(wt_try_scan_is(&scan, "word", "thre"));
	assert_false(wt_try_scan_is(&scan, "one", "1"));
	assert_true(wt_try_scan_number(&scan, "one", 5, &number, &reason));
	assert_int_equal(number, 1);
	assert_true(wt_try_scan_flag(&scan, "yes", &flag, &reason));
	assert_true(flag);
	assert_false(wt_try_scan_flag(&scan, "one", &flag, &reason));
	assert_string_equal(reason.text, "'one' is missing or not true or false");
	assert_false(wt_try_scan_number(&scan, "two", 5, &number, &reason));
	assert_string_equal(reason.text, "'two' is -2; valid: 0 to 5");
	assert_false(wt_try_scan_number(&scan, "none", 5, &number, &reason));
	assert_string_equal(reason.text, "'none' is missing or not a whole number");
	assert_int_equal(wt_try_scan_count(&scan, "two", 5), 0);
	assert_int_equal(wt_try_scan_count(&scan, "none", 5), 0);
	assert_null(wt_try_scan_find(&scan, "on"));
	assert_null(wt_try_scan_find(&scan, "ones"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_records_are_read_as_the_library_reads_them),
		cmocka_unit_test(everything_else_is_left_to_the_library),
		cmocka_unit_test(too_many_fields_are_refused),
		cmocka_unit_test(fields_are_found_in_any_order_and_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
