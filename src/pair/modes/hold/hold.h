/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory of sessions that are open at once (--hold): points, and the line through them. */
#ifndef WT_HOLD_H
#define WT_HOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "exchange.h"
#include "program.h"

enum { WT_HOLD_POINTS = 24, WT_HOLD_STEPS = 20 };

struct wt_hold_point {
	uint32_t sessions;
	uint64_t heap_bytes; /* held by the TLS library */
	uint64_t rss_bytes;  /* 0: the system did not tell */
};

struct wt_hold {
	uint32_t asked, held;
	uint32_t moved; /* of these, client: how many went on from another port (--rebind) */
	size_t count;
	struct wt_hold_point points[WT_HOLD_POINTS]; /* ascending in sessions */
};

/* A line by least squares. */
struct wt_hold_line {
	double slope;          /* bytes a session */
	double residual_bytes; /* the largest distance of a point from the line */
	double r2;             /* coefficient of determination; 1: all points lie on it */
};

/* Begins with the point of no session. */
void wt_hold_begin(struct wt_hold *hold, uint32_t asked, const struct wt_library *library);

/* One session more is open: takes a point where one is due (every 20th part, the first and the last). */
void wt_hold_add(struct wt_hold *hold, const struct wt_library *library);

/* False with fewer than three points, or without the RSS of one. `rss` picks RSS, else the library's heap. */
bool wt_hold_line(const struct wt_hold *hold, bool rss, struct wt_hold_line *line);

/* The "hold" record, and some lines for a person. `error` empty: all were reached. */
enum wt_status wt_hold_record(const struct wt_hold *hold, enum wt_role role, const struct wt_error *error,
			      struct wt_records *records);
void wt_hold_print(const struct wt_hold *hold, const char *program, FILE *stream);

/* Raises the limit of descriptors for so many as `option` asks for. Not WT_OK: it cannot be had, and `error` says so with the figure. */
enum wt_status wt_hold_allow(const char *option, uint32_t sessions, struct wt_error *error);

/* Not WT_OK: `sessions` of them, each of `session_bytes`, do not fit into half of the free memory. */
enum wt_status wt_hold_fits(uint32_t sessions, uint64_t session_bytes, struct wt_error *error);

/* The loops, as struct wt_mode (pair.h) says. */
enum wt_status wt_hold_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error);
enum wt_status wt_hold_server(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error);

#endif
