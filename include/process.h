/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a port tells of, and does to, the running process. */
#ifndef WT_PROCESS_H
#define WT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wt_process_usage {
	uint64_t user_cpu_ns;
	uint64_t system_cpu_ns;
	uint64_t voluntary_switches;
	uint64_t involuntary_switches;
};

/* The process's use of the machine so far. Does not block or allocate; costs about 0.3 µs. */
void wt_process_usage(struct wt_process_usage *usage);

/* Resident memory of the process now, in bytes; 0: the system does not tell. Does not allocate. */
uint64_t wt_process_rss_bytes(void);

/*
 * The most of it since this program was started, in bytes; 0: the system does not tell. Not getrusage's, which Linux
 * begins with what the parent held when it started us.
 */
uint64_t wt_process_peak_rss_bytes(void);

/* What libc keeps for a block of its malloc, in bytes: at least what was asked for. */
size_t wt_process_block_bytes(void *memory);

/*
 * Raises the limit of open descriptors to `wanted` as far as the system lets us.
 * Returns the limit that is in force then: less than `wanted` is what there is.
 */
uint64_t wt_process_allow_files(uint64_t wanted);

/* The `index`-th processor that this process may run on, or -1 when there are fewer. */
int wt_process_allowed_cpu(int index);

/* Binds the process to one processor. False when there is none of that number or it is not allowed. */
bool wt_process_pin(int cpu);

/* From now on SIGINT, SIGTERM and SIGUSR1 end waits instead of the process, but one that comes 0.25 s
 * after the first ends the process; SIGPIPE and SIGXFSZ are ignored. */
void wt_stop_catch(void);

/* The signal number that asked us to stop, 0: none so far. */
int wt_stop_requested(void);

/* Whether it was SIGUSR1, by which a server is told that its client is done: then all is well. */
bool wt_stop_is_farewell(void);

/*
 * A standard descriptor that is closed would be the number of the next file, and what is meant for the stream would go
 * there: from now on it is /dev/null. False: there is none.
 */
bool wt_process_open_standard(void);

/* Whether a person sees what is written to this descriptor (1: output, 2: error output). */
bool wt_process_is_terminal(int descriptor);

#endif
