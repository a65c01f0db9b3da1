/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records out of what passed, and the handshake messages of those that are not encrypted. */
#include <string.h>

#include "trace.h"

enum {
	CHANGE_CIPHER_SPEC = 20,
	HANDSHAKE = 22,
	APPLICATION_DATA = 23, /* RFC 8446 5.1 */
	TLS12_CID = 25,        /* RFC 9146 3 */
	TLS_HEADER = 5,
	DTLS_HEADER = 13, /* RFC 6347 4.1 */
	SERVER_HELLO = 2,
	CLIENT_HELLO_BODY = 34
};

/* What the parser remembers of one direction of a stream. */
struct way {
	size_t at;           /* of the next record in the store */
	size_t message_left; /* bytes of a handshake message that goes on in the next record */
	uint8_t message_type;
	bool secret; /* a ChangeCipherSpec has passed */
};

static size_t be(const uint8_t *bytes, size_t count)
{
	size_t value = 0;

	for (size_t i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* RFC 8446 4.1.3: a HelloRetryRequest is a ServerHello with this random (its beginning will do). */
static bool is_retry(uint8_t type, const uint8_t *body, size_t bytes)
{
	static const uint8_t retry[8] = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11 };

	return type == SERVER_HELLO && bytes >= CLIENT_HELLO_BODY && memcmp(body + 2, retry, sizeof(retry)) == 0;
}

static void add_name(struct wt_trace_record *record, const char *name, bool fragment)
{
	if (record->name_count == WT_TRACE_NAMES)
		return;
	record->known_by = WT_KNOWN_PLAIN;
	record->names[record->name_count] = name;
	record->fragment[record->name_count++] = fragment;
}

/* Handshake messages of a stream may go over several records (RFC 8446 5.1). */
static void name_stream(struct way *way, struct wt_trace_record *record, const uint8_t *body, size_t bytes)
{
	size_t at = 0, take, length;

	while (at < bytes) {
		if (way->message_left == 0) {
			if (bytes - at < 4)
				return;
			way->message_type = body[at];
			length = be(body + at + 1, 3);
			at += 4;
			take = length < bytes - at ? length : bytes - at;
			add_name(record,
				 is_retry(way->message_type, body + at, take) ? "HelloRetryRequest"
									      : wt_handshake_name(way->message_type),
				 take < length);
			way->message_left = length - take;
		} else {
			take = way->message_left < bytes - at ? way->message_left : bytes - at;
			add_name(record, wt_handshake_name(way->message_type), true);
			way->message_left -= take;
		}
		at += take;
	}
}

/* RFC 6347 4.2.2: type, length, message sequence, fragment offset, fragment length */
static void name_datagram(struct wt_trace_record *record, const uint8_t *body, size_t bytes)
{
	size_t at = 0;

	while (bytes - at >= 12) {
		size_t length = be(body + at + 1, 3), piece = be(body + at + 9, 3);

		if (piece > bytes - at - 12)
			return;
		add_name(record,
			 is_retry(body[at], body + at + 12, piece) ? "HelloRetryRequest" : wt_handshake_name(body[at]),
			 piece != length);
		at += 12 + piece;
	}
}

static struct wt_trace_record *new_record(struct wt_trace *trace, const struct wt_trace_call *call, size_t bytes)
{
	struct wt_trace_record *record = &trace->records[trace->record_count];
	const struct wt_trace_record *before = record - 1;

	if (trace->record_count == WT_TRACE_RECORDS) {
		trace->full = true;
		return NULL;
	}
	memset(record, 0, sizeof(*record));
	record->ns = call->ns;
	record->call = (uint32_t)(call - trace->calls) + 1;
	record->out = call->out;
	record->bytes = (uint32_t)bytes;
	record->flight = trace->record_count == 0 ? 1 : before->flight + (before->out != call->out);
	trace->record_count++;
	return record;
}

/* The records of a stream that this call has completed. */
static void parse_stream(struct wt_trace *trace, const struct wt_trace_call *call, struct way *way, int minor)
{
	const uint8_t *store = trace->store[call->out];
	struct wt_trace_record *record;

	while (call->end - way->at >= TLS_HEADER) {
		const uint8_t *header = store + way->at;
		size_t bytes = TLS_HEADER + be(header + 3, 2);

		if (bytes > call->end - way->at)
			return;
		record = new_record(trace, call, bytes);
		way->at += bytes;
		if (!record)
			return;
		record->at = (size_t)(header - store);
		record->content = header[0];
		record->encrypted = way->secret || (minor == 3 && header[0] == APPLICATION_DATA);
		/* in TLS 1.3 it stands for nothing (RFC 8446 D.4) */
		way->secret |= minor == 2 && header[0] == CHANGE_CIPHER_SPEC;
		if (header[0] == HANDSHAKE && !record->encrypted)
			name_stream(way, record, header + TLS_HEADER, bytes - TLS_HEADER);
	}
}

/* RFC 9147 4: 001CSLEE, then connection ID, sequence number, length. 0: not whole. */
static size_t unified_bytes(const uint8_t *header, size_t left, size_t cid_bytes)
{
	size_t at = 1 + (header[0] & 0x10 ? cid_bytes : 0) + (header[0] & 0x08 ? 2 : 1);

	if (!(header[0] & 0x04))
		return left;
	return left < at + 2 ? 0 : at + 2 + be(header + at, 2);
}

/* RFC 6347 4.1; before the length RFC 9146 4 has the connection ID. 0: not whole. */
static size_t plain_bytes(const uint8_t *header, size_t left, size_t cid_bytes)
{
	size_t at = header[0] == TLS12_CID ? DTLS_HEADER + cid_bytes : DTLS_HEADER;

	return left < at ? 0 : at + be(header + at - 2, 2);
}

static void parse_datagram(struct wt_trace *trace, const struct wt_trace_call *call)
{
	const uint8_t *header = trace->store[call->out] + call->end - call->bytes;
	size_t left = call->bytes;
	struct wt_trace_record *record;

	while (left > 0) {
		bool unified = (header[0] & 0xe0) == 0x20;
		size_t bytes = unified ? unified_bytes(header, left, trace->cid_bytes)
				       : plain_bytes(header, left, trace->cid_bytes);

		if (bytes == 0 || bytes > left)
			return;
		record = new_record(trace, call, bytes);
		if (!record)
			return;
		record->at = (size_t)(header - trace->store[call->out]);
		record->content = header[0];
		record->numbered = !unified;
		record->encrypted = unified;
		if (!unified) {
			record->epoch = (uint16_t)be(header + 3, 2);
			record->sequence = be(header + 5, 6);
			record->encrypted = record->epoch > 0;
		}
		if (header[0] == HANDSHAKE && !record->encrypted)
			name_datagram(record, header + DTLS_HEADER, bytes - DTLS_HEADER);
		header += bytes;
		left -= bytes;
	}
}

void wt_trace_parse(struct wt_trace *trace, bool datagram, int minor)
{
	struct way ways[2] = { { .at = 0 } };

	trace->record_count = 0;
	for (size_t i = 0; i < trace->call_count; i++) {
		const struct wt_trace_call *call = &trace->calls[i];

		if (datagram)
			parse_datagram(trace, call);
		else
			parse_stream(trace, call, &ways[call->out], minor);
	}
	wt_trace_name(trace, datagram, minor);
}
