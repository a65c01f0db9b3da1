/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pair programs are made of: a main calls one of these two and returns its value. */
#ifndef WT_PAIR_H
#define WT_PAIR_H

#include "options.h"
#include "transport.h"

/*
 * Each reads the command line, runs to the end, prints for a person and writes
 * records. Returns the exit status: 0 done, 1 the run failed, 2 the command
 * line is wrong.
 */
int wt_client_main(const struct wt_program *program, const struct wt_transport *transport, int argc, char **argv);
int wt_server_main(const struct wt_program *program, const struct wt_transport *transport, int argc, char **argv);

/* The structs are those of src/pair. */
struct wt_exchange;
struct wt_run;
struct wt_try;

/*
 * A way to use connections: what the client does from the open endpoint to the last answer, and what the server does
 * meanwhile. `exchange` is ready to be used. What each returns other than WT_OK fails the run, and `error`
 * says why in a sentence of its own; a text beside WT_OK is said in place of "done". A table of them ends with
 * a row without a name; a program carries the text of its own modes only.
 */
struct wt_mode {
	const char *name; /* "connect", as --mode says it */
	enum wt_status (*client)(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error);
	enum wt_status (*server)(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error);
	unsigned can;    /* bits of mode_list.h */
	bool own_option; /* an option of that name asks for it, and not --mode */
	bool tells_heap; /* it needs the counters of the heap */
};

extern const struct wt_mode wt_plain_modes[], wt_secure_modes[], wt_h2_modes[];

/* What only the secure programs keep of what passes; a table, so that plain ones do not carry its text. */
struct wt_watch {
	/* --trace: from here on what passes is kept; a second start forgets the first. */
	void (*trace_start)(struct wt_run *run);
	/* Ends it, writes the records; prints when `person`. `origin_ns` 0: the first byte's time. */
	void (*trace_end)(struct wt_run *run, const struct wt_try *one, uint64_t origin_ns, bool person);
	/*
	 * The first session's handshake: trace_start begins it, this ends it, so that no later
	 * connection has a tap. Of a try that failed nothing is kept.
	 */
	void (*flights_take)(struct wt_run *run, const struct wt_try *one);
	/* Writes its record, when one was taken. */
	void (*flights_record)(struct wt_run *run);
};

extern const struct wt_watch wt_secure_watch;

#endif
