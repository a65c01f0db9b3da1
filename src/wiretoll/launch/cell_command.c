/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_command.h"

#include <stdio.h>
#include <string.h>

#include "mode_list.h"
#include "probe_place.h"
#include "record.h"

/* The options' names are constants that nobody changes, but argv wants them without const. */
static char option_host[] = "--host", option_bind[] = "--bind", option_port[] = "--port", option_cpu[] = "--cpu",
	    option_timeout[] = "--timeout", option_json[] = "--json", option_quiet[] = "--quiet",
	    option_sizes[] = "--sizes", option_tries[] = "--tries", option_certs[] = "--certs",
	    option_counters[] = "--counters";
static char counters_off[] = "off", counters_no_heap[] = "no-heap", word_env[] = "env";
/* Bit 0 is NEON, which every AArch64 core has; AES, SHA and PMULL are bits above it (OpenSSL's arm_arch.h). */
static char armcap_neon[] = "OPENSSL_armcap=1";

static void add(struct wt_cell_command *command, char *option, char *value)
{
	command->argv[command->count++] = option;
	if (value)
		command->argv[command->count++] = value;
	command->argv[command->count] = NULL;
}

/* A client gives up after ten tries in which it heard nothing: until then its server must be there. */
uint64_t wt_cell_server_timeout_ms(const struct wt_plan *plan, const struct wt_series *series)
{
	return (wt_row_is_datagram(&series->row) ? 12 : 3) * plan->timeout_ms + 1000 +
	       (plan->rate ? 1000 / plan->rate : 0);
}

/* The emulator goes before the program. */
static void add_emulator(struct wt_cell_command *command, const struct wt_plan *plan)
{
	static char option_core[] = "-cpu", option_environment[] = "-E";

	wt_plan_emulator(plan, command->emulator);
	add(command, command->emulator, NULL);
	snprintf(command->core, sizeof command->core, "%s", plan->target.core);
	if (*command->core)
		add(command, option_core, command->core);
	if (plan->target.mask_crypto)
		add(command, option_environment, armcap_neon);
}

/* The plugin counts what the program runs (guest_count.c). */
static void add_plugin(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_folder *folder,
		       const struct wt_series *series, struct wt_cell_id id, enum wt_role role)
{
	static char option_plugin[] = "-plugin";
	char counts[WT_FILE_BYTES];
	const char *what = wt_row_is_datagram(&series->row) ? "datagram" : "stream";

	wt_folder_cell(folder, series, id, role == WT_CLIENT ? "client.guest.jsonl" : "server.guest.jsonl", counts);
	snprintf(command->plugin, sizeof command->plugin, "%s,role=%s,out=%s", plan->target.plugin,
		 role == WT_CLIENT ? "client" : what, counts);
	add(command, option_plugin, command->plugin);
}

/* On another machine all files lie in one folder, which is where the programs are started. */
static void add_program(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_series *series,
			enum wt_role role)
{
	if (command->remote)
		snprintf(command->program, sizeof command->program, "./%s/%s_%s", series->variant,
			 series->row.protocol->transport, role == WT_CLIENT ? "client" : "server");
	else
		wt_plan_program(plan, series, role, command->program);
	add(command, command->program, NULL);
}

static void add_cpu(struct wt_cell_command *command, int cpu)
{
	if (cpu < 0)
		snprintf(command->cpu, sizeof command->cpu, "auto");
	else
		snprintf(command->cpu, sizeof command->cpu, "%d", cpu);
	add(command, option_cpu, command->cpu);
}

/*
 * What the records of one end of a cell take at most: its tries, a summary a size, and a few others, none of them
 * longer than a record may be. There is room for the failed tries of strangers, whom a server may meet.
 */
static uint64_t most_record_bytes(const struct wt_plan *plan, struct wt_cell_id id)
{
	/* A try is told in some 600 bytes, where every count is at its highest in 1.8 KB. */
	enum { TRY_BYTES = 4096, OTHER_RECORDS = 8 };
	uint64_t tries = (uint64_t)wt_plan_cell_tries(plan, id) * plan->sizes.count + 1;

	return tries * TRY_BYTES + (plan->sizes.count + OTHER_RECORDS) * WT_RECORD_BYTES;
}

