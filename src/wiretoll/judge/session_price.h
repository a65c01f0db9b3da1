/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the handshake of a session costs beside the messages that it carries. */
#ifndef WT_SESSION_PRICE_H
#define WT_SESSION_PRICE_H

#include "judged.h"
#include "session_told.h"
#include "try.h"

/* Times are medians of the client's clock; CPU time of the thread and bytes, of both ways, are means. */
enum wt_session_cost { WT_SESSION_TIME, WT_SESSION_CPU, WT_SESSION_BYTES, WT_SESSION_COSTS };

/* In names of JSON and CSV, and for a reader. */
extern const char *const wt_session_cost_names[WT_SESSION_COSTS];  /* "us", "cpu_us", "bytes" */
extern const char *const wt_session_cost_titles[WT_SESSION_COSTS]; /* "time, µs" */

/* NAN: not told, as of a plain transport, which has no handshake. */
struct wt_session_price {
	double handshake, message;
	/* A handshake that is spread over so many messages adds a tenth of what one costs to each; a whole number. */
	double tenth_after;
};

/* Of one end of a series at a size, an index into those of the plan. */
struct wt_session_price wt_session_price(const struct wt_judged *judged, size_t series, enum wt_role role, size_t size,
					 enum wt_session_cost cost);

/* The sessions of one end, all whole rounds together. False: none is told. */
bool wt_session_sum(struct wt_session *sum, const struct wt_results *results, size_t series, enum wt_role role);

/* Messages of a size that a client's sessions answered a second, all whole rounds together: without the time in which none is under
 * way. NAN: none is told. */
double wt_session_pace(const struct wt_results *results, size_t series, size_t size);

/* What a client's sessions took to connect, or their handshakes: the median of the rounds, µs; NAN: none is told. */
double wt_session_opened_us(const struct wt_results *results, size_t series, enum wt_phase phase);

#endif
