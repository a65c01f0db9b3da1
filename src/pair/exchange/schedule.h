/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open loop (--rate): the tries of a size begin at planned times, whatever became of those before. One client makes one
 * try at a time, so that what is planned while another one goes on waits, and its time counts from the plan: what a
 * closed loop does not see (coordinated omission).
 */
#ifndef WT_SCHEDULE_H
#define WT_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

/* Zero-initialised: a closed loop, where the next try begins when the last one has ended. */
struct wt_schedule {
	uint32_t rate; /* tries a second; 0: a closed loop */
	uint32_t tries, begun;
	uint64_t begin_ns;    /* monotonic: when the first one is planned */
	uint64_t planned_ns;  /* when the one under way is */
	uint64_t first_ns;    /* when the first one did begin */
	uint64_t last_ns;     /* and the last one so far */
	uint64_t least_ns;    /* of the last quarter, the shortest time behind the plan */
	uint64_t idle_cpu_ns; /* CPU time of the thread that waiting for planned times took, where it was asked for */
};

/* A size begins, with so many tries: the first one is planned now. */
void wt_schedule_begin(struct wt_schedule *schedule, uint32_t rate, uint32_t tries);

/*
 * Waits until the next try is planned, or until a signal asks us to stop; not at all where that is past. Sleeps, but for
 * the last moment, since who sleeps wakes up late. `with_cpu`: idle_cpu_ns grows by what that took.
 */
void wt_schedule_await(struct wt_schedule *schedule, bool with_cpu);

/* The try under way began at that time, monotonic: how long after its plan, in ns. Of a closed loop 0. */
uint64_t wt_schedule_waited_ns(struct wt_schedule *schedule, uint64_t began_ns);

/* What is planned from here on comes so much later: we were at work on something that is no try. */
void wt_schedule_put_off(struct wt_schedule *schedule, uint64_t ns);

/* Tries that did begin a second; 0: fewer than two have. */
double wt_schedule_achieved(const struct wt_schedule *schedule);

/* Whether even the least late of the last quarter was behind the plan by a hundredth of all that was planned. */
bool wt_schedule_beyond(const struct wt_schedule *schedule);

#endif
