/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "record_line.h"

void wt_record_begin_facts(struct wt_json *json, struct wt_board *board)
{
	wt_board_read(board);
	wt_json_name(json, "facts");
	wt_json_begin(json, '{');
	wt_json_string_of(json, "machine", board->machine);
	wt_json_string_of(json, "model", board->model);
	wt_json_string_of(json, "cpu", board->cpu);
}

void wt_record_answer(struct wt_json *json, const char *name, enum wt_board_answer answer)
{
	if (answer == WT_BOARD_UNKNOWN)
		wt_json_string_of(json, name, "unknown");
	else
		wt_json_bool_of(json, name, answer == WT_BOARD_YES);
}

void wt_record_reported(struct wt_json *json, const char *name, uint64_t number)
{
	if (number == 0)
		wt_json_string_of(json, name, "unknown");
	else
		wt_json_number_of(json, name, number);
}

void wt_record_state(struct wt_json *json, const struct wt_board_state *state)
{
	char text[24];

	wt_json_string_of(json, "governor", *state->governor ? state->governor : "unknown");
	wt_record_reported(json, "frequency_khz", state->frequency_khz);
	wt_json_name(json, "temperature_mc");
	snprintf(text, sizeof(text), "%" PRId64, state->temperature_mc);
	wt_json_raw(json, state->temperature_known ? text : "\"unknown\"");
	wt_record_answer(json, "throttled", state->throttled);
}
