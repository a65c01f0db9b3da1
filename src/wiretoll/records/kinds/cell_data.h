/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the records of one program of a pair tell of one cell (docs/results.md). */
#ifndef WT_CELL_DATA_H
#define WT_CELL_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "cell_id.h"
#include "end_costs.h"
#include "flights_file.h"
#include "sample.h"
#include "settings.h"
#include "try.h"

struct wt_plan;
struct wt_record_kind;
struct wt_series;

enum { WT_FACT_BYTES = 96 };

/* What a `run` record tells, as far as the report says it. Empty text: not told. */
struct wt_run_record {
	char library[WT_FACT_BYTES]; /* "wolfSSL" */
	char library_version[WT_FACT_BYTES];
	char model[WT_FACT_BYTES], cpu[WT_FACT_BYTES], machine[WT_FACT_BYTES];
	char kernel[WT_FACT_BYTES], governor[WT_FACT_BYTES];
	int64_t cores;
};

/* What was negotiated: numbers of the registries, and names for the reader. */
struct wt_negotiated_record {
	bool known;
	int64_t version, suite, group, peer_signature, peer_key_bits, peer_chain, hello_retries;
	bool peer_authenticated, resumed;
	char version_name[24], suite_name[64], group_name[32], peer_signature_name[40], peer_key[16], psk[16];
};

/* What each phase of a try tells besides its time: the ends of the fields' names, in the order of writing. */
#define WT_PHASE_COSTS(X, with)                                                                                        \
	X(with, cpu_ns) X(with, bytes_out) X(with, bytes_in) X(with, sends) X(with, receives) X(with, round_trips)

#define WT_PHASE_SUM(with, cost) uint64_t cost;

/* What the answered tries of one size cost on one end besides time, all phases together. */
struct wt_cost_sums {
	WT_PHASE_COSTS(WT_PHASE_SUM, )
	uint64_t tries, retransmissions;
	uint64_t
		elapsed_ns; /* of a client: from the first of them to the last, others and closing among them; 0: not told */
	uint64_t flow_bytes; /* of flows: what was sent, or received, in their writes; 0: they are none */
	uint64_t close_bytes_out, close_bytes_in; /* of these, while closing: a server does not count them */
	uint64_t heap_tries;                      /* that counted the heap; of these the highest: */
	uint64_t heap_peak_bytes, heap_session_bytes, heap_allocations;
	uint64_t heap_least_peak_bytes, heap_least_session_bytes; /* and the least, since they repeat */
	uint64_t heap_allocations_all;                            /* of all of them */
};

/* What a client's tries of one size came to, cold ones excluded. */
struct wt_size_tally {
	uint64_t answered, lost, failed;
	uint64_t least_ns, most_ns; /* of the answered ones */
	uint64_t all_ns;            /* of all of them */
	bool summed;                /* its summary was read, which ends the size */
};

/* What the end of a program tells of the machine while it ran; -1: not told. */
struct wt_machine_record {
	int64_t loop_ns, loop_cpu_ns, machine_busy_ns, machine_stolen_ns;
	int64_t involuntary_switches;
	int64_t tick_ns; /* the step of busy and stolen time */
};

/* Of a try: what its record told. 0: there is none. */
enum wt_seen { WT_SEEN_ANSWERED = 1, WT_SEEN_UNANSWERED, WT_SEEN_REPEATED /* answered; flights were sent again */ };

struct wt_cell_file {
	bool present; /* there is such a file */
	bool has_run, has_end, end_ok;
	bool all_lost;  /* its end is not well only since every try was lost: the round is whole, without figures */
	bool truncated; /* the last line is not whole: the program was killed */
	struct wt_run_record run;
	struct wt_negotiated_record negotiated;
	uint64_t answered, lost, failed; /* tries counted here, cold ones excluded */
	uint64_t end_answered, end_lost, end_failed, end_not_made;
	struct wt_machine_record machine;
	struct wt_end_costs end_costs;            /* of this round; freed with the file */
	struct wt_cost_sums sums[WT_SIZES_MAX];   /* by index of size */
	struct wt_size_tally tally[WT_SIZES_MAX]; /* of a client, by index of size */
	json_t *record;                           /* the `run` record as it stands in the file; owned */
	json_t *end;                              /* the `end` record; owned */
	json_t *handshake;                        /* the `handshake` record, NULL: none; owned */
	struct wt_cold_bytes cold_bytes;          /* of the first try, against it */
	struct wt_sample *timed;                  /* of a client: `answered` of them, none cold; allocated */
	struct wt_sample cold;                    /* of a client: its first try; total_ns 0: it was not answered */
	const struct wt_record_kind *kind;        /* of `own`, which NULL says nothing of */
	void *own;                                /* what the record of its mode or purpose tells; NULL: none; owned */
	uint8_t *seen;                            /* sizes × (tries + 1): enum wt_seen; allocated */
	size_t seen_count;
};

void wt_cell_file_free(struct wt_cell_file *file);

/*
 * Whether one end received what the other one sent: all of it, or no more than that. What is 0 was not told. `where`
 * begins the reason: "at 64 bytes".
 */
bool wt_cell_bytes_fit(const char *where, const char *from, uint64_t out, const char *to, uint64_t in, bool all,
		       struct wt_reason *reason);

/* What these costs are divided by: tries, or MB of flows (1 MB is 10^6 bytes). NAN: there were none. */
double wt_cost_units(const struct wt_cost_sums *sums);
/* Whether so much of a program's work fits into the time that its end tells; where it tells none it does. A hundredth and 1 ms are
 * the clocks'. */
bool wt_cell_time_fits(const struct wt_cell_file *file, uint64_t ns);

void wt_cost_sums_add(struct wt_cost_sums *to, const struct wt_cost_sums *from);
/* Its heap alone: what was measured in tries that are counted elsewhere stays out. */
void wt_cost_sums_add_heap(struct wt_cost_sums *to, const struct wt_cost_sums *from);

struct wt_cell_expected {
	const struct wt_plan *plan;
	const struct wt_series *series;
	uint32_t tries; /* of this round; 0 in a cell that holds sessions */
	bool server;
	enum wt_cell_purpose purpose;
};

#endif
