/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan.json: written before the first cell, read for `report` and for `run --continue`. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "folder.h"
#include "message.h"
#include "mode_list.h"
#include "plan_field.h"
#include "studies.h"
#include "version.h"

enum { PLAN_SCHEMA = 1 };

/* Of ends that were started by hand: which one is the board, and what the other one's records say. */
static bool hand_fields(const struct wt_plan_io *io, struct wt_target *target)
{
	return wt_field_any_text(io, "peer_variant", target->peer_variant, sizeof target->peer_variant) &&
	       wt_field_any_text(io, "peer_board", target->peer_board, sizeof target->peer_board) &&
	       wt_field_flag(io, "one_end", &target->one_end, false) &&
	       (!*target->peer_variant || wt_name_valid(target->peer_variant) ||
		wt_field_bad(io->reason, "reach", "a 'peer_variant' that is a name, or empty"));
}

/* How the other end was reached by us, and what with. */
static bool reach_fields(const struct wt_plan_io *io, struct wt_target *target)
{
	bool crypto = !target->mask_crypto;

	if (!wt_field_text(io, "peer_variant", target->peer_variant, sizeof target->peer_variant) ||
	    !wt_field_any_text(io, "emulator", target->emulator, sizeof target->emulator) ||
	    !wt_field_any_text(io, "core", target->core, sizeof target->core) ||
	    !wt_field_any_text(io, "plugin", target->plugin, sizeof target->plugin) ||
	    !wt_field_any_text(io, "ssh", target->ssh, sizeof target->ssh) ||
	    !wt_field_any_text(io, "ssh_command", target->ssh_command, sizeof target->ssh_command) ||
	    !(wt_field_lacks(io, "board_dir") || wt_field_any_text(io, "board_dir", target->dir, sizeof target->dir)) ||
	    !wt_field_flag(io, "keep", &target->keep, false) ||
	    !wt_field_flag(io, "emulated", &target->emulated, false) || !wt_field_flag(io, "crypto", &crypto, true) ||
	    !wt_field_number(io, "reconnect_s", &target->reconnect_s, 0, 86400) ||
	    !wt_field_any_text(io, "bind", target->bind, sizeof target->bind) ||
	    !wt_field_number(io, "server_port", &target->server_port, 0, 65535) ||
	    !wt_field_number(io, "called_port", &target->called_port, 0, 65535))
		return false;
	target->mask_crypto = !crypto;
	if (*target->dir && !wt_plain_path(target->dir))
		return wt_field_bad(io->reason, "board_dir",
				    "an absolute path of letters, digits and ._/-, such as /var/tmp");
	return wt_name_valid(target->peer_variant) ||
	       wt_field_bad(io->reason, "reach", "a 'peer_variant' that is a name, such as wolfssl");
}

static bool target_fields(const struct wt_plan_io *io, struct wt_target *target)
{
	char way[16], role[16], ways[96] = "";

	snprintf(way, sizeof way, "%s", wt_way_name(target->way));
	snprintf(role, sizeof role, "%s", target->board_role == WT_SERVER ? "server" : "client");
	if (!wt_field_text(io, "way", way, sizeof way) || !wt_field_text(io, "role", role, sizeof role))
		return false;
	for (int i = 0; wt_way_name((enum wt_way)i); i++)
		wt_text_add(ways, sizeof ways, ", ", "%s", wt_way_name((enum wt_way)i));
	target->board_role = strcmp(role, "server") == 0 ? WT_SERVER : WT_CLIENT;
	if (!wt_way_find(way, &target->way))
		return wt_field_bad(io->reason, "reach", "a 'way' of %s", ways);
	return target->way == WT_WAY_HAND ? hand_fields(io, target) : reach_fields(io, target);
}

/* How the board was reached; null, and in plans of older versions nothing: both ends were processes of this machine. */
static bool target_of(const struct wt_plan_io *io, struct wt_target *target)
{
	const json_t *value = json_object_get(io->json, "reach");
	struct wt_plan_io reach;

	if (io->writes && target->way == WT_WAY_LOCAL)
		return wt_field_put(io, "reach", json_null());
	if (!io->writes && (!value || json_is_null(value)))
		return true;
	reach = wt_field_inner(io, "reach");
	return target_fields(&reach, target);
}

static bool bad_sizes(struct wt_reason *reason)
{
	return wt_field_bad(reason, "sizes", "a list of 1 to %d numbers from %d to %d, each once", WT_SIZES_MAX,
			    WT_MESSAGE_HEADER_BYTES, WT_MESSAGE_MAX_BYTES);
}

