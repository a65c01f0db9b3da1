/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variants of a run side by side: what each build takes in flash, time and RAM. Computed here, rendered elsewhere. */
#ifndef WT_BUILDS_H
#define WT_BUILDS_H

#include "judged.h"

enum wt_build_figure {
	WT_BUILD_FLASH,   /* text of the secure program over that of one plain one, bytes */
	WT_BUILD_TIME,    /* median of an exchange, in the unit of the measure */
	WT_BUILD_RATIO,   /* that over the plain transport's; of instructions over the first variant's */
	WT_BUILD_HEAP,    /* highest of an exchange, bytes */
	WT_BUILD_STACK,   /* highest, bytes */
	WT_BUILD_SESSION, /* heap of a session, bytes */
	WT_BUILD_FIGURES
};

struct wt_build_value {
	double value;    /* NAN: not available */
	const char *why; /* it is not; else empty */
	bool shared;     /* it is not, since the TLS library is a shared one */
};

struct wt_build {
	const char *variant;
	const struct wt_measure *measure; /* that of all */
	const struct wt_run_record *run;  /* NULL: nothing of it has run */
	bool unsupported, failed;         /* the row that is shown */
	struct wt_build_value figure[WT_BUILD_FIGURES];
};

/* All strings live as long as the results. */
struct wt_builds {
	const struct wt_row *row; /* the one that stands for all: TLS 1.3, or the plan's first secure one; NULL: none */
	enum wt_role end;         /* the board's; the client's where both are */
	uint32_t bytes;           /* of the messages: the largest size */
	uint32_t held;            /* sessions that RAM a session is of; 0: of one that is open */
	const struct wt_plan_mode *mode;
	const struct wt_measure *measure; /* what is told: time, or of an emulated core instructions */
	bool counted;                     /* it is instructions */
	bool handshakes;                  /* of handshakes, not of exchanges: an emulated client's */
	const char *first;                /* variant that ratios of instructions are over */
	const char *plain_of;             /* variant whose plain program all flash is over; NULL: there is none */
	struct wt_build list[WT_NAMES_MAX];
	size_t count;
};

/* Nothing to free. */
void wt_builds_make(struct wt_builds *builds, const struct wt_judged *judged);

/* What a figure is called, its unit in it: "heap_bytes". Returns `text` or a constant. */
const char *wt_build_name(const struct wt_builds *builds, enum wt_build_figure figure,
			  char text[WT_MEASURE_FIELD_BYTES]);

#endif
