/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The record that some cells have beside the records of all: those of one mode, and those that hold sessions. A row
 * says how it is read and what it must fit; records/ and results/ know it by its row alone.
 *
 * Each mode of mode_list.h has a row wt_<mode>_records, in its own file; without one nothing links.
 */
#ifndef WT_RECORD_KIND_H
#define WT_RECORD_KIND_H

#include "cell_data.h"
#include "mode_list.h"

struct wt_record_kind {
	const char *name; /* of the record: "session"; NULL: these cells have none, and nothing below is there */
	bool alone;       /* there are no tries beside it, nor what is told of them: `summary`, `handshake`, the heap */
	bool many;        /* a file has several, as one for each size */
	size_t bytes;     /* of what they tell together: a block without pointers, all zero before the first one */

	/*
	 * Reads a record of one end into file->own, which is there. What is told in place of tries goes among those of the
	 * file: a sample at file->timed[file->answered], which has room for the tries that are expected and no more, with
	 * `answered`, `seen`, `place` and `sums` beside it. False: `reason` names the field that is not as it must be.
	 */
	bool (*take)(struct wt_cell_file *file, const struct wt_cell_expected *expected, const json_t *record,
		     struct wt_reason *reason);

	/*
	 * Holds file->own (NULL: there was no such record) against the end, which is there, and the tries. What no try
	 * tells goes from it into the sums of the file.
	 */
	bool (*fit)(struct wt_cell_file *file, const struct wt_cell_expected *expected, struct wt_reason *reason);

	/* How many messages a server answered that tells none by itself. NULL: it tells each in a try. */
	uint64_t (*messages)(const void *own);

	/* Both ends of a whole cell, of a stream or of datagrams. NULL: their tries are compared. */
	bool (*fit_ends)(const void *client, const void *server, bool stream, struct wt_reason *reason);
};

/* The row of a cell, never NULL. */
const struct wt_record_kind *wt_record_kind(const struct wt_cell_expected *expected);

/* Takes a record of the name of that row. False: nothing of it counts, nor of those before it. */
bool wt_record_kind_take(const struct wt_record_kind *kind, struct wt_cell_file *file,
			 const struct wt_cell_expected *expected, const json_t *record, struct wt_reason *reason);

/* hold_file.c, session_file.c and so on. */
extern const struct wt_record_kind wt_held_records;
#define WT_MODE_RECORDS(name, can, words) extern const struct wt_record_kind wt_##name##_records;
WT_MODE_LIST(WT_MODE_RECORDS, WT_MODE_RECORDS)
#undef WT_MODE_RECORDS

#endif
