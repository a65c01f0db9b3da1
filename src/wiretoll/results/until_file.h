/* SPDX-License-Identifier: GPL-3.0-or-later */
/* until.json in a folder of results: that the end of the run depended on its data, and how it ended. */
#ifndef WT_UNTIL_FILE_H
#define WT_UNTIL_FILE_H

#include "folder.h"

enum wt_until_end {
	WT_UNTIL_STOPPED, /* written while it goes on: a run that was stopped leaves it */
	WT_UNTIL_MET,
	WT_UNTIL_LIMIT,   /* of time */
	WT_UNTIL_ROUNDS,  /* no more of them fit into a plan */
	WT_UNTIL_NO_RATIO /* there is none to wait for */
};

struct wt_until {
	enum wt_until_end end;
	double goal, widest; /* shares; `widest` is NAN without a ratio */
	uint64_t limit_ms;
	uint32_t rounds_asked, rounds_made;
};

bool wt_until_write(const struct wt_until *until, const struct wt_folder *folder, struct wt_reason *reason);

/* Whether the folder has one. What cannot be read counts as stopped, of no known goal (NAN). */
bool wt_until_read(struct wt_until *until, const struct wt_folder *folder);

/* "met", "stopped", "limit of time", ...: as the file has it. */
const char *wt_until_word(enum wt_until_end end);

/* What every form of the report says of it. */
enum { WT_UNTIL_TEXT_BYTES = 512 };
void wt_until_text(const struct wt_until *until, char text[WT_UNTIL_TEXT_BYTES]);

/* The same for programs; NULL: memory is short. */
json_t *wt_until_json(const struct wt_until *until);

#endif
