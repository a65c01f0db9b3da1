/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "message.h"

/*
 * Limits of a message: of a stream the format's own; of UDP what IPv4 carries;
 * of DTLS one record in a datagram of 1472 bytes. A DTLS 1.2 record of AES-GCM
 * costs 13 + 8 + 16 bytes (RFC 6347 4.1, RFC 5288 3); one of DTLS 1.3 costs at
 * most 5 + 1 + 16 (RFC 9147 4). The programs know their library's exact limit
 * and have the last word.
 *
 * No limit on the number of connections follows from the range of ephemeral
 * ports: the server closes first, so TIME_WAIT stays on its side, and a client
 * may use the same port again at once (RFC 6191). 100,000 connections one after
 * the other from one address to one port were made on loopback with a range of
 * 28,232 ports, at an even pace.
 */
const struct wt_kind wt_kinds[] = {
	{ "tcp", "tcp", NULL, NULL, WT_MESSAGE_MAX_BYTES },
	{ "tls1.2", "tls", "1.2", "tcp", WT_MESSAGE_MAX_BYTES },
	{ "tls1.3", "tls", "1.3", "tcp", WT_MESSAGE_MAX_BYTES },
	{ "udp", "udp", NULL, NULL, 65507 },
	{ "dtls1.2", "dtls", "1.2", "udp", 1435 },
	{ "dtls1.3", "dtls", "1.3", "udp", 1450 },
	{ NULL, NULL, NULL, NULL, 0 },
};

bool wt_kind_is_datagram(const struct wt_kind *kind)
{
	return !strcmp(kind->transport, "udp") || !strcmp(kind->transport, "dtls");
}

const struct wt_kind *wt_kind_find(const char *name)
{
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++)
		if (!strcmp(kind->name, name))
			return kind;
	return NULL;
}

/* OpenSSL has no DTLS 1.3. */
static bool can_speak(const char *variant, const struct wt_kind *kind)
{
	return strcmp(kind->name, "dtls1.3") != 0 || strncmp(variant, "openssl", 7) != 0;
}

/* What a library cannot do is said in the plan and in the report, never left out in silence. */
void wt_plan_unsupported(struct wt_plan *plan, struct wt_series *series, const char *why)
{
	plan->active_count -= !*series->unsupported;
	wt_text_copy(series->unsupported, sizeof series->unsupported, why);
	plan->active_count += !*series->unsupported;
}

/* The peer that was asked for, or for a row that it cannot speak one that can. */
static const char *peer_of(const struct wt_plan *plan, const struct wt_kind *kind)
{
	if (plan->target.way == WT_WAY_LOCAL)
		return "";
	return can_speak(plan->target.peer_variant, kind) ? plan->target.peer_variant : "wolfssl";
}

void wt_plan_one_peer(struct wt_plan *plan, struct wt_series *series)
{
	snprintf(series->peer, sizeof series->peer, "%s", plan->target.peer_variant);
	if (!*series->unsupported && !can_speak(series->peer, series->kind))
		wt_plan_unsupported(plan, series, "the peer's OpenSSL has no DTLS 1.3");
}

void wt_plan_peer_text(const struct wt_plan *plan, char text[WT_PEER_TEXT_BYTES])
{
	const struct wt_kind *told = NULL;
	size_t length;

	snprintf(text, WT_PEER_TEXT_BYTES, "%s", plan->target.peer_variant);
	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series *series = &plan->series[i];

		if (*series->unsupported || series->kind == told || !*series->peer ||
		    !strcmp(series->peer, plan->target.peer_variant))
			continue;
		length = strlen(text);
		snprintf(text + length, WT_PEER_TEXT_BYTES - length, " (%s: %s)", series->kind->name, series->peer);
		told = series->kind;
	}
}

bool wt_plan_add(struct wt_plan *plan, const struct wt_kind *kind, const char *variant, struct wt_reason *reason)
{
	struct wt_series *series = &plan->series[plan->series_count];

	if (plan->series_count == WT_SERIES_MAX)
		return wt_reason_set(reason, "too many series; valid: at most %d", WT_SERIES_MAX);
	series->kind = kind;
	snprintf(series->variant, sizeof series->variant, "%s", variant);
	snprintf(series->name, sizeof series->name, "%s%s%s", kind->name, kind->plain ? "-" : "",
		 kind->plain ? variant : "");
	snprintf(series->peer, sizeof series->peer, "%s", peer_of(plan, kind));
	*series->unsupported = '\0';
	plan->series_count++;
	plan->active_count++;
	if (!can_speak(variant, kind))
		wt_plan_unsupported(plan, series, "OpenSSL has no DTLS 1.3");
	return true;
}

