/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <string.h>

#include "clock.h"

/* Once for what the first call does besides: tables, a generator, caches. */
enum { WARM_UP = 1, MESSAGE_BYTES = 256 };

static void do_operation(struct wt_probe_operation *to, const struct wt_work_table *table, enum wt_work work)
{
	struct wt_error error = { .status = WT_OK };

	for (unsigned i = 0; i < WARM_UP + WT_PROBE_REPEATS; i++) {
		bool dirty;

		wt_vectors_clean();
		if (table->run(work, &error) != WT_OK) {
			memcpy(to->lacks, error.text, sizeof(to->lacks));
			return;
		}
		dirty = wt_vectors_dirty();
		to->dirty += i >= WARM_UP && dirty;
	}
}

/* Keeps the least: the timing that nothing disturbed. False: the library cannot. */
static bool time_hash(struct wt_probe_hash *hash, const struct wt_work_table *table, uint64_t *least_ns)
{
	struct wt_error error = { .status = WT_OK };
	uint64_t start_ns = wt_clock_ns(), ns;
	enum wt_status status = table->run(WT_WORK_SHA256, &error);

	ns = wt_clock_ns() - start_ns;
	if (status != WT_OK) {
		memcpy(hash->lacks, error.text, sizeof(hash->lacks));
		return false;
	}
	/* a clock with coarse steps may say 0, which would be no time at all */
	if (ns == 0)
		ns = 1;
	if (*least_ns == 0 || ns < *least_ns)
		*least_ns = ns;
	return true;
}

/* In turn, so that a change of the processor's speed hits both alike. */
static void time_alone(struct wt_probe_hash *hash, const struct wt_work_table *table)
{
	uint64_t unused = 0;

	if (!time_hash(hash, table, &unused))
		return;
	for (unsigned i = 0; i < WT_PROBE_TIMINGS; i++) {
		wt_vectors_clean();
		(void)time_hash(hash, table, &hash->clean_ns);
		wt_vectors_soil();
		(void)time_hash(hash, table, &hash->soiled_ns);
		hash->soiled_at_end += wt_vectors_dirty();
	}
	wt_vectors_clean();
}

/* As the library copies a message. The C library does it, whatever the compiler would rather put in its place. */
static void copy_message(void)
{
	static void *(*volatile const copy)(void *, const void *, size_t) = memcpy;
	static uint8_t from[MESSAGE_BYTES], to[MESSAGE_BYTES];

	(void)copy(to, from, sizeof(to));
}

/* Behind the operation: which registers it leaves dirty makes a difference, and ours are not its. */
static void time_behind(struct wt_probe_operation *to, struct wt_probe_hash *hash, const struct wt_work_table *table,
			enum wt_work work)
{
	struct wt_error error = { .status = WT_OK };

	for (unsigned i = 0; i < WT_PROBE_TIMINGS; i++) {
		wt_vectors_clean();
		(void)table->run(work, &error);
		(void)time_hash(hash, table, &to->left_ns);
		wt_vectors_clean();
		(void)table->run(work, &error);
		copy_message();
		(void)time_hash(hash, table, &to->copied_ns);
		wt_vectors_clean();
		(void)table->run(work, &error);
		wt_vectors_clean();
		(void)time_hash(hash, table, &to->cleaned_ns);
	}
}

enum wt_status wt_probe_make(struct wt_probe *probe, const struct wt_work_table *work, const char *openssl_conf,
			     struct wt_error *error)
{
	enum wt_status status;

	memset(probe, 0, sizeof(*probe));
	probe->answer = wt_vectors_open(probe->reason);
	if (probe->answer != WT_VECTORS_TOLD)
		return WT_OK;
	status = work->begin(openssl_conf, error);
	if (status != WT_OK)
		return status;
	for (unsigned i = 0; i < WT_PROBE_OPERATIONS; i++)
		do_operation(&probe->operations[i], work, (enum wt_work)i);
	time_alone(&probe->hash, work);
	for (unsigned i = 0; i < WT_PROBE_OPERATIONS && !*probe->hash.lacks; i++)
		if (probe->operations[i].dirty)
			time_behind(&probe->operations[i], &probe->hash, work, (enum wt_work)i);
	work->end();
	return WT_OK;
}

const char *wt_probe_state(const struct wt_probe *probe)
{
	const char *state = "unknown";

	if (probe->answer == WT_VECTORS_NONE)
		return "not applicable";
	for (unsigned i = 0; probe->answer == WT_VECTORS_TOLD && i < WT_PROBE_OPERATIONS; i++) {
		if (probe->operations[i].dirty)
			return "dirty";
		if (!*probe->operations[i].lacks)
			state = "clean";
	}
	return state;
}

static double worst(const struct wt_probe *probe, bool behind_copy)
{
	double worst_so_far = 0.0;

	for (unsigned i = 0; i < WT_PROBE_OPERATIONS; i++) {
		const struct wt_probe_operation *one = &probe->operations[i];
		double ns = (double)(behind_copy ? one->copied_ns : one->left_ns);

		if (one->cleaned_ns && ns / (double)one->cleaned_ns > worst_so_far)
			worst_so_far = ns / (double)one->cleaned_ns;
	}
	return worst_so_far;
}

double wt_probe_factor(const struct wt_probe *probe)
{
	return worst(probe, true);
}

double wt_probe_straight_factor(const struct wt_probe *probe)
{
	return worst(probe, false);
}

const char *wt_probe_operation(enum wt_work work)
{
	static const char *const names[WT_WORKS] = { "key_generation", "key_agreement", "signature", "verification",
						     "sha256" };

	return names[work];
}
