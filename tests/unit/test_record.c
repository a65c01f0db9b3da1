/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "option_rows.h"
#include "record.h"
#include "summary.h"
#include "version.h"

enum { PATH_BYTES = 256, FILE_BYTES = 1 << 20, PIPE_RECORDS = 60 };

static const struct wt_option rows[] = { WT_CLIENT_OPTIONS(WT_LARGEST_STREAM), WT_COMMON_OPTIONS,
					 WT_TLS_OPTIONS, WT_HELP_OPTIONS, WT_OPTIONS_END };
static const struct wt_program program = { "tls_client", "measures TLS", rows };

static const char *library_name(void) { return "Some\"SSL"; }
static const char *library_version(void) { return "1.2.3"; }
static const char *library_build(void) { return "-O2 -DX=\"y\""; }
static void library_heap(uint64_t *held, uint64_t *peak, uint64_t *allocations)
{
	*held = 1000;
	*peak = 2000;
	*allocations = 30;
}

static const struct wt_library library = { library_name, library_version, library_build,
					   library_heap };
static const struct wt_transport secure = { .name = "tls", .secure = true, .library = &library };
static const struct wt_transport plain = { .name = "udp", .datagram = true };
static const struct wt_negotiated agreed = { .version = 0x0304, .suite = 0x1301, .group = 23,
					     .peer_signature = 0x0403, .peer_key_bits = 256,
					     .peer_chain = 1, .hello_retries = 2,
					     .peer_authenticated = true, .peer_key = "EC" };

static char folder[] = "/tmp/wt-record-XXXXXX";
static char path[PATH_BYTES];
static struct wt_records records;
static struct wt_settings settings;
static struct wt_address address;
static struct wt_run_facts facts;

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

/* Each test begins with a path that is not there and facts that are in order. */
static int prepare(void **state)
{
	char *argv[] = { (char *)(uintptr_t) "tls_client", (char *)(uintptr_t) "--timeout",
			 (char *)(uintptr_t) "0.5", NULL };
	struct wt_error error = { .status = WT_OK };

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/r.jsonl", folder);
	memset(&records, 0, sizeof(records));
	facts = (struct wt_run_facts){ &program, &settings, &secure, WT_CLIENT, &address,
				       &agreed, 1, 1234567890123456u };
	if (wt_options_parse(&program, 3, argv, &settings, &error) != WT_OPTIONS_RUN)
		return -1;
	return wt_address_resolve(&address, "127.0.0.1", 1443, false, &error) == WT_OK ? 0 : -1;
}

static int clean(void **state)
{
	(void)state;
	(void)wt_records_close(&records);
	(void)unlink(path);
	return 0;
}

static size_t read_file(const char *name, char text[FILE_BYTES])
{
	FILE *file = fopen(name, "r");
	size_t bytes;

	assert_non_null(file);
	bytes = fread(text, 1, FILE_BYTES - 1, file);
	(void)fclose(file);
	text[bytes] = '\0';
	return bytes;
}

/* Parses line `index` of the file; asserts that every line is whole. */
static json_t *line_of(const char *name, size_t index, size_t *lines)
{
	static char text[FILE_BYTES];
	size_t bytes = read_file(name, text), count = 0;
	json_t *wanted = NULL, *parsed;
	char *at = text, *end;

	for (; at < text + bytes; at = end + 1) {
		end = strchr(at, '\n');
		assert_non_null(end);
		parsed = json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(parsed);
		if (count++ == index)
			wanted = parsed;
		else
			json_decref(parsed);
	}
	if (lines != NULL)
		*lines = count;
	return wanted;
}

static void assert_number(json_t *object, const char *name, uint64_t value)
{
	json_t *found = json_object_get(object, name);

	if (!json_is_integer(found))
		fail_msg("%s is no number", name);
	if ((uint64_t)json_integer_value(found) != value)
		fail_msg("%s is not %llu", name, (unsigned long long)value);
}

static void assert_text(json_t *object, const char *name, const char *value)
{
	json_t *found = json_object_get(object, name);

	if (!json_is_string(found))
		fail_msg("%s is no text", name);
	assert_string_equal(json_string_value(found), value);
}

static struct wt_try make_try(void)
{
	struct wt_try one;

