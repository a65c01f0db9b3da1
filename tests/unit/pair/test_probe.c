/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe on libraries of our own making: a clean one, one that leaves registers dirty, one that lacks things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "probe.h"
#include "support/skipped.h"

static bool soils[WT_WORKS]; /* which operations leave registers dirty */
static bool lacks[WT_WORKS]; /* which are not there */
static unsigned calls[WT_WORKS], begun, ended;
static enum wt_status begins;
static char path[] = "/tmp/wt-probe-XXXXXX";
static struct wt_records records;

static enum wt_status begin(const char *openssl_conf, struct wt_error *error)
{
	begun++;
	assert_string_equal(openssl_conf, "none");
	if (begins != WT_OK)
		return wt_error_set(error, begins, "start", "fake", 0, "it does not start");
	return WT_OK;
}

static enum wt_status run(enum wt_work work, struct wt_error *error)
{
	calls[work]++;
	if (lacks[work])
		return wt_error_set(error, WT_UNSUPPORTED, "probe", "fake", 0, "this build of fake has no \"%d\"",
				    work);
	wt_vectors_clean();
	if (soils[work])
		wt_vectors_soil();
	return WT_OK;
}

static void end(void)
{
	ended++;
}

static const struct wt_work_table fake = { begin, run, end };

static const char *name(void)
{
	return "Some\"SSL";
}

static const char *version(void)
{
	return "1.2.3";
}

static const struct wt_library library = { .name = name, .version = version, .build = version };

static int prepare(void **state)
{
	(void)state;
	memset(soils, 0, sizeof(soils));
	memset(lacks, 0, sizeof(lacks));
	memset(calls, 0, sizeof(calls));
	begun = ended = 0;
	begins = WT_OK;
	return 0;
}

static void probe_it(struct wt_probe *probe)
{
	struct wt_error error = { .status = WT_OK };

	assert_int_equal(wt_probe_make(probe, &fake, "none", &error), WT_OK);
	if (probe->answer == WT_VECTORS_TOLD)
		assert_int_equal(begun * ended, 1);
}

/* What cannot be asked here. */
static bool untold(const struct wt_probe *probe)
{
	if (probe->answer == WT_VECTORS_TOLD)
		return false;
	assert_int_equal(begun, 0);
	assert_true(*probe->reason);
	return true;
}

static json_t *record_of(const struct wt_probe *probe)
{
	char line[WT_RECORD_BYTES] = "";
	json_error_t error;
	json_t *record;
	FILE *file;

	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_records_probe(&records, probe, "tls_probe", &library, 1), WT_OK);
	assert_int_equal(wt_records_close(&records), WT_OK);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	assert_null(fgets(line + strlen(line), 8, file));
	fclose(file);
	record = json_loads(line, JSON_REJECT_DUPLICATES, &error);
	assert_non_null(record);
	assert_string_equal(json_string_value(json_object_get(record, "record")), "probe");
	assert_string_equal(json_string_value(json_object_get(record, "state")), wt_probe_state(probe));
	assert_string_equal(json_string_value(json_object_get(json_object_get(record, "library"), "name")),
			    "Some\"SSL");
	assert_int_equal(json_integer_value(json_object_get(record, "cpu")), 1);
	return record;
}

