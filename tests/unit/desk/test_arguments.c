/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk tool's command lines: those that mean the same in the pairs, and its lists of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arguments.h"
#include "support/command_lines.h"

static struct fields {
	struct wt_size_list sizes;
	struct wt_names names;
	uint32_t tries;
	uint64_t timeout_ms;
	const char *json;
	bool quiet;
} fields;

#define FIELD(name) offsetof(struct fields, name)

static const struct wt_argument arguments[] = {
	{ "sizes", WT_ARGUMENT_SIZES, FIELD(sizes), "LIST", "16,64", "sizes", 16, 1048576, false },
	{ "names", WT_ARGUMENT_NAMES, FIELD(names), "LIST", NULL, "names", 0, 0, false },
	{ "tries", WT_ARGUMENT_NUMBER, FIELD(tries), "N", "100", "tries", 1, 10000000, false },
	{ "timeout", WT_ARGUMENT_SECONDS, FIELD(timeout_ms), "SECONDS", "5", "limit", 1, 86400000, false },
	{ "json", WT_ARGUMENT_TEXT, FIELD(json), "FILE", NULL, "records", 0, 0, false },
	{ "quiet", WT_ARGUMENT_FLAG, FIELD(quiet), NULL, NULL, "no lines", 0, 0, false },
	{ .name = NULL },
};
static const struct wt_command command = { .name = "try", .purpose = "tries", .arguments = arguments };
static struct wt_reason reason;

static enum wt_parsed parse(const char *const words[3])
{
	char *argv[4] = { NULL };
	const char *operand;
	uint64_t given;
	int argc = 0;

	while (argc < 3 && words[argc]) {
		argv[argc] = (char *)(uintptr_t)words[argc];
		argc++;
	}
	reason.text[0] = '\0';
	return wt_arguments_parse(&command, argc, argv, &fields, &given, &operand, &reason);
}

static void test_command_lines_of_both(void **state)
{
	static const enum wt_parsed results[] = { WT_PARSED_RUN, WT_PARSED_HELP, WT_PARSED_WRONG };

	(void)state;
	for (size_t i = 0; i < sizeof command_lines / sizeof *command_lines; i++) {
		const struct command_line *line = &command_lines[i];

		if (parse(line->words) != results[line->result])
			fail_msg("line %zu, %s: %s", i, line->words[0], reason.text);
		if (line->says && !strstr(reason.text, line->says))
			fail_msg("%s: not in: %s", line->says, reason.text);
		if (line->sizes) {
			assert_int_equal(fields.sizes.count, line->sizes);
			assert_int_equal(fields.sizes.bytes[0], 16);
			assert_int_equal(fields.sizes.bytes[1], 64);
		}
		if (line->tries)
			assert_int_equal(fields.tries, line->tries);
		if (line->timeout_ms)
			assert_true(fields.timeout_ms == line->timeout_ms);
	}
}

static void test_names_are_a_list_as_sizes_are(void **state)
{
	static const char *const good[] = { "tcp,tls1.3", "tcp tls1.3", " tcp , tls1.3 " };
	static const char *const bad[] = { "tcp,", ",tcp", "tcp,,udp", " ", "TCP", "tcp, tcp" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(parse((const char *const[3]){ "--names", good[i] }), WT_PARSED_RUN);
		assert_int_equal(fields.names.count, 2);
		assert_string_equal(fields.names.name[0], "tcp");
		assert_string_equal(fields.names.name[1], "tls1.3");
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(parse((const char *const[3]){ "--names", bad[i] }), WT_PARSED_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_command_lines_of_both),
		cmocka_unit_test(test_names_are_a_list_as_sizes_are),
	};

	return cmocka_run_group_tests_name("arguments", tests, NULL, NULL);
}
