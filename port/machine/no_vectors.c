/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the vector registers, where there is no such state: everywhere but on x86. */
#include <stdio.h>

#include "vectors.h"

enum wt_vectors wt_vectors_open(char reason[WT_VECTORS_REASON_BYTES])
{
	(void)snprintf(reason, WT_VECTORS_REASON_BYTES,
		       "vector registers of this architecture have no upper halves that slow down other code");
	return WT_VECTORS_NONE;
}

void wt_vectors_clean(void)
{
}

void wt_vectors_soil(void)
{
}

bool wt_vectors_dirty(void)
{
	return false;
}
