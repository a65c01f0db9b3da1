/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the probes of the libraries say against their figures. */
#ifndef WT_VALIDITY_VECTORS_H
#define WT_VALIDITY_VECTORS_H

#include "validity.h"

/* Warns of libraries that leave vector registers dirty: gravely where that costs their handshakes time,
 * and where a probe failed or its file cannot be taken. */
void wt_validity_vectors(struct wt_validity *to, const struct wt_results *results);

/* A machine that has such registers, and nobody was asked about them. */
bool wt_validity_vectors_untold(const struct wt_results *results);

#endif
