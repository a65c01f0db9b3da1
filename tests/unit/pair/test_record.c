/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the records. */
#include "record_fixture.h"

#include "summary.h"
#include "version.h"

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
	assert_number(run, "started_ns", 4567890123u);
	assert_int_equal(json_string_length(json_object_get(run, "boot")), 36);
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
	/* Every option but --list, --help and --version. */
	assert_int_equal(json_object_size(part), sizeof(rows) / sizeof(rows[0]) - 4);
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
	assert_text(part, "peer_key_name", "ecdsa-p256");
	assert_number(part, "peer_key_bits", 256);
	assert_number(part, "peer_chain", 1);
	assert_number(part, "peer_path", 2);
	assert_number(part, "hello_retries", 2);
	assert_text(part, "certificate_compression", "off");
	assert_true(json_is_true(json_object_get(part, "peer_authenticated")));
	assert_true(json_is_false(json_object_get(part, "resumed")));
	json_decref(run);
}

static void test_run_board(void **state)
{
	static const char *const texts[] = { "machine", "model", "cpu", "kernel", "libc", "governor" };
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
	/* What it does not tell is never a figure. */
	assert_text(part, "governor", "unknown");
	assert_text(part, "frequency_khz", "unknown");
	assert_text(part, "temperature_mc", "unknown");
	assert_text(part, "throttled", "unknown");
	json_decref(run);
}

static void test_run_board_that_tells(void **state)
{
	json_t *run, *part;

	(void)state;
	facts.before = (struct wt_board_state){ .governor = "performance",
						.frequency_khz = 1400000,
						.temperature_known = true,
						.temperature_mc = 0,
						.throttled = WT_BOARD_NO };
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_run(&records, &facts), WT_OK);
	facts.before = (struct wt_board_state){ 0 };
	run = line_of(path, 0, NULL);
	part = json_object_get(run, "facts");
	assert_text(part, "governor", "performance");
	assert_number(part, "frequency_khz", 1400000);
	assert_number(part, "temperature_mc", 0);
	assert_true(json_is_false(json_object_get(part, "throttled")));
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
	struct wt_summary summary = {
		.size_bytes = 64, .planned = 10, .answered = 7, .lost = 2, .failed = 1, .total = { 1, 2, 3, 4, 5 }
	};
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

/* A size without an answer has no times, not even zeros. */
static void test_summary_of_none(void **state)
{
	struct wt_summary summary = { .size_bytes = 64, .planned = 10, .lost = 10 };
	json_t *parsed, *value;
	const char *name;

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_summary(&records, &summary), WT_OK);
	parsed = line_of(path, 0, NULL);
	assert_number(parsed, "answered", 0);
	assert_number(parsed, "lost", 10);
	json_object_foreach(parsed, name, value)
		assert_false(json_is_object(value));
	json_decref(parsed);
}

static void test_end_of_all_lost(void **state)
{
	const struct wt_account account = { .planned = 3, .lost = 3, .all_lost = true };
	const struct wt_account other = { .planned = 3, .lost = 3 };
	json_t *parsed;

	(void)state;
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_end(&records, &facts, &account, 1, "no try was answered: all 3 were lost"), WT_OK);
	assert_int_equal(wt_records_end(&records, &facts, &other, 1, "x"), WT_OK);
	parsed = line_of(path, 0, NULL);
	assert_true(json_is_true(json_object_get(parsed, "all_lost")));
	assert_text(parsed, "reason", "no try was answered: all 3 were lost");
	json_decref(parsed);
	parsed = line_of(path, 1, NULL);
	assert_null(json_object_get(parsed, "all_lost"));
	json_decref(parsed);
}

static void test_end(void **state)
{
	const struct wt_account account = { 500, 490, 4, 3, 3, 2, 1, 0, 0, 0, 0, 0, 0, NULL, false };
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORD_TEST(test_run_secure),
		RECORD_TEST(test_run_settings_and_negotiated),
		RECORD_TEST(test_run_board),
		RECORD_TEST(test_run_board_that_tells),
		RECORD_TEST(test_run_plain),
		RECORD_TEST(test_try_that_was_answered),
		RECORD_TEST(test_try_that_was_lost),
		RECORD_TEST(test_summary),
		RECORD_TEST(test_summary_of_none),
		RECORD_TEST(test_end_of_all_lost),
		RECORD_TEST(test_end),
	};

	return cmocka_run_group_tests_name("record", tests, make_folder, remove_folder);
}
