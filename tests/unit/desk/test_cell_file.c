/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of records: what it takes, what it names, and that nothing brings it down. */
#include "fixtures/cell_fixture.h"
#include "record_kind.h"
#include "cell_pair.h"

#define HEAD "{\"schema\":1,\"record\":"
#define RUN                                                                                                            \
	HEAD "\"run\",\"role\":\"client\",\"transport\":\"tls\",\"library\":{\"name\":\"wolfSSL\","                    \
	     "\"version\":\"5.9.2\"},\"negotiated\":{\"version\":772,\"version_name\":\"TLS 1.3\","                    \
	     "\"suite\":4865,\"peer_authenticated\":true},\"facts\":{\"cpu\":\"core\",\"cores\":2}}\n"
#define TRY(size, number, cold, total)                                                                                 \
	HEAD "\"try\",\"role\":\"client\",\"size\":" #size ",\"try\":" #number ",\"cold\":" #cold                      \
	     ",\"ok\":true,\"total_ns\":" #total "}\n"
#define NOT_OK(size, number, status)                                                                                   \
	HEAD "\"try\",\"role\":\"client\",\"size\":" #size ",\"try\":" #number                                         \
	     ",\"cold\":false,\"ok\":false,\"status\":\"" status "\",\"reason\":\"x\"}\n"
#define END(answered, lost, failed)                                                                                    \
	HEAD "\"end\",\"role\":\"client\",\"ok\":true,\"status\":0,"                                                   \
	     "\"planned\":4,\"answered\":" #answered ",\"lost\":" #lost ",\"failed\":" #failed ",\"not_made\":0}\n"
#define GOOD                                                                                                           \
	RUN TRY(16, 0, true, 900) TRY(16, 1, false, 500) TRY(16, 2, false, 300) TRY(64, 1, false, 800)                 \
		TRY(64, 2, false, 700) END(4, 0, 0)

#define PHASED(number, total, connect, handshake, send, ack, more)                                                     \
	HEAD "\"try\",\"role\":\"client\",\"size\":16,"                                                                \
	     "\"try\":" #number ",\"cold\":" more "\"ok\":true,\"total_ns\":" #total ",\"connect_ns\":" #connect       \
	     ",\"handshake_ns\":" #handshake ",\"send_ns\":" #send ",\"ack_ns\":" #ack ",\"close_ns\":7}\n"
#define SUMMARY(planned, answered, lost, failed, least, most)                                                          \
	HEAD "\"summary\",\"role\":\"client\",\"size\":16,"                                                            \
	     "\"planned\":" #planned ",\"answered\":" #answered ",\"lost\":" #lost                                     \
	     ",\"failed\":" #failed TIMES(least, most) "}\n"
#define FIGURES(name, least, most)                                                                                     \
	",\"" name "_ns\":{\"min\":" #least ",\"p50\":" #least ",\"p90\":" #least ",\"p99\":" #least ",\"max\":" #most \
	"}"
#define TIMES(least, most)                                                                                             \
	FIGURES("total", least, most)                                                                                  \
	FIGURES("connect", 0, 0)                                                                                       \
	FIGURES("handshake", 0, 0) FIGURES("send", 0, 0) FIGURES("ack", 0, 0) FIGURES("close", 0, 0)
#define SUMMED(answered, lost, times)                                                                                  \
	HEAD "\"summary\",\"role\":\"client\",\"size\":16,\"planned\":2,\"answered\":" #answered ",\"lost\":" #lost    \
	     ",\"failed\":0" times "}\n"
#define NONE RUN NOT_OK(16, 1, "TIMEOUT") NOT_OK(16, 2, "TIMEOUT")
#define ENDED(well, all_lost, answered, lost)                                                                          \
	HEAD "\"end\",\"role\":\"client\",\"ok\":" well ",\"all_lost\":" all_lost ",\"answered\":" #answered           \
	     ",\"lost\":" #lost ",\"failed\":0,\"not_made\":0}\n"
#define TWO RUN TRY(16, 1, false, 500) TRY(16, 2, false, 300)
#define STARTED                                                                                                        \
	HEAD "\"run\",\"role\":\"client\",\"transport\":\"tls\",\"library\":{\"name\":\"wolfSSL\","                    \
	     "\"version\":\"5.9.2\"},\"started_us\":1000,\"facts\":{\"cores\":2}}\n"
