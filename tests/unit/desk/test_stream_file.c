/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of flows: what it takes, what it names, that accounts close and both ends say the same. */
#include <math.h>
#include <stdio.h>

#include "fixtures/cell_fixture.h"
#include "cell_pair.h"
#include "measure.h"
#include "stream_told.h"

#define TOLD ((const struct wt_stream_told *)file.own)

#define HEAD "{\"schema\":1,\"record\":"
#define RUN_OF(role)                                                                                                   \
	HEAD "\"run\",\"role\":\"" role "\",\"transport\":\"tls\",\"library\":{\"name\":\"wolfSSL\","                  \
	     "\"version\":\"5.9.2\"},\"negotiated\":{\"version_name\":\"TLS 1.3\"},\"facts\":{},"                      \
	     "\"settings\":{\"seconds\":0.5,\"bitrate\":0,\"mode\":\"stream\"}}\n"
#define RUN RUN_OF("client")
/* A flow up, of a client that has sent it. */
#define FLOW(number, size, fields)                                                                                     \
	HEAD "\"stream\",\"role\":\"client\",\"flow\":" #number ",\"size\":" #size                                     \
	     ",\"direction\":\"up\",\"sender\":true" fields "}\n"
#define MOVED_BY(bytes, writes, ns, out, received, peer_writes, peer_ns, sends, record)                                \
	",\"ok\":true,\"bytes\":" #bytes ",\"writes\":" #writes ",\"ns\":" #ns ",\"cpu_ns\":700,\"bytes_out\":" #out   \
	",\"bytes_in\":0,\"sends\":" #sends ",\"receives\":0,\"record_bytes\":" #record ",\"peer_bytes\":" #received   \
	",\"peer_writes\":" #peer_writes ",\"peer_ns\":" #peer_ns
#define MOVED(bytes, writes, ns, out, received, peer_writes, peer_ns)                                                  \
	MOVED_BY(bytes, writes, ns, out, received, peer_writes, peer_ns, 10, 38)
#define MOVED_64(ns) MOVED_BY(640, 10, ns, 860, 640, 10, 1000, 10, 86)
#define OF_16        FLOW(1, 16, MOVED(160, 10, 1000, 380, 160, 10, 2000))
#define OF_64        FLOW(2, 64, MOVED_64(3000))
#define END_OF(role, ok, answered, failed)                                                                             \
	HEAD "\"end\",\"role\":\"" role "\",\"ok\":" #ok ",\"answered\":" #answered ",\"lost\":0,\"failed\":" #failed  \
	     ",\"not_made\":0,\"loop_ns\":100000}\n"
#define END(answered) END_OF("client", true, answered, 0)
#define GOOD          RUN OF_16 OF_64 END(2)

static int set_up(void **state)
{
	(void)state;
	snprintf(plan.mode, sizeof plan.mode, "stream");
	plan.flow_ms = 500;
	expected.tries = 1;
	return make_cell_file();
}

static void takes_a_whole_file(void **state)
{
	const struct wt_measure *measure = wt_measure_of(&plan);

	(void)state;
	if (!read_bytes(GOOD, strlen(GOOD)))
		fail_msg("%s", reason.text);
	assert_int_equal(TOLD->flows, 2);
	assert_int_equal(TOLD->sizes[0].sent.writes, 10);
	assert_int_equal(TOLD->sizes[1].received.ns, 1000);
	assert_int_equal(file.answered, 2);
	/* its rate is what was received, in the receiver's time: 160 bytes in 2 µs */
	assert_true(fabs(measure->value_of(&file.timed[0]) - 80.0) < 1e-9);
	assert_true(fabs(measure->value_of(&file.timed[1]) - 640.0) < 1e-9);
	assert_true(isnan(measure->value_of(&file.cold)));
	/* costs are those of a MB */
	assert_true(fabs((double)file.sums[0].cpu_ns / wt_cost_units(&file.sums[0]) - 700.0 / 160e-6) < 1e-6);
	wt_cell_file_free(&file);
}

static void rounds_add_up(void **state)
{
	struct wt_stream_told sum = { .flows = 0 };

	(void)state;
	assert_true(read_bytes(GOOD, strlen(GOOD)));
	wt_stream_add(&sum, TOLD);
	wt_stream_add(&sum, TOLD);
	assert_int_equal(sum.flows, 4);
	assert_int_equal(sum.sizes[0].sent.bytes, 320);
	assert_int_equal(sum.sizes[1].received.ns, 2000);
	assert_int_equal(sum.sizes[1].traffic.bytes_out, 1720);
	assert_int_equal(sum.sizes[0].record_bytes, 38);
	wt_cell_file_free(&file);
}