static json_int_t number(json_t *record, const char *operation, const char *field)
{
	json_t *value = json_object_get(json_object_get(json_object_get(record, "operations"), operation), field);

	assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static void test_clean(void **state)
{
	struct wt_probe probe;
	char line[512];
	json_t *record;

	(void)state;
	probe_it(&probe);
	if (untold(&probe))
		SKIP_BECAUSE(probe.reason);
	assert_string_equal(wt_probe_state(&probe), "clean");
	assert_true(probe.hash.clean_ns && probe.hash.soiled_ns);
	assert_int_equal(probe.hash.soiled_at_end, 0); /* the fake hash cleans */
	assert_true(wt_probe_factor(&probe) == 0.0);
	record = record_of(&probe);
	assert_int_equal(number(record, "verification", "dirty"), 0);
	assert_null(json_object_get(json_object_get(json_object_get(record, "operations"), "verification"), "left_ns"));
	assert_null(json_object_get(record, "reason"));
	json_decref(record);
	wt_probe_line(&probe, &library, line, sizeof(line));
	assert_non_null(strstr(line, "Some\"SSL 1.2.3 leaves the vector registers clean; on this processor"));
}

static void test_planted(void **state)
{
	struct wt_probe probe;
	char line[512];
	json_t *record;

	(void)state;
	soils[WT_WORK_SIGNATURE] = soils[WT_WORK_KEY_AGREEMENT] = true;
	probe_it(&probe);
	if (untold(&probe))
		SKIP_BECAUSE(probe.reason);
	assert_string_equal(wt_probe_state(&probe), "dirty");
	assert_int_equal(probe.operations[WT_WORK_SIGNATURE].dirty, WT_PROBE_REPEATS);
	assert_int_equal(probe.operations[WT_WORK_KEY_AGREEMENT].dirty, WT_PROBE_REPEATS);
	assert_int_equal(probe.operations[WT_WORK_KEY_GENERATION].dirty, 0);
	assert_int_equal(probe.operations[WT_WORK_VERIFICATION].dirty, 0);
	assert_true(probe.operations[WT_WORK_SIGNATURE].left_ns && probe.operations[WT_WORK_SIGNATURE].copied_ns &&
		    probe.operations[WT_WORK_SIGNATURE].cleaned_ns);
	assert_false(probe.operations[WT_WORK_VERIFICATION].left_ns);
	record = record_of(&probe);
	assert_int_equal(number(record, "signature", "dirty"), WT_PROBE_REPEATS);
	assert_true(number(record, "signature", "left_ns") > 0 && number(record, "signature", "copied_ns") > 0 &&
		    number(record, "signature", "cleaned_ns") > 0);
	json_decref(record);
	wt_probe_line(&probe, &library, line, sizeof(line));
	assert_non_null(strstr(line, "dirty after key agreement, signature; SHA-256 "));
}

/* What the library lacks is named, and the others are done all the same. */
static void test_lacking(void **state)
{
	struct wt_probe probe;
	json_t *record;

	(void)state;
	lacks[WT_WORK_SIGNATURE] = lacks[WT_WORK_VERIFICATION] = true;
	soils[WT_WORK_KEY_GENERATION] = true;
	probe_it(&probe);
	if (untold(&probe))
		SKIP_BECAUSE(probe.reason);
	assert_string_equal(wt_probe_state(&probe), "dirty");
	assert_int_equal(calls[WT_WORK_SIGNATURE], 1);
	record = record_of(&probe);
	assert_string_equal(json_string_value(json_object_get(json_object_get(record, "operations"), "signature")),
			    "unsupported: this build of fake has no \"2\"");
	json_decref(record);

	prepare(NULL);
	lacks[WT_WORK_SHA256] = soils[WT_WORK_KEY_GENERATION] = true;
	probe_it(&probe);
	assert_string_equal(wt_probe_state(&probe), "dirty");
	assert_true(wt_probe_factor(&probe) == 0.0);
	record = record_of(&probe);
	assert_string_equal(json_string_value(json_object_get(record, "sha256")),
			    "unsupported: this build of fake has no \"4\"");
	json_decref(record);

	prepare(NULL);
	for (int i = 0; i < WT_PROBE_OPERATIONS; i++)
		lacks[i] = true;
	probe_it(&probe);
	assert_string_equal(wt_probe_state(&probe), "unknown");
	record = record_of(&probe);
	assert_string_equal(json_string_value(json_object_get(record, "reason")), "this build of fake has no \"0\"");
	json_decref(record);
}

/* What another processor would say, put in by hand: this one may be of any kind. */
static void test_other_processors(void **state)
{
	struct wt_probe probe = { .answer = WT_VECTORS_NONE, .reason = "no AVX" };
	char line[512];
	json_t *record;

	(void)state;
	assert_string_equal(wt_probe_state(&probe), "not applicable");
	record = record_of(&probe);
	assert_string_equal(json_string_value(json_object_get(record, "reason")), "no AVX");
	assert_null(json_object_get(record, "operations"));
	json_decref(record);
	probe.answer = WT_VECTORS_UNTOLD;
	strcpy(probe.reason, "no XGETBV");
	assert_string_equal(wt_probe_state(&probe), "unknown");
	wt_probe_line(&probe, &library, line, sizeof(line));
	assert_string_equal(line, "Some\"SSL 1.2.3, vector registers: unknown: no XGETBV");
}

/* The factor is that of the worst operation, behind a copy. */
static void test_factor(void **state)
{
	struct wt_probe probe = { .answer = WT_VECTORS_TOLD };
	char line[512];

	(void)state;
	probe.operations[0] =
		(struct wt_probe_operation){ .dirty = 1, .left_ns = 9000, .copied_ns = 150, .cleaned_ns = 100 };
	probe.operations[3] =
		(struct wt_probe_operation){ .dirty = 4, .left_ns = 8000, .copied_ns = 400, .cleaned_ns = 200 };
	assert_true(wt_probe_factor(&probe) == 2.0);
	wt_probe_line(&probe, &library, line, sizeof(line));
	assert_string_equal(
		line, "Some\"SSL 1.2.3 leaves the vector registers dirty after key generation, verification; SHA-256 "
		      "takes 90.0 times as long straight behind, and 2.0 times behind a copy by the C library");
}

static void test_no_start(void **state)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_probe probe;

	(void)state;
	begins = WT_ERROR;
	if (wt_probe_make(&probe, &fake, "none", &error) == WT_OK) {
		assert_true(untold(&probe));
		SKIP_BECAUSE(probe.reason);
	}
	assert_string_equal(error.text, "it does not start");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_clean, prepare),   cmocka_unit_test_setup(test_planted, prepare),
		cmocka_unit_test_setup(test_lacking, prepare), cmocka_unit_test_setup(test_other_processors, prepare),
		cmocka_unit_test_setup(test_factor, prepare),  cmocka_unit_test_setup(test_no_start, prepare),
	};
	int descriptor = mkstemp(path), failed;

	if (descriptor < 0)
		return 1;
	close(descriptor);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
