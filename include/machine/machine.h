/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run costs that no clock of the process shows: the whole machine's time, the processor's counters. */
#ifndef WT_MACHINE_H
#define WT_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

/* CPU time of all processors together since the machine's start, in steps of `tick_ns`. */
struct wt_machine_cpu {
	uint64_t busy_ns;      /* all but idle, waiting for disks, and stolen */
	uint64_t interrupt_ns; /* of that, in hard and soft interrupts */
	uint64_t stolen_ns;    /* a hypervisor gave it to others */
	uint64_t tick_ns;
};

/* Fills `cpu`. WT_UNSUPPORTED: the system does not tell; `error` says why. Does not allocate. */
enum wt_status wt_machine_cpu(struct wt_machine_cpu *cpu, struct wt_error *error);

/* Memory that can be had now without swapping, in bytes; 0: the system does not tell. */
uint64_t wt_machine_free_bytes(void);

/* The processor's counters for this process, in user mode. WT_CYCLES_INIT: not running. */
struct wt_cycles {
	intptr_t cycles_handle;
	intptr_t instructions_handle;
};

#define WT_CYCLES_INIT                                                                                                 \
	{                                                                                                              \
		.cycles_handle = -1, .instructions_handle = -1                                                         \
	}

/* Starts counting. WT_UNSUPPORTED: this machine or system has no counters, or does not let us. */
enum wt_status wt_cycles_start(struct wt_cycles *counters, struct wt_error *error);

/* Ends counting and tells; harmless when not running (WT_UNSUPPORTED, `error` as it was). */
enum wt_status wt_cycles_stop(struct wt_cycles *counters, uint64_t *cycles, uint64_t *instructions,
			      struct wt_error *error);

#endif