#define OF_SENDS(out, sends, record) FLOW(1, 16, MOVED_BY(160, 10, 1000, out, 160, 10, 2000, sends, record))
/* A flow down, of a client that has received it. */
#define RECEIVED(in, receives)                                                                                            \
	HEAD "\"stream\",\"role\":\"client\",\"flow\":1,\"size\":16,\"direction\":\"down\",\"sender\":false,\"ok\":true," \
	     "\"bytes\":160,\"writes\":10,\"ns\":1000,\"bytes_out\":0,\"bytes_in\":" #in                                  \
	     ",\"sends\":0,\"receives\":" #receives ",\"peer_bytes\":160,\"peer_writes\":10,\"peer_ns\":900}\n"

/* All that a sender moves is its writes, in records like the first; a call moves a byte at least. */
static void records_and_calls_fit_what_was_moved(void **state)
{
	struct wt_series up = plan.series[0];

	(void)state;
	check_bad(RUN OF_SENDS(380, 10, 39), "'bytes_out' is 380, but 10 writes of 16 bytes in records of 39");
	check_bad(RUN OF_SENDS(380, 10, 12), "'record_bytes' is 12, but a record holds 16 bytes");
	check_bad(RUN OF_SENDS(380, 10, 0), "'record_bytes' is 0, but a record holds 16 bytes");
	check_bad(RUN OF_SENDS(637, 10, 38), "'bytes_out' is 637, but 10 writes of 16 bytes in records of 38");
	check_bad(RUN OF_SENDS(380, 9, 38), "'sends' is 9; valid with what was moved: 10 to 380");
	check_bad(RUN OF_SENDS(380, 381, 38), "'sends' is 381; valid with what was moved: 10 to 380");
	assert_true(wt_row_find("tls1.3_down", &plan.series[0].row));
	check_bad(RUN RECEIVED(380, 381), "'receives' is 381; valid with what was moved: 0 to 380");
	check_bad(RUN RECEIVED(3145728, 2), "'receives' is 2; valid with what was moved: 3 to 3145728");
	plan.series[0] = up;
}

static void check_cut(size_t lines)
{
	assert_int_equal(TOLD ? TOLD->flows : 0, lines < 2 ? 0 : lines - 1);
}

static void every_cut_is_read_up_to_its_last_whole_line(void **state)
{
	(void)state;
	cut_everywhere(GOOD, check_cut);
}

static void names_what_is_wrong_with_the_record(void **state)
{
	(void)state;
	check_bad(RUN OF_16 OF_16, "line 3: a second flow of 16 bytes");
	check_bad(RUN FLOW(1, 17, MOVED(170, 10, 1000, 380, 170, 10, 1000)), "'size' is 17, which is not in the plan");
	check_bad(RUN FLOW(3, 16, MOVED(160, 10, 1000, 380, 160, 10, 1000)), "'flow' is 3; valid: 1 to 2");
	check_bad(RUN FLOW(1, 16, MOVED(161, 10, 1000, 380, 160, 10, 1000)),
		  "'bytes' is 161, but 'writes' 10 of 16 bytes");
	check_bad(RUN FLOW(1, 16, MOVED(160, 10, 1000, 380, 144, 10, 1000)),
		  "'peer_bytes' is 144, but 'peer_writes' 10 of 16 bytes");
	check_bad(RUN FLOW(1, 16, MOVED(160, 10, 1000, 380, 144, 9, 1000)),
		  "the account does not close: 160 bytes were sent, but 144 received");
	check_bad(RUN FLOW(1, 16, MOVED(160, 10, 1000, 159, 160, 10, 1000)),
		  "'bytes' is 160, but its socket moved 159");
	check_bad(RUN FLOW(1, 16, MOVED(160, 10, 1000, 380, 160, 10, 0)), "the receiver's time of flow is 0");
	check_bad(RUN FLOW(1, 16, MOVED(160, 10, -1, 380, 160, 10, 1000)), "'ns' is -1; valid: 0 to ");
	check_bad(RUN FLOW(1, 16, ",\"ok\":true,\"bytes\":160,\"writes\":10,\"ns\":5"), "'peer_bytes' is missing");
	check_bad(RUN HEAD "\"stream\",\"role\":\"client\",\"flow\":1,\"size\":16,\"direction\":\"up\","
			   "\"sender\":false,\"ok\":true}\n",
		  "'sender' is false, but 'direction' up");
	check_bad(RUN HEAD "\"stream\",\"role\":\"client\",\"flow\":1,\"size\":16,\"direction\":\"down\","
			   "\"sender\":false,\"ok\":true}\n",
		  "'direction' of the session is 'down', but the series is tls1.3");
}

static void names_what_does_not_fit_its_end(void **state)
{
	(void)state;
	check_bad(RUN OF_16 END_OF("client", false, 2, 0), "the records do not add up: 1 answered");
	check_bad(RUN OF_16 END(1), "its end says that all is well, but 1 of the plan's 2 tries are there");
	check_bad(RUN OF_16 FLOW(2, 64, MOVED_64(3000000)) END(2),
		  "its flows took 3001000 ns together, but 'loop_ns' is 100000");
	plan.flow_ms = 200;
	check_bad(GOOD, "its flows last 0.5 s, but the plan says 0.2");
	plan.flow_ms = 500;
	plan.bitrate = 9;
	check_bad(GOOD, "its flows offer 0 kbit/s, but the plan says 9");
	plan.bitrate = 0;
}

