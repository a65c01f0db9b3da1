/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program that the desk tool starts: one end of a pair, a helper, gnuplot. The caller's loop does all waiting. It
 * ends when the desk tool dies.
 */
#ifndef WT_CHILD_H
#define WT_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "reason.h"

enum {
	WT_CHILD_LINE_BYTES = 512,
	WT_CHILD_ERRORS_BYTES = 2048,
	WT_CHILD_NOT_STARTED = 127 /* exit status where the system found no such program, or may not run it */
};

/* A program that was started. It must stay in place until the loop has nothing left to do. */
struct wt_child {
	/* the caller's, set before start; 0 where nothing is wanted */
	void *context;
	bool is_measured;    /* what changes its figures is taken from its environment (environment.h) */
	bool holds_input;    /* its input stays open until `finish_input`; it may wait for the end of it */
	int input_file;      /* descriptor of what it reads, 0: nothing; the caller's */
	uint64_t most_bytes; /* that it may say, output and errors together; 0: no limit. More ends it */
	void (*on_line)(struct wt_child *child, const char *line);                 /* of its output; NULL: dropped */
	void (*on_bytes)(struct wt_child *child, const char *bytes, size_t count); /* in place of on_line */
	void (*on_end)(struct wt_child *child);                                    /* once, when all is read */
	/* valid in on_end and later */
	bool running;
	int64_t status;                     /* exit status */
	int signal;                         /* that ended it, 0: none */
	bool flooded;                       /* it was ended since it said more than it may */
	char errors[WT_CHILD_ERRORS_BYTES]; /* the end of its error output */
	/* child.c's */
	size_t errors_length, line_length;
	uint64_t said_bytes;
	char line[WT_CHILD_LINE_BYTES];
	char chunk[4096];
	uv_process_t process;
	uv_pipe_t input, output, error_output;
	uv_timer_t drain;
	int open_pipes;
	bool exited;
};

/*
 * Starts argv[0]; argv ends with NULL. False: `reason` says why, on_end will not be called, but the loop must still run
 * to release handles.
 */
bool wt_child_start(struct wt_child *child, uv_loop_t *loop, char **argv, struct wt_reason *reason);

/* Sends a signal; nothing happens when the program has ended. */
void wt_child_stop(struct wt_child *child, int signal);

/* Says a line to a child that holds its input: a few bytes, which never wait. */
void wt_child_say(struct wt_child *child, char *line);

/* Tells a child that holds its input that there is no more. */
void wt_child_finish_input(struct wt_child *child);

/* The loop no longer waits for this child; it is still heard. */
void wt_child_forget(struct wt_child *child);

/* What is said of a child that wrote more than it may: "it sent more than 64 KB, ...". */
void wt_child_flood_words(const struct wt_child *child, char *text, size_t room);

/* Copies the last line of what the child said on its error output; empty when it said nothing. */
void wt_child_last_words(const struct wt_child *child, char *text, size_t room);

/* The words that make the desk tool's own program a guard, the second of a program that is measured: see child.c. */
extern const char wt_guard_word[], wt_measured_word[];
int wt_guard_main(int argc, char **argv);

#endif
