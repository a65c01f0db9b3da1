/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "handshake_flights.h"

#include <stdlib.h>
#include <string.h>

#include "tls_registry.h"

/*
 * An ECDSA signature is written in as many bytes as its two numbers need (X.690
 * 8.3): 70 to 72 for P-256, less by one with a chance of 1 in 256 for each. A
 * compressed certificate is hundreds of bytes off.
 */
enum { SIGNATURE_SLACK = 6, NAMES_MAX = 64 };

static const char encrypted_words[] = "encrypted record";

/* The messages of one flight on one side, by name; records of several messages count once for each. */
struct names {
	size_t count;
	const char *name[NAMES_MAX];
	int64_t bytes[NAMES_MAX]; /* of the record, where it holds this message alone; else -1 */
};

static const json_t *flight_of(const json_t *record, size_t index)
{
	return json_array_get(json_object_get(record, "flights"), index);
}

static bool is_unnamed(const json_t *record)
{
	return json_is_true(json_object_get(record, "encrypted")) &&
	       !json_array_size(json_object_get(record, "messages"));
}

/* Whether one side does not know what an encrypted record of this flight holds: then none is compared by name. */
static bool any_unnamed(const json_t *flight)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(flight, "records"), i, one)
		if (is_unnamed(one))
			return true;
	return false;
}

static void add_name(struct names *names, const char *name, int64_t bytes)
{
	if (names->count == NAMES_MAX)
		return;
	names->name[names->count] = name;
	names->bytes[names->count++] = bytes;
}

static void collect(struct names *names, const json_t *flight, bool nameless)
{
	const json_t *record, *message;
	size_t i, k;

	names->count = 0;
	json_array_foreach(json_object_get(flight, "records"), i, record) {
		const json_t *messages = json_object_get(record, "messages");
		int64_t bytes = json_integer_value(json_object_get(record, "bytes"));
		bool encrypted = json_is_true(json_object_get(record, "encrypted"));

		if (encrypted && nameless)
			add_name(names, encrypted_words, bytes);
		else if (!json_array_size(messages))
			add_name(names, wt_content_words(json_integer_value(json_object_get(record, "content"))),
				 bytes);
		else
			json_array_foreach(messages, k, message)
				add_name(names, json_string_value(message),
					 json_array_size(messages) == 1 ? bytes : -1);
	}
}

static size_t count_of(const struct names *names, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < names->count; i++)
		count += !strcmp(names->name[i], name);
	return count;
}

/* Messages of which `mine` has more than `other`. */
static void compare_names(struct wt_comparing *c, size_t flight, const struct names *mine, const struct names *other,
			  bool in_base)
{
	const char *side = (in_base ? c->base : c->series)->name;

	for (size_t i = 0; i < mine->count; i++) {
		struct wt_difference difference = {
			.kind = WT_DIFFERS_MESSAGE, .where = mine->name[i], .more_in_base = in_base, .refuses = true
		};
		size_t here = count_of(mine, mine->name[i]), there = count_of(other, mine->name[i]);

		if (here > there && there == 0)
			wt_difference_add(c, difference, "%s alone sends %s in flight %zu", side, mine->name[i],
					  flight + 1);
		else if (here > there)
			wt_difference_add(c, difference, "%s sends %s %zu times in flight %zu, the other %zu", side,
					  mine->name[i], here, flight + 1, there);
	}
}

/* Hellos are compared by what stands in them. */
static bool is_hello(const char *name)
{
	return !strcmp(name, "ClientHello") || !strcmp(name, "ServerHello") || !strcmp(name, "HelloRetryRequest");
}

static bool holds_signature(const char *name)
{
	return !strcmp(name, "CertificateVerify") || !strcmp(name, "ServerKeyExchange") || name == encrypted_words;
}

