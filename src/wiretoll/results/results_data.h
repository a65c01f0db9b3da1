/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a folder of results holds, as it was read: samples, counts, and what is wrong with it. */
#ifndef WT_RESULTS_DATA_H
#define WT_RESULTS_DATA_H

#include <stdint.h>

#include "cell_data.h"
#include "board_health.h"
#include "folder.h"
#include "held_told.h"
#include "plan.h"
#include "probe_place.h"
#include "probe_told.h"
#include "programs.h"
#include "sample.h"
#include "until_file.h"

enum { WT_UNLIKE_BYTES = 640 };

enum wt_series_state {
	WT_SERIES_DONE,       /* every round is there and whole */
	WT_SERIES_UNFINISHED, /* rounds are missing */
	WT_SERIES_FAILED,     /* a round failed or cannot be read; `why` says it */
	WT_SERIES_UNSUPPORTED
};

/* What a series' rounds tell of the machine while they ran, all together. */
struct wt_machine {
	uint64_t switches;               /* involuntary, of both ends */
	uint64_t tries;                  /* that these fell into, the cold ones too */
	double busy_ns, own_ns, loop_ns; /* of the machine, of both ends, how long; 0: not told */
	double stolen_ns, tick_ns;       /* the coarsest step of both */
	uint32_t rounds, told;           /* whole ones; those of them that tell of the machine */
	struct wt_board_health client_board, server_board;
};

enum wt_extra_state {
	WT_EXTRA_NONE, /* not planned, or nothing that this series can do */
	WT_EXTRA_DONE,
	WT_EXTRA_MISSING, /* not made, or its records are cut; `why` says which */
	WT_EXTRA_FAILED   /* refused or failed, or cannot be read; `why` says it */
};

/* A cell behind the rounds. */
struct wt_extra {
	enum wt_extra_state state;
	struct wt_reason why;
};

/* The sessions that a series held open at once. */
struct wt_hold_results {
	struct wt_extra cell;
	struct wt_held client, server; /* when done */
};

/* What the record of the mode told in one round (record_kind.h); NULL: there is none, or the round is not whole. */
struct wt_own_told {
	void *client, *server;
};

/* Instructions that an emulated core counted: over whole rounds, NAN where there are none. */
struct wt_guest_figures {
	double exchange[WT_SIZES_MAX];                   /* medians */
	double lower[WT_SIZES_MAX], upper[WT_SIZES_MAX]; /* quartiles */
	double handshake;                                /* of clients; all sizes together */
	uint32_t not_made; /* rounds that were not made: no record and no note of a failure */
	uint32_t left_out; /* rounds that were made, whose counts are missing or do not fit to the records */
};

struct wt_series_results {
	enum wt_series_state state;
	struct wt_reason why;
	uint32_t rounds_done;
	bool round_done[WT_ROUNDS_MAX];                     /* the others are to be made, or made again */
	uint64_t planned, answered, lost, failed, not_made; /* planned = the sum of the others */
	uint64_t unmatched;                                 /* answered tries that the server has no record of */
	struct wt_sample_list sizes[WT_SIZES_MAX];          /* answered tries by size, of whole rounds */
	struct wt_sample_list cold;                         /* the first try of each process */
	struct wt_run_record run;                           /* of the client, first round */
	struct wt_negotiated_record negotiated;             /* as the client tells, first round */
	bool server_authenticated_client;
	json_t *client_run, *server_run; /* the `run` records of the first round; owned */
	uint32_t first_round;            /* that these are of */
	json_t *handshake; /* the client's `handshake` record of the first round that has a clean one; NULL: none; owned */
	struct wt_cost_sums client_sums[WT_SIZES_MAX], server_sums[WT_SIZES_MAX];
	struct wt_end_costs client_end, server_end; /* of all whole rounds; owned */
	struct wt_machine machine;
	struct wt_extra heap; /* the cell that counts it; what it told stands in the sums and the ends' costs */
	struct wt_hold_results hold;
	struct wt_own_told *own;             /* by round; NULL: none of them has any; owned */
	uint64_t unseen;                     /* messages that never came to a server that tells how many did */
	struct wt_guest_figures guest;       /* under --run qemu-user */
	char rounds_unlike[WT_UNLIKE_BYTES]; /* the first round that is not like the first one, and in what */
};

/* From the first to the last of them, by the clients' monotonic clock, or the wall clock where they tell no boot. */
struct wt_span {
	uint64_t first_ns, last_ns;
};

/* Of the libraries, one a variant and machine. */
struct wt_probes {
	struct wt_probe_told list[WT_PROBES_MAX];
	size_t count;
};

struct wt_results {
	struct wt_folder folder;
	char origin[WT_FOLDER_NAME_BYTES]; /* the folder that the records were written to, as they tell */
	struct wt_plan plan;
	struct wt_run_record board;           /* facts of the board; library void */
	struct wt_series_results *series;     /* as many as the plan has; owned */
	struct wt_span rounds[WT_ROUNDS_MAX]; /* when their clients started */
	bool depends;                         /* its end depended on its data: `until` tells how */
	struct wt_until until;
	struct wt_probes probes;
	struct wt_programs programs;   /* what they take in flash; owned */
	struct wt_reason programs_why; /* why that is not known; empty: it is */
};

#endif
