/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule.h"

#include "clock.h"
#include "process.h"

/* A sleep ends later than it was asked to, by the timer's slack and the way out of an idle state. */
#define AWAKE_NS (200 * WT_NS_PER_US)

static uint64_t span_ns(const struct wt_schedule *schedule, uint32_t tries)
{
	return tries * WT_NS_PER_S / schedule->rate;
}

void wt_schedule_begin(struct wt_schedule *schedule, uint32_t rate, uint32_t tries)
{
	*schedule = (struct wt_schedule){ .rate = rate, .tries = tries, .least_ns = UINT64_MAX };
	if (rate)
		schedule->begin_ns = wt_clock_ns();
}

void wt_schedule_await(struct wt_schedule *schedule, bool with_cpu)
{
	uint64_t cpu_ns;

	if (!schedule->rate)
		return;
	cpu_ns = with_cpu ? wt_thread_cpu_ns() : 0;
	schedule->planned_ns = schedule->begin_ns + span_ns(schedule, schedule->begun);
	if (schedule->planned_ns > wt_clock_ns() + AWAKE_NS)
		wt_clock_sleep_until(schedule->planned_ns - AWAKE_NS);
	while (wt_clock_ns() < schedule->planned_ns && !wt_stop_requested())
		;
	if (with_cpu)
		schedule->idle_cpu_ns += wt_thread_cpu_ns() - cpu_ns;
}

uint64_t wt_schedule_waited_ns(struct wt_schedule *schedule, uint64_t began_ns)
{
	uint64_t waited_ns;

	if (!schedule->rate)
		return 0;
	waited_ns = began_ns > schedule->planned_ns ? began_ns - schedule->planned_ns : 0;
	if (!schedule->begun++)
		schedule->first_ns = began_ns;
	schedule->last_ns = began_ns;
	if (schedule->begun > schedule->tries - schedule->tries / 4 && waited_ns < schedule->least_ns)
		schedule->least_ns = waited_ns;
	return waited_ns;
}

void wt_schedule_put_off(struct wt_schedule *schedule, uint64_t ns)
{
	schedule->begin_ns += ns;
	schedule->first_ns += ns;
}

double wt_schedule_achieved(const struct wt_schedule *schedule)
{
	if (schedule->begun < 2 || schedule->last_ns <= schedule->first_ns)
		return 0.0;
	return (double)(schedule->begun - 1) * (double)WT_NS_PER_S / (double)(schedule->last_ns - schedule->first_ns);
}

bool wt_schedule_beyond(const struct wt_schedule *schedule)
{
	return schedule->rate && schedule->least_ns != UINT64_MAX &&
	       schedule->least_ns > span_ns(schedule, schedule->tries) / 100;
}