	memset(&one, 0, sizeof(one));
	one.size_bytes = 256;
	one.number = 37;
	one.ok = true;
	one.started_us = 1700000000000001u;
	one.total_ns = 612345;
	one.phases[WT_PHASE_CONNECT].ns = 50001;
	one.phases[WT_PHASE_CONNECT].traffic.round_trips = 1;
	one.phases[WT_PHASE_HANDSHAKE].ns = 500002;
	one.phases[WT_PHASE_HANDSHAKE].cpu_ns = 400000;
	one.phases[WT_PHASE_HANDSHAKE].traffic.bytes_out = 5000000000u;
	one.phases[WT_PHASE_HANDSHAKE].traffic.bytes_in = 1800;
	one.phases[WT_PHASE_HANDSHAKE].traffic.sends = 3;
	one.phases[WT_PHASE_HANDSHAKE].traffic.receives = 4;
	return one;
}

static void test_run_secure(void **state)
{
	json_t *run, *part;

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_run(&records, &facts), WT_OK);
	run = line_of(path, 0, NULL);
	assert_number(run, "schema", 1);
	assert_text(run, "record", "run");
	assert_text(run, "role", "client");
	assert_text(run, "program", "tls_client");
	assert_text(run, "version", WT_VERSION);
	assert_text(run, "transport", "tls");
	assert_text(run, "board", wt_build_board);
	assert_text(run, "variant", wt_build_variant);
	assert_text(json_object_get(run, "build"), "compiler", wt_build_compiler);
	assert_text(json_object_get(run, "build"), "cflags", wt_build_cflags);
	part = json_object_get(run, "library");
	assert_text(part, "name", "Some\"SSL");
	assert_text(part, "version", "1.2.3");
	assert_text(part, "build", "-O2 -DX=\"y\"");
	assert_text(part, "source", wt_build_library);
	assert_text(run, "address", "127.0.0.1");
	assert_number(run, "port", 1443);
	assert_number(run, "family", 4);
	assert_number(run, "cpu", 1);
	assert_number(run, "started_us", 1234567890123456u);
	part = json_object_get(run, "socket");
	assert_true(json_is_true(json_object_get(part, "nodelay")));
	assert_text(part, "closes_first", "server");
	json_decref(run);
}

static void test_run_settings_and_negotiated(void **state)
{
	json_t *run, *part;

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_run(&records, &facts), WT_OK);
	run = line_of(path, 0, NULL);
	part = json_object_get(run, "settings");
	/* Every option but --help and --version. */
	assert_int_equal(json_object_size(part), sizeof(rows) / sizeof(rows[0]) - 3);
	assert_text(part, "host", "127.0.0.1");
	assert_text(part, "tls-version", "1.3");
	assert_true(json_is_null(json_object_get(part, "json")));
	assert_true(json_real_value(json_object_get(part, "timeout")) == 0.5);
	assert_int_equal(json_array_size(json_object_get(part, "sizes")), 5);
	part = json_object_get(run, "negotiated");
	assert_number(part, "version", 772);
	assert_text(part, "version_name", "TLS 1.3");
	assert_number(part, "suite", 0x1301);
	assert_text(part, "suite_name", "TLS_AES_128_GCM_SHA256");
	assert_number(part, "group", 23);
	assert_text(part, "group_name", "secp256r1");
	assert_number(part, "peer_signature", 0x0403);
	assert_text(part, "peer_signature_name", "ecdsa_secp256r1_sha256");
	assert_text(part, "peer_key", "EC");
	assert_number(part, "peer_key_bits", 256);
	assert_number(part, "peer_chain", 1);
	assert_number(part, "hello_retries", 2);
	assert_true(json_is_true(json_object_get(part, "peer_authenticated")));
	assert_true(json_is_false(json_object_get(part, "resumed")));
	json_decref(run);
}

static void test_run_board(void **state)
{
	static const char *const texts[] = { "machine", "model", "cpu", "kernel", "libc",
					     "governor" };
	json_t *run, *part;
	size_t i;

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_run(&records, &facts), WT_OK);
	run = line_of(path, 0, NULL);
	part = json_object_get(run, "facts");
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_true(json_string_length(json_object_get(part, texts[i])) > 0);
	assert_number(part, "cores", (uint64_t)sysconf(_SC_NPROCESSORS_ONLN));
	assert_true(json_integer_value(json_object_get(part, "memory_bytes")) > 1 << 20);
	assert_true(json_integer_value(json_object_get(part, "clock_resolution_ns")) > 0);
	assert_true(json_is_integer(json_object_get(part, "frequency_khz")));
	json_decref(run);
}

