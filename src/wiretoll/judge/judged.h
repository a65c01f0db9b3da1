/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the results mean: the figures that every report prints, whatever its
 * form. NAN stands for a figure that cannot be had.
 */
#ifndef WT_JUDGED_H
#define WT_JUDGED_H

#include "handshake_parity.h"
#include "parity.h"
#include "results_data.h"
#include "verdict.h"
#include "warnings.h"

/* One series at one size, in the unit of the measure (measure.h). */
struct wt_judged_figure {
	size_t count;                               /* samples */
	struct wt_estimate median, tails[WT_TAILS]; /* where 1 of 10, of 100, of 1000 is worse */
	double phases_us[WT_PHASES_CLIENT];         /* medians */
	size_t repeated;                            /* of the samples: a flight of the handshake was sent again */
	double repeated_median, clean_median;       /* of these and of the others; NaN: none of them, or no times */
};

struct wt_judged_series {
	struct wt_judged_figure sizes[WT_SIZES_MAX];
	struct wt_by_round by_round[WT_SIZES_MAX];
	double cold; /* median of the first try of each process */
};

/* Why a contrast has no figure. */
enum wt_bar {
	WT_BAR_NONE,   /* it has one */
	WT_BAR_SERIES, /* one of them failed or is not supported: the series says so */
	WT_BAR_UNLIKE, /* they did not do the same work */
	WT_BAR_OTHER
};

/* A series over its base, at every size. */
struct wt_contrast {
	enum wt_purpose purpose;
	size_t axis;         /* of WT_PURPOSE_AXIS: index into wt_axes */
	size_t series, base; /* indices */
	bool compared;       /* else `bar` and `why` say why there is no figure */
	enum wt_bar bar;
	char why[WT_UNLIKE_BYTES + 64];
	char unlike[WT_UNLIKE_BYTES];         /* not alike, but compared since that was asked for */
	struct wt_handshake_parity handshake; /* of two libraries: how theirs differ, compared or not */
	struct wt_comparison sizes[WT_SIZES_MAX];
	struct wt_comparison all; /* all sizes as one */
};

struct wt_judged {
	const struct wt_results *results; /* the caller's */
	bool allow_unlike;                /* as asked */
	struct wt_judged_series *series;  /* as many as the plan has */
	struct wt_contrast *contrasts;
	size_t contrast_count;
	size_t verdicts; /* that were corrected for their number */
	struct wt_validity validity;
	bool complete; /* every series that can be made is done */
};

/* Gives back what wt_judge allocated. */
void wt_judged_free(struct wt_judged *judged);

/* True for a series that is shown: done or unfinished. `index` may be -1. */
bool wt_judged_usable(const struct wt_results *results, int index);

/* The series of a row and variant (of a plain row the only one), or -1. */
int wt_judged_find(const struct wt_plan *plan, const struct wt_row *row, const char *variant);

/* The series of the plain row that is the baseline of a row, or that it is itself; -1: the plan has none. */
int wt_judged_plain(const struct wt_plan *plan, const struct wt_row *row);

/* The contrast with another library or with plain whose first side is series `index`, or NULL. */
const struct wt_contrast *wt_judged_contrast(const struct wt_judged *judged, enum wt_purpose purpose, int index);

/* That with the first value of an axis, or NULL; `index` < 0: of any series. */
const struct wt_contrast *wt_judged_over_first(const struct wt_judged *judged, size_t axis, int index);

/* The median resolution of the compared contrasts of one purpose at single sizes, and the worst; NAN: none. */
struct wt_judged_resolution {
	double alone, corrected, worst;
};
struct wt_judged_resolution wt_judged_resolution(const struct wt_judged *judged, enum wt_purpose purpose);

/* The same of the first purpose that has one; `*words` say what its differences are: "between libraries", "to plain". */
struct wt_judged_resolution wt_judged_first_resolution(const struct wt_judged *judged, const char **words);

/*
 * What one session takes, by the line through the memory of those held open: of one end's heap or RSS. NULL: not done, or not told: the system does
 * not, or it is the RSS of an emulated program, which is mostly the emulator's.
 */
const struct wt_held_line *wt_hold_line(const struct wt_results *results, size_t series, enum wt_role role, bool rss);

/* Whether this end is not the series' own variant but the same peer throughout. */
bool wt_hold_is_peer(const struct wt_results *results, enum wt_role role);

#endif
