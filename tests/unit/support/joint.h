/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both ends of a transport, joined over loopback: one runs in the test's
 * process, the other in a child of it, since the TLS libraries' allocation
 * counters and our faults belong to a process. Nothing here asserts.
 */
#ifndef WT_TEST_JOINT_H
#define WT_TEST_JOINT_H

#include "exchange.h"
#include "fault.h"

/* So many of a role's attempts are noted, the newest. */
enum { WT_ATTEMPTS_MAX = 64 };

/* How one exchange went at one end. */
struct wt_attempt {
	enum wt_status status;
	char reason[WT_ERROR_TEXT_BYTES + 64];
	enum wt_status closed;
	struct wt_try one;
	struct wt_message message;       /* server: what was read */
	struct wt_traffic traffic;       /* of the whole connection */
	bool secure;                     /* `negotiated` is filled */
	struct wt_negotiated negotiated; /* without `peer_key` */
};

struct wt_report {
	enum wt_status opened; /* of the endpoint */
	char open_reason[WT_ERROR_TEXT_BYTES];
	enum wt_status accepted; /* server: why the last accept brought nothing */
	uint32_t count;
	struct wt_attempt attempts[WT_ATTEMPTS_MAX];
	struct wt_fault_counts faults;
	uint64_t heap_allocations; /* of the TLS library, all */
};

struct wt_joint {
	const struct wt_transport *transports[2]; /* by role */
	struct wt_settings settings[2];           /* by role; the client's port is filled in */
	struct wt_fault_plan faults[2];           /* by role */
	enum wt_role here;                        /* the role that the test's own process plays */
	struct wt_size_list sizes;
	uint32_t tries;       /* a size */
	bool last;            /* the last message says that it is the last */
	uint64_t linger_ns;   /* server: goes on answering repeats for so long */
	uint64_t patience_ns; /* server: for the next connection; 0: as timeout_ns */
	/* the child's work instead of its role's; the endpoint is open */
	void (*rogue)(const struct wt_joint *joint, struct wt_endpoint *endpoint);
	const void *argument; /* the rogue's */
	/* called in the test's process right before and after each timed region */
	void (*enter)(void);
	void (*leave)(void);

	/* filled by wt_joint_run */
	struct wt_report *reports[2]; /* by role; a rogue writes none */
	int child_status;             /* as waitpid tells; 0: it ended well */
};

/* One try of 999 bytes, client here, no faults, time-out 30 s, certificates of build/certs. */
void wt_joint_start(struct wt_joint *joint, const struct wt_transport *transport, const char *tls_version);
/* Exactly this size. */
void wt_joint_size(struct wt_joint *joint, uint32_t bytes);
/* Runs both ends until they are done. False: the server could not be opened, or no fork. */
bool wt_joint_run(struct wt_joint *joint);
/* True when every planned exchange was answered at both ends and the child ended well;
 * otherwise says on standard error what went wrong. */
bool wt_joint_all_well(const struct wt_joint *joint);
void wt_joint_end(struct wt_joint *joint);

/* The n-th exchange of a role, from 0, one that is still noted. */
const struct wt_attempt *wt_joint_attempt(const struct wt_joint *joint, enum wt_role role, uint32_t index);

/*
 * Runs `cases` (at most 64) at the same time, each in a process of its own, which
 * returns true when it went well. Returns how many did not; names them on standard error.
 */
unsigned wt_in_parallel(unsigned cases, bool (*run)(unsigned index, const void *argument), const void *argument);

#endif