/* The bytes of each message that both sides send, the n-th of a name with the n-th. */
static void compare_bytes(struct wt_comparing *c, const struct names *mine, const struct names *base)
{
	for (size_t i = 0; i < base->count; i++) {
		const char *name = base->name[i];
		struct wt_difference difference = { .kind = WT_DIFFERS_BYTES, .where = name, .refuses = true };
		size_t nth = 0, k = 0;

		for (size_t before = 0; before < i; before++)
			nth += !strcmp(base->name[before], name);
		while (k < mine->count && (strcmp(mine->name[k], name) != 0 || nth-- > 0))
			k++;
		if (k == mine->count || is_hello(name) || base->bytes[i] < 0 || mine->bytes[k] < 0)
			continue;
		difference.more_in_base = base->bytes[i] > mine->bytes[k];
		if (llabs(base->bytes[i] - mine->bytes[k]) > (holds_signature(name) ? SIGNATURE_SLACK : 0))
			wt_difference_add(c, difference, "%s: a record of %lld B in %s, of %lld in %s", name,
					  (long long)base->bytes[i], c->base->name, (long long)mine->bytes[k],
					  c->series->name);
	}
}

/* Datagrams, each of which both ends pay for; how many reads bring a stream is the library's own way. */
static void compare_datagrams(struct wt_comparing *c, size_t index, const json_t *mine, const json_t *base)
{
	int64_t left = json_integer_value(json_object_get(base, "calls"));
	int64_t right = json_integer_value(json_object_get(mine, "calls"));
	struct wt_difference difference = { .kind = WT_DIFFERS_DATAGRAMS,
					    .where = "",
					    .number = (int64_t)index + 1,
					    .more_in_base = left > right,
					    .refuses = true };

	if (json_is_true(json_object_get(c->base->record, "datagram")) && left != right)
		wt_difference_add(c, difference, "datagrams of flight %zu: %lld in %s, %lld in %s", index + 1,
				  (long long)left, c->base->name, (long long)right, c->series->name);
}

static void compare_flight(struct wt_comparing *c, size_t index)
{
	const json_t *mine = flight_of(c->series->record, index), *base = flight_of(c->base->record, index);
	bool nameless = any_unnamed(mine) || any_unnamed(base);
	struct names a, b;

	collect(&a, mine, nameless);
	collect(&b, base, nameless);
	compare_names(c, index, &a, &b, false);
	compare_names(c, index, &b, &a, true);
	compare_bytes(c, &a, &b);
	compare_datagrams(c, index, mine, base);
}

/* Of what comes behind the handshake, the server's part: its answer, and what it sends unasked. */
static void count_after(const json_t *record, int64_t *records, int64_t *bytes)
{
	const json_t *flight;
	size_t i;

	*records = *bytes = 0;
	json_array_foreach(json_object_get(record, "after"), i, flight) {
		if (json_is_true(json_object_get(flight, "out")))
			continue;
		*records += (int64_t)json_array_size(json_object_get(flight, "records"));
		*bytes += json_integer_value(json_object_get(flight, "bytes"));
	}
}

static void compare_after(struct wt_comparing *c)
{
	struct wt_difference difference = { .kind = WT_DIFFERS_AFTER, .where = "", .refuses = true };
	int64_t left, right, left_bytes, right_bytes;

	if (!json_object_get(c->base->record, "after") || !json_object_get(c->series->record, "after"))
		return;
	count_after(c->base->record, &left, &left_bytes);
	count_after(c->series->record, &right, &right_bytes);
	difference.more_in_base = left_bytes > right_bytes;
	if (left != right || left_bytes != right_bytes)
		wt_difference_add(
			c, difference,
			"records of the server behind the handshake: %lld of %lld B in %s, %lld of %lld in %s",
			(long long)left, (long long)left_bytes, c->base->name, (long long)right, (long long)right_bytes,
			c->series->name);
}

void wt_flights_compare(struct wt_comparing *c)
{
	size_t left = json_array_size(json_object_get(c->base->record, "flights"));
	size_t right = json_array_size(json_object_get(c->series->record, "flights"));
	struct wt_difference difference = {
		.kind = WT_DIFFERS_FLIGHTS, .where = "", .more_in_base = left > right, .refuses = true
	};

	if (left != right)
		wt_difference_add(c, difference, "flights: %zu in %s, %zu in %s", left, c->base->name, right,
				  c->series->name);
	/* up to where they part, so that the text says what made one longer */
	for (size_t i = 0; i < left && i < right; i++)
		compare_flight(c, i);
	compare_after(c);
}