static bool has_secure(const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (wt_series_has_sessions(&plan->series[i]))
			return true;
	return false;
}

bool wt_plan_check(const struct wt_plan *plan, struct wt_reason *reason)
{
	if (plan->tries < plan->rounds)
		return wt_reason_set(reason,
				     "--tries %u: fewer than the %u rounds; valid: %u or more, or fewer "
				     "--rounds",
				     plan->tries, plan->rounds, plan->rounds);
	for (size_t s = 0; s < plan->series_count; s++)
		for (size_t i = 0; i < plan->sizes.count; i++)
			if (plan->sizes.bytes[i] > plan->series[s].kind->limit_bytes)
				return wt_reason_set(reason,
						     "--sizes: %s cannot carry %u bytes; valid: %d to %u, or other "
						     "--transports",
						     plan->series[s].kind->name, plan->sizes.bytes[i],
						     WT_MESSAGE_HEADER_BYTES, plan->series[s].kind->limit_bytes);
	if (plan->hold && !has_secure(plan))
		return wt_reason_set(reason,
				     "--hold %u: no secure transport that can be made is among them; "
				     "valid: such as --transports tls1.3",
				     plan->hold);
	if (!plan->active_count)
		return wt_reason_set(reason, "nothing to run: %s: %s", plan->series[0].name,
				     plan->series[0].unsupported);
	return true;
}

bool wt_plan_draw(struct wt_plan *plan, struct wt_reason *reason)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	uint16_t first[WT_SERIES_MAX];
	size_t n = 0;

	plan->order = calloc((size_t)plan->rounds * plan->active_count + 1, sizeof *plan->order);
	if (!rng || !plan->order) {
		if (rng)
			gsl_rng_free(rng);
		return wt_reason_set(reason, "memory is short");
	}
	for (size_t i = 0; i < plan->series_count; i++)
		if (!*plan->series[i].unsupported)
			first[n++] = (uint16_t)i;
	gsl_rng_set(rng, plan->seed);
	for (uint32_t round = 0; round < plan->rounds; round++) {
		uint16_t *order = plan->order + (size_t)round * n;

		memcpy(order, first, n * sizeof *order);
		gsl_ran_shuffle(rng, order, n, sizeof *order);
	}
	gsl_rng_free(rng);
	return true;
}

const char *wt_plan_placement(const struct wt_plan *plan)
{
	/* over SSH they are cores of two machines */
	return plan->target.way != WT_WAY_SSH && plan->client_cpu >= 0 && plan->client_cpu == plan->server_cpu ? "one"
													       : "two";
}

void wt_plan_free(struct wt_plan *plan)
{
	free(plan->order);
	plan->order = NULL;
}

bool wt_plan_has_extra(const struct wt_plan *plan, uint32_t round)
{
	return round == WT_ROUND_HEAP ? plan->counters : plan->hold > 0;
}

uint32_t wt_plan_round_tries(const struct wt_plan *plan, uint32_t round)
{
	uint64_t before = (uint64_t)plan->tries * round / plan->rounds;
	uint64_t after = (uint64_t)plan->tries * (round + 1) / plan->rounds;

	if (wt_round_is_extra(round))
		return round == WT_ROUND_HEAP ? WT_HEAP_TRIES : 0;
	return (uint32_t)(after - before);
}

uint64_t wt_plan_series_tries(const struct wt_plan *plan)
{
	return (uint64_t)plan->tries * plan->sizes.count;
}

uint64_t wt_plan_all_tries(const struct wt_plan *plan)
{
	return wt_plan_series_tries(plan) * plan->active_count;
}

void wt_plan_program(const struct wt_plan *plan, const struct wt_series *series, enum wt_role role,
		     char path[WT_PROGRAM_BYTES])
{
	bool board = wt_target_is_board(&plan->target, role);

	snprintf(path, WT_PROGRAM_BYTES, "%s/%s/%s/%s_%s", plan->build, board ? plan->board : "host",
		 board ? series->variant : series->peer, series->kind->transport,
		 role == WT_CLIENT ? "client" : "server");
}

void wt_plan_emulator(const struct wt_plan *plan, char path[WT_PROGRAM_BYTES])
{
	snprintf(path, WT_PROGRAM_BYTES, "%s/host/emulator/%s", plan->build, plan->target.emulator);
	if (access(path, X_OK) != 0)
		snprintf(path, WT_PROGRAM_BYTES, "%s", plan->target.emulator);
}
