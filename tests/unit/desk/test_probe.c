/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk takes for a probe, what it refuses, and what it says of a library for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "probe_file.h"
#include "sections.h"
#include "results.h"
#include "validity.h"

#define HEAD                                                                                                           \
	"{\"schema\":1,\"record\":\"probe\",\"program\":\"tls_probe\",\"board\":\"host\",\"variant\":\"wolfssl\","     \
	"\"library\":{\"name\":\"wolfSSL\",\"version\":\"5.9.2\"},\"facts\":{\"cpu\":\"some\",\"kernel\":\"Linux 6\"},"
#define COUNTS "\"repeats\":4,\"timings\":15,\"hashed_bytes\":4096,"
#define CLEAN  "\"key_generation\":{\"dirty\":0},\"key_agreement\":{\"dirty\":0},"
#define HASH   "\"sha256\":{\"clean_ns\":2000,\"soiled_ns\":200000,\"soiled_at_end\":15}"
#define DIRTY_RECORD                                                                                                   \
	HEAD "\"state\":\"dirty\"," COUNTS "\"operations\":{" CLEAN                                                    \
	     "\"signature\":{\"dirty\":1,\"left_ns\":4000,\"copied_ns\":3000,\"cleaned_ns\":2000},"                    \
	     "\"verification\":{\"dirty\":4,\"left_ns\":200000,\"copied_ns\":2500,\"cleaned_ns\":2000}}," HASH "}"
#define CLEAN_RECORD                                                                                                   \
	HEAD "\"state\":\"clean\"," COUNTS "\"operations\":{" CLEAN                                                    \
	     "\"signature\":{\"dirty\":0},\"verification\":\"unsupported: no ECDSA\"}," HASH "}"
#define UNKNOWN_RECORD HEAD "\"state\":\"unknown\",\"reason\":\"no XGETBV\"}"
#define NONE_RECORD    HEAD "\"state\":\"not applicable\",\"reason\":\"no AVX\"}"

static struct wt_results results;
static struct wt_validity validity;

/* The text with one part of it replaced, which must be in it; taken as a record. */
static bool take(struct wt_probe_told *probe, const char *text, const char *from, const char *to,
		 struct wt_reason *reason)
{
	char changed[2048];
	json_error_t error;
	json_t *record;
	bool good;

	snprintf(changed, sizeof changed, "%s", text);
	if (from) {
		const char *at = strstr(text, from);

		if (!at)
			fail_msg("'%s' is not in the record", from);
		else
			snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	}
	record = json_loads(changed, JSON_REJECT_DUPLICATES, &error);
	if (!record)
		fail_msg("%s: %s", error.text, changed);
	memset(probe, 0, sizeof *probe);
	reason->text[0] = '\0';
	good = wt_probe_take(probe, record, reason);
	json_decref(record);
	return good;
}

static void good_records_are_taken(void **state)
{
	struct wt_probe_told probe;
	struct wt_reason reason;

	(void)state;
	assert_true(take(&probe, DIRTY_RECORD, NULL, NULL, &reason));
	assert_int_equal(probe.registers, WT_REGISTERS_DIRTY);
	assert_true(!probe.dirty_after[0] && !probe.dirty_after[1] && probe.dirty_after[2] && probe.dirty_after[3]);
	/* each the worst of the operations */
	assert_true(probe.straight == 100.0 && probe.behind_copy == 1.5 && probe.soiled == 100.0);
	assert_string_equal(probe.library, "wolfSSL");
	assert_true(take(&probe, CLEAN_RECORD, NULL, NULL, &reason));
	assert_int_equal(probe.registers, WT_REGISTERS_CLEAN);
	assert_int_equal(probe.done, 3);
	assert_true(take(&probe, UNKNOWN_RECORD, NULL, NULL, &reason));
	assert_int_equal(probe.registers, WT_REGISTERS_UNKNOWN);
	assert_string_equal(probe.reason, "no XGETBV");
	assert_true(take(&probe, NONE_RECORD, NULL, NULL, &reason));
	assert_int_equal(probe.registers, WT_REGISTERS_NONE);
	/* a library without SHA-256: dirty, and nobody knows what that costs */
	assert_true(take(
		&probe,
		HEAD "\"state\":\"dirty\"," COUNTS "\"operations\":{" CLEAN
		     "\"signature\":{\"dirty\":2},\"verification\":{\"dirty\":0}},\"sha256\":\"unsupported: none\"}",
		NULL, NULL, &reason));
	assert_true(probe.behind_copy == 0.0 && probe.soiled == 0.0);
}

