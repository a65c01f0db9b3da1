/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "clock.h"
#include "parse.h"

enum { DECIMALS_MAX = 9 };

/* Longer numbers stay at this: out of every range, and no overflow on the way. */
static const uint64_t too_much = UINT64_C(1) << 40;

static bool is_digit(char letter)
{
	return letter >= '0' && letter <= '9';
}

/* Reads digits up to `bytes`; returns how many there were. */
static size_t read_digits(const char *text, size_t bytes, uint64_t *value)
{
	size_t count;

	*value = 0;
	for (count = 0; count < bytes && is_digit(text[count]); count++)
		if (*value < too_much)
			*value = *value * 10 + (uint64_t)(text[count] - '0');
	return count;
}

enum wt_parse_result wt_parse_number(const char *text, size_t bytes, uint32_t minimum, uint32_t maximum,
				     uint32_t *value)
{
	uint64_t number;

	if (bytes == 0 || read_digits(text, bytes, &number) != bytes)
		return WT_PARSE_NOT_A_NUMBER;
	if (number < minimum || number > maximum)
		return WT_PARSE_OUT_OF_RANGE;
	*value = (uint32_t)number;
	return WT_PARSE_OK;
}

enum wt_parse_result wt_parse_seconds(const char *text, uint32_t minimum_ms, uint32_t maximum_ms, uint64_t *value_ns)
{
	size_t bytes = strlen(text), whole_digits, decimals = 0;
	uint64_t whole, fraction = 0, ns;

	whole_digits = read_digits(text, bytes, &whole);
	if (text[whole_digits] == '.') {
		const char *rest = text + whole_digits + 1;

		decimals = read_digits(rest, strlen(rest), &fraction);
		if (whole_digits + decimals == 0 || rest[decimals] != '\0' || decimals > DECIMALS_MAX)
			return WT_PARSE_NOT_A_NUMBER;
	} else if (whole_digits == 0 || text[whole_digits] != '\0') {
		return WT_PARSE_NOT_A_NUMBER;
	}
	/* Seconds beyond the range would overflow below. */
	if (whole > UINT32_MAX)
		return WT_PARSE_OUT_OF_RANGE;
	for (; decimals < DECIMALS_MAX; decimals++)
		fraction *= 10;
	ns = whole * WT_NS_PER_S + fraction;
	if (ns < minimum_ms * WT_NS_PER_MS || ns > maximum_ms * WT_NS_PER_MS)
		return WT_PARSE_OUT_OF_RANGE;
	*value_ns = ns;
	return WT_PARSE_OK;
}
