/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named warnings of what makes figures doubtful, and how much each says against them. */
#ifndef WT_WARNINGS_H
#define WT_WARNINGS_H

#include <stddef.h>

enum { WT_WARNINGS_MAX = 24, WT_WARNING_BYTES = 320 };

/* How much a warning says against the figures. */
enum wt_gravity {
	WT_GRAVE, /* the figures are not to be trusted because of it */
	WT_NOTICE /* the reader should know; the method copes with it, or cannot tell */
};

struct wt_warning {
	enum wt_gravity gravity;
	const char *name;    /* "frequency", "load", ...: constant */
	const char *variant; /* whose figures alone it is about; NULL: the whole run's */
	char text[WT_WARNING_BYTES];
};

struct wt_validity {
	struct wt_warning warnings[WT_WARNINGS_MAX];
	size_t count, grave;
	size_t grave_of_run;            /* those of the grave ones that are about the whole run */
	char summary[WT_WARNING_BYTES]; /* "trusted", or "not trusted: load, governor" */
};

/* Adds a warning; a notice is dropped where there is no room any more. `variant` as in struct wt_warning: not copied. */
void wt_warn_of(struct wt_validity *to, enum wt_gravity gravity, const char *name, const char *variant,
		const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same about the whole run. */
#define WT_WARN(to, gravity, name, ...) wt_warn_of(to, gravity, name, NULL, __VA_ARGS__)

#endif
