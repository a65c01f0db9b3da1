/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow.h"

#include <string.h>

enum {
	FORM_MORE = WT_MESSAGE_FORMAT << 4 | WT_MESSAGE_BULK,
	FORM_LAST = FORM_MORE | WT_MESSAGE_LAST,
	FORM_AT = 8 /* of a header: format version and flags */
};

static const uint8_t answer_word[3] = { 's', 'u', 'm' };

static void put(uint8_t *to, uint64_t value, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--, value >>= 8)
		to[i] = (uint8_t)value;
}

static uint64_t get(const uint8_t *from, int bytes)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | from[i];
	return value;
}

static void put_totals(uint8_t *to, const struct wt_flow_totals *totals)
{
	put(to, totals->bytes, 8);
	put(to + 8, totals->writes, 8);
	put(to + 16, totals->ns, 8);
}

static void get_totals(struct wt_flow *flow, const uint8_t *from)
{
	flow->peer = (struct wt_flow_totals){ get(from, 8), get(from + 8, 8), get(from + 16, 8) };
	flow->peer_told = true;
}

void wt_flow_write_control(uint8_t *room, const struct wt_flow *flow, enum wt_flow_word word, uint8_t flags)
{
	struct wt_message message = { .flags = flags, .size_bytes = WT_FLOW_CONTROL_BYTES, .number = flow->number };
	uint8_t *body = room + WT_MESSAGE_HEADER_BYTES;

	wt_message_write_header(room, &message);
	memset(body, 0, WT_FLOW_CONTROL_BYTES - WT_MESSAGE_HEADER_BYTES);
	body[0] = (uint8_t)word;
	body[1] = (uint8_t)flow->direction;
	put(body + 4, flow->size_bytes, 4);
	if (word == WT_FLOW_END) {
		put_totals(body + 8, &flow->own);
		return;
	}
	put(body + 8, flow->duration_ns, 8);
	put(body + 16, flow->kbit_s, 8);
}

/* What a client must not ask for: a server would do it for ever, or not at all. */
static bool can_be(const struct wt_flow *flow)
{
	return flow->size_bytes >= WT_MESSAGE_HEADER_BYTES && flow->size_bytes <= WT_MESSAGE_MAX_BYTES &&
	       flow->duration_ns <= WT_FLOW_MAX_NS && flow->kbit_s <= UINT32_MAX && flow->direction <= WT_FLOW_DOWN;
}

int wt_flow_read_control(struct wt_flow *flow, const uint8_t *data, const struct wt_message *message,
			 struct wt_error *error)
{
	const uint8_t *body = data + WT_MESSAGE_HEADER_BYTES;
	struct wt_flow asked = { .number = message->number };

	if (message->size_bytes != WT_FLOW_CONTROL_BYTES || (body[0] != WT_FLOW_BEGIN && body[0] != WT_FLOW_END)) {
		wt_error_set(error, WT_ERROR, "receive", "wiretoll", 0,
			     "a message that begins and ends no flow; is the client in --mode stream?");
		return 0;
	}
	if (body[0] == WT_FLOW_END && message->number == flow->number) {
		get_totals(flow, body + 8);
		return WT_FLOW_END;
	}
	asked.direction = body[1];
	asked.size_bytes = (uint32_t)get(body + 4, 4);
	asked.duration_ns = get(body + 8, 8);
	asked.kbit_s = get(body + 16, 8);
	if (body[0] == WT_FLOW_END || !can_be(&asked)) {
		wt_error_set(error, WT_ERROR, "receive", "wiretoll", 0, "flow %u: %s", message->number,
			     body[0] == WT_FLOW_END ? "its end is told, but another one was begun"
						    : "writes, time or rate that no flow can have");
		return 0;
	}
	*flow = asked;
	return WT_FLOW_BEGIN;
}

void wt_flow_write_answer(uint8_t answer[WT_FLOW_ANSWER_BYTES], const struct wt_flow *flow, enum wt_flow_word word)
{
	memcpy(answer, answer_word, sizeof(answer_word));
	answer[3] = (uint8_t)word;
	put(answer + 4, flow->number, 4);
	put_totals(answer + 8, &flow->own);
}

bool wt_flow_is_answer(const uint8_t *data, size_t bytes)
{
	return memcmp(data, answer_word, bytes < sizeof(answer_word) ? bytes : sizeof(answer_word)) == 0;
}

bool wt_flow_read_answer(struct wt_flow *flow, const uint8_t answer[WT_FLOW_ANSWER_BYTES], enum wt_flow_word word)
{
	if (!wt_flow_is_answer(answer, WT_FLOW_ANSWER_BYTES) || answer[3] != word || get(answer + 4, 4) != flow->number)
		return false;
	if (word == WT_FLOW_END)
		get_totals(flow, answer + 8);
	return true;
}

void wt_flow_write_header(uint8_t *data, const struct wt_flow *flow, uint64_t place, bool last)
{
	struct wt_message message = {
		.sent_us = place,
		.flags = WT_MESSAGE_BULK | (last ? WT_MESSAGE_LAST : 0),
		.size_bytes = flow->size_bytes,
		.number = flow->number,
	};

	wt_message_write_header(data, &message);
}

bool wt_flow_is_write(const uint8_t *data)
{
	return data[FORM_AT] == FORM_MORE || data[FORM_AT] == FORM_LAST;
}

/* The one byte of a header that is looked at in each write. */
static enum wt_status take_form(const struct wt_flow *flow, struct wt_flow_parser *parser, uint8_t form,
				struct wt_error *error)
{
	parser->last = form == FORM_LAST;
	if (parser->last || form == FORM_MORE)
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "receive", "wiretoll", 0,
			    "flow %u: no write begins behind %llu bytes, where one should", flow->number,
			    (unsigned long long)(flow->own.bytes - parser->at));
}