static void test_run_plain(void **state)
{
	json_t *run, *part;

	(void)state;
	facts.transport = &plain;
	facts.negotiated = NULL;
	facts.role = WT_SERVER;
	facts.cpu = -1;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_run(&records, &facts), WT_OK);
	run = line_of(path, 0, NULL);
	assert_text(run, "role", "server");
	assert_true(json_is_null(json_object_get(run, "library")));
	assert_true(json_is_null(json_object_get(run, "negotiated")));
	assert_true(json_is_null(json_object_get(run, "cpu")));
	part = json_object_get(run, "socket");
	assert_null(json_object_get(part, "nodelay"));
	assert_true(json_is_null(json_object_get(part, "closes_first")));
	json_decref(run);
}

static void test_try_that_was_answered(void **state)
{
	struct wt_try one = make_try();
	json_t *parsed;

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_try(&records, WT_CLIENT, &one), WT_OK);
	parsed = line_of(path, 0, NULL);
	assert_text(parsed, "record", "try");
	assert_number(parsed, "size", 256);
	assert_number(parsed, "try", 37);
	assert_true(json_is_false(json_object_get(parsed, "cold")));
	assert_true(json_is_true(json_object_get(parsed, "ok")));
	assert_number(parsed, "started_us", 1700000000000001u);
	assert_number(parsed, "total_ns", 612345);
	assert_number(parsed, "connect_ns", 50001);
	assert_number(parsed, "connect_round_trips", 1);
	assert_number(parsed, "handshake_ns", 500002);
	assert_number(parsed, "handshake_cpu_ns", 400000);
	assert_number(parsed, "handshake_bytes_out", 5000000000u);
	assert_number(parsed, "handshake_bytes_in", 1800);
	assert_number(parsed, "handshake_sends", 3);
	assert_number(parsed, "handshake_receives", 4);
	assert_number(parsed, "send_ns", 0);
	assert_number(parsed, "ack_ns", 0);
	assert_number(parsed, "close_ns", 0);
	/* 8 heads, total, 5 phases, 1 + 5 counts that are not 0; nothing else */
	assert_int_equal(json_object_size(parsed), 8 + 1 + 5 + 6);
	json_decref(parsed);
}

static void test_try_that_was_lost(void **state)
{
	struct wt_try one = make_try();
	json_t *parsed;

	(void)state;
	one.ok = false;
	one.cold = true;
	one.number = 0;
	one.status = WT_TIMEOUT;
	one.retransmissions = 2;
	one.repeats = 3;
	strcpy(one.reason, "no \"answer\"\nwithin 5 s \xff");
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_try(&records, WT_SERVER, &one), WT_OK);
	parsed = line_of(path, 0, NULL);
	assert_text(parsed, "role", "server");
	assert_true(json_is_true(json_object_get(parsed, "cold")));
	assert_true(json_is_false(json_object_get(parsed, "ok")));
	assert_text(parsed, "status", "TIMEOUT");
	assert_text(parsed, "reason", "no \"answer\"\nwithin 5 s \xef\xbf\xbd");
	assert_number(parsed, "retransmissions", 2);
	assert_number(parsed, "repeats", 3);
	assert_number(parsed, "accept_ns", 50001);
	assert_number(parsed, "receive_ns", 0);
	assert_number(parsed, "answer_ns", 0);
	assert_null(json_object_get(parsed, "total_ns"));
	assert_null(json_object_get(parsed, "close_ns"));
	json_decref(parsed);
}

static void test_summary(void **state)
{
	struct wt_summary summary = { .size_bytes = 64, .planned = 10, .answered = 7, .lost = 2,
				      .failed = 1, .total = { 1, 2, 3, 4, 5 } };
	json_t *parsed, *part;

	(void)state;
	summary.phases[WT_PHASE_CLOSE] = (struct wt_figures){ 11, 12, 13, 14, 15 };
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_summary(&records, &summary), WT_OK);
	parsed = line_of(path, 0, NULL);
	assert_text(parsed, "record", "summary");
	assert_number(parsed, "size", 64);
	assert_number(parsed, "planned", 10);
	assert_number(parsed, "answered", 7);
	assert_number(parsed, "lost", 2);
	assert_number(parsed, "failed", 1);
	part = json_object_get(parsed, "total_ns");
	assert_number(part, "min", 1);
	assert_number(part, "p50", 2);
	assert_number(part, "p90", 3);
	assert_number(part, "p99", 4);
	assert_number(part, "max", 5);
	assert_number(json_object_get(parsed, "close_ns"), "max", 15);
	assert_number(json_object_get(parsed, "handshake_ns"), "p50", 0);
	json_decref(parsed);
}

