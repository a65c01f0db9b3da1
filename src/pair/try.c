/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "try.h"

#include <stddef.h>
#include <string.h>

static const char *const client_phases[WT_PHASES_CLIENT] = {
	[WT_PHASE_CONNECT] = "connect", [WT_PHASE_HANDSHAKE] = "handshake", [WT_PHASE_SEND] = "send",
	[WT_PHASE_ACK] = "ack",         [WT_PHASE_CLOSE] = "close",
};

static const char *const server_phases[WT_PHASES_SERVER] = {
	[WT_PHASE_ACCEPT] = "accept",
	[WT_PHASE_HANDSHAKE] = "handshake",
	[WT_PHASE_RECEIVE] = "receive",
	[WT_PHASE_ANSWER] = "answer",
};

int wt_phase_count(enum wt_role role)
{
	return role == WT_CLIENT ? WT_PHASES_CLIENT : WT_PHASES_SERVER;
}

const char *wt_phase_name(enum wt_role role, int phase)
{
	if (phase < 0 || phase >= wt_phase_count(role))
		return "unknown";
	return role == WT_CLIENT ? client_phases[phase] : server_phases[phase];
}

/* Behind its first byte an empty reason is not looked at. */
void wt_try_clear(struct wt_try *one)
{
	memset(one, 0, offsetof(struct wt_try, reason));
	one->reason[0] = '\0';
}
