/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Instructions that the board's programs ran under emulation, from what the
 * counting plugin wrote beside the records (src/emulation/guest_count.c).
 */
#ifndef WT_GUEST_H
#define WT_GUEST_H

#include "results_data.h"

struct wt_guest_list {
	double *value; /* whole numbers */
	size_t count, room;
};

/* Of one series: answered tries of whole rounds, cold ones excluded. */
struct wt_guest_series {
	struct wt_guest_list exchange[WT_SIZES_MAX];
	struct wt_guest_list handshake; /* of clients; all sizes together, since it knows none */
	uint32_t not_made;              /* rounds that were not made: no record and no note of a failure */
	uint32_t left_out; /* rounds that were made, whose counts are missing or do not fit to the records */
};

/* Reads the counts of one series. False: memory is short. Allocates; free with wt_guest_free in any case. */
bool wt_guest_read(struct wt_guest_series *guest, const struct wt_results *results, size_t series,
		   struct wt_reason *reason);
void wt_guest_free(struct wt_guest_series *guest);

/* The median; NAN for none. Changes the order of the list. */
double wt_guest_median(struct wt_guest_list *list);

/* The quartiles; NAN for none. Changes the order of the list. */
void wt_guest_quarters(struct wt_guest_list *list, double *lower, double *upper);

#endif
