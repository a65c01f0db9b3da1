/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row of the report: a protocol with a value of each axis that it has. Its name says all of that, so that it is
 * asked for, planned and read back by its name.
 */
#ifndef WT_ROWS_H
#define WT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "axes.h"

enum { WT_ROW_NAME_BYTES = 128 };

struct wt_protocol {
	const char *transport; /* "tls": the programs are tls_server and tls_client */
	const char *over;      /* "tls": names of its rows have that behind the transport, "h2-tls1.3"; NULL: nothing */
	const char *baseline;  /* the transport that its cost is compared with (wt_row_plain); NULL: it is plain */
	/* The largest message, by version. */
	uint32_t limit_bytes[WT_AXIS_VALUES_MAX];
};

struct wt_row {
	const struct wt_protocol *protocol;
	char name[WT_ROW_NAME_BYTES]; /* "tls1.3" */
	uint8_t value[WT_AXES_MAX];   /* index of that axis' value; 0 where the protocol has it not */
};

/*
 * All rows that there can be, in the order of the report: of one that is all zero the first. False: no more. Values of
 * axes that do not go together make none.
 */
bool wt_row_next(struct wt_row *row);

/* The same of the rows that wt_row_is_usual is true of; they are few. */
bool wt_row_next_usual(struct wt_row *row);

/* A row of that transport with the first value of each axis, not named yet. False: there is no such transport. */
bool wt_row_begin(const char *transport, struct wt_row *row);

/* Names the row of these values. False: they do not go together. */
bool wt_row_make(struct wt_row *row);

/* The row of that name; false: none. */
bool wt_row_find(const char *name, struct wt_row *row);

bool wt_row_same(const struct wt_row *a, const struct wt_row *b);

/* Below 0: `a` stands before `b` in the report. */
int wt_row_order(const struct wt_row *a, const struct wt_row *b);

/* The row that it is told over for that axis: the same with its first value. False: there is none, or it is that. */
bool wt_row_base(const struct wt_row *row, size_t axis, struct wt_row *base);

/* The plain row that its cost is told over: with its values of the axes that the plain one has, too. A plain one is it itself. */
void wt_row_plain(const struct wt_row *row, struct wt_row *plain);

/* NULL where the protocol has not that axis. */
const char *wt_row_value(const struct wt_row *row, size_t axis);

/*
 * What its programs are told for that axis; NULL: nothing. The first value is what a program does by itself: one that is
 * older than the option does not know it.
 */
const char *wt_row_told(const struct wt_row *row, size_t axis);

/* The folder beside the one of --certs that its certificates are in; NULL: they are in that one. */
const char *wt_row_keys(const struct wt_row *row);

/* Whether a pre-shared key is in place of its certificates. */
bool wt_row_has_psk(const struct wt_row *row);

/* How the names of its certificates end; "": not at all. */
const char *wt_row_ending(const struct wt_row *row);

/* Whether the server's handshake ends behind its answer, so that a client reads that as it closes. */
bool wt_row_ends_behind_answer(const struct wt_row *row);

/*
 * Whether it is HTTP/2: several messages can be under way at once on a connection, and a client acknowledges something beside its
 * request (SETTINGS), which a server reads as it closes.
 */
bool wt_row_is_http2(const struct wt_row *row);

/* Whether all axes have their first value, so that its name is that of a protocol. */
bool wt_row_is_usual(const struct wt_row *row);

bool wt_row_is_secure(const struct wt_row *row);

/* Over UDP: its server has one socket, and what it counts goes by messages. */
bool wt_row_is_datagram(const struct wt_row *row);

/* Whether a row of that name speaks "dtls1.3", whatever its other axes; one of HTTP/2 speaks what is under it. */
bool wt_row_speaks(const char *name, const char *protocol);

/* The row that its server makes of it: with the first value of what a client alone is told. */
void wt_row_of_server(const struct wt_row *row, struct wt_row *server);

/* How many connections a client has open at once, and whether all but that is the same. */
uint32_t wt_row_crowd(const struct wt_row *row);
bool wt_row_same_but_crowd(const struct wt_row *a, const struct wt_row *b);

uint32_t wt_row_limit_bytes(const struct wt_row *row);

#endif