/* Each edit, and words of the reason. */
static const struct {
	const char *text, *from, *to, *words;
} edits[] = {
	{ DIRTY_RECORD, "\"schema\":1", "\"schema\":2", "schema 2" },
	{ DIRTY_RECORD, "\"version\":\"5.9.2\"", "\"version\":\"\"", "no name or version" },
	{ DIRTY_RECORD, "\"state\":\"dirty\"", "\"state\":\"clean\"",
	  "'state' is clean, but 'operations' say otherwise" },
	{ DIRTY_RECORD, "\"state\":\"dirty\"", "\"state\":\"filthy\"", "valid: clean, dirty" },
	{ DIRTY_RECORD, "\"state\":\"dirty\"", "\"state\":\"not applicable\",\"reason\":\"x\"", "say otherwise" },
	{ CLEAN_RECORD, "\"state\":\"clean\"", "\"state\":\"dirty\"", "say otherwise" },
	{ DIRTY_RECORD, "\"dirty\":4,", "\"dirty\":5,", "'verification': 'dirty' is 5; valid: 0 to 4" },
	{ DIRTY_RECORD, "\"dirty\":4,", "\"dirty\":0,", "'verification': times, though it leaves nothing dirty" },
	{ DIRTY_RECORD, "\"dirty\":4,", "", "'verification': 'dirty' is missing" },
	{ DIRTY_RECORD, "\"left_ns\":200000,", "", "'left_ns' is missing" },
	{ DIRTY_RECORD, "\"copied_ns\":2500", "\"copied_ns\":-1", "'copied_ns' is -1" },
	{ DIRTY_RECORD, "\"cleaned_ns\":2000}}", "\"cleaned_ns\":0}}", "'cleaned_ns' is 0" },
	{ DIRTY_RECORD, "\"repeats\":4", "\"repeats\":0", "" },
	{ DIRTY_RECORD, "\"repeats\":4", "\"repeats\":\"4\"", "'repeats' is missing" },
	{ DIRTY_RECORD, "\"soiled_at_end\":15", "\"soiled_at_end\":16", "'sha256': 'soiled_at_end' is 16" },
	{ DIRTY_RECORD, "\"clean_ns\":2000,", "", "'sha256': 'clean_ns' is missing" },
	{ DIRTY_RECORD, HASH, "\"sha256\":\"unsupported: \"", "'sha256' is missing" },
	{ DIRTY_RECORD, HASH, "\"sha256\":\"unsupported: none\"", "times, though it cannot hash" },
	{ CLEAN_RECORD, "\"key_generation\":{\"dirty\":0},", "", "'key_generation' is missing" },
	{ CLEAN_RECORD, "unsupported: no ECDSA", "clean", "'verification' is missing, and no object" },
	{ CLEAN_RECORD, "\"signature\":{\"dirty\":0}", "\"signature\":{\"dirty\":0,\"left_ns\":1}",
	  "leaves nothing dirty" },
	{ UNKNOWN_RECORD, ",\"reason\":\"no XGETBV\"", "", "'reason' is missing" },
	{ UNKNOWN_RECORD, "\"state\":\"unknown\"", "\"state\":\"clean\"", "'repeats' is missing" },
	{ NONE_RECORD, "\"reason\":\"no AVX\"", "\"reason\":7", "'reason' is missing" },
};

static void edited_ones_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		struct wt_probe_told probe;
		struct wt_reason reason;

		if (take(&probe, edits[i].text, edits[i].from, edits[i].to, &reason))
			fail_msg("'%s' in the place of '%s' is taken", edits[i].to, edits[i].from);
		if (!*reason.text || !strstr(reason.text, edits[i].words))
			fail_msg("'%s' in the place of '%s': %s", edits[i].to, edits[i].from, reason.text);
	}
}

/* ---- files ---- */

static char folder[] = "/tmp/wt-probes-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/probe/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "%s/probe/%s", folder, name);
	unlink(path);
}

