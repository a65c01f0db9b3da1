/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

/*
 * Limits of a message: of a stream the format's own; of UDP what IPv4 carries;
 * of DTLS one record in a datagram of 1472 bytes. A DTLS 1.2 record of AES-GCM
 * costs 13 + 8 + 16 bytes (RFC 6347 4.1, RFC 5288 3); one of DTLS 1.3 costs at
 * most 5 + 1 + 16 (RFC 9147 4). The programs know their library's exact limit
 * and have the last word.
 *
 * No limit on the number of connections follows from the range of ephemeral
 * ports: the server closes first, so TIME_WAIT stays on its side, and a client
 * may use the same port again at once (RFC 6191). 100,000 connections one after
 * the other from one address to one port were made on loopback with a range of
 * 28,232 ports, at an even pace.
 */
static const struct wt_protocol protocols[] = {
	{ .transport = "tcp", .limit_bytes = { WT_MESSAGE_MAX_BYTES } },
	{ .transport = "tls", .baseline = "tcp", .limit_bytes = { WT_MESSAGE_MAX_BYTES, WT_MESSAGE_MAX_BYTES } },
	{ .transport = "udp", .limit_bytes = { 65507 } },
	{ .transport = "dtls", .baseline = "udp", .limit_bytes = { 1435, 1450 } },
	{ .transport = "h2",
	  .over = "tls",
	  .baseline = "tcp",
	  .limit_bytes = { WT_MESSAGE_MAX_BYTES, WT_MESSAGE_MAX_BYTES } },
	{ .transport = NULL },
};

/* How the names of its rows begin. */
static size_t begin_name(const struct wt_protocol *protocol, char name[WT_ROW_NAME_BYTES])
{
	return (size_t)snprintf(name, WT_ROW_NAME_BYTES, "%s%s%s", protocol->transport, protocol->over ? "-" : "",
				protocol->over ? protocol->over : "");
}

const char *wt_row_value(const struct wt_row *row, size_t axis)
{
	return wt_axis_is_of(&wt_axes[axis], row->protocol->transport) ? wt_axes[axis].values[row->value[axis]] : NULL;
}

const char *wt_row_told(const struct wt_row *row, size_t axis)
{
	return row->value[axis] || wt_axes[axis].is_protocol ? wt_row_value(row, axis) : NULL;
}

static void set_name(struct wt_row *row)
{
	size_t length = begin_name(row->protocol, row->name);

	for (size_t i = 0; wt_axes[i].option; i++) {
		if (!wt_row_told(row, i))
			continue;
		snprintf(row->name + length, sizeof row->name - length, "%s%s", wt_axes[i].is_protocol ? "" : "_",
			 wt_axis_named(&wt_axes[i], row->value[i]));
		length = strlen(row->name);
	}
}

/* As a counter goes on: the last axis first, and behind its last value the one before it. `usual`: of a protocol's name alone. */
static bool next_value(struct wt_row *row, bool usual)
{
	size_t axis = 0;

	while (wt_axes[axis].option)
		axis++;
	while (axis-- > 0) {
		if (!wt_row_value(row, axis) || (usual && !wt_axes[axis].is_protocol))
			continue;
		if (wt_axes[axis].values[++row->value[axis]])
			return true;
		row->value[axis] = 0;
	}
	return false;
}

/* Whether the words name any value of that axis. */
static bool names_any(const char *words, const struct wt_axis *axis)
{
	for (size_t i = 0; axis->values[i]; i++)
		if (wt_words_hold(words, axis->values[i]))
			return true;
	return false;
}

/* Whether its values go together. */
static bool exists(const struct wt_row *row)
{
	for (size_t i = 0; wt_axes[i].option; i++) {
		const char *needs = wt_axes[i].needs[row->value[i]];

		for (size_t k = 0; needs && wt_row_value(row, i) && wt_axes[k].option; k++) {
			const char *value = wt_row_value(row, k);

			if (!wt_axes[k].is_crowd && names_any(needs, &wt_axes[k]) &&
			    !(value && wt_words_hold(needs, value)))
				return false;
		}
	}
	return true;
}

static bool next(struct wt_row *row, bool usual)
{
	do {
		if (!row->protocol)
			row->protocol = protocols;
		else if (!next_value(row, usual))
			row->protocol++;
		if (!row->protocol->transport)
			return false;
	} while (!exists(row));
	set_name(row);
	return true;
}

bool wt_row_next(struct wt_row *row)
{
	return next(row, false);
}

bool wt_row_next_usual(struct wt_row *row)
{
	return next(row, true);
}

bool wt_row_begin(const char *transport, struct wt_row *row)
{
	memset(row, 0, sizeof *row);
	for (const struct wt_protocol *one = protocols; one->transport; one++)
		if (!strcmp(one->transport, transport))
			row->protocol = one;
	return row->protocol != NULL;
}

bool wt_row_make(struct wt_row *row)
{
	if (!exists(row))
		return false;
	set_name(row);
	return true;
}

