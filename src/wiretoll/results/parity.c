/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell_data.h"
#include "record_fields.h"

const char *const wt_purpose_names[WT_PURPOSES] = { "library", "security", "axis" };

/* Two `run` records of the same end, and where to say what is not alike. */
struct gate {
	enum wt_purpose purpose;
	const struct wt_axis *axis; /* of WT_PURPOSE_AXIS; else NULL */
	const json_t *run, *base;
	const char *end;
	char *unlike; /* WT_UNLIKE_BYTES each */
	char *notes;  /* of two runs: what only one side knows; NULL: both are of one run */
};

/* What was negotiated. Facts that show an axis are told with it. */
static const struct wt_fact facts[] = {
	{ "suite", "suite", "suite_name", true },
	{ "group", "group", "group_name", true },
	{ "peer_signature", "signature", "peer_signature_name", true },
	{ "peer_key", "key", NULL, true },
	{ "peer_key_bits", "key bits", NULL, true },
	{ "peer_chain", "chain", NULL, true },
	{ "peer_authenticated", "peer authenticated", NULL, false },
	{ "resumed", "resumption", NULL, false },
	{ "hello_retries", "hello retries", NULL, false },
	{ "alpn", "protocol over TLS", NULL, false },
	{ "certificate_compression", "certificate compression", NULL, true },
};

/* Settings that name a place or how much is said, not the work. */
static const char *const free_settings[] = {
	"json", "port", "quiet", "verbose", "keep", "tries", "insecure-key-mode", "sizes", "psk-file"
};

/* Options that came later, and what the programs did before they had them. */
static const struct {
	const char *name, *json;
} earlier[] = {
	{ "cid", "0" },       { "counters", "\"off\"" }, { "hold", "0" },       { "key-log", "null" },
	{ "keys", "null" },   { "mode", "\"connect\"" }, { "rebind", "false" }, { "dtls-timer", "1000" },
	{ "trace", "false" }, { "wait", "\"block\"" },   { "seconds", "1" },    { "direction", "\"both\"" },
	{ "bitrate", "0" },   { "rate", "0" },           { "parallel", "1" },   { "streams", "1" },
};

static void add_values(char unlike[WT_UNLIKE_BYTES], const char *end, const char *words, const json_t *mine,
		       const json_t *base)
{
	char left[64], right[64];

	wt_record_shown(base, left, sizeof left);
	wt_record_shown(mine, right, sizeof right);
	wt_text_add(unlike, WT_UNLIKE_BYTES, "; ", "%s%s%s: %s and %s", end, *end ? "'s " : "", words, left, right);
}

static bool untold(const json_t *value)
{
	return !value || json_is_null(value) || (json_is_integer(value) && json_integer_value(value) == 0);
}

static void compare_fact(const struct wt_fact *fact, const json_t *mine, const json_t *other, const char *end,
			 char unlike[WT_UNLIKE_BYTES])
{
	const json_t *a = json_object_get(mine, fact->name), *b = json_object_get(other, fact->name);
	const json_t *named = fact->readable ? json_object_get(mine, fact->readable) : NULL;
	const json_t *other_named = fact->readable ? json_object_get(other, fact->readable) : NULL;

	if (fact->may_be_untold && (untold(a) || untold(b)))
		return;
	if ((!a && !b) || (a && b && json_equal(a, b)))
		return;
	if (json_is_string(named) && json_is_string(other_named) && !json_equal(named, other_named))
		add_values(unlike, end, fact->words, named, other_named);
	else
		add_values(unlike, end, fact->words, a, b);
}

/* Whether a fact that shows an axis has that name. */
static bool shows_axis(const char *name)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (!strcmp(wt_axes[i].fact.name, name))
			return true;
	return false;
}

/* Programs that were started by hand may have had any value in place of the first: over that nothing of the axis is told. */
static void compare_first(const struct gate *gate, const json_t *base)
{
	const struct wt_axis *axis = gate->axis;
	const struct wt_fact *fact = &axis->fact;
	const json_t *told = json_object_get(base, fact->readable ? fact->readable : fact->name);
	char text[WT_FACT_BYTES];

	if ((axis->end && strcmp(axis->end, gate->end) != 0) || !told || json_is_null(told))
		return;
	wt_record_shown(told, text, sizeof text);
	if (!wt_axis_shows(axis, 0, text))
		wt_text_add(gate->unlike, WT_UNLIKE_BYTES, "; ", "%s's %s of the base: %s, not %s", gate->end,
			    fact->words, text, axis->values[0]);
}

