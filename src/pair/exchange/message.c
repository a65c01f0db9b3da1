/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "message.h"

enum { SIZE_BITS = 0xffffff }; /* behind format and flags */
enum { FLAGS_KNOWN = WT_MESSAGE_LAST | WT_MESSAGE_MORE | WT_MESSAGE_REPEAT };

const char wt_answer[WT_ANSWER_BYTES] = { 'a', 'c', 'k' };

/* Written out, so that compilers make one load or store of it: a server reads a header in the client's time. */
static void put_32(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)(value >> 24);
	to[1] = (uint8_t)(value >> 16);
	to[2] = (uint8_t)(value >> 8);
	to[3] = (uint8_t)value;
}

static uint32_t get_32(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

void wt_answer_write(uint8_t answer[WT_ANSWER_NUMBERED_BYTES], uint32_t number)
{
	memcpy(answer, wt_answer, WT_ANSWER_BYTES);
	put_32(answer + WT_ANSWER_BYTES, number);
}

bool wt_answer_read(const uint8_t answer[WT_ANSWER_NUMBERED_BYTES], uint32_t *number)
{
	*number = get_32(answer + WT_ANSWER_BYTES);
	return memcmp(answer, wt_answer, WT_ANSWER_BYTES) == 0;
}

void wt_message_write_header(uint8_t *buffer, const struct wt_message *message)
{
	uint8_t form = (uint8_t)(WT_MESSAGE_FORMAT << 4 | (message->flags & 0x0f));

	put_32(buffer, (uint32_t)(message->sent_us >> 32));
	put_32(buffer + 4, (uint32_t)message->sent_us);
	put_32(buffer + 8, (uint32_t)form << 24 | (message->size_bytes & SIZE_BITS));
	put_32(buffer + 12, message->number);
}

void wt_message_fill(uint8_t *buffer, uint32_t size_bytes)
{
	if (size_bytes > WT_MESSAGE_HEADER_BYTES)
		memset(buffer + WT_MESSAGE_HEADER_BYTES, 'A', size_bytes - WT_MESSAGE_HEADER_BYTES);
}

enum wt_status wt_message_read_header(const uint8_t *buffer, size_t bytes, uint32_t limit_bytes,
				      struct wt_message *message, struct wt_error *error)
{
	unsigned format, flags;
	uint32_t size;

	if (bytes < WT_MESSAGE_HEADER_BYTES)
		return WT_WANT_READ;
	format = buffer[8] >> 4;
	flags = buffer[8] & 0x0f;
	size = get_32(buffer + 8) & SIZE_BITS;
	if (format != WT_MESSAGE_FORMAT)
		return wt_error_set(error, WT_ERROR, "message", "wiretoll", 0,
				    "message header: format version %u; valid: %d", format, WT_MESSAGE_FORMAT);
	if ((flags & ~(unsigned)FLAGS_KNOWN) != 0)
		return wt_error_set(error, WT_ERROR, "message", "wiretoll", 0,
				    "message header: flags %u; valid: 0 to %d", flags, FLAGS_KNOWN);
	if (size < WT_MESSAGE_HEADER_BYTES || size > limit_bytes)
		return wt_error_set(error, WT_ERROR, "message", "wiretoll", 0,
				    "message header: size %u; valid: %d to %u", size, WT_MESSAGE_HEADER_BYTES,
				    limit_bytes);
	message->sent_us = (uint64_t)get_32(buffer) << 32 | get_32(buffer + 4);
	message->flags = (uint8_t)flags;
	message->size_bytes = size;
	message->number = get_32(buffer + 12);
	return WT_OK;
}