#define ENDS(fields)                                                                                                   \
	STARTED HEAD "\"end\",\"role\":\"client\",\"ok\":false,\"answered\":0,\"lost\":0,\"failed\":0,"                \
		     "\"not_made\":4," fields "}\n"

static int set_up(void **state)
{
	(void)state;
	expected.tries = 2;
	return make_cell_file();
}

static void takes_whole_files(void **state)
{
	(void)state;
	assert_true(read_bytes(GOOD, strlen(GOOD)));
	assert_true(file.present && file.has_run && file.has_end && file.end_ok);
	assert_false(file.truncated);
	assert_int_equal(file.answered, 4);
	assert_int_equal(file.lost + file.failed, 0);
	assert_int_equal(file.cold.total_ns, 900);
	assert_int_equal(file.timed[1].total_ns, 300);
	assert_int_equal(file.timed[1].size_index, 0);
	assert_int_equal(file.timed[2].total_ns, 800);
	assert_int_equal(file.timed[2].size_index, 1);
	assert_string_equal(file.run.library, "wolfSSL");
	assert_string_equal(file.run.library_version, "5.9.2");
	assert_string_equal(file.run.cpu, "core");
	assert_int_equal(file.run.cores, 2);
	assert_true(file.negotiated.known && file.negotiated.peer_authenticated);
	assert_int_equal(file.negotiated.suite, 4865);
	wt_cell_file_free(&file);
}

static void a_missing_file_is_no_error(void **state)
{
	(void)state;
	assert_true(wt_cell_file_read(&file, "/nonexistent/x.jsonl", &expected, &reason));
	assert_false(file.present);
	wt_cell_file_free(&file);
}

static void counts_lost_and_failed_apart(void **state)
{
	static const char text[] = RUN TRY(16, 1, false, 5) NOT_OK(16, 2, "TIMEOUT") NOT_OK(64, 1, "REFUSED")
		NOT_OK(64, 2, "TIMEOUT") END(1, 2, 1);

	(void)state;
	assert_true(read_bytes(text, strlen(text)));
	assert_int_equal(file.answered, 1);
	assert_int_equal(file.lost, 2);
	assert_int_equal(file.failed, 1);
	wt_cell_file_free(&file);
}

static void check_cut(size_t lines)
{
	assert_int_equal(file.has_run, lines >= 1);
	assert_int_equal(file.answered, lines < 3 ? 0 : lines - 2);
}

static void every_cut_is_read_up_to_its_last_whole_line(void **state)
{
	(void)state;
	cut_everywhere(GOOD, check_cut);
}

