/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where records go: new files only, whole lines only, whatever happens to the file. */
#include "record_fixture.h"
#include "support/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

enum { PIPE_RECORDS = 60 };

static void test_nowhere(void **state)
{
	struct wt_try one = make_try();
	struct wt_records untouched;

	(void)state;
	memset(&untouched, 0, sizeof(untouched));
	assert_int_equal(wt_records_try(&untouched, WT_CLIENT, &one), WT_OK);
	assert_int_equal(wt_records_close(&untouched), WT_OK);
	assert_int_equal(wt_records_open(&records, NULL), WT_OK);
	assert_int_equal(wt_records_try(&records, WT_CLIENT, &one), WT_OK);
	assert_int_equal(wt_records_run(&records, &facts), WT_OK);
	assert_int_equal(wt_records_close(&records), WT_OK);
	assert_int_equal(access(path, F_OK), -1);
}

static void test_disk_full(void **state)
{
	struct wt_try one = make_try();

	(void)state;
	assert_int_equal(wt_records_open(&records, "/dev/full"), WT_OK);
	assert_int_equal(wt_records_try(&records, WT_CLIENT, &one), WT_ERROR);
	assert_string_equal(records.error.text, "results file /dev/full: No space left on device");
	/* Kept, and not tried again. */
	assert_int_equal(close(records.descriptor), 0);
	assert_int_equal(wt_records_try(&records, WT_CLIENT, &one), WT_ERROR);
	assert_string_equal(records.error.text, "results file /dev/full: No space left on device");
	records.descriptor = -1;
	assert_int_equal(wt_records_close(&records), WT_ERROR);
}

static void test_file_with_bytes(void **state)
{
	static char text[FILE_BYTES];
	char expected[512];
	FILE *file;
	int i;

	(void)state;
	file = fopen(path, "w");
	assert_non_null(file);
	for (i = 0; i < 12345; i++)
		fputc('x', file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(wt_records_open(&records, path), WT_ERROR);
	(void)snprintf(expected, sizeof(expected), "--json %s: holds 12,345 bytes already; name a new file", path);
	assert_string_equal(records.error.text, expected);
	(void)wt_records_close(&records);
	assert_int_equal(read_file(path, text), 12345);
}

static void test_paths_that_cannot_be(void **state)
{
	char expected[512], below[PATH_BYTES + 8];

	(void)state;
	assert_int_equal(wt_records_open(&records, folder), WT_ERROR);
	(void)snprintf(expected, sizeof(expected), "results file %s: Is a directory", folder);
	assert_string_equal(records.error.text, expected);
	(void)wt_records_close(&records);
	(void)snprintf(below, sizeof(below), "%s/none", path);
	assert_int_equal(wt_records_open(&records, below), WT_ERROR);
	(void)snprintf(expected, sizeof(expected), "results file %s: No such file or directory", below);
	assert_string_equal(records.error.text, expected);
}

static void test_two_writers(void **state)
{
	static struct wt_records second;

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_open(&second, path), WT_ERROR);
	assert_non_null(strstr(second.error.text, ": another program writes it; name a new file"));
	(void)wt_records_close(&second);
}

static void test_mode_and_descriptor(void **state)
{
	struct stat found;
	mode_t mask = umask(0);

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	(void)umask(mask);
	assert_int_equal(fstat(records.descriptor, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0644);
	assert_true((fcntl(records.descriptor, F_GETFD) & FD_CLOEXEC) != 0);
}

/* Files of this process may not grow beyond `bytes`; 0: no limit. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Writes tries until one fails; returns how many went well. */
static size_t write_until_full(size_t most)
{
	struct wt_try one = make_try();
	size_t count;

	for (count = 0; count < most; count++)
		if (wt_records_try(&records, WT_CLIENT, &one) != WT_OK)
			break;
	return count;
}

static void test_cut_back(void **state)
{
	struct stat found;
	size_t lines, good;
	uint64_t whole;

	(void)state;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	limit_files(5000);
	good = write_until_full(1000);
	limit_files(0);
	assert_in_range(good, 5, 100);
	assert_non_null(strstr(records.error.text, "r.jsonl: File too large"));
	whole = records.whole_bytes;
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_size, whole);
	/* The limit is inside a record, so that there was something to cut. */
	assert_int_not_equal(whole, 5000);
	/* There is room again, but a gap in the records would be worse than their end. */
	assert_int_equal(write_until_full(1), 0);
	assert_int_equal(wt_records_close(&records), WT_ERROR);
	json_decref(line_of(path, 0, &lines));
	assert_int_equal(lines, good);
}

