/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_command.h"

#include <stdio.h>
#include <string.h>

/* The options' names are constants that nobody changes, but argv wants them without const. */
static char option_host[] = "--host", option_bind[] = "--bind", option_port[] = "--port",
	    option_cpu[] = "--cpu", option_timeout[] = "--timeout", option_json[] = "--json",
	    option_quiet[] = "--quiet", option_sizes[] = "--sizes", option_tries[] = "--tries",
	    option_certs[] = "--certs", option_version[] = "--tls-version";

static void add(struct wt_cell_command *command, char *option, char *value)
{
	command->argv[command->count++] = option;
	if (value)
		command->argv[command->count++] = value;
	command->argv[command->count] = NULL;
}

uint64_t wt_cell_server_timeout_ms(const struct wt_plan *plan)
{
	return 3 * plan->timeout_ms + 1000;
}

/* What both ends take. */
static void begin(struct wt_cell_command *command, const struct wt_plan *plan,
		  const struct wt_series *series, const char *role, int cpu, uint64_t timeout_ms)
{
	memset(command, 0, sizeof *command);
	snprintf(command->program, sizeof command->program, "%s/%s/%s/%s_%s", plan->build,
		 plan->board, series->variant, series->kind->transport, role);
	add(command, command->program, NULL);
	snprintf(command->cpu, sizeof command->cpu, "%d", cpu);
	add(command, option_cpu, command->cpu);
	snprintf(command->timeout, sizeof command->timeout, "%.3f", (double)timeout_ms / 1000.0);
	add(command, option_timeout, command->timeout);
	add(command, option_quiet, NULL);
	if (!series->kind->tls_version)
		return;
	snprintf(command->certs, sizeof command->certs, "%s", plan->certs);
	add(command, option_certs, command->certs);
	snprintf(command->version, sizeof command->version, "%s", series->kind->tls_version);
	add(command, option_version, command->version);
}

void wt_cell_server_command(struct wt_cell_command *command, const struct wt_plan *plan,
			    const struct wt_folder *folder, const struct wt_series *series,
			    uint32_t round)
{
	begin(command, plan, series, "server", plan->server_cpu, wt_cell_server_timeout_ms(plan));
	snprintf(command->host, sizeof command->host, "%s", plan->host);
	add(command, option_bind, command->host);
	snprintf(command->port, sizeof command->port, "0");
	add(command, option_port, command->port);
	wt_folder_cell(folder, series, round, "server.jsonl", command->json);
	add(command, option_json, command->json);
}

void wt_cell_client_command(struct wt_cell_command *command, const struct wt_plan *plan,
			    const struct wt_folder *folder, const struct wt_series *series,
			    uint32_t round, unsigned port)
{
	size_t length = 0;

	begin(command, plan, series, "client", plan->client_cpu, plan->timeout_ms);
	snprintf(command->host, sizeof command->host, "%s", plan->host);
	add(command, option_host, command->host);
	snprintf(command->port, sizeof command->port, "%u", port & 0xffff);
	add(command, option_port, command->port);
	/*
	 * The first size of a process meets colder caches than the last. So each round
	 * begins with another size, the same one for all series of the round.
	 */
	for (size_t i = 0; i < plan->sizes.count; i++) {
		uint32_t bytes = plan->sizes.bytes[(round + i) % plan->sizes.count];

		snprintf(command->sizes + length, sizeof command->sizes - length, "%s%u",
			 i ? "," : "", bytes);
		length += strlen(command->sizes + length);
	}
	add(command, option_sizes, command->sizes);
	snprintf(command->tries, sizeof command->tries, "%u", wt_plan_round_tries(plan, round));
	add(command, option_tries, command->tries);
	wt_folder_cell(folder, series, round, "client.jsonl", command->json);
	add(command, option_json, command->json);
}
