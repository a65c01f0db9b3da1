/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost.h"

#include <string.h>

#include "clock.h"
#include "stack.h"

void wt_cost_start(struct wt_cost *cost, const struct wt_library *library)
{
	uint64_t peak, allocations;

	memset(cost, 0, sizeof(*cost));
	cost->counted = true;
	cost->counters = (struct wt_cycles)WT_CYCLES_INIT;
	cost->with_heap = library != NULL;
	if (library)
		library->heap(&cost->heap_bytes, &peak, &allocations);
	(void)wt_machine_cpu(&cost->machine, &cost->no_machine);
	(void)wt_stack_wipe(&cost->no_stack);
	wt_process_usage(&cost->usage);
	cost->ns = wt_clock_ns();
	(void)wt_cycles_start(&cost->counters, &cost->no_cycles);
}

void wt_cost_stack_pause(struct wt_cost *cost)
{
	uint64_t bytes;

	if (!cost->counted || cost->no_stack.status != WT_OK)
		return;
	if (wt_stack_peak(&bytes, &cost->no_stack) == WT_OK && bytes > cost->stack_bytes)
		cost->stack_bytes = bytes;
}

void wt_cost_stack_resume(struct wt_cost *cost)
{
	if (cost->counted && cost->no_stack.status == WT_OK)
		(void)wt_stack_wipe(&cost->no_stack);
}

void wt_cost_stop(struct wt_cost *cost)
{
	struct wt_process_usage usage;
	struct wt_machine_cpu machine;

	if (!cost->counted)
		return;
	(void)wt_cycles_stop(&cost->counters, &cost->cycles, &cost->instructions, &cost->no_cycles);
	cost->ns = wt_clock_ns() - cost->ns;
	wt_process_usage(&usage);
	cost->usage.user_cpu_ns = usage.user_cpu_ns - cost->usage.user_cpu_ns;
	cost->usage.system_cpu_ns = usage.system_cpu_ns - cost->usage.system_cpu_ns;
	wt_cost_stack_pause(cost);
	if (cost->no_machine.status != WT_OK || wt_machine_cpu(&machine, &cost->no_machine) != WT_OK)
		return;
	cost->machine.busy_ns = machine.busy_ns - cost->machine.busy_ns;
	cost->machine.interrupt_ns = machine.interrupt_ns - cost->machine.interrupt_ns;
	cost->machine.stolen_ns = machine.stolen_ns - cost->machine.stolen_ns;
}

static void put_reasons(const struct wt_cost *cost, struct wt_json *json)
{
	wt_json_name(json, "not_available");
	wt_json_begin(json, '{');
	if (cost->no_machine.status != WT_OK)
		wt_json_string_of(json, "machine_busy_ns", cost->no_machine.text);
	if (cost->no_stack.status != WT_OK)
		wt_json_string_of(json, "stack_peak_bytes", cost->no_stack.text);
	if (cost->no_cycles.status != WT_OK) {
		wt_json_string_of(json, "cycles", cost->no_cycles.text);
		wt_json_string_of(json, "instructions", cost->no_cycles.text);
	}
	wt_json_end(json, '}');
}

void wt_cost_record(const struct wt_cost *cost, struct wt_json *json)
{
	const struct wt_process_usage *usage = &cost->usage;

	if (!cost->counted)
		return;
	wt_json_number_of(json, "loop_ns", cost->ns);
	wt_json_number_of(json, "loop_cpu_ns", usage->user_cpu_ns + usage->system_cpu_ns);
	wt_json_number_of(json, "loop_user_cpu_ns", usage->user_cpu_ns);
	wt_json_number_of(json, "loop_system_cpu_ns", usage->system_cpu_ns);
	if (cost->with_heap)
		wt_json_number_of(json, "loop_heap_bytes", cost->heap_bytes);
	if (cost->no_machine.status == WT_OK) {
		wt_json_number_of(json, "machine_busy_ns", cost->machine.busy_ns);
		wt_json_number_of(json, "machine_interrupt_ns", cost->machine.interrupt_ns);
		wt_json_number_of(json, "machine_stolen_ns", cost->machine.stolen_ns);
		wt_json_number_of(json, "machine_tick_ns", cost->machine.tick_ns);
	}
	if (cost->no_stack.status == WT_OK)
		wt_json_number_of(json, "stack_peak_bytes", cost->stack_bytes);
	if (cost->no_cycles.status == WT_OK) {
		wt_json_number_of(json, "cycles", cost->cycles);
		wt_json_number_of(json, "instructions", cost->instructions);
	}
	put_reasons(cost, json);
}