static void test_end(void **state)
{
	const struct wt_account account = { 500, 490, 4, 3, 3, 2, 1 };
	json_t *parsed;
	size_t lines;

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_end(&records, &facts, &account, 0, NULL), WT_OK);
	assert_int_equal(wt_records_end(&records, &facts, &account, 1, "stopped by SIGINT"), WT_OK);
	facts.transport = &plain;
	assert_int_equal(wt_records_end(&records, &facts, &account, 0, NULL), WT_OK);
	parsed = line_of(path, 0, &lines);
	assert_int_equal(lines, 3);
	assert_text(parsed, "record", "end");
	assert_true(json_is_true(json_object_get(parsed, "ok")));
	assert_number(parsed, "status", 0);
	assert_null(json_object_get(parsed, "reason"));
	assert_number(parsed, "planned", 500);
	assert_number(parsed, "answered", 490);
	assert_number(parsed, "lost", 4);
	assert_number(parsed, "failed", 3);
	assert_number(parsed, "not_made", 3);
	assert_number(parsed, "repeats", 2);
	assert_number(parsed, "strays", 1);
	assert_number(parsed, "heap_peak_bytes", 2000);
	assert_number(parsed, "heap_held_bytes", 1000);
	assert_number(parsed, "heap_allocations", 30);
	assert_true(json_integer_value(json_object_get(parsed, "peak_rss_bytes")) > 4096);
	assert_true(json_is_integer(json_object_get(parsed, "user_cpu_ns")));
	assert_true(json_is_integer(json_object_get(parsed, "involuntary_switches")));
	json_decref(parsed);
	parsed = line_of(path, 1, NULL);
	assert_true(json_is_false(json_object_get(parsed, "ok")));
	assert_number(parsed, "status", 1);
	assert_text(parsed, "reason", "stopped by SIGINT");
	json_decref(parsed);
	parsed = line_of(path, 2, NULL);
	assert_null(json_object_get(parsed, "heap_peak_bytes"));
	json_decref(parsed);
}

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
	(void)snprintf(expected, sizeof(expected),
		       "--json %s: holds 12,345 bytes already; name a new file", path);
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
	(void)snprintf(expected, sizeof(expected), "results file %s: No such file or directory",
		       below);
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
			_exit(1);
		(void)usleep(500);
	}
	_exit(got == 0 ? 0 : 1);
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
	assert_in_range(json_string_length(json_object_get(json_object_get(run, "settings"),
							   "host")), 500, 1024);
	json_decref(run);
}

static void test_record_too_long(void **state)
{
	static struct wt_option many[40];
	static char text[2000];
	const struct wt_program talkative = { "many", "", many };
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

#define RECORD_TEST(name) cmocka_unit_test_setup_teardown(name, prepare, clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORD_TEST(test_run_secure),
		RECORD_TEST(test_run_settings_and_negotiated),
		RECORD_TEST(test_run_board),
		RECORD_TEST(test_run_plain),
		RECORD_TEST(test_try_that_was_answered),
		RECORD_TEST(test_try_that_was_lost),
		RECORD_TEST(test_summary),
		RECORD_TEST(test_end),
		RECORD_TEST(test_nowhere),
		RECORD_TEST(test_disk_full),
		RECORD_TEST(test_file_with_bytes),
		RECORD_TEST(test_paths_that_cannot_be),
		RECORD_TEST(test_two_writers),
		RECORD_TEST(test_mode_and_descriptor),
		RECORD_TEST(test_cut_back),
		RECORD_TEST(test_cut_back_on_standard_output),
		RECORD_TEST(test_reader_gone),
		RECORD_TEST(test_interrupted),
		RECORD_TEST(test_long_texts),
		RECORD_TEST(test_record_too_long),
	};

	return cmocka_run_group_tests_name("record", tests, make_folder, remove_folder);
}
