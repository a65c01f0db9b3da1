/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flights.h"

#include <string.h>

/* RFC 8446 5.1 and 4, RFC 6347 4.1 and 4.2.2 */
enum { HANDSHAKE = 22, TLS_HEADER = 5, DTLS_HEADER = 13, TLS_MESSAGE = 4, DTLS_MESSAGE = 12 };

enum { HELLO_BYTES = 4096 }; /* of one hello; with a key share of ML-KEM it has 1,500 */

/* A hello that may come in pieces, over records or in fragments. */
struct pieces {
	uint8_t type;
	const char *name;
	size_t length, have;
	uint8_t bytes[HELLO_BYTES];
};

/* What of a record is read. */
struct body {
	const uint8_t *at;
	size_t left;
};

struct finder {
	struct wt_flights_hello *hellos;
	size_t count;
	bool datagram;
	struct pieces pieces;
};

void wt_flights_take(struct wt_flights *flights, enum wt_role role, const struct wt_try *one)
{
	memset(flights, 0, sizeof(*flights));
	flights->taken = true;
	flights->number = one->number;
	flights->retransmissions = one->retransmissions;
	for (int phase = 0; phase < wt_phase_count(role); phase++) {
		const struct wt_traffic *traffic = &one->phases[phase].traffic;

		if (role == WT_CLIENT && phase == WT_PHASE_CLOSE)
			continue;
		flights->session_bytes[false] += traffic->bytes_in;
		flights->session_bytes[true] += traffic->bytes_out;
		if (phase > WT_PHASE_HANDSHAKE)
			continue;
		flights->handshake_bytes[false] += traffic->bytes_in;
		flights->handshake_bytes[true] += traffic->bytes_out;
	}
}

static size_t be(const uint8_t *bytes, size_t count)
{
	size_t value = 0;

	for (size_t i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* A piece of the hello that is being put together; a repeat or a gap ends it. */
static void add_piece(struct finder *finder, size_t offset, const uint8_t *piece, size_t bytes)
{
	struct pieces *pieces = &finder->pieces;
	struct wt_flights_hello *to = &finder->hellos[finder->count];

	if (finder->count == WT_HELLOS || pieces->length > HELLO_BYTES || offset != pieces->have ||
	    bytes > pieces->length - pieces->have)
		return;
	memcpy(pieces->bytes + pieces->have, piece, bytes);
	pieces->have += bytes;
	if (pieces->have < pieces->length)
		return;
	if (wt_hello_read(&to->hello, pieces->type, finder->datagram, pieces->bytes, pieces->length)) {
		to->name = pieces->name;
		finder->count++;
	}
	pieces->have = pieces->length = 0;
}

/* True: a message of that type begins which is a hello. */
static bool begin(struct finder *finder, uint8_t type, size_t length, const char *name)
{
	finder->pieces.type = type;
	finder->pieces.name = name;
	finder->pieces.length = length;
	finder->pieces.have = 0;
	return type == WT_CLIENT_HELLO || type == WT_SERVER_HELLO;
}

/* The messages of one record; `left` is what of a message goes on in the next record of that way. */
static void find_in_stream(struct finder *finder, const struct wt_trace_record *record, struct body body, size_t *left)
{
	size_t name = 0;

	while (body.left > 0) {
		size_t at = finder->pieces.have, take;

		if (*left == 0) {
			if (body.left < TLS_MESSAGE)
				return;
			*left = be(body.at + 1, 3);
			if (!begin(finder, body.at[0], *left, name < record->name_count ? record->names[name] : ""))
				finder->pieces.length = 0;
			at = 0;
			body.at += TLS_MESSAGE;
			body.left -= TLS_MESSAGE;
		}
		take = *left < body.left ? *left : body.left;
		if (finder->pieces.length > 0)
			add_piece(finder, at, body.at, take);
		*left -= take;
		body.at += take;
		body.left -= take;
		name++;
	}
}

static void find_in_datagram(struct finder *finder, const struct wt_trace_record *record, struct body body)
{
	for (size_t name = 0; body.left >= DTLS_MESSAGE; name++) {
		size_t offset = be(body.at + 6, 3), bytes = be(body.at + 9, 3);

		if (bytes > body.left - DTLS_MESSAGE)
			return;
		if (body.at[0] == WT_CLIENT_HELLO || body.at[0] == WT_SERVER_HELLO) {
			if (offset == 0)
				begin(finder, body.at[0], be(body.at + 1, 3),
				      name < record->name_count ? record->names[name] : "");
			if (body.at[0] == finder->pieces.type && finder->pieces.length > 0)
				add_piece(finder, offset, body.at + DTLS_MESSAGE, bytes);
		}
		body.at += DTLS_MESSAGE + bytes;
		body.left -= DTLS_MESSAGE + bytes;
	}
}

size_t wt_flights_hellos(const struct wt_trace *trace, size_t count, bool datagram,
			 struct wt_flights_hello hellos[WT_HELLOS])
{
	struct finder finder = { .hellos = hellos, .datagram = datagram };
	size_t header = datagram ? DTLS_HEADER : TLS_HEADER;
	size_t left[2] = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct wt_trace_record *record = &trace->records[i];
		struct body body = { trace->store[record->out] + record->at + header, 0 };

		if (record->content != HANDSHAKE || record->encrypted || record->bytes < header)
			continue;
		body.left = record->bytes - header;
		if (datagram)
			find_in_datagram(&finder, record, body);
		else
			find_in_stream(&finder, record, body, &left[record->out]);
	}
	return finder.count;
}
