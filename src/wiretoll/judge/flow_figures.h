/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the flows of a series came to beside their rate. */
#ifndef WT_FLOW_FIGURES_H
#define WT_FLOW_FIGURES_H

#include "judged.h"
#include "stream_told.h"

enum wt_flow_figure {
	WT_FLOW_CLIENT_CPU, /* ns of the thread a byte that this end has sent or received */
	WT_FLOW_SERVER_CPU,
	WT_FLOW_WIRE,    /* bytes on the wire a byte */
	WT_FLOW_RECORD,  /* bytes of the first record on the wire; NAN: plain */
	WT_FLOW_OFFERED, /* datagrams from here on: MB/s that were sent */
	WT_FLOW_LOST,    /* share of those sent */
	WT_FLOW_LATE,    /* behind a later one, and twice: of all flows */
	WT_FLOW_TWICE,
	WT_FLOW_FIGURES
};

struct wt_flow_row {
	const char *name;  /* in JSON and CSV */
	const char *title; /* for a reader */
	int digits;
	double shown; /* of the unit of the name, of that of the title */
	bool datagrams;
};

extern const struct wt_flow_row wt_flow_rows[WT_FLOW_FIGURES];

/* Of a series at a size, an index into those of the plan; all rounds together. NAN: not told, or of streams nothing. */
double wt_flow_figure(const struct wt_results *results, size_t series, size_t size, enum wt_flow_figure figure);

/* The flows of one end, all whole rounds together. False: none is told. */
bool wt_flow_sum(struct wt_stream_told *sum, const struct wt_results *results, size_t series, enum wt_role role);

#endif
