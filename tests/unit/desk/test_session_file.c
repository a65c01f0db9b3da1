/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of sessions that carry all messages: what it takes, what it names, what it holds against the tries. */
#include <math.h>
#include <stdio.h>

#include "fixtures/cell_fixture.h"
#include "cell_pair.h"
#include "session_price.h"

#define SESSION_TOLD ((const struct wt_session *)file.own)

#define HEAD "{\"schema\":1,\"record\":"
#define RUN                                                                                                            \
	HEAD "\"run\",\"role\":\"client\",\"transport\":\"tls\",\"library\":{\"name\":\"wolfSSL\","                    \
	     "\"version\":\"5.9.2\"},\"negotiated\":{\"version_name\":\"TLS 1.3\"},\"facts\":{}}\n"
#define TRY(size, number, send, ack)                                                                                   \
	HEAD "\"try\",\"role\":\"client\",\"size\":" #size ",\"try\":" #number                                         \
	     ",\"cold\":false,\"ok\":true,\"total_ns\":1000,\"connect_ns\":0,\"handshake_ns\":0,\"send_ns\":" #send    \
	     ",\"send_bytes_out\":38,\"send_sends\":1,\"ack_ns\":" #ack                                                \
	     ",\"ack_bytes_in\":30,\"ack_receives\":1,\"ack_round_trips\":1,\"close_ns\":0}\n"
#define TRIES TRY(16, 1, 400, 600) TRY(16, 2, 300, 700) TRY(64, 1, 200, 800) TRY(64, 2, 100, 900)
#define OPENED                                                                                                         \
	",\"connect_ns\":5000,\"connect_round_trips\":1,\"handshake_ns\":9000,\"handshake_cpu_ns\":8000,"              \
	"\"handshake_bytes_out\":1700,\"handshake_bytes_in\":2300,\"close_ns\":70,\"close_bytes_out\":24"
#define SIZE(size, messages, ns, cpu_ns, out, in)                                                                      \
	"{\"size\":" #size ",\"messages\":" #messages ",\"ns\":" #ns ",\"cpu_ns\":" #cpu_ns ",\"bytes_out\":" #out     \
	",\"bytes_in\":" #in ",\"sends\":2,\"receives\":2}"
#define OF_16 SIZE(16, 2, 2500, 900, 76, 60)
#define OF_64 SIZE(64, 2, 2000, 800, 76, 60)
#define SESSION(messages, fields, sizes)                                                                               \
	HEAD "\"session\",\"role\":\"client\",\"messages\":" #messages fields ",\"sizes\":[" sizes "]}\n"
#define GOOD_SESSION SESSION(4, OPENED, OF_16 "," OF_64)
#define END(ok, answered, lost)                                                                                        \
	HEAD "\"end\",\"role\":\"client\",\"ok\":" #ok ",\"answered\":" #answered ",\"lost\":" #lost                   \
	     ",\"failed\":0,\"not_made\":0}\n"
#define GOOD RUN TRIES GOOD_SESSION END(true, 4, 0)

static int set_up(void **state)
{
	(void)state;
	snprintf(plan.mode, sizeof plan.mode, "session");
	expected.tries = 2;
	return make_cell_file();
}

static void takes_a_whole_file(void **state)
{
	(void)state;
	if (!read_bytes(GOOD, strlen(GOOD)))
		fail_msg("%s", reason.text);
	assert_int_equal(SESSION_TOLD->count, 1);
	assert_int_equal(SESSION_TOLD->open.ns, 5000);
	assert_int_equal(SESSION_TOLD->handshake.ns, 9000);
	assert_int_equal(SESSION_TOLD->handshake.cpu_ns, 8000);
	assert_int_equal(SESSION_TOLD->close.traffic.bytes_out, 24);
	assert_int_equal(SESSION_TOLD->sizes[1].messages, 2);
	/* closing is none of it */
	assert_int_equal(wt_session_bytes_out(SESSION_TOLD), 1700 + 76 + 76);
	assert_int_equal(wt_session_bytes_in(SESSION_TOLD), 2300 + 60 + 60);
	/* no try tells its CPU time: the session does, of all messages of a size */
	assert_int_equal(file.sums[0].cpu_ns, 900);
	assert_int_equal(file.sums[1].cpu_ns, 800);
	wt_cell_file_free(&file);
}

