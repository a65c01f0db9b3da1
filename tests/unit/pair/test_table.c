/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person sees: the table and the live line. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "live.h"
#include "support/skipped.h"
#include "table.h"

enum { TEXT_BYTES = 4096 };

static char text[TEXT_BYTES];
static FILE *stream;

static void start(void)
{
	memset(text, 0, sizeof(text));
	stream = fmemopen(text, sizeof(text), "w");
	assert_non_null(stream);
}

static size_t columns(const char *line, size_t bytes)
{
	size_t count = 0, i;

	for (i = 0; i < bytes; i++)
		if (((unsigned char)line[i] & 0xc0) != 0x80)
			count++;
	return count;
}

static struct wt_summary make_summary(void)
{
	struct wt_summary summary = {
		.size_bytes = 256, .planned = 100, .answered = 100, .total = { 49, 50, 999949, 999950, 5000123456u }
	};
	uint64_t phase;

	for (phase = 0; phase < WT_PHASES_CLIENT; phase++)
		summary.phases[phase].p50_ns = 100000 * (phase + 1);
	return summary;
}

/* One decimal below 1000 µs, none from there on, rounded at the same digit that is shown. */
static void test_row_of_a_secure_transport(void **state)
{
	struct wt_summary summary = make_summary();

	(void)state;
	start();
	wt_table_row(stream, true, &summary);
	(void)fclose(stream);
	assert_string_equal(text, "    256      100     0.0     0.1   999.9    1000 5000123"
				  "   100.0     200.0   300.0   400.0   500.0\n");
}

static void test_row_of_a_plain_transport(void **state)
{
	struct wt_summary summary = make_summary();

	(void)state;
	summary.lost = 2;
	summary.failed = 1;
	start();
	wt_table_row(stream, false, &summary);
	(void)fclose(stream);
	assert_string_equal(text, "    256      100     0.0     0.1   999.9    1000 5000123"
				  "   100.0   300.0   400.0   500.0  2 lost  1 failed\n");
}

static void test_heads_stand_over_figures(void **state)
{
	struct wt_summary summary = make_summary();
	const char *heads, *row;
	size_t width;
	int secure;

	(void)state;
	for (secure = 0; secure <= 1; secure++) {
		start();
		wt_table_head(stream, secure != 0, false);
		wt_table_row(stream, secure != 0, &summary);
		summary.answered = 0;
		wt_table_row(stream, secure != 0, &summary);
		summary.answered = 100;
		(void)fclose(stream);
		assert_true(columns(text, strcspn(text, "\n")) <= 100);
		heads = strchr(text, '\n') + 1;
		width = strcspn(heads, "\n");
		assert_true(width <= 100);
		assert_int_equal(strstr(heads, "handshake") != NULL, secure);
		row = heads + width + 1;
		assert_int_equal(strcspn(row, "\n"), width);
		row += width + 1;
		assert_int_equal(strcspn(row, "\n"), width); /* dashes, at the same places */
		assert_int_equal(row[width - 1], '-');
	}
}

static void test_lines_of_tries(void **state)
{
	struct wt_try one = { .size_bytes = 256, .number = 37, .ok = true, .total_ns = 612345 };

	(void)state;
	one.phases[WT_PHASE_HANDSHAKE].ns = 500000;
	start();
	wt_table_try(stream, WT_CLIENT, true, &one);
	(void)fclose(stream);
	assert_string_equal(text, "size 256     try 37     total 612.3  connect 0.0  "
				  "handshake 500.0  send 0.0  ack 0.0  close 0.0\n");
	one.ok = false;
	one.cold = true;
	one.number = 0;
	one.status = WT_TIMEOUT;
	strcpy(one.reason, "no answer within 5 s");
	start();
	wt_table_try(stream, WT_SERVER, false, &one);
	(void)fclose(stream);
	assert_string_equal(text, "size 256     try 0      cold TIMEOUT  accept 0.0  receive 0.0  "
				  "answer 0.0  (no answer within 5 s)\n");
}

