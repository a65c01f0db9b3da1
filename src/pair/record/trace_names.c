/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of messages: by number, by what the library told, by the order that the RFCs prescribe. */
#include "message.h"
#include "trace.h"

enum { ALERT = 21, HANDSHAKE = 22, APPLICATION_DATA = 23, FINISHED = 20, ALERT_BYTES = 2 };

/* RFC 8446 4, RFC 5246 7.4, RFC 6347 4.3.2 */
static const char *const handshakes[] = {
	[0] = "HelloRequest",
	[1] = "ClientHello",
	[2] = "ServerHello",
	[3] = "HelloVerifyRequest",
	[4] = "NewSessionTicket",
	[5] = "EndOfEarlyData",
	[8] = "EncryptedExtensions",
	[11] = "Certificate",
	[12] = "ServerKeyExchange",
	[13] = "CertificateRequest",
	[14] = "ServerHelloDone",
	[15] = "CertificateVerify",
	[16] = "ClientKeyExchange",
	[20] = "Finished",
	[22] = "CertificateStatus",
	[24] = "KeyUpdate",
	[25] = "CompressedCertificate", /* RFC 8879 4 */
};

const char *wt_handshake_name(uint8_t type)
{
	const char *name = NULL;

	if (type < sizeof(handshakes) / sizeof(handshakes[0]))
		name = handshakes[type];
	return name ? name : "unknown";
}

/* RFC 8446 5.1, RFC 9146 4, RFC 9147 4 */
const char *wt_content_name(uint8_t content)
{
	if ((content & 0xe0) == 0x20)
		return "dtls13_ciphertext";
	switch (content) {
	case 20:
		return "change_cipher_spec";
	case 21:
		return "alert";
	case HANDSHAKE:
		return "handshake";
	case 23:
		return "application_data";
	case 25:
		return "tls12_cid";
	case 26:
		return "ack";
	default:
		return "unknown";
	}
}

static void set_name(struct wt_trace_record *record, uint8_t type, enum wt_known_by known_by)
{
	if (record->name_count == WT_TRACE_NAMES)
		return;
	record->known_by = known_by;
	record->fragment[record->name_count] = false;
	record->names[record->name_count++] = wt_handshake_name(type);
}

/* The n-th record of a direction is the n-th of which the library told; at the end it may leave some unread. */
static void name_by_library(struct wt_trace *trace)
{
	size_t seen[2] = { 0 }, at[2] = { 0 };

	for (size_t i = 0; i < trace->record_count; i++)
		seen[trace->records[i].out]++;
	for (size_t i = 0; i < trace->record_count; i++) {
		struct wt_trace_record *record = &trace->records[i];
		size_t number = at[record->out]++;

		if (!record->encrypted || number >= trace->reported_records[record->out] ||
		    seen[record->out] < trace->reported_records[record->out])
			continue;
		for (size_t n = 0; n < trace->reported_count[record->out][number]; n++)
			set_name(record, trace->reported[record->out][number][n], WT_KNOWN_LIBRARY);
	}
}

/* A Finished has the length of the hash (RFC 8446 4.4.4): 32 or 48 bytes, then type and tag. */
static bool is_finished(const struct wt_trace_record *record, bool datagram)
{
	uint32_t around = datagram ? 5 + 12 + 1 + 16 : 5 + 4 + 1 + 16;

	return record->bytes == around + 32 || record->bytes == around + 48;
}

/*
 * The messages of a flight of TLS 1.3 with client authentication stand in one
 * order only (RFC 8446 2). Where as many encrypted records follow each other as
 * it has messages, and the last is as long as a Finished, each holds one.
 */
static void name_flight(struct wt_trace *trace, size_t from, const uint8_t *types, size_t count, bool datagram)
{
	struct wt_trace_record *records = &trace->records[from];

	if (from + count > trace->record_count || !is_finished(&records[count - 1], datagram))
		return;
	for (size_t i = 0; i < count; i++)
		if (!records[i].encrypted || records[i].out != records[0].out || records[i].name_count ||
		    (i + 1 < count && is_finished(&records[i], datagram)))
			return;
	for (size_t i = 0; i < count; i++)
		set_name(&records[i], types[i], WT_KNOWN_ORDER);
}

static void name_flights(struct wt_trace *trace, bool datagram)
{
	static const uint8_t of_server[] = { 8, 13, 11, 15, FINISHED };
	static const uint8_t of_client[] = { 11, 15, FINISHED };
	size_t first[2] = { SIZE_MAX, SIZE_MAX }; /* encrypted record of each direction */
	bool client_out = trace->record_count > 0 && trace->records[0].out;

	for (size_t i = trace->record_count; i-- > 0;)
		if (trace->records[i].encrypted)
			first[trace->records[i].out] = i;
	if (first[!client_out] != SIZE_MAX)
		name_flight(trace, first[!client_out], of_server, sizeof(of_server), datagram);
	if (first[client_out] != SIZE_MAX)
		name_flight(trace, first[client_out], of_client, sizeof(of_client), datagram);
}

/* Of data in TLS 1.3: header, type of the content, tag (RFC 8446 5.2, RFC 9147 4). */
static bool holds_bytes(const struct wt_trace_record *record, int minor, uint32_t bytes)
{
	return minor == 2 ? record->content == (bytes == WT_ANSWER_BYTES ? APPLICATION_DATA : ALERT)
			  : record->bytes == 5 + bytes + 1 + 16;
}

/*
 * A TLS 1.3 record does not tell that it is an alert (RFC 8446 5.2), TLS 1.2 not
 * which. Behind the server's answer, last of its end and as long as an alert (two
 * bytes, RFC 8446 6), nothing but a close_notify has a place.
 */
static void name_closing(struct wt_trace *trace, int minor)
{
	size_t last[2] = { SIZE_MAX, SIZE_MAX }, answer = SIZE_MAX;

	for (size_t i = 0; i < trace->record_count; i++) {
		const struct wt_trace_record *record = &trace->records[i];

		if (!record->encrypted)
			continue;
		last[record->out] = i;
		if (record->out != trace->records[0].out && holds_bytes(record, minor, WT_ANSWER_BYTES))
			answer = i;
	}
	for (size_t way = 0; answer != SIZE_MAX && way < 2; way++) {
		struct wt_trace_record *record;

		if (last[way] == SIZE_MAX || last[way] <= answer)
			continue;
		record = &trace->records[last[way]];
		if (record->name_count || !holds_bytes(record, minor, ALERT_BYTES))
			continue;
		record->known_by = WT_KNOWN_ORDER;
		record->names[record->name_count++] = "close_notify";
	}
}

void wt_trace_name(struct wt_trace *trace, bool datagram, int minor)
{
	name_closing(trace, minor);
	/* a datagram's library tells of hellos twice, and of repeats */
	if (!datagram)
		name_by_library(trace);
	if (minor == 3) {
		name_flights(trace, datagram);
		return;
	}
	/* RFC 5246 7.4.9: Finished alone is a handshake message behind the ChangeCipherSpec */
	for (size_t i = 0; i < trace->record_count; i++) {
		struct wt_trace_record *record = &trace->records[i];

		if (record->encrypted && record->content == HANDSHAKE && !record->name_count)
			set_name(record, FINISHED, WT_KNOWN_ORDER);
	}
}
