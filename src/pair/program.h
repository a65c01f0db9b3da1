/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both roles do before and after their loop: command line, processor, results, last words. */
#ifndef WT_PROGRAM_H
#define WT_PROGRAM_H

#include "cost.h"
#include "negotiated.h"
#include "options.h"
#include "record.h"
#include "transport.h"

enum { WT_EXIT_DONE = 0, WT_EXIT_FAILED = 1, WT_EXIT_USAGE = 2 };

/* One running program. Static in its main, since the record line is large. */
struct wt_run {
	const struct wt_program *program;
	const struct wt_transport *transport;
	enum wt_role role;
	struct wt_settings settings;
	struct wt_endpoint *endpoint;
	struct wt_run_facts facts;
	struct wt_account account;
	struct wt_cost cost;             /* from here to the end of the last connection */
	struct wt_negotiated negotiated; /* of the first good try */
	bool negotiated_known;
	bool run_recorded;
	bool announced; /* a person was told why the run failed */
	bool last_lost; /* a datagram server that has answered heard nothing more, not the last message either */
	struct wt_records records; /* at the end, since its line is large */
};

/* The first part of wt_run_start: command line and processor, nothing opened. */
bool wt_run_begin(struct wt_run *run, int argc, char **argv, int *exit_status);

/*
 * Reads the command line, binds to the processor, opens results and endpoint.
 * Prints help, version or the one line that says what is wrong. True: run;
 * false: `*exit_status` is what main returns.
 */
bool wt_run_start(struct wt_run *run, int argc, char **argv, int *exit_status);

/* The mode that the command line asks for. Not NULL: wt_run_begin has refused what the program cannot do. */
const struct wt_mode *wt_run_mode(const struct wt_run *run);

/* Whether standard output is for a person: neither --quiet nor records are there. */
bool wt_run_tells_person(const struct wt_run *run);

/* Writes out what was printed; says so and answers false when that fails: a table that is lost is no success. */
bool wt_run_said_all(struct wt_run *run);

/* Writes the run record once, as soon as it is known what was negotiated, or at the end. */
void wt_run_record(struct wt_run *run);

/* Prints "<program>: <what>" on standard error. */
void wt_run_complain(struct wt_run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Writes the end record, closes all, says what could not be written, or what `error` says where the run has failed.
 * Returns the exit status.
 */
int wt_run_end(struct wt_run *run, enum wt_status status, const struct wt_error *error);

/* The transport's accept; where the system fails for a while, that is counted, said once, and we go on. */
enum wt_status wt_run_accept(struct wt_run *run, struct wt_connection **connection, uint64_t deadline_ns);

/* "operation: text" of an error, for records and people. */
void wt_run_reason(char *text, size_t text_bytes, const struct wt_error *error);

/* The same as the reason of the run's failure. Returns its status, so that a mode can fail in one line. */
enum wt_status wt_run_failed(struct wt_error *error, const struct wt_error *cause);

#endif
