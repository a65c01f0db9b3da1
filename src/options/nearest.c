/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nearest.h"

bool wt_name_near(const char *written, size_t length, const char *name, unsigned edits)
{
	for (; length > 0 && *written == *name; length--, written++)
		name++;
	if (length == 0 && *name == '\0')
		return true;
	if (edits-- == 0)
		return false;
	if (length > 1 && *name != '\0' && written[0] == name[1] && written[1] == name[0] &&
	    wt_name_near(written + 2, length - 2, name + 2, edits))
		return true;
	return (length > 0 && wt_name_near(written + 1, length - 1, name, edits)) ||
	       (*name != '\0' && wt_name_near(written, length, name + 1, edits)) ||
	       (length > 0 && *name != '\0' && wt_name_near(written + 1, length - 1, name + 1, edits));
}
