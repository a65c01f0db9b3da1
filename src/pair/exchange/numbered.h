/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of a session's messages and answers: on the wire the try number in the low 24 bits, and which of the sizes
 * it is, from 0, in the high 8. So they rise all through a session, and an answer that comes late is told from the one
 * that is waited for.
 */
#ifndef WT_NUMBERED_H
#define WT_NUMBERED_H

#include <stdbool.h>
#include <stdint.h>

enum { WT_NUMBERED_LOST = 64, WT_NUMBERED_TRY_BITS = 24 };

struct wt_numbered {
	bool on; /* a session: false, and answers carry no number */
	uint8_t size_index;
	uint8_t next;                    /* place in `lost` */
	uint32_t lost[WT_NUMBERED_LOST]; /* client: the last messages that were given up, as on the wire; 0: none */
	uint64_t late, duplicates;       /* client: answers to those, and to messages that had one already */
};

/* Whether the answer to try `number` carries a number. The cold try's, 0, does not. */
static inline bool wt_numbered_is(const struct wt_numbered *numbered, uint32_t number)
{
	return numbered->on && number != 0;
}

static inline uint32_t wt_numbered_on_wire(const struct wt_numbered *numbered, uint32_t number)
{
	return (uint32_t)numbered->size_index << WT_NUMBERED_TRY_BITS | number;
}

/* A client gives up try `number`. */
void wt_numbered_lose(struct wt_numbered *numbered, uint32_t number);

/* A client got an answer to an earlier message, of this number on the wire. */
void wt_numbered_earlier(struct wt_numbered *numbered, uint32_t on_wire);

#endif
