/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a record is made and written, for the files that know what stands in it. */
#ifndef WT_RECORD_LINE_H
#define WT_RECORD_LINE_H

#include "board.h"
#include "json.h"
#include "record.h"

/* False when records are swallowed or an earlier one failed: nothing is to be made. */
bool wt_record_wanted(const struct wt_records *records);

/* Starts a record in the line of `records`: schema, kind and role. */
void wt_record_begin(struct wt_records *records, struct wt_json *json, const char *kind, enum wt_role role);
/* The same of no role. */
void wt_record_begin_plain(struct wt_records *records, struct wt_json *json, const char *kind);

/* Board, variant, compiler and library of this program. `library` NULL: it has none. */
void wt_record_build(struct wt_json *json, const struct wt_library *library);

/* The processor that the program is bound to; below 0: to none. */
void wt_record_cpu(struct wt_json *json, int cpu);

/* Begins "facts" with what the machine is, and reads the rest of `board`. */
void wt_record_begin_facts(struct wt_json *json, struct wt_board *board);

/* What was negotiated, by that name; NULL: not known. */
void wt_record_negotiated(struct wt_json *json, const struct wt_negotiated *agreed);

/* What changes while a board works: governor, frequency, temperature, throttling. Each "unknown" where it is not told. */
void wt_record_state(struct wt_json *json, const struct wt_board_state *state);
/* A number of a board that is never 0 in truth: 0 stands for what it does not tell, and is written as "unknown". */
void wt_record_reported(struct wt_json *json, const char *name, uint64_t number);
void wt_record_answer(struct wt_json *json, const char *name, enum wt_board_answer answer);

/* A count by the name PHASE and WHAT together. One that is 0 is left out: most are, and a reader takes what is absent for
 * 0. */
void wt_record_count(struct wt_json *json, const char *phase, const char *what, uint64_t count);
/* Time and costs of a phase by that name. */
void wt_record_phase(struct wt_json *json, const char *name, const struct wt_phase_cost *cost);

/* Ends the record and writes it whole, or cuts the file back to the record before it. */
enum wt_status wt_record_finish(struct wt_records *records, struct wt_json *json);

#endif
