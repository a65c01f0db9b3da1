/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a probe of a folder told (probe_file.h), for whoever judges or shows it. */
#ifndef WT_PROBE_TOLD_H
#define WT_PROBE_TOLD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cell_data.h"
#include "option.h"
#include "reason.h"
#include "try.h"

enum wt_probe_state {
	WT_PROBE_MISSING, /* not made: an older version, no program for it, a run that ended before */
	WT_PROBE_DONE,
	WT_PROBE_FAILED /* damaged, edited, or of something else; or its program failed */
};

/* What a library does to the vector registers. */
enum wt_registers {
	WT_REGISTERS_UNTOLD, /* the record does not say */
	WT_REGISTERS_CLEAN,
	WT_REGISTERS_DIRTY,
	WT_REGISTERS_UNKNOWN, /* `reason` says why */
	WT_REGISTERS_NONE     /* there are none; `reason` */
};

enum { WT_PROBE_OPERATIONS = 4 };

/* One probe: of a variant on the machine of one end. Times are ratios of the same hash with clean registers; 0: not
 * timed. */
struct wt_probe_told {
	enum wt_probe_state state; /* of its file; unless done, `why` says more and all from `registers` on is void */
	struct wt_reason why;
	char variant[WT_NAME_BYTES];
	enum wt_role role;
	enum wt_registers registers;
	char library[WT_FACT_BYTES], version[WT_FACT_BYTES], reason[2 * WT_FACT_BYTES];
	bool dirty_after[WT_PROBE_OPERATIONS];
	unsigned done; /* operations that the library can do */
	uint32_t hashed_bytes;
	double straight;    /* straight behind the worst operation */
	double behind_copy; /* behind it and a copy by the C library, as in a handshake */
	double soiled;      /* with all registers dirty */
	json_t *record;     /* as it was written; owned */
};

/* Names of operations in records: "key_generation", ... */
extern const char *const wt_probe_operations[WT_PROBE_OPERATIONS];

/* The record of a file, which is to hold one and no more; NULL: `reason` says why not. The caller releases it. */
json_t *wt_probe_record(FILE *file, struct wt_reason *reason);

/* Takes what it tells. False: `reason` says what is wrong with it. */
bool wt_probe_take(struct wt_probe_told *probe, const json_t *record, struct wt_reason *reason);

#endif
