/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modes.h"

#include <string.h>

#include "mode_list.h"
#include "rows.h"

/* Of each mode in the list its measure and its words; one that has none here does not compile. */
#define OF_connect                                                                                                     \
	.measure = "time", .word = "exchange", .one = "an exchange", .several = "exchanges", .first = "exchange",      \
	.body = "message", .bodies = "messages", .costs_of = "an exchange", .sizes = { { WT_MESSAGE_SIZES }, 5 },      \
	.tries = 100,                                                                                                  \
	.method = "one connection a message (mode connect), closed loop: the next try\n"                               \
		  "starts when the last one has ended; start of connect to answer read",                               \
	.planned = "one connection a message (mode connect), open loop: tries begin at planned\n"                      \
		   "times, whatever became of those before; planned time to answer read"
#define OF_session                                                                                                     \
	.measure = "time", .word = "message", .one = "a message", .several = "messages", .first = "connection",        \
	.body = "message", .bodies = "messages", .costs_of = "a message", .sizes = { { WT_MESSAGE_SIZES }, 5 },        \
	.tries = 100,                                                                                                  \
	.method = "all messages over one connection (mode session), closed loop: the next\n"                           \
		  "starts when the last one is answered; start of sending to answer read",                             \
	.planned = "all messages over one connection (mode session), open loop: they begin at\n"                       \
		   "planned times, whatever became of those before; planned time to answer read",                      \
	.beside = "all messages over one connection (mode session), several at once: the next\n"                       \
		  "is sent when one is answered; start of sending to answer read, others beside it",                   \
	.no_means = "counted for whole processes, whose handshakes are in it and in no message",                       \
	.no_heap = "not counted in mode session; mode connect tells it"
#define OF_stream                                                                                                      \
	.measure = "throughput", .word = "flow", .one = "a flow", .several = "flows", .body = "write",                 \
	.bodies = "writes", .costs_of = "a MB in writes", .sizes = { { WT_WRITE_SIZES }, 4 }, .tries = 10,             \
	.flow_ms = 500,                                                                                                \
	.method = "bulk bytes over one connection (mode stream), in writes of the size, one\n"                         \
		  "way for a time: MB/s is what the receiver got, in its own time",                                    \
	.no_means = "counted for whole processes, whose handshakes and waiting are in it",                             \
	.no_heap = "not counted in mode stream; mode connect tells it"

#define ROW(title, can, words)                                                                                         \
	{ .name = #title, .transports = (can), .one_connection = !((can)&WT_MODE_CONNECTS), OF_##title },

static const struct wt_plan_mode modes[] = { WT_MODE_LIST(ROW, ROW){ .name = NULL } };

const struct wt_plan_mode *wt_plan_mode_named(const char *name)
{
	for (const struct wt_plan_mode *mode = modes; mode->name; mode++)
		if (!strcmp(mode->name, name))
			return mode;
	return modes;
}

bool wt_plan_mode_carries(const struct wt_plan_mode *mode, const struct wt_row *row)
{
	for (size_t i = 0; wt_axes[i].option; i++) {
		const char *of = wt_axes[i].mode;
		bool own = of && strcmp(of, mode->name) == 0;

		if ((own && !wt_row_value(row, i)) || (of && !own && row->value[i]))
			return false;
	}
	return mode->transports & (wt_row_is_datagram(row) ? WT_MODE_DATAGRAMS : WT_MODE_STREAMS);
}
