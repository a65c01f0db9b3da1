/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the transports: a server's streams that are waited for together (many.c). */
#ifndef WT_MEMBERS_H
#define WT_MEMBERS_H

#include "clock.h"
#include "endpoint.h"
#include "listener.h"

/* Who said nothing for so long at first was silent; less is a turn that others were before. */
#define WT_SILENT_NS (WT_NS_PER_S / 2)

enum wt_member_stage { WT_MEMBER_SILENT, WT_MEMBER_SHAKING, WT_MEMBER_OPEN, WT_MEMBER_CLOSING };

struct wt_member {
	struct wt_connection connection; /* first */
	struct wt_member *next, *before; /* in the order in which they were heard */
	enum wt_member_stage stage;
	bool told;    /* that it was silent */
	bool sending; /* it waits for room */
	uint64_t begun_ns, heard_ns;
};

struct wt_many {
	struct wt_socket_set set;
	struct wt_sockets_ready ready;
	struct wt_member *first, *last; /* `first` was heard least recently */
	struct wt_member *closed;       /* void, but its error and traffic are still read */
	size_t count, closing, most;    /* `closing` of `count` */
	uint64_t files;                 /* descriptors that the system allows, where `most` is fewer for it; else 0 */
	bool full;                      /* the listener is not waited for */
	uint64_t door_ns, look_ns, crowded_ns;
};

/* Takes over what is in `from`, socket and session. NULL: no memory, or no room in the set, as `error` says. */
struct wt_member *wt_member_join(struct wt_endpoint *endpoint, const struct wt_connection *from,
				 struct wt_error *error);

/* Closes it. What is left of it can be read until the next one leaves. */
void wt_member_leave(struct wt_endpoint *endpoint, struct wt_member *m);

/* It has said something: others come before it, when room is needed. */
void wt_member_heard(struct wt_many *many, struct wt_member *m, uint64_t now_ns);

/* Counts one that was silent for long enough, once. */
void wt_member_count_silent(struct wt_endpoint *endpoint, struct wt_member *m, uint64_t now_ns);

/* Of one that is closing: drops what comes until its peer's end. */
void wt_member_drain(struct wt_endpoint *endpoint, struct wt_member *m);

#endif
