/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict readers of numbers: no sign, no spaces, nothing behind, no overflow. */
#ifndef WT_PARSE_H
#define WT_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wt_parse_result { WT_PARSE_OK, WT_PARSE_NOT_A_NUMBER, WT_PARSE_OUT_OF_RANGE };

/* Reads the `bytes` characters at `text` as a decimal number in minimum..maximum. */
enum wt_parse_result wt_parse_number(const char *text, size_t bytes, uint32_t minimum, uint32_t maximum,
				     uint32_t *value);

/* Reads seconds with up to 9 decimals ("5", "0.25", ".5") as ns; the limits are in ms. */
enum wt_parse_result wt_parse_seconds(const char *text, uint32_t minimum_ms, uint32_t maximum_ms, uint64_t *value_ns);

#endif
