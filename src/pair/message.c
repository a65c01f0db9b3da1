/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "message.h"

enum { FLAGS_KNOWN = WT_MESSAGE_LAST | WT_MESSAGE_MORE | WT_MESSAGE_REPEAT };

const char wt_answer[WT_ANSWER_BYTES] = { 'a', 'c', 'k' };

static void put_big_endian(uint8_t *bytes, size_t count, uint64_t value)
{
	while (count > 0) {
		bytes[--count] = (uint8_t)(value & 0xff);
		value >>= 8;
	}
}

static uint64_t get_big_endian(const uint8_t *bytes, size_t count)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return value;
}

void wt_message_write_header(uint8_t *buffer, const struct wt_message *message)
{
	put_big_endian(buffer, 8, message->sent_us);
	buffer[8] = (uint8_t)(WT_MESSAGE_FORMAT << 4 | (message->flags & 0x0f));
	put_big_endian(buffer + 9, 3, message->size_bytes);
	put_big_endian(buffer + 12, 4, message->number);
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
	size = (uint32_t)get_big_endian(buffer + 9, 3);
	if (format != WT_MESSAGE_FORMAT)
		return wt_error_set(error, WT_ERROR, "message", "wiretoll", 0,
				    "message header: format version %u; valid: %d", format,
				    WT_MESSAGE_FORMAT);
	if ((flags & ~(unsigned)FLAGS_KNOWN) != 0)
		return wt_error_set(error, WT_ERROR, "message", "wiretoll", 0,
				    "message header: flags %u; valid: 0 to %d", flags, FLAGS_KNOWN);
	if (size < WT_MESSAGE_HEADER_BYTES || size > limit_bytes)
		return wt_error_set(error, WT_ERROR, "message", "wiretoll", 0,
				    "message header: size %u; valid: %d to %u", size,
				    WT_MESSAGE_HEADER_BYTES, limit_bytes);
	message->sent_us = get_big_endian(buffer, 8);
	message->flags = (uint8_t)flags;
	message->size_bytes = size;
	message->number = (uint32_t)get_big_endian(buffer + 12, 4);
	return WT_OK;
}