static int set_up(void **state)
{
	struct wt_reason reason;

	(void)state;
	memset(&results, 0, sizeof results);
	results.series = calloc(2, sizeof *results.series);
	results.plan.rounds = 2;
	results.plan.server_cpu = 1;
	strcpy(results.plan.host, "127.0.0.1");
	strcpy(results.plan.board, "host");
	strcpy(results.folder.path, folder);
	strcpy(results.board.machine, "x86_64");
	strcpy(results.plan.variants.name[0], "wolfssl");
	results.plan.variants.count = 1;
	if (!wt_plan_add(&results.plan, "tcp", "wolfssl", &reason) ||
	    !wt_plan_add(&results.plan, "tls1.3", "wolfssl", &reason))
		return 1;
	results.series[1].client_run =
		json_pack("{s:i, s:{s:s, s:s}, s:{s:s, s:s, s:i, s:s}}", "family", 4, "library", "name", "wolfSSL",
			  "version", "5.9.2", "facts", "cpu", "some", "kernel", "Linux 6", "clock_resolution_ns", 1,
			  "governor", "performance");
	return results.series[1].client_run ? 0 : 1;
}

static int tear_down(void **state)
{
	(void)state;
	remove_file("wolfssl.client.jsonl");
	remove_file("wolfssl.client.failed");
	wt_results_free(&results);
	return 0;
}

static void read_again(void)
{
	json_decref(results.probes.list[0].record);
	memset(&results.probes, 0, sizeof results.probes);
	wt_probes_read(&results);
	assert_int_equal(results.probes.count, 1);
}

/* The file is refused, and the reason names it. */
static void refused(const char *text, const char *words)
{
	const struct wt_probe_told *probe = &results.probes.list[0];

	write_file("wolfssl.client.jsonl", text);
	read_again();
	assert_int_equal(probe->state, WT_PROBE_FAILED);
	if (!strstr(probe->why.text, "probe/wolfssl.client.jsonl") || !strstr(probe->why.text, words))
		fail_msg("%s", probe->why.text);
	assert_false(wt_probes_sound(&results));
}

static void damaged_files_are_refused_by_name(void **state)
{
	(void)state;
	write_file("wolfssl.client.jsonl", CLEAN_RECORD "\n");
	read_again();
	assert_int_equal(results.probes.list[0].state, WT_PROBE_DONE);
	assert_true(wt_probes_sound(&results));
	refused("", "it is empty");
	refused(CLEAN_RECORD, "line 1: cut");
	refused("{\"schema\":1\n", "line 1: not JSON");
	refused("[]\n", "line 1: ");
	refused(CLEAN_RECORD "\n" CLEAN_RECORD "\n", "line 2: a probe is one record");
	refused("{\"schema\":1,\"schema\":1}\n", "not JSON: duplicate");
}

/* A good record in the wrong place says nothing of what was measured. */
static void foreign_files_are_refused_by_name(void **state)
{
	json_t *run = results.series[1].client_run;

	(void)state;
	json_object_set_new(run, "variant", json_string("wolfssl-size"));
	refused(CLEAN_RECORD "\n", "its variant is wolfssl, but that of the rounds wolfssl-size");
	/* programs may lie in a folder of another name: what they say of themselves counts */
	json_object_set_new(run, "variant", json_string("wolfssl"));
	json_object_set_new(json_object_get(run, "library"), "version", json_string("5.9.1"));
	refused(CLEAN_RECORD "\n", "its library's version is 5.9.2, but that of the rounds 5.9.1");
	json_object_set_new(json_object_get(run, "library"), "version", json_string("5.9.2"));
	json_object_set_new(json_object_get(run, "facts"), "cpu", json_string("another"));
	refused(CLEAN_RECORD "\n", "its processor is some, but that of the rounds another");
	json_object_set_new(json_object_get(run, "facts"), "cpu", json_string("some"));
	strcpy(results.plan.board, "rpi4");
	refused(CLEAN_RECORD "\n", "'board' is host; valid: rpi4");
}

