/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "handshake_difference.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "reason.h"

static bool is_refusal(const struct wt_difference *difference)
{
	return difference->refuses && !difference->known;
}

void wt_difference_add(struct wt_comparing *c, struct wt_difference difference, const char *format, ...)
{
	struct wt_handshake_parity *to = c->to;
	struct wt_difference *last = &to->list[WT_DIFFERENCES_MAX - 1];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(difference.text, sizeof difference.text, format, arguments);
	va_end(arguments);
	wt_text_whole(difference.text);
	/* a second ClientHello tells the same as the first */
	for (size_t i = 0; i < to->count; i++)
		if (!strcmp(to->list[i].text, difference.text))
			return;
	difference.known =
		wt_handshake_known(c->protocol, (difference.more_in_base ? c->base : c->series)->library, &difference);
	if (to->count < WT_DIFFERENCES_MAX)
		to->list[to->count++] = difference;
	else if (is_refusal(&difference) && !is_refusal(last))
		*last = difference; /* many that only differ must not hide one that refuses */
}

const char *wt_difference_text(const struct wt_difference *one, char text[WT_DIFFERENCE_TEXT_BYTES])
{
	snprintf(text, WT_DIFFERENCE_TEXT_BYTES, "%s: %s", one->text,
		 one->known ? one->known : "not among the known differences");
	return text;
}
