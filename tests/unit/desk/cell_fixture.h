/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the reader of records share: a file of one cell, and what damages it. */
#ifndef WT_CELL_FIXTURE_H
#define WT_CELL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cell_file.h"
#include "plan.h"

static struct wt_plan plan;
static struct wt_cell_expected expected;
static struct wt_cell_file file;
static struct wt_reason reason;
static char path[] = "/tmp/wt-cell-XXXXXX";

/* A plan of two sizes, two tries and one series; the rest of `expected` is the caller's. */
static int make_cell_file(void)
{
	int descriptor = mkstemp(path);

	plan.sizes = (struct wt_size_list){ { 16, 64 }, 2 };
	plan.tries = 2;
	plan.rounds = 1;
	expected.plan = &plan;
	close(descriptor);
	if (descriptor < 0 || !wt_plan_add(&plan, "tls1.3", "wolfssl", &reason))
		return 1;
	expected.series = &plan.series[0];
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static bool read_bytes(const char *bytes, size_t length)
{
	FILE *stream = fopen(path, "w");

	assert_non_null(stream);
	assert_int_equal(fwrite(bytes, 1, length, stream), length);
	assert_int_equal(fclose(stream), 0);
	return wt_cell_file_read(&file, path, &expected, &reason);
}

static void check_bad(const char *text, const char *words)
{
	if (read_bytes(text, strlen(text)))
		fail_msg("taken: %s", text);
	wt_cell_file_free(&file);
	if (!strstr(reason.text, words) || !strstr(reason.text, path))
		fail_msg("'%s' is not in '%s'", words, reason.text);
}

/* Wherever a kill cuts the file, what is whole before that is read; `check` is told how many lines are. */
static void cut_everywhere(const char *good, void (*check)(size_t lines))
{
	size_t length = strlen(good);

	for (size_t cut = 0; cut < length; cut++) {
		size_t lines = 0;

		for (size_t i = 0; i < cut; i++)
			lines += good[i] == '\n';
		if (!read_bytes(good, cut))
			fail_msg("cut at %zu: %s", cut, reason.text);
		assert_int_equal(file.truncated, cut > 0 && good[cut - 1] != '\n');
		assert_false(file.has_end);
		check(lines);
		wt_cell_file_free(&file);
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* 20,000 damaged files: read or refused with one line; `check` looks at what was taken. */
static void damage(const char *good, void (*check)(void))
{
	static const char spice[] = "{}[]\":,0123456789-.eE\\u\n\0tfn\xff\xc3";
	size_t whole = strlen(good);
	char *text = malloc(whole);
	uint32_t seed = 20240229;
	unsigned refused = 0;

	assert_non_null(text);
	for (int i = 0; i < 20000; i++) {
		size_t length = whole;

		memcpy(text, good, whole);
		for (uint32_t hits = next_random(&seed) % 4 + 1; hits > 0; hits--)
			text[next_random(&seed) % length] = spice[next_random(&seed) % (sizeof spice - 1)];
		if (next_random(&seed) % 4 == 0)
			length = next_random(&seed) % length;
		reason.text[0] = '\0';
		if (!read_bytes(text, length)) {
			refused++;
			assert_true(reason.text[0]);
			assert_null(strchr(reason.text, '\n'));
		}
		check();
		wt_cell_file_free(&file);
	}
	free(text);
	assert_in_range(refused, 5000, 19999);
}

#endif