static void a_failure_that_was_noted_is_told(void **state)
{
	const struct wt_probe_told *probe = &results.probes.list[0];

	(void)state;
	read_again();
	assert_int_equal(probe->state, WT_PROBE_MISSING);
	assert_true(wt_probes_sound(&results));
	write_file("wolfssl.client.failed", "the probe: ended by signal 4\n");
	read_again();
	assert_int_equal(probe->state, WT_PROBE_FAILED);
	assert_string_equal(probe->why.text, "the probe: ended by signal 4");
}

/* Which are asked for: none where times are not told, two machines one each. */
static void places(void **state)
{
	struct wt_probe_place place[WT_PROBES_MAX];
	char path[WT_PROGRAM_BYTES];

	(void)state;
	assert_int_equal(wt_probe_places(&results.plan, place), 1);
	assert_int_equal(place[0].role, WT_CLIENT);
	results.plan.target.way = WT_WAY_QEMU_USER;
	assert_int_equal(wt_probe_places(&results.plan, place), 0);
	results.plan.target.way = WT_WAY_SSH;
	results.plan.target.board_role = WT_SERVER;
	strcpy(results.plan.target.peer_variant, "openssl");
	strcpy(results.plan.board, "rpi4");
	strcpy(results.plan.build, "build");
	assert_int_equal(wt_probe_places(&results.plan, place), 2);
	assert_int_equal(place[0].role, WT_SERVER);
	assert_string_equal(place[0].variant, "wolfssl");
	wt_probe_program(&results.plan, &place[0], path);
	assert_string_equal(path, "build/rpi4/wolfssl/tls_probe");
	assert_int_equal(place[1].role, WT_CLIENT);
	assert_string_equal(place[1].variant, "openssl");
	wt_probe_program(&results.plan, &place[1], path);
	assert_string_equal(path, "build/host/openssl/tls_probe");
	results.plan.target.emulated = true;
	assert_int_equal(wt_probe_places(&results.plan, place), 0);
	results.plan.target = (struct wt_target){ .way = WT_WAY_LOCAL };
	wt_plan_unsupported(&results.plan, &results.plan.series[1], "not supported");
	assert_int_equal(wt_probe_places(&results.plan, place), 0);
}

/* ---- what is said ---- */

static const struct wt_warning *judge(double straight, double behind_copy)
{
	const struct wt_judged_times times = { 50.0, 1.0, NULL };
	struct wt_probe_told *probe = &results.probes.list[0];

	results.probes.count = 1;
	probe->state = WT_PROBE_DONE;
	probe->registers = WT_REGISTERS_DIRTY;
	strcpy(probe->variant, "wolfssl-shipped");
	strcpy(probe->library, "wolfSSL");
	strcpy(probe->version, "5.9.2");
	probe->dirty_after[1] = probe->dirty_after[3] = true;
	probe->straight = straight;
	probe->behind_copy = behind_copy;
	wt_validity_check(&validity, &results, &times);
	for (size_t i = 0; i < validity.count; i++)
		if (!strcmp(validity.warnings[i].name, "vector registers"))
			return &validity.warnings[i];
	return NULL;
}

static void a_dirty_library_where_it_costs_is_not_trusted(void **state)
{
	const struct wt_warning *warning = judge(126.0, 100.0);

	(void)state;
	assert_non_null(warning);
	assert_int_equal(warning->gravity, WT_GRAVE);
	assert_string_equal(warning->variant, "wolfssl-shipped");
	assert_string_equal(
		warning->text,
		"wolfSSL 5.9.2 (variant wolfssl-shipped) leaves them dirty after key agreement, verification, and "
		"on this processor its SHA-256 is then 100 times slower, as in its handshakes: a mended build is "
		"faster (docs/method.md)");
	assert_string_equal(validity.summary, "not trusted: vector registers of wolfssl-shipped");
	assert_int_equal(validity.grave, 1);
	/* the machine is sound, so two runs of that library can be compared */
	assert_int_equal(validity.grave_of_run, 0);
	assert_int_equal(judge(1.5, 1.5)->gravity, WT_GRAVE);
}