static void rounds_add_up(void **state)
{
	struct wt_session sum = { .count = 0 };

	(void)state;
	assert_true(read_bytes(GOOD, strlen(GOOD)));
	wt_session_add(&sum, SESSION_TOLD);
	wt_session_add(&sum, SESSION_TOLD);
	assert_int_equal(sum.count, 2);
	assert_int_equal(sum.handshake.cpu_ns, 16000);
	assert_int_equal(sum.handshake.traffic.bytes_in, 4600);
	assert_int_equal(sum.sizes[0].messages, 4);
	wt_cell_file_free(&file);
}

static void check_cut(size_t lines)
{
	assert_int_equal(SESSION_TOLD != NULL, lines >= 6);
}

static void every_cut_is_read_up_to_its_last_whole_line(void **state)
{
	(void)state;
	cut_everywhere(GOOD, check_cut);
}

static void names_what_is_wrong_with_the_record(void **state)
{
	(void)state;
	check_bad(RUN TRIES GOOD_SESSION GOOD_SESSION, "line 7: a second 'session' record");
	check_bad(RUN SESSION(4, OPENED, OF_16), "line 2: 'messages' is 4, but its sizes make 2");
	check_bad(RUN SESSION(4, OPENED, OF_16 "," OF_16), "line 2: the session tells 16 bytes twice");
	check_bad(RUN SESSION(2, OPENED, SIZE(17, 2, 1, 1, 1, 1)), "'size' is 17, which is not in the plan");
	check_bad(RUN SESSION(2, OPENED, "5"), "a size of the session that is not an object");
	check_bad(RUN SESSION(2, OPENED, SIZE(16, 2, -1, 1, 1, 1)), "'ns' is -1; valid: 0 to ");
	check_bad(RUN SESSION(2, OPENED, SIZE(16, 2, 1.5, 1, 1, 1)), "'ns' is missing or not a whole number");
	check_bad(RUN SESSION(2, OPENED, SIZE(16, 2, 1000, 9000000, 1, 1)),
		  "a size of the session has 9000000 ns of CPU time, but took 1000");
	check_bad(RUN SESSION(2, ",\"handshake_ns\":10,\"handshake_cpu_ns\":8000000", OF_16),
		  "handshake has 8000000 ns of CPU time, but took 10");
	check_bad(RUN SESSION(2, ",\"handshake_ns\":90,\"handshake_cpu_ns\":90000", OF_16),
		  "'handshake_ns' is 90, but its thread has 90000 ns of CPU time in it");
	check_bad(RUN SESSION(2, ",\"handshake_ns\":399,\"handshake_sends\":3,\"handshake_receives\":5", OF_16),
		  "'handshake_ns' is 399, but it made 8 sends and receives");
	check_bad(RUN SESSION(2, ",\"connect_sends\":70000", OF_16),
		  "'connect' of the session has more than 65535 sends, receives or round trips");
	check_bad(RUN SESSION(2, ",\"late\":\"x\"", OF_16), "'late' is missing or not a whole number");
	check_bad(RUN HEAD "\"session\",\"role\":\"client\",\"messages\":2}\n", "'sizes' is missing or not a list");
}