static void compare_negotiated(const struct gate *gate)
{
	const json_t *mine = json_object_get(gate->run, "negotiated");
	const json_t *other = json_object_get(gate->base, "negotiated");

	if (!json_is_object(mine) || !json_is_object(other)) {
		if (json_is_object(mine) || json_is_object(other))
			wt_text_add(gate->unlike, WT_UNLIKE_BYTES, "; ",
				    "%s's negotiated parameters: one side tells none", gate->end);
		return;
	}
	if (gate->axis)
		compare_first(gate, other);
	for (size_t i = 0; wt_axes[i].option; i++)
		if (!wt_axis_changes(gate->axis, wt_axes[i].fact.name))
			compare_fact(&wt_axes[i].fact, mine, other, gate->end, gate->unlike);
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (!shows_axis(facts[i].name) && !wt_axis_changes(gate->axis, facts[i].name))
			compare_fact(&facts[i], mine, other, gate->end, gate->unlike);
}

/* How long a server waits for the next client is no work either; the client's is the limit of a try. */
static bool is_free(const struct gate *gate, const char *name)
{
	if ((!strcmp(gate->end, "server") && !strcmp(name, "timeout")) || wt_axis_changes(gate->axis, name))
		return true;
	for (size_t i = 0; i < sizeof free_settings / sizeof *free_settings; i++)
		if (!strcmp(free_settings[i], name))
			return true;
	return false;
}

static bool holds(const json_t *list, const json_t *value)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_equal(json_array_get(list, i), value))
			return true;
	return false;
}

/* Each round has them in another order, so only the set is compared. */
static void compare_sizes(const json_t *run, const json_t *base, const char *end, char unlike[WT_UNLIKE_BYTES])
{
	const json_t *a = json_object_get(json_object_get(run, "settings"), "sizes");
	const json_t *b = json_object_get(json_object_get(base, "settings"), "sizes");
	bool alike = json_array_size(a) == json_array_size(b);

	for (size_t i = 0; alike && i < json_array_size(a); i++)
		alike = holds(b, json_array_get(a, i));
	if (!alike)
		add_values(unlike, end, "sizes", a, b);
}

/* What a program without that option did, NULL: not known. Owned by the caller. */
static json_t *earlier_value(const char *name)
{
	for (size_t i = 0; i < sizeof earlier / sizeof *earlier; i++)
		if (!strcmp(earlier[i].name, name))
			return json_loads(earlier[i].json, JSON_DECODE_ANY, NULL);
	for (size_t i = 0; wt_axes[i].option; i++)
		if (!wt_axes[i].is_protocol && !strcmp(wt_axes[i].option, name))
			return json_string(wt_axes[i].values[0]);
	return NULL;
}

static bool versions_differ(const json_t *run, const json_t *base)
{
	const json_t *a = json_object_get(run, "version"), *b = json_object_get(base, "version");

	return a && b && !json_equal(a, b);
}

/*
 * A setting that one side does not know. Within a run that is a difference; of
 * programs of two versions it says that the option is new: it is held against
 * what the older one did where that is known, and else told beside.
 */
static void one_sided(const struct gate *gate, const char *name, const json_t *mine, const json_t *other)
{
	json_t *before;

	if (!gate->notes || !versions_differ(gate->run, gate->base)) {
		add_values(gate->unlike, gate->end, name, mine, other);
		return;
	}
	before = earlier_value(name);
	if (!before)
		add_values(gate->notes, gate->end, name, mine, other);
	else if (!json_equal(before, mine ? mine : other))
		add_values(gate->unlike, gate->end, name, mine ? mine : before, other ? other : before);
	json_decref(before);
}

/* A secure program has more settings than a plain one; what both have must be alike. */
static void compare_settings(const struct gate *gate)
{
	json_t *mine = json_object_get(gate->run, "settings");
	json_t *other = json_object_get(gate->base, "settings"), *value;
	const char *name;

	json_object_foreach(mine, name, value) {
		const json_t *b = json_object_get(other, name);

		if (is_free(gate, name) || (!b && gate->purpose == WT_PURPOSE_SECURITY))
			continue;
		if (!b)
			one_sided(gate, name, value, NULL);
		else if (!json_equal(value, b))
			add_values(gate->unlike, gate->end, name, value, b);
	}
	if (gate->purpose == WT_PURPOSE_SECURITY)
		return;
	json_object_foreach(other, name, value)
		if (!is_free(gate, name) && !json_object_get(mine, name))
			one_sided(gate, name, NULL, value);
}

static void compare_part(const json_t *run, const json_t *base, const char *end, const char *part, const char *field,
			 const char *words, char unlike[WT_UNLIKE_BYTES])
{
	const json_t *a = part ? json_object_get(run, part) : run;
	const json_t *b = part ? json_object_get(base, part) : base;

	a = json_object_get(a, field);
	b = json_object_get(b, field);
	if (a && b && !json_equal(a, b))
		add_values(unlike, end, words, a, b);
}

