/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads plan.json again; plan_write.c writes it. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "folder.h"
#include "message.h"
#include "plan_schema.h"

/* Reading: each function names the field that is not as it must be. */

static bool bad(struct wt_reason *reason, const char *field)
{
	return wt_reason_set(reason, "plan.json: '%s' is missing or not valid", field);
}

static bool get_number(const json_t *object, const char *field, json_int_t minimum, json_int_t maximum,
		       json_int_t *number, struct wt_reason *reason)
{
	const json_t *value = json_object_get(object, field);

	if (!json_is_integer(value) || json_integer_value(value) < minimum || json_integer_value(value) > maximum)
		return bad(reason, field);
	*number = json_integer_value(value);
	return true;
}

static bool get_text(const json_t *object, const char *field, char *to, size_t room, struct wt_reason *reason)
{
	const char *text = json_string_value(json_object_get(object, field));

	if (!text || !*text || strlen(text) >= room)
		return bad(reason, field);
	wt_text_copy(to, room, text);
	return true;
}

/* Plans of older versions do not say it: they counted. */
static bool get_counters(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *value = json_object_get(json, "counters");
	const char *text = json_string_value(value);

	plan->counters = !value || (text && !strcmp(text, "on"));
	return plan->counters || (text && !strcmp(text, "off")) || bad(reason, "counters");
}

/*
 * It is what the cores say, and the target. Plans of older versions have the cores alone, or called ends on two
 * machines "one" when their cores bore one number.
 */
static bool get_placement(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *value = json_object_get(json, "placement");
	const char *text = json_string_value(value);

	plan->one_core = !strcmp(wt_plan_placement(plan), "one");
	return !value || (text && !strcmp(text, wt_plan_placement(plan))) ||
	       (text && !strcmp(text, "one") && plan->target.way == WT_WAY_SSH && plan->client_cpu >= 0 &&
		plan->client_cpu == plan->server_cpu) ||
	       bad(reason, "placement");
}

/* Plans of older versions know the wall clock only. */
static bool get_clock(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *boot = json_object_get(json, "boot");
	const char *text = json_string_value(boot);
	json_int_t created = 0;

	if (!boot)
		return true;
	if (!text || strlen(text) >= sizeof plan->boot)
		return bad(reason, "boot");
	if (!get_number(json, "created_ns", 0, INT64_MAX, &created, reason))
		return false;
	wt_text_copy(plan->boot, sizeof plan->boot, text);
	plan->created_ns = (uint64_t)created;
	return true;
}

static bool get_numbers(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *cores = json_object_get(json, "cores");
	json_int_t created = 0, seed = 0, tries = 0, rounds = 0;
	json_int_t timeout = 0, client = 0, server = 0, hold = 0;

	if (!get_number(json, "created_us", 0, INT64_C(1) << 60, &created, reason) ||
	    !get_number(json, "seed", 1, UINT32_MAX, &seed, reason) ||
	    !get_number(json, "tries", 1, WT_TRIES_MAX, &tries, reason) ||
	    !get_number(json, "rounds", 1, WT_ROUNDS_MAX, &rounds, reason) ||
	    !get_number(json, "timeout_ms", 1, 86400000, &timeout, reason) ||
	    !get_number(cores, "client", WT_CPU_AUTO, 100000, &client, reason) ||
	    !get_number(cores, "server", WT_CPU_AUTO, 100000, &server, reason))
		return false;
	/* plans of older versions hold nothing */
	if (json_object_get(json, "hold") && !get_number(json, "hold", 0, WT_HOLD_MAX, &hold, reason))
		return false;
	if (!get_counters(json, plan, reason) || !get_clock(json, plan, reason))
		return false;
	plan->hold = (uint32_t)hold;
	plan->created_us = (uint64_t)created;
	plan->seed = (uint32_t)seed;
	plan->tries = (uint32_t)tries;
	plan->rounds = (uint32_t)rounds;
	plan->timeout_ms = (uint64_t)timeout;
	plan->client_cpu = (int)client;
	plan->server_cpu = (int)server;
	return true;
}

/* Text that may be empty. */
static bool get_any_text(const json_t *object, const char *field, char *to, size_t room, struct wt_reason *reason)
{
	const char *text = json_string_value(json_object_get(object, field));

	if (!text || strlen(text) >= room)
		return bad(reason, field);
	wt_text_copy(to, room, text);
	return true;
}

/* Plans of older versions name none. */
static bool get_dir(const json_t *from, struct wt_target *target, struct wt_reason *reason)
{
	static const char field[] = "board_dir";

	if (!json_object_get(from, field))
		return true;
	if (!get_any_text(from, field, target->dir, sizeof target->dir, reason))
		return false;
	return !*target->dir || wt_plain_path(target->dir) || bad(reason, field);
}

