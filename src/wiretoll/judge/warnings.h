/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named warnings of what makes figures doubtful, and how much each says against them. */
#ifndef WT_WARNINGS_H
#define WT_WARNINGS_H

#include <stdarg.h>
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

/* Adds a warning; for the files that look at a part. `variant` as in struct wt_warning: not copied. */
void wt_validity_warn_of(struct wt_validity *to, enum wt_gravity gravity, const char *name, const char *variant,
			 const char *format, va_list arguments) __attribute__((format(printf, 5, 0)));

/* Adds a notice that only the judge can make; where there is no room any more it is dropped. */
void wt_validity_notice(struct wt_validity *validity, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