static void compare_runs(const struct gate *gate)
{
	const json_t *run = gate->run, *base = gate->base;
	const char *end = gate->end;
	char *unlike = gate->unlike;
	/* What a closing looks like is a transport's own: DTLS has one, UDP has none. */
	bool datagram = gate->purpose == WT_PURPOSE_SECURITY &&
			json_is_null(json_object_get(json_object_get(base, "socket"), "closes_first"));

	if (gate->purpose != WT_PURPOSE_SECURITY)
		compare_negotiated(gate);
	compare_settings(gate);
	compare_sizes(run, base, end, unlike);
	compare_part(run, base, end, "socket", "nodelay", "NODELAY", unlike);
	if (!datagram)
		compare_part(run, base, end, "socket", "closes_first", "who closes first", unlike);
	compare_part(run, base, end, NULL, "family", "address family", unlike);
	compare_part(run, base, end, NULL, "environment", "environment", unlike);
	compare_part(run, base, end, NULL, "board", "board", unlike);
	compare_part(run, base, end, NULL, "cpu", "core", unlike);
	compare_part(run, base, end, "facts", "machine", "machine", unlike);
	compare_part(run, base, end, "facts", "cpu", "processor", unlike);
	compare_part(run, base, end, "facts", "governor", "governor", unlike);
}

bool wt_parity_runs(enum wt_purpose purpose, const struct wt_axis *axis, const json_t *run, const json_t *base,
		    const char *end, char unlike[WT_UNLIKE_BYTES])
{
	compare_runs(&(struct gate){ purpose, axis, run, base, end, unlike, NULL });
	return !*unlike;
}

bool wt_parity_rounds(const json_t *run, const json_t *first, const char *end, char unlike[WT_UNLIKE_BYTES])
{
	compare_runs(&(struct gate){ WT_PURPOSE_LIBRARY, NULL, run, first, end, unlike, NULL });
	compare_part(run, first, end, NULL, "version", "version of wiretoll", unlike);
	compare_part(run, first, end, NULL, "variant", "variant", unlike);
	compare_part(run, first, end, "library", "name", "library", unlike);
	compare_part(run, first, end, "library", "version", "version of the library", unlike);
	compare_part(run, first, end, "library", "build", "build of the library", unlike);
	compare_part(run, first, end, "build", "compiler", "compiler", unlike);
	compare_part(run, first, end, "build", "cflags", "flags of the compiler", unlike);
	compare_part(run, first, end, "facts", "kernel", "kernel", unlike);
	compare_part(run, first, end, "facts", "model", "model", unlike);
	compare_part(run, first, end, "facts", "cores", "number of cores", unlike);
	return !*unlike;
}

void wt_parity_sessions(const json_t *ended, const char *end, char unlike[WT_UNLIKE_BYTES])
{
	json_int_t count = json_integer_value(json_object_get(ended, "unlike_sessions"));
	char field[32];

	if (count == 0)
		return;
	wt_record_shown(json_object_get(ended, "unlike_in"), field, sizeof field);
	wt_text_add(unlike, WT_UNLIKE_BYTES, "; ", "%s's sessions: %lld unlike its first one (%s)", end,
		    (long long)count, field);
}

/* `notes`: NULL within one run. */
static bool compare_ends(enum wt_purpose purpose, const struct wt_axis *axis, const struct wt_series_results *series,
			 const struct wt_series_results *base, char unlike[WT_UNLIKE_BYTES],
			 char notes[WT_UNLIKE_BYTES])
{
	*unlike = '\0';
	compare_runs(&(struct gate){ purpose, axis, series->client_run, base->client_run, "client", unlike, notes });
	compare_runs(&(struct gate){ purpose, axis, series->server_run, base->server_run, "server", unlike, notes });
	if (*series->rounds_unlike)
		wt_text_add(unlike, WT_UNLIKE_BYTES, "; ", "the rounds of one side are unlike: %s",
			    series->rounds_unlike);
	if (*base->rounds_unlike)
		wt_text_add(unlike, WT_UNLIKE_BYTES, "; ", "the rounds of the other side are unlike: %s",
			    base->rounds_unlike);
	return !*unlike;
}

bool wt_parity(enum wt_purpose purpose, const struct wt_axis *axis, const struct wt_series_results *series,
	       const struct wt_series_results *base, char unlike[WT_UNLIKE_BYTES])
{
	return compare_ends(purpose, axis, series, base, unlike, NULL);
}

bool wt_parity_changes(const struct wt_series_results *series, const struct wt_series_results *base,
		       char unlike[WT_UNLIKE_BYTES], char notes[WT_UNLIKE_BYTES])
{
	*notes = '\0';
	return compare_ends(WT_PURPOSE_LIBRARY, NULL, series, base, unlike, notes);
}
