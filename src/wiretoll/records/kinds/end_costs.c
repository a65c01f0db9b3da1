/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "end_costs.h"

#include <math.h>
#include <stddef.h>

#define ROW(id, field, other, highest) [id] = { field, other, highest },
static const struct {
	const char *name, *other;
	bool highest;
} fields[WT_END_FIELDS] = { WT_END_COSTS(ROW) };

/* False: missing, or not a count. */
static bool number_of(const json_t *record, const char *name, double *number)
{
	const json_t *value = json_object_get(record, name);

	*number = (double)json_integer_value(value);
	return json_is_integer(value) && *number >= 0.0;
}

void wt_end_costs_take(struct wt_end_costs *to, const json_t *record)
{
	json_t *reasons = json_object_get(record, "not_available");

	*to = (struct wt_end_costs){ .rounds = 1 };
	for (size_t i = 0; i < WT_END_FIELDS; i++) {
		double number = 0.0, other = 0.0;

		if (!number_of(record, fields[i].name, &number) ||
		    (fields[i].other && !number_of(record, fields[i].other, &other)))
			continue;
		to->value[i] = number + other;
		to->told[i] = 1;
	}
	if (json_is_object(reasons))
		to->not_available = json_incref(reasons);
}

void wt_end_costs_free(struct wt_end_costs *costs)
{
	json_decref(costs->not_available);
	costs->not_available = NULL;
}

void wt_end_costs_add(struct wt_end_costs *to, const struct wt_end_costs *round, uint64_t exchanges)
{
	if (!to->rounds && round->not_available)
		to->not_available = json_incref(round->not_available);
	to->rounds += round->rounds;
	to->exchanges += exchanges;
	for (size_t i = 0; i < WT_END_FIELDS; i++) {
		to->told[i] += round->told[i];
		to->value[i] = fields[i].highest ? fmax(to->value[i], round->value[i]) : to->value[i] + round->value[i];
	}
}

void wt_end_costs_add_heap(struct wt_end_costs *to, const struct wt_end_costs *counted)
{
	to->value[WT_END_CONTEXTS] = counted->value[WT_END_CONTEXTS];
	to->told[WT_END_CONTEXTS] = counted->told[WT_END_CONTEXTS] ? to->rounds : 0;
}

double wt_end_cost(const struct wt_end_costs *costs, enum wt_end_field field, const char **why)
{
	const char *reason = json_string_value(json_object_get(costs->not_available, fields[field].name));

	if (costs->rounds && costs->told[field] == costs->rounds)
		return fields[field].highest ? costs->value[field] : costs->value[field] / (double)costs->exchanges;
	*why = reason ? reason : costs->told[field] ? "not counted in every round" : "not counted in any round";
	return (double)NAN;
}