static void add_told(struct wt_cell_command *command, struct wt_told_option *told, const char *option,
		     const char *value)
{
	snprintf(told->option, sizeof told->option, "--%s", option);
	for (char *at = told->option; *at; at++)
		*at = *at == '_' ? '-' : *at;
	snprintf(told->value, sizeof told->value, "%s", value);
	add(command, told->option, told->value);
}

/* Of an axis of the plan's mode alone each value is told, and of others none. */
static const char *told_value(const struct wt_plan *plan, const struct wt_row *row, size_t axis)
{
	const char *mode = wt_axes[axis].mode;

	if (!mode)
		return wt_row_told(row, axis);
	return strcmp(mode, wt_plan_mode(plan)->name) == 0 ? wt_row_value(row, axis) : NULL;
}

/* The heap is counted of tries of which each is alone. */
static bool is_told(const struct wt_axis *axis, struct wt_cell_id id, enum wt_role role)
{
	return (!axis->is_client_alone || role == WT_CLIENT) && (!axis->is_crowd || id.purpose == WT_CELL_TIMING);
}

static void add_axes(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_row *row,
		     struct wt_cell_id id, enum wt_role role)
{
	for (size_t i = 0; wt_axes[i].option; i++) {
		const char *value = told_value(plan, row, i);

		if (value && is_told(&wt_axes[i], id, role))
			add_told(command, &command->axes[i], wt_axes[i].option, value);
	}
}

static bool is_setting_told(enum wt_plan_told told, struct wt_cell_id id, enum wt_role role)
{
	bool holds = id.purpose == WT_CELL_SESSIONS;

	return told == WT_TOLD_ALWAYS || (told == WT_TOLD_HOLD && holds) ||
	       (told == WT_TOLD_CLIENT && role == WT_CLIENT && !holds);
}

/* The mode, how to wait, and the settings of the plan's list that a cell of this round is told; what is usual programs do. */
static void add_settings(struct wt_cell_command *command, const struct wt_plan *plan, struct wt_cell_id id,
			 enum wt_role role)
{
	struct wt_told_option *to = command->settings;
	const char *mode = wt_plan_mode(plan)->name;
	char value[24];

