/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the TLS library does to the vector registers (vectors.h), and what that costs on
 * this processor: whether single operations leave them dirty, and the time of its SHA-256
 * right behind those that do, as they were left and after cleaning.
 */
#ifndef WT_PROBE_H
#define WT_PROBE_H

#include "error.h"
#include "options.h"
#include "record.h"
#include "transport.h"
#include "vectors.h"
#include "work.h"

enum { WT_PROBE_OPERATIONS = WT_WORK_SHA256, WT_PROBE_REPEATS = 4, WT_PROBE_TIMINGS = 15 };

/*
 * Times are of WT_WORK_HASHED_BYTES, about what a handshake hashes: the fastest of WT_PROBE_TIMINGS; 0: not taken.
 * Between an operation and the next hash a TLS library copies messages. Where the C library copies by 256-bit registers
 * of the older kind it cleans them (glibc's memcpy on processors without AVX-512), elsewhere it does not: so the time
 * behind a copy tells what handshakes meet on this machine, and the one straight behind it the worst.
 */
struct wt_probe_operation {
	char lacks[WT_ERROR_TEXT_BYTES]; /* empty: it was done; else why this build of the library cannot */
	unsigned dirty;                  /* of WT_PROBE_REPEATS, after how many the registers were dirty */
	uint64_t left_ns;                /* of one that leaves them so: hashed straight behind it */
	uint64_t copied_ns;              /* behind it and a copy by the C library */
	uint64_t cleaned_ns;             /* behind it, after we cleaned them */
};

/* The same hash alone; some processors mind one register more than another, so `soiled` is all of them dirty. */
struct wt_probe_hash {
	char lacks[WT_ERROR_TEXT_BYTES];
	uint64_t clean_ns, soiled_ns;
	unsigned soiled_at_end; /* of WT_PROBE_TIMINGS with dirty ones, after how many they still were */
};

struct wt_probe {
	enum wt_vectors answer;               /* all below is void unless WT_VECTORS_TOLD */
	char reason[WT_VECTORS_REASON_BYTES]; /* of another answer */
	struct wt_probe_operation operations[WT_PROBE_OPERATIONS];
	struct wt_probe_hash hash;
};

/*
 * Does it; some milliseconds. Nothing but what the library lacks is a failure: then `error` says
 * why (the library cannot be made ready).
 */
enum wt_status wt_probe_make(struct wt_probe *probe, const struct wt_work_table *work, const char *openssl_conf,
			     struct wt_error *error);

/* "clean", "dirty", "unknown" (not told, or nothing could be done) or "not applicable". */
const char *wt_probe_state(const struct wt_probe *probe);

/* How many times as long the hash takes behind the worst operation and a copy; 0: none leaves them dirty, or not timed. */
double wt_probe_factor(const struct wt_probe *probe);
/* The same straight behind it. */
double wt_probe_straight_factor(const struct wt_probe *probe);

/* The name of an operation in records: "key_generation", ... */
const char *wt_probe_operation(enum wt_work work);

/* Writes the record; `cpu` is the processor that we are bound to, -1: none. */
enum wt_status wt_records_probe(struct wt_records *records, const struct wt_probe *probe, const char *program,
				const struct wt_library *library, int cpu);

/* One line for a person, without the program's name. */
void wt_probe_line(const struct wt_probe *probe, const struct wt_library *library, char *text, size_t text_bytes);

/* The program: reads the command line, does it, tells it. Returns the exit status, as the mains of pair.h. */
int wt_probe_main(const struct wt_program *program, const struct wt_transport *transport,
		  const struct wt_work_table *work, int argc, char **argv);

#endif