/* Takes the values of this axis and those behind it off what is left of a name. */
static bool take_values(struct wt_row *row, size_t axis, const char *name)
{
	const struct wt_axis *of = &wt_axes[axis];

	if (!of->option)
		return !*name && exists(row);
	if (!wt_row_value(row, axis))
		return take_values(row, axis + 1, name);
	for (size_t i = of->is_protocol ? 0 : 1; of->values[i]; i++) {
		const char *word = wt_axis_named(of, i);
		const char *at = of->is_protocol ? name : name + (*name == '_');

		row->value[axis] = (uint8_t)i;
		if ((of->is_protocol || at != name) && !strncmp(at, word, strlen(word)) &&
		    take_values(row, axis + 1, at + strlen(word)))
			return true;
	}
	row->value[axis] = 0;
	return !of->is_protocol && take_values(row, axis + 1, name);
}

bool wt_row_find(const char *name, struct wt_row *row)
{
	char begin[WT_ROW_NAME_BYTES];

	for (const struct wt_protocol *one = protocols; one->transport; one++) {
		size_t length = begin_name(one, begin);

		memset(row, 0, sizeof *row);
		row->protocol = one;
		if (strncmp(name, begin, length) != 0 || !take_values(row, 0, name + length))
			continue;
		set_name(row);
		return true;
	}
	memset(row, 0, sizeof *row);
	return false;
}

bool wt_row_same(const struct wt_row *a, const struct wt_row *b)
{
	return !strcmp(a->name, b->name);
}

int wt_row_order(const struct wt_row *a, const struct wt_row *b)
{
	if (a->protocol != b->protocol)
		return a->protocol < b->protocol ? -1 : 1;
	return memcmp(a->value, b->value, sizeof a->value);
}

bool wt_row_base(const struct wt_row *row, size_t axis, struct wt_row *base)
{
	*base = *row;
	base->value[axis] = 0;
	set_name(base);
	return row->value[axis] && !wt_axes[axis].is_protocol && exists(base);
}

void wt_row_plain(const struct wt_row *row, struct wt_row *plain)
{
	struct wt_row of = *row;

	if (wt_row_is_secure(row) && !wt_row_begin(row->protocol->baseline, &of))
		of = *row;
	for (size_t i = 0; wt_axes[i].option; i++)
		of.value[i] = wt_row_value(&of, i) ? row->value[i] : 0;
	set_name(&of);
	*plain = of;
}

uint32_t wt_row_crowd(const struct wt_row *row)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_axes[i].is_crowd && row->value[i])
			return (uint32_t)strtoul(wt_axes[i].values[row->value[i]], NULL, 10);
	return 1;
}

bool wt_row_same_but_crowd(const struct wt_row *a, const struct wt_row *b)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (!wt_axes[i].is_crowd && a->value[i] != b->value[i])
			return false;
	return a->protocol == b->protocol;
}

void wt_row_of_server(const struct wt_row *row, struct wt_row *server)
{
	*server = *row;
	for (size_t i = 0; wt_axes[i].option; i++)
		server->value[i] = wt_axes[i].is_client_alone ? 0 : row->value[i];
	set_name(server);
}

const char *wt_row_keys(const struct wt_row *row)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_axes[i].is_keys && row->value[i])
			return wt_row_value(row, i);
	return NULL;
}

bool wt_row_has_psk(const struct wt_row *row)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_axes[i].is_psk && row->value[i])
			return wt_row_value(row, i) != NULL;
	return false;
}

const char *wt_row_ending(const struct wt_row *row)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_axes[i].ending[row->value[i]])
			return wt_axes[i].ending[row->value[i]];
	return "";
}

bool wt_row_ends_behind_answer(const struct wt_row *row)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_axes[i].ends_behind_answer && row->value[i])
			return true;
	return false;
}

bool wt_row_is_http2(const struct wt_row *row)
{
	return row->protocol->over != NULL;
}

bool wt_row_is_usual(const struct wt_row *row)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (row->value[i] && !wt_axes[i].is_protocol)
			return false;
	return true;
}

bool wt_row_is_secure(const struct wt_row *row)
{
	return row->protocol->baseline != NULL;
}

bool wt_row_is_datagram(const struct wt_row *row)
{
	return !strcmp(wt_row_is_secure(row) ? row->protocol->baseline : row->protocol->transport, "udp");
}

bool wt_row_speaks(const char *name, const char *protocol)
{
	size_t length = strlen(protocol);

	for (const struct wt_protocol *one = protocols; one->transport; one++) {
		size_t own = strlen(one->transport);

		if (one->over && !strncmp(name, one->transport, own) && name[own] == '-')
			name += own + 1;
	}
	return !strncmp(name, protocol, length) && (!name[length] || name[length] == '_');
}

uint32_t wt_row_limit_bytes(const struct wt_row *row)
{
	uint32_t limit = row->protocol->limit_bytes[row->value[WT_AXIS_VERSION]];

	for (size_t i = 0; wt_axes[i].option; i++) {
		if (row->value[i] && wt_axes[i].limit_bytes && wt_axes[i].limit_bytes < limit)
			limit = wt_axes[i].limit_bytes;
		if (wt_row_value(row, i))
			limit -= wt_axes[i].takes_bytes[row->value[i]];
	}
	return limit;
}
