/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields of plan.json, each by a function that writes it, or takes it and checks it, so that one list of fields serves
 * both ways. False: the reason names the field.
 */
#ifndef WT_PLAN_FIELD_H
#define WT_PLAN_FIELD_H

#include <stdint.h>

#include <jansson.h>

#include "reason.h"
#include "settings.h"

struct wt_plan_io {
	json_t *json; /* the object that has the fields */
	struct wt_reason *reason;
	bool writes;
};

/* Says that it is missing or not valid, and what is. Returns false. */
bool wt_field_bad(struct wt_reason *reason, const char *field, const char *valid, ...)
	__attribute__((cold, format(printf, 3, 4)));

/*
 * Fields that do not go together are refused by who refuses a command line, in its words. Says the same of the fields, for whoever has
 * edited the file: "--tries 3" is 'tries' 3. Returns false.
 */
bool wt_field_words(struct wt_reason *reason);

/* Writes it; takes over `value`. */
bool wt_field_put(const struct wt_plan_io *io, const char *field, json_t *value);

/* Plans of older versions lack some fields. */
bool wt_field_lacks(const struct wt_plan_io *io, const char *field);

/* The object of that name; what is not there has no fields. */
struct wt_plan_io wt_field_inner(const struct wt_plan_io *io, const char *field);

bool wt_field_integer(const struct wt_plan_io *io, const char *field, json_int_t *at, json_int_t least,
		      json_int_t most);

bool wt_field_number(const struct wt_plan_io *io, const char *field, uint32_t *at, uint32_t least, uint32_t most);

bool wt_field_large_number(const struct wt_plan_io *io, const char *field, uint64_t *at, json_int_t least,
			   json_int_t most);

/* The number of a core, or WT_CPU_AUTO. */
bool wt_field_core(const struct wt_plan_io *io, const char *field, int *at);

/* One that is missing, as in plans of older versions, is `usual`. */
bool wt_field_flag(const struct wt_plan_io *io, const char *field, bool *at, bool usual);

/* Text that may be empty. */
bool wt_field_any_text(const struct wt_plan_io *io, const char *field, char *at, size_t room);

/* Text that is not. */
bool wt_field_text(const struct wt_plan_io *io, const char *field, char *at, size_t room);

/* A list of texts, each in `room` bytes behind the one before it. */
bool wt_field_texts(const struct wt_plan_io *io, const char *field, char *first, size_t room, size_t most,
		    size_t *count);

#endif
