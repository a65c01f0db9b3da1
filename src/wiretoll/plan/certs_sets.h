/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which certificates a plan measures with, and of which kind their keys are. */
#ifndef WT_CERTS_SETS_H
#define WT_CERTS_SETS_H

#include <stdbool.h>

#include "plan.h"

enum { WT_CERTS_SETS_MAX = 2 * WT_AXIS_VALUES_MAX };

/* What a row wants of rows.h: the folder, and the ending of its certificates. */
struct wt_certs_set {
	const char *keys, *ending;
};

/* Those of all rows that can be made with certificates, each once. Returns how many. */
size_t wt_certs_sets(const struct wt_plan *plan, struct wt_certs_set sets[WT_CERTS_SETS_MAX]);

/*
 * Rows with other keys are told over those with the folder of --certs. False: both are in the plan, but what an end shows of
 * that folder is no key of ecdsa-p256, as the axis calls it.
 */
bool wt_certs_check_base(const struct wt_plan *plan, struct wt_reason *reason);

/* Whether a row that can be made has a pre-shared key. */
bool wt_certs_psk(const struct wt_plan *plan);

/*
 * Whether the certificates (ca.pem, client.pem, server.pem) of such a row have a key of that kind, "rsa", "p384" or
 * "ed25519": a build without can make no session with it. What the folder is called says it, since programs refuse
 * another one in it; of the folder of --certs its files do. A file that is missing, or is no PEM, holds none here; the
 * programs say what is wrong with it.
 */
bool wt_certs_hold(const struct wt_plan *plan, const struct wt_row *row, const char *kind);

#endif
