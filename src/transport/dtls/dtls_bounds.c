/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dtls_bounds.h"

#include <string.h>

#include "dtls_datagram.h"

enum { HANDSHAKE = 22, TLS12_CID = 25 };

static bool announce(struct wt_dtls_bounds *bounds, uint16_t message, uint32_t bytes)
{
	int16_t behind = (int16_t)(uint16_t)(message - bounds->hello); /* numbers may wrap */
	uint32_t *announced, sum = 0;

	if (behind <= 0) /* the libraries have done with it, and keep no more of it */
		return true;
	if (behind > WT_BOUNDS_MESSAGES || bytes > WT_BOUNDS_ANNOUNCED_BYTES)
		return false;
	announced = &bounds->announced_bytes[behind - 1];
	if (bytes > *announced)
		*announced = bytes;
	for (size_t i = 0; i < WT_BOUNDS_MESSAGES; i++)
		sum += bounds->announced_bytes[i];
	return sum <= WT_BOUNDS_ANNOUNCED_BYTES;
}

/* A record may hold several messages, or pieces of them. */
static bool announce_all(struct wt_dtls_bounds *bounds, const uint8_t *body, size_t bytes)
{
	size_t piece;

	while (bytes >= WT_HANDSHAKE_HEADER_BYTES) {
		if (!announce(bounds, (uint16_t)wt_datagram_number(body + 4, 2), wt_datagram_number(body + 1, 3)))
			return false;
		piece = WT_HANDSHAKE_HEADER_BYTES + wt_datagram_number(body + 9, 3);
		if (piece > bytes)
			break;
		body += piece;
		bytes -= piece;
	}
	return true;
}

void wt_dtls_bounds_start(struct wt_dtls_bounds *bounds, const uint8_t *hello, size_t bytes, size_t cid_bytes)
{
	memset(bounds, 0, sizeof(*bounds));
	bounds->cid_bytes = (uint8_t)cid_bytes;
	if (bytes >= WT_RECORD_HEADER_BYTES + WT_HANDSHAKE_HEADER_BYTES)
		bounds->hello = wt_datagram_hello_number(hello);
}

static bool admit(struct wt_dtls_bounds *bounds, const uint8_t *datagram, size_t bytes, bool keeps_early)
{
	while (bytes >= WT_RECORD_HEADER_BYTES && datagram[0] >> 5 != 1) {
		size_t header = WT_RECORD_HEADER_BYTES + (datagram[0] == TLS12_CID ? bounds->cid_bytes : 0);
		size_t body = header > bytes ? bytes : wt_datagram_number(datagram + header - 2, 2);

		if (header + body > bytes)
			return true; /* the libraries drop it */
		if (wt_datagram_number(datagram + 3, 2) != 0)
			bounds->early_records = (uint8_t)(bounds->early_records + keeps_early);
		else if (datagram[0] == HANDSHAKE && !announce_all(bounds, datagram + header, body))
			return false;
		if (bounds->early_records > WT_BOUNDS_EARLY_RECORDS)
			return false;
		datagram += header + body;
		bytes -= header + body;
	}
	/* a unified header begins with the bits 001 (RFC 9147 4); what is behind it may be of that
	 * kind, too */
	if (bytes > 0 && datagram[0] >> 5 == 1)
		bounds->encrypted_bytes += (uint32_t)bytes;
	return bounds->encrypted_bytes <= WT_BOUNDS_ENCRYPTED_BYTES;
}

bool wt_dtls_bounds_admit(struct wt_dtls_bounds *bounds, const uint8_t *datagram, size_t bytes, bool keeps_early)
{
	struct wt_dtls_bounds after = *bounds;

	if (!admit(&after, datagram, bytes, keeps_early))
		return false; /* and what was counted of it is nothing that a session has seen */
	*bounds = after;
	return true;
}
