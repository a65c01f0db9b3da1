/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a run with --rate: whether its tries began when they were planned. */
#ifndef WT_OPEN_LOOP_H
#define WT_OPEN_LOOP_H

#include <stdbool.h>
#include <stddef.h>

#include "results_data.h"

struct wt_open_loop {
	double achieved; /* tries that did begin a second, all whole rounds together; NAN: fewer than two */
	double waited_p50_us, waited_p99_us; /* behind their plan; NAN: there is none */
	bool beyond;                         /* in most rounds none of the last quarter was in time: the queue grows */
};

/* Of one size of a series. False: it was no open loop, nothing was answered, or memory is short. */
bool wt_open_loop(const struct wt_results *results, size_t series, size_t size, struct wt_open_loop *to);

#endif
