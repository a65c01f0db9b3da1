/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numbered.h"

void wt_numbered_lose(struct wt_numbered *numbered, uint32_t number)
{
	numbered->lost[numbered->next] = wt_numbered_on_wire(numbered, number);
	numbered->next = (uint8_t)((numbered->next + 1) % WT_NUMBERED_LOST);
}

void wt_numbered_earlier(struct wt_numbered *numbered, uint32_t on_wire)
{
	for (int i = 0; i < WT_NUMBERED_LOST; i++) {
		if (numbered->lost[i] != on_wire)
			continue;
		numbered->lost[i] = 0;
		numbered->late++;
		return;
	}
	numbered->duplicates++;
}
