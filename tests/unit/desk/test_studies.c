/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of studies: names as they are asked for, axes and values that there are, rows to compare, few enough. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "commands.h"
#include "plan_make.h"
#include "studies.h"

static struct wt_plan plan;
static struct wt_reason reason;

static int count_of(const char *const *options)
{
	int count = 0;

	while (options[count])
		count++;
	return count;
}

/* A plan as the command makes it, of two variants whose programs are not there. */
static void plan_of(const struct wt_study *study)
{
	struct wt_request request = { .quiet = false };
	char *words[WT_STUDY_OPTIONS_MAX];
	struct wt_taken taken;
	int count = count_of(study->options);

	memcpy(words, study->options, (size_t)count * sizeof *words);
	assert_int_equal(wt_command_take(&wt_command_run, count, words, &request, &taken, &reason), WT_OPTIONS_RUN);
	request.build = "b";
	request.study = study->name;
	if (!wt_plan_make(&plan, &request, &reason))
		fail_msg("%s: %s", study->name, reason.text);
}

static void names_are_those_of_the_option(void **state)
{
	const char *names = WT_STUDIES;

	(void)state;
	for (const struct wt_study *study = wt_studies; study->name; study++) {
		size_t length = strlen(study->name);

		assert_memory_equal(names, study->name, length);
		assert_true(names[length] == (study[1].name ? '|' : '\0'));
		names += length + (names[length] == '|');
		assert_ptr_equal(wt_study_find(study->name), study);
	}
	assert_null(wt_study_find("group"));
	assert_null(wt_study_find(NULL));
}

static void each_has_rows_to_compare_that_a_screen_has_room_for(void **state)
{
	(void)state;
	for (const struct wt_study *study = wt_studies; study->name; study++) {
		size_t rows = 0, others = 0;

		plan_of(study);
		assert_string_equal(plan.study, study->name);
		for (const struct wt_row *row = plan.rows; *row->name; row++) {
			rows += wt_row_is_secure(row);
			others += !wt_row_is_usual(row);
		}
		if (others < 1 || rows > 8 || strlen(study->question) > 80 || plan.sizes.count != 1)
			fail_msg("%s: %zu rows, %zu of them not usual", study->name, rows, others);
		wt_plan_free(&plan);
	}
}

static void an_axis_is_found_by_its_whole_name(void **state)
{
	const struct wt_study *iot = wt_study_find("iot");

	(void)state;
	assert_true(wt_study_has_axis(iot, "psk"));
	assert_true(wt_study_has_axis(iot, "resume"));
	assert_false(wt_study_has_axis(iot, "group"));
	assert_false(wt_study_has_axis(iot, "ps"));
	assert_false(wt_study_has_axis(iot, "sizes"));
	assert_false(wt_study_has_axis(iot, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_those_of_the_option),
		cmocka_unit_test(each_has_rows_to_compare_that_a_screen_has_room_for),
		cmocka_unit_test(an_axis_is_found_by_its_whole_name),
	};

	return cmocka_run_group_tests_name("studies", tests, NULL, NULL);
}