static void names_file_and_line_of_what_is_wrong(void **state)
{
	(void)state;
	check_bad("\n", "line 1: not JSON");
	check_bad(RUN "{\"schema\":1,\n", "line 2: not JSON");
	check_bad("[1,2]\n", "line 1: not a JSON object");
	check_bad("{\"schema\":2,\"record\":\"run\"}\n", "line 1: schema 2; this wiretoll reads 1");
	check_bad("{\"record\":\"run\"}\n", "'schema' is missing");
	check_bad(HEAD "\"run\",\"role\":\"server\"}\n", "'role' is 'server' in a file of a client");
	check_bad(HEAD "\"dance\",\"role\":\"client\"}\n", "'record' is 'dance'; valid: run, try");
	check_bad(HEAD "\"run\",\"role\":\"client\",\"transport\":\"udp\"}\n",
		  "'transport' is 'udp', but the series is tls1.3-wolfssl");
	check_bad(HEAD "\"run\",\"role\":\"client\",\"transport\":\"tls\",\"library\":null}\n",
		  "'library' has no name");
	check_bad(
		HEAD
		"\"run\",\"role\":\"client\",\"transport\":\"tls\",\"library\":{\"name\":\"wolfSSL\",\"version\":\"5\"},"
		"\"negotiated\":{\"version\":771,\"version_name\":\"TLS 1.2\"}}\n",
		"'version_name' of what was negotiated is 'TLS 1.2', but the series is tls1.3");
	check_bad(ENDS("\"negotiated\":{\"version_name\":\"TLS 1.2\"}"), "is 'TLS 1.2', but the series is tls1.3");
	check_bad(RUN RUN, "line 2: a second 'run' record");
	check_bad(RUN TRY(17, 1, false, 5), "line 2: 'size' is 17, which is not in the plan");
	check_bad(RUN TRY(16, 3, false, 5), "'try' is 3, but the plan has 2");
	check_bad(RUN TRY(16, 0, false, 5), "'cold' does not fit 'try' 0");
	check_bad(RUN TRY(16, 1, true, 5), "'cold' does not fit 'try' 1");
	check_bad(RUN TRY(16, 1, false, -5), "'total_ns' is -5");
	check_bad(RUN TRY(16, 1, false, 0), "'total_ns' is 0");
	check_bad(RUN TRY(16, 1, false, 5.5), "'total_ns' is missing or not a whole number");
	check_bad(RUN TRY(16, 1, false, 86400000000001), "'total_ns' is 86400000000001");
	check_bad(RUN TRY(16, 1, false, 5) TRY(16, 1, false, 5), "line 3: a second try 1 of 16 bytes");
	check_bad(RUN NOT_OK(16, 1, "EOF") TRY(16, 1, false, 5), "a second try 1 of 16 bytes");
	check_bad(GOOD TRY(16, 1, false, 5), "line 8: a record after 'end'");
	check_bad(RUN TRY(16, 1, false, 5) END(2, 0, 0),
		  "the records do not add up: 1 answered, 0 lost, 0 failed, but its end says 2, 0, 0");
	/* A try taken out, and the end made to fit. */
	check_bad(RUN TRY(16, 1, false, 5) TRY(16, 2, false, 5) TRY(64, 2, false, 5) END(3, 0, 0),
		  "its end says that all is well, but 3 of the plan's 4 tries are there");
	/* Records of two schemas in one file. */
	check_bad(RUN TRY(16, 1, false, 5) "{\"schema\":2,\"record\":\"try\",\"role\":\"client\",\"size\":16,"
					   "\"try\":2,\"cold\":false,\"ok\":true,\"total_ns\":5}\n",
		  "line 3: schema 2; this wiretoll reads 1");
}

static void check_good(const char *text)
{
	if (!read_bytes(text, strlen(text)))
		fail_msg("refused: %s", reason.text);
	wt_cell_file_free(&file);
}

static void a_total_is_the_sum_of_its_phases(void **state)
{
	(void)state;
	check_good(RUN PHASED(0, 100, 10, 20, 30, 40, "true,") PHASED(1, 100, 10, 0, 50, 40, "false,"));
	check_bad(RUN PHASED(1, 101, 10, 20, 30, 40, "false,"), "line 2: 'total_ns' is 101, but its phases make 100");
	check_bad(RUN PHASED(1, 99, 10, 20, 30, 40, "false,"), "line 2: 'total_ns' is 99, but its phases make 100");
	check_bad(RUN PHASED(0, 99, 10, 20, 30, 40, "true,"), "line 2: 'total_ns' is 99, but its phases make 100");
	/* A phase that is not told may have taken the rest, but not less than nothing. */
	check_good(RUN HEAD "\"try\",\"role\":\"client\",\"size\":16,\"try\":1,\"cold\":false,\"ok\":true,"
			    "\"total_ns\":100,\"ack_ns\":60}\n");
	check_bad(RUN HEAD "\"try\",\"role\":\"client\",\"size\":16,\"try\":1,\"cold\":false,\"ok\":true,"
			   "\"total_ns\":100,\"ack_ns\":160}\n",
		  "line 2: 'total_ns' is 100, but its phases make 160");
}

