/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one end recorded of a traced exchange: the `message` records of its file (docs/results.md). */
#ifndef WT_TRACE_FILE_H
#define WT_TRACE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason.h"

enum { WT_TRACED_MAX = 128, WT_TRACED_LABEL_BYTES = 192 };

/* One TLS or DTLS record, as this end sent or received it. */
struct wt_traced_record {
	int64_t ns;    /* on this end's monotonic clock */
	int64_t at_ns; /* since this end's exchange began */
	int64_t content, bytes, flight;
	int64_t epoch, sequence; /* -1: the header does not tell */
	bool out, named;
	char label[WT_TRACED_LABEL_BYTES]; /* its messages, else its content; in braces where encrypted */
	char content_name[24];
};

struct wt_traced {
	const char *path; /* the caller's */
	bool server, datagram, ended;
	char program[24], version[8];
	int64_t port, size, number; /* of the traced try */
	struct wt_traced_record records[WT_TRACED_MAX];
	size_t count;
};

/*
 * Reads a file of the end that is asked for. False: `reason` names the file and
 * what is wrong: cannot be read, damaged, cut, of the other end, not traced.
 */
bool wt_traced_read(struct wt_traced *traced, const char *path, bool server, struct wt_reason *reason);

#endif
