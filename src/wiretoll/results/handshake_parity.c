/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "handshake_parity.h"

#include <stdio.h>
#include <string.h>

#include "handshake_flights.h"
#include "reason.h"
#include "tls_registry.h"

/* The lists of a hello, and what one entry of each is called. */
static const struct {
	const char *list, *words;
} lists[] = {
	{ "suites", "suite" },
	{ "groups", "group" },
	{ "signatures", "signature scheme" },
	{ "versions", "version" },
	{ "key_shares", "key share of" },
};

static const struct {
	const char *field, *words;
} fields[] = { { "session_id_bytes", "session ID" }, { "cookie_bytes", "cookie" } };

static const char *name_of(const json_t *hello)
{
	return json_string_value(json_object_get(hello, "message"));
}

static int64_t number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static bool lists_number(const json_t *list, int64_t number)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (json_integer_value(one) == number)
			return true;
	return false;
}

/* The length of an extension of a hello, -1: it has none of that type. */
static int64_t extension_bytes(const json_t *hello, int64_t type)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(hello, "extensions"), i, one)
		if (json_integer_value(json_array_get(one, 0)) == type)
			return json_integer_value(json_array_get(one, 1));
	return -1;
}

/* What a client offers costs some bytes; what a server chooses is done. */
static bool is_offer(const json_t *hello)
{
	return !strcmp(name_of(hello), "ClientHello");
}

/* Extensions and list entries that `mine` has and `other` lacks. */
static void compare_one_way(struct wt_comparing *c, const json_t *mine, const json_t *other, bool in_base)
{
	const char *side = (in_base ? c->base : c->series)->name, *where = name_of(mine);
	struct wt_difference difference = { .where = where, .more_in_base = in_base, .refuses = !is_offer(mine) };
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(mine, "extensions"), i, one) {
		difference.kind = WT_DIFFERS_EXTENSION;
		difference.number = json_integer_value(json_array_get(one, 0));
		if (extension_bytes(other, difference.number) < 0)
			wt_difference_add(c, difference, "%s alone %s extension %lld %s (%lld B)", side,
					  is_offer(mine) ? "offers" : "answers with", (long long)difference.number,
					  wt_extension_name(difference.number),
					  (long long)json_integer_value(json_array_get(one, 1)));
	}
	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
		json_array_foreach(json_object_get(mine, lists[k].list), i, one) {
			difference.kind = WT_DIFFERS_LISTED;
			difference.list = lists[k].list;
			difference.number = json_integer_value(one);
			if (!lists_number(json_object_get(other, lists[k].list), difference.number))
				wt_difference_add(c, difference, "%s alone lists %s %lld %s in its %s", side,
						  lists[k].words, (long long)difference.number,
						  wt_listed_name(lists[k].list, difference.number), where);
		}
}

/* Groups and signature schemes: their lists say more than their length. */
static bool is_list(int64_t type)
{
	return type == 10 || type == 13;
}

/* What both have, in other lengths. */
static void compare_lengths(struct wt_comparing *c, const json_t *mine, const json_t *base)
{
	struct wt_difference difference = { .where = name_of(base), .refuses = !is_offer(base) };
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(base, "extensions"), i, one) {
		int64_t type = json_integer_value(json_array_get(one, 0));
		int64_t left = json_integer_value(json_array_get(one, 1)), right = extension_bytes(mine, type);

		difference.kind = WT_DIFFERS_LENGTH;
		difference.number = type;
		difference.more_in_base = left > right;
		if (right >= 0 && left != right && !is_list(type))
			wt_difference_add(c, difference, "extension %lld %s of %s: %lld B in %s, %lld in %s",
					  (long long)type, wt_extension_name(type), difference.where, (long long)left,
					  c->base->name, (long long)right, c->series->name);
	}
	for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
		int64_t left = number_of(base, fields[k].field), right = number_of(mine, fields[k].field);

		difference.kind = WT_DIFFERS_FIELD;
		difference.list = fields[k].field;
		difference.number = 0;
		difference.more_in_base = left > right;
		if (left != right)
			wt_difference_add(c, difference, "%s of %s: %lld B in %s, %lld in %s", fields[k].words,
					  difference.where, (long long)left, c->base->name, (long long)right,
					  c->series->name);
	}
}

/* Hello by hello; where one side has others, its messages say so. */
static void compare_hellos(struct wt_comparing *c)
{
	const json_t *mine = json_object_get(c->series->record, "hellos");
	const json_t *base = json_object_get(c->base->record, "hellos");

	for (size_t i = 0; i < json_array_size(mine) && i < json_array_size(base); i++) {
		const json_t *a = json_array_get(mine, i), *b = json_array_get(base, i);

		if (strcmp(name_of(a), name_of(b)) != 0)
			return;
		compare_one_way(c, a, b, false);
		compare_one_way(c, b, a, true);
		compare_lengths(c, a, b);
	}
}

void wt_handshake_compare(struct wt_handshake_parity *to, const char *protocol, const struct wt_handshake_side *series,
			  const struct wt_handshake_side *base)
{
	struct wt_comparing c = { .to = to, .protocol = protocol, .series = series, .base = base };

	memset(to, 0, sizeof *to);
	to->compared = series->record && base->record;
	to->one_sided = !series->record != !base->record;
	if (!to->compared)
		return;
	compare_hellos(&c);
	wt_flights_compare(&c);
}

bool wt_handshake_alike(const struct wt_handshake_parity *parity, char *unlike, size_t room)
{
	const char *lead = "the handshakes are unlike: ";
	bool alike = true;

	for (size_t i = 0; i < parity->count; i++) {
		const struct wt_difference *one = &parity->list[i];

		if (!one->refuses || one->known)
			continue;
		wt_text_add(unlike, room, "; ", "%s%s", lead, one->text);
		wt_text_whole(unlike);
		lead = "";
		alike = false;
	}
	return alike;
}