static void names_what_does_not_fit_the_tries(void **state)
{
	(void)state;
	check_bad(RUN TRIES END(true, 4, 0), "its end says that 4 messages were answered, but its 'session' 0");
	check_bad(RUN TRIES SESSION(3, OPENED, SIZE(16, 1, 2500, 900, 76, 60) "," OF_64) END(true, 4, 0),
		  "its end says that 4 messages were answered, but its 'session' 3");
	check_bad(RUN TRIES SESSION(4, OPENED, SIZE(16, 1, 2500, 900, 76, 60) "," SIZE(64, 3, 2000, 800, 76, 60))
			  END(true, 4, 0),
		  "the session does not fit its tries of 16 bytes: 'messages' is 1, but they say 2");
	/* the messages of a size take no less than they take together */
	check_bad(RUN TRIES SESSION(4, OPENED, OF_16 "," SIZE(64, 2, 1999, 800, 76, 60)) END(true, 4, 0),
		  "of 64 bytes: 'ns' is 1999, but they say 2000");
	check_bad(RUN TRIES SESSION(4, OPENED, OF_16 "," SIZE(64, 2, 2000, 800, 77, 60)) END(true, 4, 0),
		  "of 64 bytes: 'bytes_out' is 77, but they say 76");
	check_bad(RUN TRIES SESSION(4, OPENED, SIZE(16, 2, 2500, 900, 76, 59) "," OF_64) END(true, 4, 0),
		  "of 16 bytes: 'bytes_in' is 59, but they say 60");
}

#define LOST                                                                                                           \
	HEAD "\"try\",\"role\":\"client\",\"size\":64,\"try\":2,\"cold\":false,\"ok\":false,"                          \
	     "\"status\":\"TIMEOUT\",\"reason\":\"x\"}\n"

/* What was sent for a message that was lost is in the session, and in no try that was answered. */
static void lost_messages_are_in_the_session_alone(void **state)
{
	static const char text[] = RUN TRY(16, 1, 400, 600) TRY(16, 2, 300, 700) TRY(64, 1, 200, 800)
		LOST SESSION(3, OPENED ",\"late\":1,\"duplicates\":2", OF_16 "," SIZE(64, 1, 2000, 800, 76, 60))
			END(true, 3, 1);

	(void)state;
	if (!read_bytes(text, strlen(text)))
		fail_msg("%s", reason.text);
	assert_int_equal(SESSION_TOLD->late, 1);
	assert_int_equal(SESSION_TOLD->duplicates, 2);
	wt_cell_file_free(&file);
	check_bad(RUN TRY(16, 1, 400, 600) TRY(16, 2, 300, 700) TRY(64, 1, 200, 800)
			  LOST SESSION(3, OPENED, OF_16 "," SIZE(64, 1, 2000, 800, 37, 60)) END(true, 3, 1),
		  "of 64 bytes: 'bytes_out' is 37, but they say 38");
}

static void only_a_mode_that_has_one_tells_a_session(void **state)
{
	(void)state;
	snprintf(plan.mode, sizeof plan.mode, "connect");
	check_bad(RUN GOOD_SESSION, "'record' is 'session'; valid: run, try, summary, handshake, end");
	snprintf(plan.mode, sizeof plan.mode, "session");
	check_bad(RUN HEAD "\"hold\",\"role\":\"client\"}\n",
		  "'record' is 'hold'; valid: run, try, summary, handshake, session, end");
}

/* Both ends counted the same, the handshake and what a library sends unasked included. */
static void both_ends_fit(void **state)
{
	struct wt_cell_file server;
	struct wt_session session;

	(void)state;
	assert_true(read_bytes(GOOD, strlen(GOOD)));
	server = file;
	session = *SESSION_TOLD;
	server.own = &session;
	session.handshake.traffic.bytes_out = 2360;
	session.handshake.traffic.bytes_in = 1700;
	session.sizes[0].bytes_out = session.sizes[0].bytes_in = 0;
	session.sizes[1].bytes_out = 60;
	session.sizes[1].bytes_in = 152;
	if (!wt_cell_check_bytes(&file, &server, &plan, expected.series, &reason))
		fail_msg("%s", reason.text);
	session.handshake.cpu_ns = 200000;
	assert_false(wt_cell_check_bytes(&file, &server, &plan, expected.series, &reason));
	assert_non_null(strstr(reason.text, "'handshake_ns' is 9000, but its server has 200000 ns of CPU time in it"));
	session.handshake.cpu_ns = 0;
	session.sizes[1].bytes_in--;
	assert_false(wt_cell_check_bytes(&file, &server, &plan, expected.series, &reason));
	assert_non_null(
		strstr(reason.text, "in the session the client sent 1852 bytes in all, but the server received 1851"));
	wt_cell_file_free(&file);
}

