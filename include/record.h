/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Results as JSON Lines (docs/results.md): one record a line, each written
 * whole with one system call, so that a file is readable up to its last whole
 * line after a kill or on a full disk.
 */
#ifndef WT_RECORD_H
#define WT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board.h"
#include "error.h"
#include "negotiated.h"
#include "options.h"
#include "transport.h"
#include "try.h"

enum { WT_RECORD_SCHEMA = 1, WT_RECORD_BYTES = 16384 };

/* Where records go; zero-initialised and not opened, it swallows them. */
struct wt_records {
	int descriptor;        /* valid while `path` is set */
	const char *path;      /* NULL: nowhere; "-": standard output */
	uint64_t whole_bytes;  /* written so far, up to the last whole record */
	struct wt_error error; /* the first failure; nothing is written after it */
	size_t length;         /* of the record being made */
	char line[WT_RECORD_BYTES];
};

/* All that a "run" record tells. Pointers are the caller's. */
struct wt_cost;
struct wt_run_facts {
	const struct wt_program *program;
	const struct wt_settings *settings;
	const struct wt_transport *transport;
	enum wt_role role;
	const struct wt_address *address;             /* called or served */
	const struct wt_negotiated *negotiated;       /* NULL: not known */
	const struct wt_negotiated *negotiated_later; /* NULL: never, or when the run record was written */
	int cpu;                                      /* pinned to; -1: not pinned */
	struct wt_board_state before;                 /* of the board when the program started */
	uint64_t started_us;                          /* wall clock, for people */
	uint64_t started_ns;                          /* monotonic clock, for the order of runs within a boot */
	const struct wt_cost *cost;                   /* NULL or not counted: not recorded */
};

/* Totals of a run for the "end" record. planned = answered + lost + failed + not_made on a client. */
struct wt_account {
	uint64_t planned; /* 0 on a server: it is not told the plan */
	uint64_t answered;
	uint64_t lost; /* tries that timed out */
	uint64_t failed;
	uint64_t not_made;
	uint64_t repeats;
	uint64_t unknown_datagrams; /* server: what was not for us (garbage, unknown peers) */
	uint64_t moved;             /* server: how often a peer went on from another address, known by its ID */
	uint64_t unlike;            /* server: sessions whose peer chose otherwise than the first one's */
	uint64_t accept_failures;   /* server: how often the system could not hand out what had arrived */
	uint64_t waited;            /* server: streams that said nothing at first and waited beside the others */
	uint64_t pushed_out;        /* server: streams that waited, closed since there were too many */
	uint64_t full;              /* server: how often as many streams were open as may be */
	const char *unlike_in;      /* the first field in which one did; NULL: none */
	bool all_lost; /* client of datagrams: every try of the plan was lost, though something came of a server */
};

/* Opens `path` (must be new or empty; mode 0644) or "-"; NULL: records are swallowed. */
enum wt_status wt_records_open(struct wt_records *records, const char *path);

/* Each writes one record; a failure is kept in `records->error` and returned. */
enum wt_status wt_records_run(struct wt_records *records, const struct wt_run_facts *facts);
enum wt_status wt_records_try(struct wt_records *records, enum wt_role role, const struct wt_try *one);
/* `figures` as made by summary.h, for one size. */
struct wt_summary;
enum wt_status wt_records_summary(struct wt_records *records, const struct wt_summary *summary);
enum wt_status wt_records_end(struct wt_records *records, const struct wt_run_facts *facts,
			      const struct wt_account *account, int exit_status, const char *reason);

/* Closes; WT_ERROR when something could not be written (see `error`). */
enum wt_status wt_records_close(struct wt_records *records);

#endif