/* Replaces standard error for a while; returns the old one. */
static int replace_error_output(int descriptor)
{
	int saved;

	(void)fflush(stderr);
	saved = dup(STDERR_FILENO);
	assert_true(saved >= 0 && dup2(descriptor, STDERR_FILENO) >= 0);
	return saved;
}

static void restore_error_output(int saved)
{
	(void)dup2(saved, STDERR_FILENO);
	(void)close(saved);
}

static void add(struct wt_samples *samples, uint64_t total_ns)
{
	struct wt_try one = { .ok = true, .total_ns = total_ns };

	wt_samples_add(samples, &one);
}

/* A terminal hands on what was written when it gets to it: reads until `bytes` came, or nothing for 5 s. */
static ssize_t read_terminal(int master, size_t bytes)
{
	struct pollfd ready = { .fd = master, .events = POLLIN };
	size_t got = 0;
	ssize_t more;

	while (got < bytes && poll(&ready, 1, 5000) == 1) {
		more = read(master, text + got, sizeof(text) - 1 - got);
		if (more <= 0)
			break;
		got += (size_t)more;
	}
	/* What came beyond it, too, so that it is seen. */
	if (poll(&ready, 1, 0) == 1 && (more = read(master, text + got, sizeof(text) - 1 - got)) > 0)
		got += (size_t)more;
	return (ssize_t)got;
}

/* Both ends of a terminal. False: this machine has none to give, as in a container without /dev/pts. */
static bool open_terminal(int *master, int *slave)
{
	*master = posix_openpt(O_RDWR | O_NOCTTY);
	*slave = -1;
	if (*master >= 0 && grantpt(*master) == 0 && unlockpt(*master) == 0)
		*slave = open(ptsname(*master), O_RDWR | O_NOCTTY);
	if (*slave >= 0)
		return true;
	if (*master >= 0)
		(void)close(*master);
	return false;
}

static void test_live_line_at_a_terminal(void **state)
{
	static const char shown[] = "\rsize 256  try 37/100  p50 612.3 us"
				    "\r                                   \r";
	struct wt_samples samples;
	int master, slave, saved;
	struct wt_live live, quiet;
	ssize_t got;

	(void)state;
	if (!open_terminal(&master, &slave))
		SKIP_BECAUSE("no pseudo-terminals here");
	assert_int_equal(wt_samples_make(&samples, 10), WT_OK);
	add(&samples, 900000);
	add(&samples, 100000);
	add(&samples, 612345);
	saved = replace_error_output(slave);
	wt_live_start(&quiet, true);
	wt_live_show(&quiet, 256, 1, 100, &samples);
	wt_live_start(&live, false);
	wt_live_show(&live, 256, 37, 100, &samples);
	live.next_ns = UINT64_MAX; /* however slow this machine is, what comes now comes too soon */
	wt_live_show(&live, 256, 38, 100, &samples);
	wt_live_clear(&live);
	wt_live_clear(&live); /* nothing there any more */
	restore_error_output(saved);
	memset(text, 0, sizeof(text));
	got = read_terminal(master, strlen(shown));
	(void)close(slave);
	(void)close(master);
	wt_samples_free(&samples);
	assert_true(got > 0);
	assert_string_equal(text, shown);
}

static void test_no_live_line_in_a_file(void **state)
{
	struct wt_samples samples;
	struct wt_live live;
	int ends[2], saved;

	(void)state;
	assert_int_equal(wt_samples_make(&samples, 1), WT_OK);
	assert_int_equal(pipe(ends), 0);
	saved = replace_error_output(ends[1]);
	wt_live_start(&live, false);
	wt_live_show(&live, 256, 37, 100, &samples);
	wt_live_clear(&live);
	restore_error_output(saved);
	(void)close(ends[1]);
	assert_false(live.on);
	assert_int_equal(read(ends[0], text, 1), 0);
	(void)close(ends[0]);
	wt_samples_free(&samples);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_row_of_a_secure_transport), cmocka_unit_test(test_row_of_a_plain_transport),
		cmocka_unit_test(test_heads_stand_over_figures),  cmocka_unit_test(test_lines_of_tries),
		cmocka_unit_test(test_live_line_at_a_terminal),   cmocka_unit_test(test_no_live_line_in_a_file),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