static void a_dirty_library_where_it_costs_nothing_is_a_notice(void **state)
{
	const struct wt_warning *warning = judge(117.0, 1.0);

	(void)state;
	assert_non_null(warning);
	assert_int_equal(warning->gravity, WT_NOTICE);
	assert_non_null(strstr(warning->text, "117 times slower, until the C library copies something"));
	assert_string_equal(validity.summary, "trusted");
	warning = judge(1.0, 1.0);
	assert_int_equal(warning->gravity, WT_NOTICE);
	assert_non_null(strstr(warning->text, "this processor does not mind"));
	warning = judge(0.0, 0.0);
	assert_int_equal(warning->gravity, WT_NOTICE);
	assert_non_null(strstr(warning->text, "what that costs here is not known"));
	assert_int_equal(judge(1.49, 1.49)->gravity, WT_NOTICE);
}

static void a_clean_library_is_no_warning(void **state)
{
	const struct wt_judged_times times = { 50.0, 1.0, NULL };
	struct wt_probe_told *probe = &results.probes.list[0];

	(void)state;
	judge(100.0, 100.0);
	probe->registers = WT_REGISTERS_CLEAN;
	wt_validity_check(&validity, &results, &times);
	assert_string_equal(validity.summary, "trusted");
	for (size_t i = 0; i < validity.count; i++)
		assert_string_not_equal(validity.warnings[i].name, "vector registers");
	probe->registers = WT_REGISTERS_NONE;
	wt_validity_check(&validity, &results, &times);
	for (size_t i = 0; i < validity.count; i++)
		assert_string_not_equal(validity.warnings[i].name, "vector registers");
}

/* The report ends with status 1 then, so it says that its figures are not sound. */
static void a_probe_that_failed_is_not_trusted(void **state)
{
	const struct wt_judged_times times = { 50.0, 1.0, NULL };
	struct wt_probe_told *probe = &results.probes.list[0];

	(void)state;
	judge(1.0, 1.0);
	probe->state = WT_PROBE_FAILED;
	wt_reason_set(&probe->why, "probe/wolfssl-shipped.client.jsonl, line 1: cut");
	assert_false(wt_probes_sound(&results));
	wt_validity_check(&validity, &results, &times);
	assert_string_equal(validity.summary, "not trusted: failed probe of wolfssl-shipped");
	assert_int_equal(validity.grave, 1);
	/* the machine is sound */
	assert_int_equal(validity.grave_of_run, 0);
}

static void what_is_not_known_is_told(void **state)
{
	const struct wt_judged_times times = { 50.0, 1.0, NULL };
	struct wt_probe_told *probe = &results.probes.list[0];
	bool found = false;

	(void)state;
	judge(1.0, 1.0);
	probe->registers = WT_REGISTERS_UNKNOWN;
	strcpy(probe->reason, "no XGETBV");
	wt_validity_check(&validity, &results, &times);
	for (size_t i = 0; i < validity.count; i++)
		found = found ||
			strstr(validity.warnings[i].text, "wolfssl-shipped leaves them dirty is not known: no XGETBV");
	assert_true(found);
	probe->state = WT_PROBE_MISSING;
	wt_validity_check(&validity, &results, &times);
	found = false;
	for (size_t i = 0; i < validity.count; i++)
		found = found || (!strcmp(validity.warnings[i].name, "not told") &&
				  strstr(validity.warnings[i].text, "vector registers"));
	assert_true(found);
	/* an ARM board has none */
	strcpy(results.board.machine, "aarch64");
	wt_validity_check(&validity, &results, &times);
	for (size_t i = 0; i < validity.count; i++)
		assert_null(strstr(validity.warnings[i].text, "vector registers"));
}

#define WITH_RESULTS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_records_are_taken),
		cmocka_unit_test(edited_ones_are_refused),
		WITH_RESULTS(damaged_files_are_refused_by_name),
		WITH_RESULTS(foreign_files_are_refused_by_name),
		WITH_RESULTS(a_failure_that_was_noted_is_told),
		WITH_RESULTS(places),
		WITH_RESULTS(a_dirty_library_where_it_costs_is_not_trusted),
		WITH_RESULTS(a_dirty_library_where_it_costs_nothing_is_a_notice),
		WITH_RESULTS(a_clean_library_is_no_warning),
		WITH_RESULTS(a_probe_that_failed_is_not_trusted),
		WITH_RESULTS(what_is_not_known_is_told),
	};
	char path[64];
	int failed;

	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof path, "%s/probe", folder);
	if (mkdir(path, 0755) != 0)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(path);
	rmdir(folder);
	return failed;
}