static bool get_target(const json_t *json, struct wt_target *target, struct wt_reason *reason)
{
	const json_t *from = json_object_get(json, "reach");
	json_int_t reconnect = 0, server = 0, called = 0;
	char way[16], role[16];

	if (!from || json_is_null(from)) /* plans of older versions are local */
		return true;
	if (!get_text(from, "way", way, sizeof way, reason) || !get_text(from, "role", role, sizeof role, reason) ||
	    !get_text(from, "peer_variant", target->peer_variant, sizeof target->peer_variant, reason) ||
	    !get_any_text(from, "emulator", target->emulator, sizeof target->emulator, reason) ||
	    !get_any_text(from, "core", target->core, sizeof target->core, reason) ||
	    !get_any_text(from, "plugin", target->plugin, sizeof target->plugin, reason) ||
	    !get_any_text(from, "ssh", target->ssh, sizeof target->ssh, reason) ||
	    !get_any_text(from, "ssh_command", target->ssh_command, sizeof target->ssh_command, reason) ||
	    !get_dir(from, target, reason) || !get_any_text(from, "bind", target->bind, sizeof target->bind, reason) ||
	    !get_number(from, "reconnect_s", 0, 86400, &reconnect, reason) ||
	    !get_number(from, "server_port", 0, 65535, &server, reason) ||
	    !get_number(from, "called_port", 0, 65535, &called, reason))
		return false;
	if (!wt_way_find(way, &target->way) || !wt_name_valid(target->peer_variant))
		return bad(reason, "reach");
	target->board_role = strcmp(role, "server") == 0 ? WT_SERVER : WT_CLIENT;
	target->emulated = json_is_true(json_object_get(from, "emulated"));
	target->mask_crypto = json_is_false(json_object_get(from, "crypto"));
	target->keep = json_is_true(json_object_get(from, "keep"));
	target->reconnect_s = (uint32_t)reconnect;
	target->server_port = (uint32_t)server;
	target->called_port = (uint32_t)called;
	return true;
}

static bool get_lists(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *sizes = json_object_get(json, "sizes");
	const json_t *variants = json_object_get(json, "variants");
	size_t count = json_array_size(sizes);

	if (count < 1 || count > WT_SIZES_MAX)
		return bad(reason, "sizes");
	for (size_t i = 0; i < count; i++) {
		json_int_t size = json_integer_value(json_array_get(sizes, i));

		if (size < WT_MESSAGE_HEADER_BYTES || size > WT_MESSAGE_MAX_BYTES)
			return bad(reason, "sizes");
		for (size_t k = 0; k < i; k++)
			if (plan->sizes.bytes[k] == size)
				return bad(reason, "sizes");
		plan->sizes.bytes[plan->sizes.count++] = (uint32_t)size;
	}
	count = json_array_size(variants);
	if (count < 1 || count > WT_NAMES_MAX)
		return bad(reason, "variants");
	for (size_t i = 0; i < count; i++) {
		const char *name = json_string_value(json_array_get(variants, i));

		if (!name || !wt_name_valid(name))
			return bad(reason, "variants");
		snprintf(plan->variants.name[plan->variants.count++], WT_NAME_BYTES, "%s", name);
	}
	return true;
}

/* Which variant the other end has. Plans of older versions do not say. */
static bool get_peer(const json_t *one, struct wt_plan *plan, struct wt_series *series, struct wt_reason *reason)
{
	const json_t *peer = json_object_get(one, "peer");

	if (plan->target.way == WT_WAY_LOCAL)
		return !peer || json_is_null(peer) || bad(reason, "peer");
	if (!peer) {
		wt_plan_one_peer(plan, series);
		return true;
	}
	return get_text(one, "peer", series->peer, sizeof series->peer, reason) &&
	       (wt_name_valid(series->peer) || bad(reason, "peer"));
}

/* What its programs lacked when it was made is told here alone: they may be other ones today. */
static bool get_unsupported(const json_t *one, struct wt_plan *plan, struct wt_series *series, struct wt_reason *reason)
{
	const json_t *value = json_object_get(one, "unsupported");
	char why[WT_UNSUPPORTED_BYTES] = "";

	if (value && !json_is_null(value) && !get_text(one, "unsupported", why, sizeof why, reason))
		return false;
	wt_plan_unsupported(plan, series, why);
	return true;
}