/* Standard output appended to a file that holds something: only our own part is cut. */
static void test_cut_back_on_standard_output(void **state)
{
	static char text[FILE_BYTES];
	size_t good, bytes;
	int saved, file, still_open;

	(void)state;
	(void)signal(SIGXFSZ, SIG_IGN);
	file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
	assert_true(file >= 0);
	assert_int_equal(write(file, "{\"before\":1}\n", 13), 13);
	(void)fflush(stdout);
	saved = dup(STDOUT_FILENO);
	assert_true(saved >= 0 && dup2(file, STDOUT_FILENO) >= 0);
	limit_files(5000);
	(void)wt_records_open(&records, "-");
	good = write_until_full(1000);
	limit_files(0);
	(void)wt_records_close(&records);
	still_open = fcntl(STDOUT_FILENO, F_GETFD);
	(void)dup2(saved, STDOUT_FILENO);
	(void)close(saved);
	(void)close(file);
	assert_int_not_equal(still_open, -1); /* it is not ours to close */
	assert_string_equal(records.error.text, "results on standard output: File too large");
	bytes = read_file(path, text);
	assert_int_equal(bytes, 13 + records.whole_bytes);
	assert_memory_equal(text, "{\"before\":1}\n", 13);
	json_decref(line_of(path, 0, &bytes));
	assert_int_equal(bytes, 1 + good);
}

static void test_reader_gone(void **state)
{
	struct wt_try one = make_try();
	char name[64];
	int ends[2];

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	(void)snprintf(name, sizeof(name), "/dev/fd/%d", ends[1]);
	assert_int_equal(wt_records_open(&records, name), WT_OK);
	assert_int_equal(wt_records_try(&records, WT_CLIENT, &one), WT_OK);
	(void)close(ends[0]);
	assert_int_equal(wt_records_try(&records, WT_CLIENT, &one), WT_ERROR);
	assert_non_null(strstr(records.error.text, ": Broken pipe"));
	(void)close(ends[1]);
}

static void on_alarm(int number)
{
	(void)number;
}

/* Reads the pipe slowly into the file; returns in a child only. */
static void read_slowly(int from)
{
	static char buffer[3000];
	int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ssize_t got;

	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		if (write(to, buffer, (size_t)got) != got)
			wt_test_end(1);
		(void)usleep(500);
	}
	wt_test_end(got == 0 ? 0 : 1);
}

/* A signal in a write that waits, before or after its first bytes, loses and doubles nothing. */
static void test_interrupted(void **state)
{
	const struct itimerval often = { { 0, 300 }, { 0, 300 } }, never = { { 0, 0 }, { 0, 0 } };
	const struct sigaction action = { .sa_handler = on_alarm };
	char name[64], text[900];
	int ends[2], i, status;
	size_t lines;
	pid_t child;

	(void)state;
	memset(text, 'p', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	/* Longer than what a pipe takes whole (PIPE_BUF), so that a write can end half done. */
	settings.host = settings.certs = settings.suite = settings.group = text;
	settings.openssl_conf = text;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(ends[1]);
		read_slowly(ends[0]);
	}
	(void)close(ends[0]);
	(void)snprintf(name, sizeof(name), "/dev/fd/%d", ends[1]);
	assert_int_equal(wt_records_open(&records, name), WT_OK);
	(void)close(ends[1]);
	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
	for (i = 0; i < PIPE_RECORDS; i++)
		if (wt_records_run(&records, &facts) != WT_OK)
			break;
	assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
	assert_int_equal(wt_records_close(&records), WT_OK);
	while (waitpid(child, &status, 0) < 0)
		;
	assert_int_equal(status, 0);
	assert_int_equal(i, PIPE_RECORDS);
	json_decref(line_of(path, 0, &lines));
	assert_int_equal(lines, PIPE_RECORDS);
}

/* Texts of any length: a record is cut inside its texts, and is a record still. */
static void test_long_texts(void **state)
{
	static char text[100000];
	json_t *run;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	settings.host = settings.certs = text;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_run(&records, &facts), WT_OK);
	run = line_of(path, 0, NULL);
	assert_in_range(json_string_length(json_object_get(json_object_get(run, "settings"), "host")), 500, 1024);
	json_decref(run);
}

static void test_record_too_long(void **state)
{
	static struct wt_option many[40];
	static char text[2000];
	const struct wt_program talkative = { "many", "", many, NULL, NULL };
	struct stat found;
	size_t i;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	settings.host = text;
	for (i = 0; i + 1 < sizeof(many) / sizeof(many[0]); i++)
		many[i] = rows[0];
	facts.program = &talkative;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_run(&records, &facts), WT_ERROR);
	assert_non_null(strstr(records.error.text, ": a record is longer than 16384 bytes"));
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORD_TEST(test_nowhere),         RECORD_TEST(test_disk_full),
		RECORD_TEST(test_file_with_bytes), RECORD_TEST(test_paths_that_cannot_be),
		RECORD_TEST(test_two_writers),     RECORD_TEST(test_mode_and_descriptor),
		RECORD_TEST(test_cut_back),        RECORD_TEST(test_cut_back_on_standard_output),
		RECORD_TEST(test_reader_gone),     RECORD_TEST(test_interrupted),
		RECORD_TEST(test_long_texts),      RECORD_TEST(test_record_too_long),
	};

	return cmocka_run_group_tests_name("record file", tests, make_folder, remove_folder);
}