#define OF_SERVER(size, messages)                                                                                      \
	"{\"size\":" #size ",\"messages\":" #messages                                                                  \
	",\"cpu_ns\":9000000,\"bytes_out\":60,\"bytes_in\":76,\"sends\":2,\"receives\":4,\"round_trips\":1}"
#define SERVED(answered, ticket)                                                                                       \
	HEAD "\"session\",\"role\":\"server\",\"messages\":4,\"accept_ns\":10,\"accept_cpu_ns\":5000000" ticket        \
	     ",\"sizes\":[" OF_SERVER(16, 2) "," OF_SERVER(                                                            \
		     64, 2) "]}\n" HEAD "\"end\",\"role\":\"server\",\"ok\":true,\"answered\":" #answered              \
			    ",\"lost\":0,\"failed\":0,\"not_made\":0}\n"
#define RUN_OF_SERVER                                                                                                  \
	HEAD "\"run\",\"role\":\"server\",\"transport\":\"tls\",\"library\":{\"name\":\"wolfSSL\","                    \
	     "\"version\":\"5.9.2\"},\"negotiated\":{\"version_name\":\"TLS 1.3\"},\"facts\":{}}\n"

/* A server tells none of its messages as a try, nor how long they took, and works for a peer that it does not know yet. */
static void a_server_tells_its_session_alone(void **state)
{
	struct wt_cell_file client = { .answered = 4, .lost = 3 };

	(void)state;
	expected.server = true;
	if (!read_bytes(RUN_OF_SERVER SERVED(4, ""), strlen(RUN_OF_SERVER SERVED(4, ""))))
		fail_msg("%s", reason.text);
	assert_int_equal(file.sums[1].tries, 2);
	assert_int_equal(file.sums[1].cpu_ns, 9000000);
	assert_int_equal(file.sums[1].bytes_in, 76);
	assert_int_equal(file.sums[1].receives, 4);
	assert_int_equal(file.sums[1].round_trips, 1);
	/* of seven messages that the client made it saw four, and all that were answered */
	assert_int_equal(wt_cell_file_unseen(&client, &file), 3);
	assert_int_equal(wt_cell_file_unmatched(&client, &file), 0);
	client.answered = 5;
	assert_int_equal(wt_cell_file_unmatched(&client, &file), 1);
	wt_cell_file_free(&file);
	check_bad(RUN_OF_SERVER SERVED(5, ""), "its end says that 5 messages were answered, but its 'session' 4");
	expected.server = false;
}

/* No try tells that it was resumed: the connection does. */
static void a_resumed_session_shows_it(void **state)
{
	struct wt_plan resumed = { .sizes = plan.sizes, .tries = 2, .rounds = 1 };

	(void)state;
	snprintf(resumed.mode, sizeof resumed.mode, "session");
	assert_true(wt_plan_add(&resumed, "tls1.3_ticket", "wolfssl", &reason));
	expected =
		(struct wt_cell_expected){ .plan = &resumed, .series = &resumed.series[0], .tries = 2, .server = true };
	if (!read_bytes(RUN_OF_SERVER SERVED(4, ",\"resumed_by\":\"ticket\""),
			strlen(RUN_OF_SERVER SERVED(4, ",\"resumed_by\":\"ticket\""))))
		fail_msg("%s", reason.text);
	wt_cell_file_free(&file);
	check_bad(RUN_OF_SERVER SERVED(4, ",\"resumed_by\":\"none\""),
		  "'resumed_by' of the session is 'none', but the series is tls1.3_ticket");
	check_bad(RUN_OF_SERVER SERVED(4, ""),
		  "'resumed_by' of the session is not told, but the series is tls1.3_ticket");
	wt_plan_free(&resumed);
	expected = (struct wt_cell_expected){ .plan = &plan, .series = &plan.series[0], .tries = 2 };
}

static void damaged(void)
{
	assert_true(!SESSION_TOLD || SESSION_TOLD->count == 1);
}

static void damage_is_never_fatal(void **state)
{
	(void)state;
	damage(GOOD, damaged);
}

static struct wt_judged_series judged_series;
static struct wt_series_results series_results;