#define TRY                                                                                                            \
	HEAD "\"try\",\"role\":\"client\",\"size\":16,\"try\":1,\"cold\":false,\"ok\":true,\"total_ns\":1000,"         \
	     "\"send_ns\":400,\"ack_ns\":600}\n"

/* There is room for one of each size. */
static void a_try_is_no_flow(void **state)
{
	(void)state;
	check_bad(RUN TRY, "line 2: 'try' is 1; valid in --mode stream: the cold one, 0, and flows");
	expected.tries = 2;
	check_bad(RUN OF_16, "a flow in a round of 2 tries; valid: one of each size");
	expected.tries = 1;
}

#define FAILED                                                                                                         \
	FLOW(2, 64,                                                                                                    \
	     ",\"ok\":false,\"status\":\"TIMEOUT\",\"reason\":\"x\",\"bytes\":700,\"writes\":10,"                      \
	     "\"ns\":3,\"bytes_out\":5,\"bytes_in\":0,\"sends\":1,\"receives\":0")

/* It counts as failed, and none of its figures do. */
static void a_flow_that_failed_is_none(void **state)
{
	static const char text[] = RUN OF_16 FAILED END_OF("client", false, 1, 1);

	(void)state;
	if (!read_bytes(text, strlen(text)))
		fail_msg("%s", reason.text);
	assert_int_equal(file.failed, 1);
	assert_int_equal(file.answered, 1);
	assert_int_equal(TOLD->flows, 1);
	assert_int_equal(TOLD->sizes[1].sent.bytes, 0);
	wt_cell_file_free(&file);
	check_bad(RUN FAILED FAILED, "line 3: a second flow of 64 bytes");
}

static void only_a_mode_that_has_them_tells_flows(void **state)
{
	(void)state;
	snprintf(plan.mode, sizeof plan.mode, "connect");
	check_bad(HEAD "\"stream\",\"role\":\"client\"}\n",
		  "'record' is 'stream'; valid: run, try, summary, handshake, end");
	snprintf(plan.mode, sizeof plan.mode, "stream");
	check_bad(RUN HEAD "\"session\",\"role\":\"client\"}\n",
		  "'record' is 'session'; valid: run, try, summary, handshake, stream, end");
}

/* What both tell is the same to the byte and the nanosecond; a server that has received is told nothing of the sender. */
static void both_ends_fit(void **state)
{
	struct wt_cell_file server;
	struct wt_stream_told told;

	(void)state;
	assert_true(read_bytes(GOOD, strlen(GOOD)));
	server = file;
	told = *TOLD;
	server.own = &told;
	for (size_t i = 0; i < 2; i++) {
		memset(&told.sizes[i].sent, 0, sizeof told.sizes[i].sent);
		told.sizes[i].traffic.bytes_in = told.sizes[i].traffic.bytes_out;
		told.sizes[i].traffic.bytes_out = 0;
	}
	if (!wt_cell_check_bytes(&file, &server, &plan, expected.series, &reason))
		fail_msg("%s", reason.text);
	told.sizes[1].received.ns++;
	assert_false(wt_cell_check_bytes(&file, &server, &plan, expected.series, &reason));
	assert_non_null(strstr(reason.text, "the two ends do not fit: of a flow the client says that 640 bytes were "
					    "received in 1000 ns, the server 640 in 1001"));
	told.sizes[1].received.ns--;
	told.sizes[0].traffic.bytes_in--;
	assert_false(wt_cell_check_bytes(&file, &server, &plan, expected.series, &reason));
	assert_non_null(strstr(reason.text, "in a flow the client sent 380 bytes in all, but the server received 379"));
	wt_cell_file_free(&file);
}

static void look(void)
{
	assert_true(!file.own || TOLD->flows <= 2);
}

static void damaged_files_are_read_or_refused(void **state)
{
	(void)state;
	damage(GOOD, look);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_a_whole_file),
		cmocka_unit_test(rounds_add_up),
		cmocka_unit_test(records_and_calls_fit_what_was_moved),
		cmocka_unit_test(every_cut_is_read_up_to_its_last_whole_line),
		cmocka_unit_test(names_what_is_wrong_with_the_record),
		cmocka_unit_test(names_what_does_not_fit_its_end),
		cmocka_unit_test(a_try_is_no_flow),
		cmocka_unit_test(a_flow_that_failed_is_none),
		cmocka_unit_test(only_a_mode_that_has_them_tells_flows),
		cmocka_unit_test(both_ends_fit),
		cmocka_unit_test(damaged_files_are_read_or_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