static void a_summary_fits_its_tries(void **state)
{
	(void)state;
	check_good(TWO SUMMARY(2, 2, 0, 0, 300, 500));
	check_good(RUN TRY(16, 1, false, 500) NOT_OK(16, 2, "TIMEOUT") SUMMARY(2, 1, 1, 0, 500, 500));
	check_bad(TWO SUMMARY(3, 2, 0, 0, 300, 500), "line 4: the summary of 16 bytes does not fit its tries: "
						     "'planned' is 3, but they say 2");
	check_bad(TWO SUMMARY(2, 1, 0, 0, 300, 500), "'answered' is 1, but they say 2");
	check_bad(TWO SUMMARY(2, 2, 1, 0, 300, 500), "'lost' is 1, but they say 0");
	check_bad(TWO SUMMARY(2, 2, 0, 1, 300, 500), "'failed' is 1, but they say 0");
	check_bad(TWO SUMMARY(2, 2, 0, 0, 301, 500), "'total_ns.min' is 301, but they say 300");
	check_bad(TWO SUMMARY(2, 2, 0, 0, 300, 499), "'total_ns.max' is 499, but they say 500");
	check_bad(TWO SUMMARY(2, 2, 0, 0, 300, 500) SUMMARY(2, 2, 0, 0, 300, 500),
		  "line 5: a second summary of 16 bytes");
	check_bad(RUN TRY(16, 1, false, 500) SUMMARY(2, 1, 0, 0, 500, 500) TRY(16, 2, false, 300),
		  "line 4: a try of 16 bytes after their summary");
}

/* A size without an answer has no times; older files have zeros there. */
static void a_summary_has_times_where_a_try_was_answered(void **state)
{
	(void)state;
	check_good(NONE SUMMED(0, 2, ""));
	check_good(NONE SUMMED(0, 2, TIMES(0, 0)));
	check_bad(NONE SUMMED(0, 2, TIMES(0, 5)), "line 4: 'total_ns.max' is 5, but no try was answered");
	check_bad(NONE SUMMED(0, 2, FIGURES("ack", 0, 7)), "line 4: 'ack_ns.max' is 7, but no try was answered");
	check_bad(NONE SUMMED(0, 2, ",\"total_ns\":0"),
		  "'total_ns' of the summary of 16 bytes is missing or not an object");
	check_bad(TWO SUMMED(2, 0, ""), "line 4: 'total_ns' of the summary of 16 bytes is missing or not an object");
	check_bad(TWO SUMMED(2, 0, FIGURES("total", 300, 500)), "'connect_ns' of the summary of 16 bytes is missing");
	check_bad(TWO SUMMED(2, 0, ",\"total_ns\":{\"min\":300,\"max\":500}"), "'p50' is missing");
	check_bad(TWO SUMMED(2, 0, FIGURES("total", 500, 300)), "'total_ns.max' is 300, less than the one before it");
}

static void an_end_that_lost_all_fits_its_tries(void **state)
{
#define LOST_RUN                                                                                                       \
	HEAD "\"run\",\"role\":\"client\",\"transport\":\"dtls\",\"library\":{\"name\":\"x\",\"version\":\"1\"}}\n"
#define LOST_16 NOT_OK(16, 1, "TIMEOUT") NOT_OK(16, 2, "TIMEOUT")
#define LOST_64 NOT_OK(64, 1, "TIMEOUT") NOT_OK(64, 2, "TIMEOUT")
	const struct wt_series *before = expected.series;
	struct wt_series datagrams = *before;

	(void)state;
	check_bad(RUN LOST_16 LOST_64 ENDED("false", "true", 0, 4),
		  "'all_lost' is true; valid: in the end of a client of datagrams");
	assert_true(wt_row_find("dtls1.2", &datagrams.row));
	expected.series = &datagrams;
	check_good(LOST_RUN LOST_16 LOST_64 ENDED("false", "true", 0, 4));
	check_bad(LOST_RUN LOST_16 LOST_64 ENDED("true", "true", 0, 4), "'all_lost' is true; valid:");
	check_bad(LOST_RUN LOST_16 LOST_64 ENDED("false", "1", 0, 4), "'all_lost' is missing or not true or false");
	check_bad(LOST_RUN LOST_16 ENDED("false", "true", 0, 2),
		  "its end says 'all_lost', but 2 of the plan's 4 tries are lost");
	check_bad(LOST_RUN TRY(16, 1, false, 5) NOT_OK(16, 2, "TIMEOUT") LOST_64 ENDED("false", "true", 1, 3),
		  "but 3 of the plan's 4 tries are lost");
	expected.series = before;
}

