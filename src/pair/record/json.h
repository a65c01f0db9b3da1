/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes JSON into a fixed buffer: no allocation, no stdio. Commas are set by themselves. */
#ifndef WT_JSON_H
#define WT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The text is always terminated. When something does not fit, `full` is set and the text is void. */
struct wt_json {
	char *text;    /* the caller's */
	size_t room;   /* at least 1 */
	size_t length; /* without the terminator */
	bool full;
};

void wt_json_start(struct wt_json *json, char *text, size_t room);

/* Opens and closes an object ('{', '}') or an array ('[', ']'). */
void wt_json_begin(struct wt_json *json, char bracket);
void wt_json_end(struct wt_json *json, char bracket);

/* The name of the value that follows; it must need no escapes. */
void wt_json_name(struct wt_json *json, const char *name);
/* The same for a name that is made of two parts, as "connect" and "_ns". */
void wt_json_name2(struct wt_json *json, const char *first, const char *second);

/*
 * A string, escaped; NULL gives null. Bytes that are not UTF-8 become U+FFFD.
 * What would be longer than `limit_bytes` with its quotes (0: no limit, else
 * at least 2) is cut between characters.
 */
void wt_json_string(struct wt_json *json, const char *value, size_t limit_bytes);
void wt_json_number(struct wt_json *json, uint64_t value);
void wt_json_bool(struct wt_json *json, bool value);
void wt_json_null(struct wt_json *json);
/* A value that is JSON already. */
void wt_json_raw(struct wt_json *json, const char *value);

/* Name and value in one. */
void wt_json_string_of(struct wt_json *json, const char *name, const char *value);
void wt_json_number_of(struct wt_json *json, const char *name, uint64_t value);
void wt_json_bool_of(struct wt_json *json, const char *name, bool value);

/* Appends bytes as they are (the end of a line). */
void wt_json_append(struct wt_json *json, const char *bytes, size_t count);

#endif