static bool sizes_of(const struct wt_plan_io *io, struct wt_size_list *sizes)
{
	json_t *list = io->writes ? json_array() : json_object_get(io->json, "sizes");
	size_t count = json_array_size(list);

	for (size_t i = 0; io->writes && i < sizes->count; i++)
		json_array_append_new(list, json_integer(sizes->bytes[i]));
	if (io->writes)
		return wt_field_put(io, "sizes", list);
	if (count < 1 || count > WT_SIZES_MAX)
		return bad_sizes(io->reason);
	for (size_t i = 0; i < count; i++) {
		json_int_t size = json_integer_value(json_array_get(list, i));

		if (size < WT_MESSAGE_HEADER_BYTES || size > WT_MESSAGE_MAX_BYTES)
			return bad_sizes(io->reason);
		for (size_t k = 0; k < i; k++)
			if (sizes->bytes[k] == size)
				return bad_sizes(io->reason);
		sizes->bytes[sizes->count++] = (uint32_t)size;
	}
	return true;
}

static bool bad_variants(struct wt_reason *reason)
{
	return wt_field_bad(reason, "variants", "a list of names, such as [\"wolfssl\", \"openssl\"]");
}

static bool variants_of(const struct wt_plan_io *io, struct wt_names *variants)
{
	bool good = wt_field_texts(io, "variants", *variants->name, WT_NAME_BYTES, WT_NAMES_MAX, &variants->count);

	for (size_t i = 0; good && i < variants->count; i++)
		good = io->writes || wt_name_valid(variants->name[i]) || bad_variants(io->reason);
	return good && (variants->count || bad_variants(io->reason));
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
	       wt_field_bad(reason, "placement", "%s, by its 'cores' and 'reach'", wt_plan_placement(plan));
}

static json_t *series_json(const struct wt_plan *plan)
{
	json_t *list = json_array();

	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series *one = &plan->series[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s?, s:s, s:s?, s:s?}", "name", one->name,
						      "kind", one->row.name, "transport", one->row.protocol->transport,
						      "version", wt_row_value(&one->row, WT_AXIS_VERSION), "variant",
						      one->variant, "peer", *one->peer ? one->peer : NULL,
						      "unsupported", *one->unsupported ? one->unsupported : NULL));
	}
	return list;
}

/* Which variant the other end has. Plans of older versions do not say. */
static bool get_peer(json_t *one, struct wt_plan *plan, struct wt_series *series, struct wt_reason *reason)
{
	const json_t *peer = json_object_get(one, "peer");

	if (plan->target.way == WT_WAY_LOCAL || (plan->target.way == WT_WAY_HAND && json_is_null(peer)))
		return !peer || json_is_null(peer) ||
		       wt_field_bad(reason, "peer", "null, since both ends ran on this machine or by hand");
	if (!peer) {
		wt_plan_one_peer(plan, series);
		return true;
	}
	return wt_field_text(&(struct wt_plan_io){ one, reason, false }, "peer", series->peer, sizeof series->peer) &&
	       (wt_name_valid(series->peer) || wt_field_bad(reason, "peer", "the name of a variant"));
}

/* What its programs lacked when it was made is told here alone: they may be other ones today. */
static bool get_unsupported(json_t *one, struct wt_plan *plan, struct wt_series *series, struct wt_reason *reason)
{
	const json_t *value = json_object_get(one, "unsupported");
	char why[WT_UNSUPPORTED_BYTES] = "";

	if (value && !json_is_null(value) &&
	    !wt_field_text(&(struct wt_plan_io){ one, reason, false }, "unsupported", why, sizeof why))
		return false;
	wt_plan_unsupported(plan, series, why);
	return true;
}