static void an_end_is_one_that_a_process_can_have(void **state)
{
	(void)state;
	check_good(ENDS("\"ended_us\":1000,\"loop_ns\":1000000,\"loop_cpu_ns\":2200000,\"stack_peak_bytes\":1000"));
	check_good(ENDS("\"loop_ns\":1000000,\"loop_cpu_ns\":12200000"));
	/* a board whose clock was set back in the middle */
	check_good(ENDS("\"ended_us\":999"));
	check_bad(ENDS("\"loop_ns\":1000000,\"loop_cpu_ns\":12200001"),
		  "line 2: 'loop_cpu_ns' is 12200001, more than 2 processors can give in 'loop_ns' 1000000");
	check_bad(ENDS("\"stack_peak_bytes\":1073741825"), "'stack_peak_bytes' is 1073741825; valid: up to 1073741824");
}

/* The first session was lost, and with it what the run record would have told. */
static void what_was_negotiated_may_come_with_the_end(void **state)
{
	static const char text[] = ENDS("\"negotiated\":{\"version_name\":\"TLS 1.3\",\"suite\":4865,"
					"\"peer_authenticated\":true}");

	(void)state;
	assert_true(read_bytes(text, strlen(text)));
	assert_true(file.negotiated.known && file.negotiated.peer_authenticated);
	assert_int_equal(file.negotiated.suite, 4865);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(file.record, "negotiated"), "suite")),
			 4865);
	wt_cell_file_free(&file);
	check_bad(ENDS("\"negotiated\":null"), "'negotiated' of the end is not an object");
	check_bad(RUN HEAD "\"end\",\"role\":\"client\",\"ok\":false,\"answered\":0,\"lost\":0,\"failed\":0,"
			   "\"not_made\":4,\"negotiated\":{\"version\":772}}\n",
		  "or 'run' tells it as well");
}

/* Either end may be the one whose timer ran out. */
static void a_handshake_that_was_repeated_is_known(void **state)
{
	static const char text[] = RUN TRY(16, 0, true, 900) TRY(16, 1, false, 500) HEAD
		"\"try\",\"role\":\"client\",\"size\":16,\"try\":2,\"cold\":false,\"ok\":true,\"total_ns\":300,"
		"\"retransmissions\":2}\n" TRY(64, 1, false, 800) TRY(64, 2, false, 700) END(4, 0, 0);
	uint8_t server_seen[6] = { 1, 1, 1, 1, 3, 1 };
	struct wt_cell_file server = { .seen = server_seen, .seen_count = 6 };

	(void)state;
	assert_true(read_bytes(text, strlen(text)));
	assert_int_equal(file.answered, 4);
	assert_false(wt_cell_file_repeated(&file, &server, &file.timed[0]));
	assert_true(wt_cell_file_repeated(&file, &server, &file.timed[1]));
	assert_true(wt_cell_file_repeated(&file, &server, &file.timed[2]));
	assert_false(wt_cell_file_repeated(&file, &server, &file.timed[3]));
	assert_int_equal(wt_cell_file_unmatched(&file, &server), 0);
	assert_int_equal(file.timed[0].retransmissions, 0);
	assert_int_equal(file.timed[1].retransmissions, 2);
	wt_cell_file_free(&file);
}

static void a_session_holds_no_more_than_the_most(void **state)
{
	static const char try_of[] =
		RUN HEAD "\"try\",\"role\":\"client\",\"size\":16,\"try\":1,\"cold\":false,\"ok\":true,"
			 "\"total_ns\":100,\"heap_peak_bytes\":%d,\"heap_session_bytes\":500,\"heap_allocations\":3}\n";
	char text[sizeof try_of + 16];

	(void)state;
	snprintf(text, sizeof text, try_of, 500);
	check_good(text);
	snprintf(text, sizeof text, try_of, 499);
	check_bad(text, "line 2: 'heap_peak_bytes' 499 is less than 'heap_session_bytes' 500");
}

static void a_line_without_end_is_refused(void **state)
{
	char *text = malloc(100000);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', 100000);
	assert_false(read_bytes(text, 100000));
	assert_non_null(strstr(reason.text, "line 1: longer than 65536 bytes"));
	wt_cell_file_free(&file);
	free(text);
}