enum wt_status wt_flow_take(struct wt_flow *flow, struct wt_flow_parser *parser, const uint8_t *data, size_t bytes,
			    struct wt_error *error)
{
	while (bytes > 0) {
		uint32_t left = flow->size_bytes - parser->at;
		size_t part = bytes < left ? bytes : left;

		if (parser->at <= FORM_AT && parser->at + part > FORM_AT &&
		    take_form(flow, parser, data[FORM_AT - parser->at], error) != WT_OK)
			return WT_ERROR;
		flow->own.bytes += part;
		parser->at += (uint32_t)part;
		data += part;
		bytes -= part;
		if (parser->at < flow->size_bytes)
			continue;
		parser->at = 0;
		flow->own.writes++;
		if (parser->last && bytes == 0)
			return WT_OK;
		if (parser->last)
			return wt_error_set(error, WT_ERROR, "receive", "wiretoll", 0,
					    "flow %u: %zu bytes came behind its end", flow->number, bytes);
	}
	return WT_WANT_READ;
}

static bool was_here(const struct wt_flow_window *window, uint64_t place)
{
	return window->came[place % WT_FLOW_WINDOW / 64] >> (place % 64) & 1;
}

static void note(struct wt_flow_window *window, uint64_t place)
{
	window->came[place % WT_FLOW_WINDOW / 64] |= UINT64_C(1) << (place % 64);
}

/* The window moves on to this place; those that it passes have not come. */
static void move_on(struct wt_flow_window *window, uint64_t place)
{
	if (place - window->next >= WT_FLOW_WINDOW)
		memset(window->came, 0, sizeof(window->came));
	else
		for (uint64_t i = window->next; i <= place; i++)
			window->came[i % WT_FLOW_WINDOW / 64] &= ~(UINT64_C(1) << (i % 64));
	window->next = place + 1;
}

/* False: it has come already. What is older than the window is taken for late: whether it has come, nobody knows. */
static bool is_new(struct wt_flow *flow, uint64_t place)
{
	struct wt_flow_window *window = &flow->window;

	if (place >= window->next) {
		move_on(window, place);
	} else if (window->next - place <= WT_FLOW_WINDOW && was_here(window, place)) {
		flow->duplicates++;
		return false;
	} else {
		flow->reordered++;
		if (window->next - place > WT_FLOW_WINDOW)
			return true;
	}
	note(window, place);
	return true;
}

enum wt_status wt_flow_take_datagram(struct wt_flow *flow, const uint8_t *data, size_t bytes)
{
	uint8_t form = bytes >= WT_MESSAGE_HEADER_BYTES ? data[FORM_AT] : 0;

	if ((form != FORM_MORE && form != FORM_LAST) || bytes != flow->size_bytes || get(data + 12, 4) != flow->number)
		return WT_ERROR;
	if (is_new(flow, get(data, 8))) {
		flow->own.writes++;
		flow->own.bytes += bytes;
	}
	return form == FORM_LAST ? WT_OK : WT_WANT_READ;
}

const struct wt_flow_totals *wt_flow_sent(const struct wt_flow *flow, bool client)
{
	return client == (flow->direction == WT_FLOW_UP) ? &flow->own : &flow->peer;
}

const struct wt_flow_totals *wt_flow_received(const struct wt_flow *flow, bool client)
{
	return client == (flow->direction == WT_FLOW_UP) ? &flow->peer : &flow->own;
}

bool wt_flow_closes(const struct wt_flow *flow, bool client, bool datagram)
{
	const struct wt_flow_totals *sent = wt_flow_sent(flow, client), *received = wt_flow_received(flow, client);

	if (datagram)
		return received->writes <= sent->writes && sent->bytes == sent->writes * flow->size_bytes &&
		       received->bytes == received->writes * flow->size_bytes;
	return received->writes == sent->writes && received->bytes == sent->bytes;
}

/* ---- when the clock is read ---- */

enum { STRETCH_BYTES = 65536, NEAR_NS = 250000, FAR_NS = 1000000 };

void wt_pace_start(struct wt_pace *pace, const struct wt_flow *flow, uint64_t now_ns)
{
	*pace = (struct wt_pace){
		.begin_ns = now_ns,
		.seen_ns = now_ns,
		.writes_per_ns = (double)flow->kbit_s / 8e6 / (double)flow->size_bytes,
		.every = 1,
		.most = flow->size_bytes < STRETCH_BYTES ? STRETCH_BYTES / flow->size_bytes : 1,
	};
}

uint32_t wt_pace_next(struct wt_pace *pace, uint64_t now_ns, uint64_t done, uint64_t *due_ns)
{
	uint64_t passed_ns = now_ns - pace->seen_ns, due;

	if (passed_ns < NEAR_NS && 2 * pace->every <= pace->most)
		pace->every *= 2;
	else if (passed_ns > FAR_NS && pace->every > 1)
		pace->every /= 2;
	pace->seen_ns = now_ns;
	*due_ns = now_ns;
	if (pace->writes_per_ns <= 0)
		return pace->every;
	due = 1 + (uint64_t)((double)(now_ns - pace->begin_ns) * pace->writes_per_ns);
	if (due > done)
		return due - done < pace->every ? (uint32_t)(due - done) : pace->every;
	*due_ns = pace->begin_ns + (uint64_t)((double)done / pace->writes_per_ns) + 1;
	return 0;
}