/* The name is made again from row and variant, so no path can hide in it. */
static bool get_series(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *list = json_object_get(json, "series");
	size_t count = json_array_size(list);

	if (count < 1 || count > WT_SERIES_MAX)
		return wt_field_bad(reason, "series", "a list of 1 to %d series", WT_SERIES_MAX);
	for (size_t i = 0; i < count; i++) {
		json_t *one = json_array_get(list, i);
		const char *name = json_string_value(json_object_get(one, "kind"));
		char variant[WT_NAME_BYTES];
		struct wt_row row;

		if (!name || !wt_row_find(name, &row) ||
		    !wt_field_text(&(struct wt_plan_io){ one, reason, false }, "variant", variant, sizeof variant) ||
		    !wt_name_valid(variant))
			return wt_field_bad(reason, "series",
					    "each with a 'kind', a row such as tls1.3_x25519, and a 'variant', a name");
		if (!wt_plan_add(plan, name, variant, reason) ||
		    !get_unsupported(one, plan, &plan->series[plan->series_count - 1], reason) ||
		    !get_peer(one, plan, &plan->series[plan->series_count - 1], reason))
			return false;
		if (wt_plan_find(plan, plan->series[i].name) != (int)i)
			return wt_field_bad(reason, "series", "each once; there are two of %s", plan->series[i].name);
	}
	return true;
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

static bool is_among(const uint16_t *order, size_t count, size_t series)
{
	for (size_t i = 0; i < count; i++)
		if (order[i] == series)
			return true;
	return false;
}

static bool get_round(const json_t *names, const struct wt_plan *plan, uint16_t *order)
{
	if (json_array_size(names) != plan->active_count)
		return false;
	for (size_t i = 0; i < plan->active_count; i++) {
		const char *name = json_string_value(json_array_get(names, i));
		int s = name ? wt_plan_find(plan, name) : -1;

		if (s < 0 || is_among(order, i, (size_t)s) || *plan->series[s].unsupported)
			return false;
		order[i] = (uint16_t)s;
	}
	return true;
}

static bool get_order(const json_t *json, struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *rounds = json_object_get(json, "order");

	if (json_array_size(rounds) != plan->rounds)
		return wt_field_bad(reason, "order", "as many lists as 'rounds' says, %u", plan->rounds);
	plan->order = calloc((size_t)plan->rounds * plan->active_count + 1, sizeof *plan->order);
	if (!plan->order)
		return wt_reason_set(reason, "memory is short");
	for (uint32_t round = 0; round < plan->rounds; round++)
		if (!get_round(json_array_get(rounds, round), plan, plan->order + (size_t)round * plan->active_count))
			return wt_field_bad(
				reason, "order",
				"in each round each of the %zu series that can be made, once; round %u differs",
				plan->active_count, round + 1);
	return true;
}

/* Absent in plans of older versions. */
static bool names_of(const struct wt_plan_io *io, struct wt_folder_names *names)
{
	return wt_field_lacks(io, "names") ||
	       wt_field_texts(io, "names", *names->name, WT_FOLDER_NAME_BYTES, WT_FOLDER_NAMES_MAX, &names->count);
}

/* Absent where none was asked for. */
static bool study_of(const struct wt_plan_io *io, char study[WT_NAME_BYTES])
{
	if (io->writes ? !*study : wt_field_lacks(io, "study"))
		return true;
	return wt_field_text(io, "study", study, WT_NAME_BYTES) &&
	       (wt_study_find(study) || wt_field_bad(io->reason, "study", WT_STUDIES));
}

/* Absent or empty in plans of before there were several. */
static bool mode_of(const struct wt_plan_io *io, char *mode, size_t room)
{
	if (wt_field_lacks(io, "mode"))
		return true;
	return wt_field_any_text(io, "mode", mode, room) && (!*mode || !strcmp(wt_plan_mode_named(mode)->name, mode) ||
							     wt_field_bad(io->reason, "mode", WT_MODE_CHOICES));
}

/* The list of settings, each as its type is in the file. */
static bool setting_fields(const struct wt_plan_io *io, struct wt_plan *plan)
{
	bool good = true;

#define FIELD(at) _Generic((at), uint32_t * : wt_field_number, uint64_t * : wt_field_large_number)
#define TAKE(type, name, least, most, later, told)                                                                     \
	good = good &&                                                                                                 \
	       (((later) && wt_field_lacks(io, #name)) || FIELD(&plan->name)(io, #name, &plan->name, least, most));
	WT_PLAN_SETTINGS(TAKE)
	return good;
}

/* All but `order` and what it rests on, in the order of the file. */
static bool plan_fields(const struct wt_plan_io *io, struct wt_plan *plan)
{
	struct wt_plan_io cores;
	char counters[8], wait[8];

	snprintf(wait, sizeof wait, "%s", wt_plan_wait(plan));
	snprintf(counters, sizeof counters, "%s", plan->heap ? "on" : plan->counters ? "no-heap" : "off");
	if (!wt_field_large_number(io, "created_us", &plan->created_us, 0, INT64_C(1) << 60) ||
	    !(wt_field_lacks(io, "boot") || (wt_field_large_number(io, "created_ns", &plan->created_ns, 0, INT64_MAX) &&
					     wt_field_any_text(io, "boot", plan->boot, sizeof plan->boot))) ||
	    !wt_field_text(io, "board", plan->board, sizeof plan->board) ||
	    !wt_field_text(io, "build", plan->build, sizeof plan->build) ||
	    !wt_field_text(io, "certs", plan->certs, sizeof plan->certs) ||
	    !wt_field_text(io, "host", plan->host, sizeof plan->host) || !mode_of(io, plan->mode, sizeof plan->mode) ||
	    !study_of(io, plan->study) || !setting_fields(io, plan) ||
	    !(wt_field_lacks(io, "counters") || wt_field_text(io, "counters", counters, sizeof counters)) ||
	    !(wt_field_lacks(io, "wait") || wt_field_text(io, "wait", wait, sizeof wait)))
		return false;
	plan->spin = !strcmp(wait, "spin");
	if (!plan->spin && strcmp(wait, "block") != 0)
		return wt_field_bad(io->reason, "wait", "block|spin");
	plan->heap = !strcmp(counters, "on");
	plan->counters = plan->heap || !strcmp(counters, "no-heap");
	if (!plan->counters && strcmp(counters, "off") != 0)
		return wt_field_bad(io->reason, "counters", "on|no-heap|off");
	cores = wt_field_inner(io, "cores");
	return wt_field_core(&cores, "client", &plan->client_cpu) && wt_field_core(&cores, "server", &plan->server_cpu);
}

static bool put_plan(const struct wt_plan_io *io, struct wt_plan *plan)
{
	return wt_field_put(io, "schema", json_integer(PLAN_SCHEMA)) &&
	       wt_field_put(io, "record", json_string("plan")) &&
	       wt_field_put(io, "version", json_string(WT_VERSION)) && plan_fields(io, plan) &&
	       wt_field_put(io, "placement", json_string(wt_plan_placement(plan))) && sizes_of(io, &plan->sizes) &&
	       variants_of(io, &plan->variants) && wt_field_put(io, "series", series_json(plan)) &&
	       wt_field_put(io, "order", order_json(plan)) && target_of(io, &plan->target) &&
	       names_of(io, &plan->names);
}

static bool get_plan(const struct wt_plan_io *io, struct wt_plan *plan)
{
	const char *record = json_string_value(json_object_get(io->json, "record"));
	json_int_t schema = 0;

	if (!record || strcmp(record, "plan") != 0)
		return wt_field_bad(io->reason, "record", "plan");
	if (!wt_field_integer(io, "schema", &schema, 0, INT32_MAX))
		return false;
	if (schema != PLAN_SCHEMA)
		return wt_reason_set(io->reason, "plan.json: schema %d; this wiretoll reads %d", (int)schema,
				     PLAN_SCHEMA);
	plan->heap = true; /* plans of older versions do not say it: they counted */
	return plan_fields(io, plan) && target_of(io, &plan->target) && get_placement(io->json, plan, io->reason) &&
	       sizes_of(io, &plan->sizes) && variants_of(io, &plan->variants) &&
	       get_series(io->json, plan, io->reason) && names_of(io, &plan->names) &&
	       (wt_plan_check(plan, io->reason) || wt_field_words(io->reason)) && get_order(io->json, plan, io->reason);
}

bool wt_plan_write(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason)
{
	struct wt_plan copy = *plan; /* a list of fields that is also for reading takes no constant */
	struct wt_plan_io io = { json_object(), reason, true };
	char path[WT_FILE_BYTES];
	char *text = put_plan(&io, &copy) ? json_dumps(io.json, JSON_INDENT(2)) : NULL;
	bool written;

	snprintf(path, sizeof path, "%s/plan.json", folder->path);
	written = text ? wt_file_write(path, text, strlen(text), reason)
		       : wt_reason_set(reason, "%s: a setting is not UTF-8 text, or memory is short", path);
	free(text);
	json_decref(io.json);
	return written;
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
	good = get_plan(&(struct wt_plan_io){ json, reason, false }, plan);
	json_decref(json);
	if (good)
		return true;
	snprintf(text, sizeof text, "%s", reason->text);
	return wt_reason_set(reason, "%.500s/%.500s", folder->path, text);
}
