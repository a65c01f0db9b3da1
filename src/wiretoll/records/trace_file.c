/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "json_clean.h"
#include "record.h"
#include "record_fields.h"
#include "whole_file.h"

#define CLOCK_MAX_NS (INT64_MAX / 4)
enum { RECORD_MAX_BYTES = 1 << 17, EPOCH_MAX = 65535 };

/* "{EncryptedExtensions}, {Certificate}": braces say that the wire did not show it. */
static void make_label(struct wt_traced_record *to, const json_t *record)
{
	const json_t *messages = json_object_get(record, "messages"), *one;
	bool encrypted = json_is_true(json_object_get(record, "encrypted"));
	char name[64];
	size_t i, length = 0;

	wt_record_text(record, "content", to->content_name, sizeof to->content_name);
	json_array_foreach(messages, i, one) {
		wt_text_copy(name, sizeof name, json_is_string(one) ? json_string_value(one) : "");
		snprintf(to->label + length, sizeof to->label - length, "%s%s%s%s", i ? ", " : "", encrypted ? "{" : "",
			 name, encrypted ? "}" : "");
		length = strlen(to->label);
		to->named = true;
	}
	if (!to->named)
		snprintf(to->label, sizeof to->label, encrypted ? "{%s}" : "%s", to->content_name);
}

static bool take_message(struct wt_traced *traced, const json_t *record, struct wt_reason *reason)
{
	struct wt_traced_record *to = &traced->records[traced->count];
	const char *way = json_string_value(json_object_get(record, "direction"));

	if (traced->count == WT_TRACED_MAX)
		return wt_reason_set(reason, "more 'message' records than a trace has; valid: at most %d",
				     WT_TRACED_MAX);
	if (!way || (strcmp(way, "out") != 0 && strcmp(way, "in") != 0))
		return wt_reason_set(reason, "'direction' is missing or not valid; valid: out, in");
	to->out = !strcmp(way, "out");
	if (!wt_record_number(record, "clock_ns", CLOCK_MAX_NS, &to->ns, reason) ||
	    !wt_record_number(record, "at_ns", CLOCK_MAX_NS, &to->at_ns, reason) ||
	    !wt_record_number(record, "flight", WT_TRACED_MAX, &to->flight, reason) ||
	    !wt_record_number(record, "content_type", UINT8_MAX, &to->content, reason) ||
	    !wt_record_number(record, "record_bytes", RECORD_MAX_BYTES, &to->bytes, reason) ||
	    !wt_record_number(record, "size", INT32_MAX, &traced->size, reason) ||
	    !wt_record_number(record, "try", UINT32_MAX, &traced->number, reason))
		return false;
	to->epoch = to->sequence = -1;
	if (json_object_get(record, "epoch") &&
	    (!wt_record_number(record, "epoch", EPOCH_MAX, &to->epoch, reason) ||
	     !wt_record_number(record, "sequence", CLOCK_MAX_NS, &to->sequence, reason)))
		return false;
	make_label(to, record);
	traced->count++;
	return true;
}

static bool take_run(struct wt_traced *traced, bool server, const json_t *record, struct wt_reason *reason)
{
	const json_t *settings = json_object_get(record, "settings");
	int64_t schema = 0;
	char text[16];

	if (!wt_record_number(record, "schema", INT32_MAX, &schema, reason))
		return false;
	if (schema != WT_RECORD_SCHEMA)
		return wt_reason_set(reason, "schema %lld; this wiretoll reads %d", (long long)schema,
				     WT_RECORD_SCHEMA);
	wt_record_text(record, "role", text, sizeof text);
	if (strcmp(text, server ? "server" : "client") != 0)
		return wt_reason_set(reason,
				     "these are records of a %s; valid: wiretoll trace CLIENT.jsonl "
				     "SERVER.jsonl",
				     *text ? text : "nameless end");
	if (!json_is_true(json_object_get(settings, "trace")))
		return wt_reason_set(reason, "not traced; valid: what a program with --trace recorded");
	traced->server = server;
	wt_record_text(record, "transport", text, sizeof text);
	traced->datagram = !strcmp(text, "dtls");
	wt_record_text(record, "program", traced->program, sizeof traced->program);
	wt_record_text(settings, "tls-version", traced->version, sizeof traced->version);
	return wt_record_number(record, "port", UINT16_MAX, &traced->port, reason);
}

static bool take_line(struct wt_traced *traced, bool server, const char *line, size_t length, bool *begun,
		      struct wt_reason *reason)
{
	json_error_t error;
	json_t *record = wt_json_clean(json_loadb(line, length, JSON_REJECT_DUPLICATES, &error));
	const char *kind = json_string_value(json_object_get(record, "record"));
	bool good = true;

	if (!kind) {
		wt_reason_set(reason, "damaged: %s", record ? "'record' is missing" : error.text);
		json_decref(record);
		return false;
	}
	if (!strcmp(kind, "run")) {
		*begun = true;
		good = take_run(traced, server, record, reason);
	} else if (!*begun) {
		good = wt_reason_set(reason, "damaged: no 'run' record stands before it");
	} else if (!strcmp(kind, "message")) {
		good = take_message(traced, record, reason);
	}
	traced->ended |= !strcmp(kind, "end");
	json_decref(record);
	return good;
}

static bool read_lines(struct wt_traced *traced, bool server, FILE *stream, char **line, struct wt_reason *reason)
{
	struct wt_reason why;
	char text[WT_REASON_BYTES];
	bool begun = false;
	size_t room = 0;
	ssize_t length;

	for (unsigned long number = 1; (length = getline(line, &room, stream)) >= 0; number++) {
		if (take_line(traced, server, *line, (size_t)length, &begun, &why))
			continue;
		wt_text_copy(text, sizeof text, why.text);
		return wt_reason_set(reason, "%.500s line %lu: %.400s", traced->path, number, text);
	}
	if (ferror(stream))
		return wt_reason_set(reason, "%.500s: %s", traced->path, strerror(errno));
	if (!traced->ended)
		return wt_reason_set(reason, "%.500s: cut: there is no 'end' record", traced->path);
	return traced->count || wt_reason_set(reason, "%.500s: no exchange was traced in it", traced->path);
}

bool wt_traced_read(struct wt_traced *traced, const char *path, bool server, struct wt_reason *reason)
{
	FILE *stream = wt_file_open(path, reason);
	char *line = NULL;
	bool good;

	memset(traced, 0, sizeof *traced);
	traced->path = path;
	if (!stream)
		return false;
	good = read_lines(traced, server, stream, &line, reason);
	free(line);
	fclose(stream);
	return good;
}