static void joins_both_ends_by_size_and_try(void **state)
{
	uint8_t client_seen[7] = { 1, 1, 1, 0, 1, 2, 2 };
	uint8_t server_seen[7] = { 1, 1, 0, 1, 2, 0, 0 };
	struct wt_cell_file client = { .seen = client_seen, .seen_count = 7, .answered = 3 };
	struct wt_cell_file server = { .seen = server_seen, .seen_count = 7 };

	(void)state;
	assert_int_equal(wt_cell_file_unmatched(&client, &server), 2);
	server.seen_count = 0;
	assert_int_equal(wt_cell_file_unmatched(&client, &server), 3);
}

static void check_damaged(void)
{
	assert_true(file.answered + file.lost + file.failed <= 4);
}

static void damage_is_never_fatal(void **state)
{
	(void)state;
	damage(GOOD, check_damaged);
}

/* A kind of record that counts how often it comes; one that is "bad" is refused. */
static bool count_one(struct wt_cell_file *of, const struct wt_cell_expected *cell, const json_t *record,
		      struct wt_reason *why)
{
	(void)cell;
	++*(int *)of->own;
	return !json_object_get(record, "bad") || wt_reason_set(why, "bad");
}

static void a_kind_of_record_comes_once_or_several_times(void **state)
{
	struct wt_record_kind kind = { .name = "counted", .bytes = sizeof(int), .take = count_one };
	struct wt_cell_file one = { .own = NULL };
	json_t *record = json_object();

	(void)state;
	assert_true(wt_record_kind_take(&kind, &one, &expected, record, &reason));
	assert_false(wt_record_kind_take(&kind, &one, &expected, record, &reason));
	assert_string_equal(reason.text, "a second 'counted' record");
	assert_int_equal(*(int *)one.own, 1);
	kind.many = true;
	assert_true(wt_record_kind_take(&kind, &one, &expected, record, &reason));
	assert_int_equal(*(int *)one.own, 2);
	assert_ptr_equal(one.kind, &kind);
	/* of what was refused nothing counts */
	json_object_set_new(record, "bad", json_true());
	assert_false(wt_record_kind_take(&kind, &one, &expected, record, &reason));
	assert_null(one.own);
	json_decref(record);
	wt_cell_file_free(&one);
}

/* Of a run's rounds all tell how long they lasted, or the run does not. */
static void a_time_that_a_round_does_not_tell_is_none_of_the_run(void **state)
{
	const struct wt_cost_sums told = { .tries = 4, .elapsed_ns = 700 }, untold = { .tries = 4 },
				  lost = { .tries = 0 };
	struct wt_cost_sums sum = { .tries = 0 };

	(void)state;
	wt_cost_sums_add(&sum, &told);
	wt_cost_sums_add(&sum, &lost);
	wt_cost_sums_add(&sum, &told);
	assert_int_equal(sum.elapsed_ns, 1400);
	wt_cost_sums_add(&sum, &untold);
	assert_int_equal(sum.elapsed_ns, 0);
	wt_cost_sums_add(&sum, &told);
	assert_int_equal(sum.elapsed_ns, 0);
	assert_int_equal(sum.tries, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_whole_files),
		cmocka_unit_test(a_missing_file_is_no_error),
		cmocka_unit_test(counts_lost_and_failed_apart),
		cmocka_unit_test(every_cut_is_read_up_to_its_last_whole_line),
		cmocka_unit_test(names_file_and_line_of_what_is_wrong),
		cmocka_unit_test(a_total_is_the_sum_of_its_phases),
		cmocka_unit_test(a_summary_fits_its_tries),
		cmocka_unit_test(a_summary_has_times_where_a_try_was_answered),
		cmocka_unit_test(an_end_that_lost_all_fits_its_tries),
		cmocka_unit_test(an_end_is_one_that_a_process_can_have),
		cmocka_unit_test(what_was_negotiated_may_come_with_the_end),
		cmocka_unit_test(a_handshake_that_was_repeated_is_known),
		cmocka_unit_test(a_session_holds_no_more_than_the_most),
		cmocka_unit_test(a_line_without_end_is_refused),
		cmocka_unit_test(joins_both_ends_by_size_and_try),
		cmocka_unit_test(damage_is_never_fatal),
		cmocka_unit_test(a_kind_of_record_comes_once_or_several_times),
		cmocka_unit_test(a_time_that_a_round_does_not_tell_is_none_of_the_run),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