	if (strcmp(mode, WT_MODE_USUAL) != 0)
		add_told(command, to++, "mode", mode);
	if (plan->spin)
		add_told(command, to++, "wait", wt_plan_wait(plan));
	snprintf(value, sizeof value, "%.3f", (double)plan->flow_ms / 1000.0);
	if (plan->flow_ms && role == WT_CLIENT)
		add_told(command, to++, "seconds", value);
#define TELL(type, name, least, most, later, told)                                                                     \
	snprintf(value, sizeof value, "%llu", (unsigned long long)plan->name);                                         \
	if (plan->name && is_setting_told(told, id, role))                                                             \
		add_told(command, to++, #name, value);
	WT_PLAN_SETTINGS(TELL)
}

/* What both ends take. */
static void begin(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_folder *folder,
		  const struct wt_series *series, struct wt_cell_id id, enum wt_role role)
{
	const char *file = role == WT_CLIENT ? "client.jsonl" : "server.jsonl";
	uint64_t timeout_ms = role == WT_CLIENT ? plan->timeout_ms : wt_cell_server_timeout_ms(plan, series);

	memset(command, 0, sizeof *command);
	command->remote = wt_target_is_remote(&plan->target, role);
	if (plan->target.way == WT_WAY_QEMU_USER && wt_target_is_board(&plan->target, role)) {
		add_emulator(command, plan);
		/* what is held is no exchange to be counted, and counting the heap is no work of an exchange */
		if (id.purpose == WT_CELL_TIMING)
			add_plugin(command, plan, folder, series, id, role);
	} else if (plan->target.mask_crypto && wt_target_is_board(&plan->target, role))
		add(command, word_env, armcap_neon);
	add_program(command, plan, series, role);
	add_cpu(command, role == WT_CLIENT ? plan->client_cpu : plan->server_cpu);
	snprintf(command->timeout, sizeof command->timeout, "%.3f", (double)timeout_ms / 1000.0);
	add(command, option_timeout, command->timeout);
	add(command, option_quiet, NULL);
	wt_folder_cell(folder, series, id, file, command->records);
	command->most_bytes = most_record_bytes(plan, id);
	snprintf(command->json, sizeof command->json, "%s", command->remote ? file : command->records);
	add(command, option_json, command->json);
	/* on is what programs do by themselves; memory is all that is asked of the extra cells */
	if (id.purpose == WT_CELL_TIMING)
		add(command, option_counters, plan->counters ? counters_no_heap : counters_off);
	if (wt_row_is_secure(&series->row)) {
		snprintf(command->certs, sizeof command->certs, "%s", command->remote ? "certs" : plan->certs);
		add(command, option_certs, command->certs);
	}
	add_axes(command, plan, &series->row, id, role);
	add_settings(command, plan, id, role);
}

/* The size that says least: what is told is the memory of a session. */
static uint32_t smallest_size(const struct wt_plan *plan)
{
	uint32_t bytes = plan->sizes.bytes[0];

	for (size_t i = 1; i < plan->sizes.count; i++)
		if (plan->sizes.bytes[i] < bytes)
			bytes = plan->sizes.bytes[i];
	return bytes;
}

/*
 * The first size of a process meets colder caches than the last. So each round
 * begins with another size, the same one for all series of the round.
 */
static void add_sizes(struct wt_cell_command *command, const struct wt_plan *plan, struct wt_cell_id id)
{
	size_t length = 0;

	for (size_t i = 0; i < plan->sizes.count; i++) {
		uint32_t bytes = plan->sizes.bytes[(id.round + i) % plan->sizes.count];

		snprintf(command->sizes + length, sizeof command->sizes - length, "%s%u", i ? "," : "", bytes);
		length += strlen(command->sizes + length);
	}
	add(command, option_sizes, command->sizes);
	snprintf(command->tries, sizeof command->tries, "%u", wt_plan_cell_tries(plan, id));
	add(command, option_tries, command->tries);
}

void wt_cell_server_command(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_folder *folder,
			    const struct wt_series *series, struct wt_cell_id id)
{
	const char *bind = *plan->target.bind ? plan->target.bind : plan->host;

	begin(command, plan, folder, series, id, WT_SERVER);
	snprintf(command->host, sizeof command->host, "%s", bind);
	add(command, option_bind, command->host);
	snprintf(command->port, sizeof command->port, "%u", plan->target.server_port & 0xffff);
	add(command, option_port, command->port);
}

void wt_cell_client_command(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_folder *folder,
			    const struct wt_series *series, struct wt_cell_id id, unsigned port)
{
	begin(command, plan, folder, series, id, WT_CLIENT);
	if (plan->target.called_port)
		port = plan->target.called_port;
	snprintf(command->host, sizeof command->host, "%s", plan->host);
	add(command, option_host, command->host);
	snprintf(command->port, sizeof command->port, "%u", port & 0xffff);
	add(command, option_port, command->port);
	if (id.purpose != WT_CELL_SESSIONS) {
		add_sizes(command, plan, id);
		return;
	}
	snprintf(command->sizes, sizeof command->sizes, "%u", smallest_size(plan));
	add(command, option_sizes, command->sizes);
}

void wt_cell_version_command(struct wt_cell_command *command, const struct wt_plan *plan,
			     const struct wt_series *series)
{
	static char option[] = "--version";

	memset(command, 0, sizeof *command);
	add_emulator(command, plan);
	add_program(command, plan, series, plan->target.board_role);
	add(command, option, NULL);
}

void wt_cell_probe_command(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_folder *folder,
			   const struct wt_probe_place *place)
{
	memset(command, 0, sizeof *command);
	wt_probe_program(plan, place, command->program);
	add(command, command->program, NULL);
	add_cpu(command, place->role == WT_CLIENT ? plan->client_cpu : plan->server_cpu);
	add(command, option_quiet, NULL);
	wt_probe_path(folder, place, "jsonl", command->records);
	snprintf(command->json, sizeof command->json, "%s", command->records);
	add(command, option_json, command->json);
}
