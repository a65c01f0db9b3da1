/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person sets of a run as a number: a line each, in the order of plan.json. It is a field of the
 * plan, written and read back; each but the times is one of the request, too, and copied from there; commands/run_command.c asks for it.
 *
 *         X(type, name, least, most, whether plans of older versions lack it, when the programs are told --name)
 *
 * A uint32_t is a number, a uint64_t milliseconds.
 */
#ifndef WT_PLAN_SETTINGS_H
#define WT_PLAN_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "settings.h"

enum { WT_TRIES_MAX = 10000000, WT_ROUNDS_MAX = 1000, WT_RATE_MAX = 1000000 };

/* What `told` says: nothing is told by itself; in each cell, to both ends or to the client; in those that hold sessions. A 0
 * is not told. */
enum wt_plan_told { WT_TOLD_NEVER, WT_TOLD_ALWAYS, WT_TOLD_CLIENT, WT_TOLD_HOLD };

/*
 * tries: of each size, all rounds together; hold: sessions that each secure series holds at once, 0: none; rate: tries
 * that a client begins a second, 0: the next one when the last has ended; streams: requests that are under way at once on a connection,
 * 0: one behind the other; bitrate: kbit a second that a flow offers, 0: as many as go; timeout_ms: of a try; flow_ms: how long a flow lasts, 0: there are none.
 */
#define WT_PLAN_NUMBERS(X)                                                                                             \
	X(uint32_t, seed, 1, UINT32_MAX, false, WT_TOLD_NEVER)                                                         \
	X(uint32_t, tries, 1, WT_TRIES_MAX, false, WT_TOLD_NEVER)                                                      \
	X(uint32_t, rounds, 1, WT_ROUNDS_MAX, false, WT_TOLD_NEVER)                                                    \
	X(uint32_t, hold, 0, WT_HOLD_MAX, true, WT_TOLD_HOLD)                                                          \
	X(uint32_t, rate, 0, WT_RATE_MAX, true, WT_TOLD_CLIENT)                                                        \
	X(uint32_t, streams, 0, WT_STREAMS_MAX, true, WT_TOLD_CLIENT)                                                  \
	X(uint32_t, bitrate, 0, UINT32_MAX, true, WT_TOLD_CLIENT)
#define WT_PLAN_SETTINGS(X)                                                                                            \
	WT_PLAN_NUMBERS(X)                                                                                             \
	X(uint64_t, timeout_ms, 1, 86400000, false, WT_TOLD_NEVER)                                                     \
	X(uint64_t, flow_ms, 0, 86400000, true, WT_TOLD_NEVER)

#define WT_PLAN_SETTING_MEMBER(type, name, least, most, later, told) type name;

/* How many there are. */
#define WT_PLAN_SETTING_PLACE(type, name, least, most, later, told) WT_PLAN_PLACE_OF_##name,
enum { WT_PLAN_SETTINGS(WT_PLAN_SETTING_PLACE) WT_PLAN_SETTINGS_COUNT };

#endif
