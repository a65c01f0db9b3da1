/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "warnings.h"

#include <stdarg.h>
#include <stdio.h>

#include "reason.h"

/* Where there is no room any more, a grave one takes the place of a notice. */
static struct wt_warning *place_for(struct wt_validity *to, enum wt_gravity gravity)
{
	if (to->count < WT_WARNINGS_MAX)
		return &to->warnings[to->count++];
	for (size_t i = WT_WARNINGS_MAX; gravity == WT_GRAVE && i > 0; i--)
		if (to->warnings[i - 1].gravity == WT_NOTICE)
			return &to->warnings[i - 1];
	return NULL;
}

void wt_warn_of(struct wt_validity *to, enum wt_gravity gravity, const char *name, const char *variant,
		const char *format, ...)
{
	struct wt_warning *warning = place_for(to, gravity);
	va_list arguments;

	if (!warning)
		return;
	to->grave += gravity == WT_GRAVE;
	warning->gravity = gravity;
	warning->name = name;
	warning->variant = variant;
	va_start(arguments, format);
	vsnprintf(warning->text, sizeof warning->text, format, arguments);
	va_end(arguments);
	wt_text_whole(warning->text);
}
