/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nearest.h"

#include <string.h>

enum { LETTERS_MAX = 40, DISTANCE_MAX = 2 };

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's (1966): the fewest letters that are put in, left out or replaced; both at most LETTERS_MAX long. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t row[LETTERS_MAX + 1];

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t before = row[0]; /* of the row above, one to the left */

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t above = row[j];
			size_t replaced = before + (a[i - 1] != b[j - 1]);

			row[j] = smaller(replaced, smaller(above, row[j - 1]) + 1);
			before = above;
		}
	}
	return row[b_length];
}

bool wt_name_near(const char *written, size_t length, const char *name)
{
	size_t name_length = strlen(name);

	if (length == 0)
		return false;
	if (length <= name_length && memcmp(written, name, length) == 0)
		return true;
	if (length > LETTERS_MAX || name_length > LETTERS_MAX)
		return false;
	return distance(written, length, name, name_length) <= smaller(DISTANCE_MAX, name_length / 2);
}