/* The name is made again from kind and variant, so no path can hide in it. */
static bool get_series(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *list = json_object_get(json, "series");
	size_t count = json_array_size(list);

	if (count < 1 || count > WT_SERIES_MAX)
		return bad(reason, "series");
	for (size_t i = 0; i < count; i++) {
		const json_t *one = json_array_get(list, i);
		const char *name = json_string_value(json_object_get(one, "kind"));
		const struct wt_kind *kind = name ? wt_kind_find(name) : NULL;
		char variant[WT_NAME_BYTES];

		if (!kind || !get_text(one, "variant", variant, sizeof variant, reason) || !wt_name_valid(variant))
			return bad(reason, "series");
		if (!wt_plan_add(plan, kind, variant, reason) ||
		    !get_unsupported(one, plan, &plan->series[plan->series_count - 1], reason) ||
		    !get_peer(one, plan, &plan->series[plan->series_count - 1], reason))
			return false;
		for (size_t k = 0; k < i; k++)
			if (!strcmp(plan->series[k].name, plan->series[i].name))
				return bad(reason, "series");
	}
	return true;
}

static bool get_round(const json_t *names, const struct wt_plan *plan, uint16_t *order)
{
	bool seen[WT_SERIES_MAX] = { false };

	if (json_array_size(names) != plan->active_count)
		return false;
	for (size_t i = 0; i < plan->active_count; i++) {
		const char *name = json_string_value(json_array_get(names, i));
		size_t s = 0;

		while (name && s < plan->series_count && strcmp(plan->series[s].name, name) != 0)
			s++;
		if (!name || s == plan->series_count || seen[s] || *plan->series[s].unsupported)
			return false;
		seen[s] = true;
		order[i] = (uint16_t)s;
	}
	return true;
}

static bool get_order(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *rounds = json_object_get(json, "order");

	if (json_array_size(rounds) != plan->rounds)
		return bad(reason, "order");
	plan->order = calloc((size_t)plan->rounds * plan->active_count + 1, sizeof *plan->order);
	if (!plan->order)
		return wt_reason_set(reason, "memory is short");
	for (uint32_t round = 0; round < plan->rounds; round++)
		if (!get_round(json_array_get(rounds, round), plan, plan->order + (size_t)round * plan->active_count))
			return bad(reason, "order");
	return true;
}

/* Absent in plans of older versions. */
static bool get_names(const json_t *json, struct wt_folder_names *names, struct wt_reason *reason)
{
	const json_t *list = json_object_get(json, "names");

	if (list && (!json_is_array(list) || json_array_size(list) > WT_FOLDER_NAMES_MAX))
		return bad(reason, "names");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (!name || !*name || strlen(name) >= WT_FOLDER_NAME_BYTES)
			return bad(reason, "names");
		wt_text_copy(names->name[names->count++], WT_FOLDER_NAME_BYTES, name);
	}
	return true;
}

static bool get_plan(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const char *record = json_string_value(json_object_get(json, "record"));
	const char *mode = json_string_value(json_object_get(json, "mode"));
	json_int_t schema = 0;

	if (!record || strcmp(record, "plan") != 0)
		return bad(reason, "record");
	if (!get_number(json, "schema", 0, INT32_MAX, &schema, reason))
		return false;
	wt_text_copy(plan->mode, sizeof plan->mode, mode ? mode : "");
	if (schema != WT_PLAN_SCHEMA)
		return wt_reason_set(reason, "plan.json: schema %d; this wiretoll reads %d", (int)schema,
				     WT_PLAN_SCHEMA);
	return get_numbers(json, plan, reason) && get_text(json, "board", plan->board, sizeof plan->board, reason) &&
	       get_text(json, "build", plan->build, sizeof plan->build, reason) &&
	       get_text(json, "certs", plan->certs, sizeof plan->certs, reason) &&
	       get_text(json, "host", plan->host, sizeof plan->host, reason) &&
	       get_target(json, &plan->target, reason) && get_placement(json, plan, reason) &&
	       get_lists(json, plan, reason) && get_series(json, plan, reason) &&
	       get_names(json, &plan->names, reason) && wt_plan_check(plan, reason) && get_order(json, plan, reason);
}

bool wt_plan_read(struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason)
{
	char path[WT_FILE_BYTES], text[WT_REASON_BYTES];
	json_error_t error;
	json_t *json;
	bool good;

	memset(plan, 0, sizeof *plan);
	snprintf(path, sizeof path, "%s/plan.json", folder->path);
	json = wt_file_json(path, &error);
	if (!json && error.line < 1)
		return wt_reason_set(reason, "%s: cannot be read; valid: a folder that 'wiretoll run' made", path);
	if (!json) {
		wt_text_copy(text, sizeof text, error.text);
		return wt_reason_set(reason, "%.600s line %d: %.300s", path, error.line, text);
	}
	good = get_plan(json, plan, reason);
	json_decref(json);
	if (good)
		return true;
	snprintf(text, sizeof text, "%s", reason->text);
	return wt_reason_set(reason, "%.500s/%.500s", folder->path, text);
}
