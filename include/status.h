/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a function of the port, a transport or a pair answers. */
#ifndef WT_STATUS_H
#define WT_STATUS_H

enum wt_status {
	WT_OK = 0,      /* done */
	WT_WANT_READ,   /* not done: call again when the peer has sent more (or a timer ran out) */
	WT_WANT_WRITE,  /* not done: call again when the kernel takes more */
	WT_EOF,         /* the peer closed in order; nothing more will come */
	WT_TIMEOUT,     /* the deadline passed; the connection can only be closed */
	WT_REFUSED,     /* nobody serves there; the connection can only be closed */
	WT_UNSUPPORTED, /* this library, build or transport cannot do it; nothing was done */
	WT_ERROR        /* failed; the reason is in the error of the connection or endpoint */
};

/* The name as it stands in results ("OK", "TIMEOUT", ...). Never NULL. */
const char *wt_status_name(enum wt_status status);

#endif
