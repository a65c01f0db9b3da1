/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes plan.json before the first cell; plan_read.c reads it, for `report` and for `run --continue`. */
#include <stdlib.h>

#include <jansson.h>

#include "folder.h"
#include "plan_schema.h"
#include "version.h"

static json_t *series_json(const struct wt_plan *plan)
{
	json_t *list = json_array();

	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series *one = &plan->series[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s?, s:s, s:s?, s:s?}", "name", one->name,
						      "kind", one->kind->name, "transport", one->kind->transport,
						      "version", one->kind->tls_version, "variant", one->variant,
						      "peer", *one->peer ? one->peer : NULL, "unsupported",
						      *one->unsupported ? one->unsupported : NULL));
	}
	return list;
}

static json_t *order_json(const struct wt_plan *plan)
{
	json_t *rounds = json_array();

	for (uint32_t round = 0; round < plan->rounds; round++) {
		json_t *names = json_array();

		for (size_t i = 0; i < plan->active_count; i++) {
			size_t at = (size_t)round * plan->active_count + i;

			json_array_append_new(names, json_string(plan->series[plan->order[at]].name));
		}
		json_array_append_new(rounds, names);
	}
	return rounds;
}

/* How the board was reached; null: both ends were processes of this machine. */
static json_t *target_json(const struct wt_target *target)
{
	if (target->way == WT_WAY_LOCAL)
		return json_null();
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:i, s:s, s:i, s:i}", "way",
			 wt_way_name(target->way), "role", target->board_role == WT_CLIENT ? "client" : "server",
			 "peer_variant", target->peer_variant, "emulator", target->emulator, "core", target->core,
			 "plugin", target->plugin, "ssh", target->ssh, "ssh_command", target->ssh_command, "board_dir",
			 target->dir, "keep", target->keep, "emulated", target->emulated, "crypto",
			 !target->mask_crypto, "reconnect_s", (int)target->reconnect_s, "bind", target->bind,
			 "server_port", (int)target->server_port, "called_port", (int)target->called_port);
}

static json_t *names_json(const struct wt_folder_names *names)
{
	json_t *list = json_array();

	for (size_t i = 0; i < names->count; i++)
		json_array_append_new(list, json_string(names->name[i]));
	return list;
}

static json_t *plan_json(const struct wt_plan *plan)
{
	json_t *sizes = json_array(), *variants = json_array();

	for (size_t i = 0; i < plan->sizes.count; i++)
		json_array_append_new(sizes, json_integer(plan->sizes.bytes[i]));
	for (size_t i = 0; i < plan->variants.count; i++)
		json_array_append_new(variants, json_string(plan->variants.name[i]));
	return json_pack(
		"{s:i, s:s, s:s, s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:s, s:I, s:{s:i, s:i}, s:s, s:o, "
		"s:o, s:o, s:o, s:o, s:o}",
		"schema", WT_PLAN_SCHEMA, "record", "plan", "version", WT_VERSION, "created_us",
		(json_int_t)plan->created_us, "created_ns", (json_int_t)plan->created_ns, "boot", plan->boot, "board",
		plan->board, "build", plan->build, "certs", plan->certs, "host", plan->host, "mode", "connect", "seed",
		(json_int_t)plan->seed, "tries", (json_int_t)plan->tries, "rounds", (json_int_t)plan->rounds, "hold",
		(json_int_t)plan->hold, "counters", plan->counters ? "on" : "off", "timeout_ms",
		(json_int_t)plan->timeout_ms, "cores", "client", plan->client_cpu, "server", plan->server_cpu,
		"placement", wt_plan_placement(plan), "sizes", sizes, "variants", variants, "series", series_json(plan),
		"order", order_json(plan), "reach", target_json(&plan->target), "names", names_json(&plan->names));
}

bool wt_plan_write(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason)
{
	char path[WT_FILE_BYTES];
	json_t *json = plan_json(plan);
	char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
	bool written;

	snprintf(path, sizeof path, "%s/plan.json", folder->path);
	written = text ? wt_file_write(path, text, strlen(text), reason)
		       : wt_reason_set(reason, "%s: a setting is not UTF-8 text, or memory is short", path);
	free(text);
	json_decref(json);
	return written;
}