/* The median of what clients' sessions took, of rounds that are whole. */
static void the_middle_round_tells_what_opening_takes(void **state)
{
	struct wt_session rounds[3] = { { .count = 1, .open.ns = 1000, .handshake.ns = 9000 },
					{ .count = 1, .open.ns = 2000, .handshake.ns = 5000 },
					{ .count = 1, .open.ns = 9000, .handshake.ns = 7000 } };
	struct wt_own_told told[4] = {
		{ .client = &rounds[0] }, { .client = &rounds[1] }, { .client = NULL }, { .client = &rounds[2] }
	};
	struct wt_series_results series = { .own = told };
	struct wt_results results = { .plan.rounds = 4, .series = &series };

	(void)state;
	assert_float_equal(wt_session_opened_us(&results, 0, WT_PHASE_CONNECT), 2.0, 1e-9);
	assert_float_equal(wt_session_opened_us(&results, 0, WT_PHASE_HANDSHAKE), 7.0, 1e-9);
	series.own = NULL;
	assert_true(isnan(wt_session_opened_us(&results, 0, WT_PHASE_CONNECT)));
}

/* By hand: a handshake of 9 µs beside messages of 1 µs; CPU 8 µs beside 0.4; 4,000 bytes beside 68. */
static void a_handshake_beside_its_messages(void **state)
{
	struct wt_results results = { .plan = plan, .series = &series_results };
	struct wt_judged judged = { .results = &results, .series = &judged_series };
	struct wt_session_price price;
	struct wt_own_told told;

	(void)state;
	assert_true(read_bytes(GOOD, strlen(GOOD)));
	told = (struct wt_own_told){ .client = file.own };
	series_results.own = &told;
	series_results.client_sums[1] = file.sums[1];
	judged_series.sizes[1].median.value = 1.0;
	price = wt_session_price(&judged, 0, WT_CLIENT, 1, WT_SESSION_TIME);
	assert_float_equal(price.handshake, 9.0, 1e-9);
	assert_float_equal(price.message, 1.0, 1e-9);
	assert_float_equal(price.tenth_after, 90.0, 1e-9);
	price = wt_session_price(&judged, 0, WT_CLIENT, 1, WT_SESSION_CPU);
	assert_float_equal(price.message, 0.4, 1e-9);
	assert_float_equal(price.tenth_after, 200.0, 1e-9);
	price = wt_session_price(&judged, 0, WT_CLIENT, 1, WT_SESSION_BYTES);
	assert_float_equal(price.handshake, 4000.0, 1e-9);
	assert_float_equal(price.message, 68.0, 1e-9);
	/* 588.2 rounded up */
	assert_float_equal(price.tenth_after, 589.0, 1e-9);
	/* nobody told the server's, and a plain transport has no handshake */
	assert_true(isnan(wt_session_price(&judged, 0, WT_SERVER, 1, WT_SESSION_CPU).tenth_after));
	memset(&((struct wt_session *)file.own)->handshake, 0, sizeof(struct wt_phase_cost));
	price = wt_session_price(&judged, 0, WT_CLIENT, 1, WT_SESSION_BYTES);
	assert_float_equal(price.message, 68.0, 1e-9);
	assert_true(isnan(price.handshake) && isnan(price.tenth_after));
	wt_cell_file_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_a_whole_file),
		cmocka_unit_test(rounds_add_up),
		cmocka_unit_test(every_cut_is_read_up_to_its_last_whole_line),
		cmocka_unit_test(names_what_is_wrong_with_the_record),
		cmocka_unit_test(names_what_does_not_fit_the_tries),
		cmocka_unit_test(lost_messages_are_in_the_session_alone),
		cmocka_unit_test(only_a_mode_that_has_one_tells_a_session),
		cmocka_unit_test(both_ends_fit),
		cmocka_unit_test(a_server_tells_its_session_alone),
		cmocka_unit_test(a_resumed_session_shows_it),
		cmocka_unit_test(damage_is_never_fatal),
		cmocka_unit_test(the_middle_round_tells_what_opening_takes),
		cmocka_unit_test(a_handshake_beside_its_messages),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
