/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan.json is what somebody may have edited: no field of it is believed, and each refusal names the field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "commands.h"
#include "folder.h"
#include "plan_make.h"

#define LINE(...) ((char *[]){ __VA_ARGS__, NULL })

static char parent[] = "/tmp/wt-fields-XXXXXX";
static struct wt_folder local, board;
static struct wt_reason reason;

static void make_plan(struct wt_folder *folder, char **argv)
{
	struct wt_request request;
	struct wt_taken taken;
	struct wt_plan plan;
	int argc = 0;

	while (argv[argc])
		argc++;
	memset(&request, 0, sizeof request);
	assert_int_equal(wt_command_take(&wt_command_run, argc, argv, &request, &taken, &reason), WT_OPTIONS_RUN);
	request.build = "build";
	if (!wt_plan_make(&plan, &request, &reason))
		fail_msg("%s", reason.text);
	snprintf(plan.study, sizeof plan.study, "groups");
	if (!wt_folder_make(folder, parent, &plan, &reason))
		fail_msg("%s", reason.text);
	wt_plan_free(&plan);
}

/* Two good plans: of ends on this machine, and of a board behind SSH. */
static int make_plans(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(parent));
	make_plan(&local, LINE("--rounds", "2", "--transports", "tcp,tls1.3"));
	make_plan(&board, LINE("--rounds", "2", "--ssh", "pi@192.0.2.1", "--target-ip", "192.0.2.9", "--board-dir",
			       "/var/tmp"));
	return 0;
}

static int remove_plans(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", parent);
	return system(command);
}

static json_t *plan_of(const struct wt_folder *folder)
{
	char path[WT_FILE_BYTES];
	json_t *plan;

	snprintf(path, sizeof path, "%s/plan.json", folder->path);
	plan = json_load_file(path, 0, NULL);
	assert_non_null(plan);
	return plan;
}

/* Reads a plan as it would lie in a folder of its own; takes the reference. */
static bool reads(json_t *plan)
{
	struct wt_folder folder;
	struct wt_plan back;
	char path[WT_FILE_BYTES];
	bool good;

	snprintf(folder.path, sizeof folder.path, "%s", parent);
	snprintf(path, sizeof path, "%s/plan.json", parent);
	assert_int_equal(json_dump_file(plan, path, 0), 0);
	json_decref(plan);
	reason.text[0] = '\0';
	good = wt_plan_read(&back, &folder, &reason);
	wt_plan_free(&back);
	return good;
}

static void check_refused(json_t *plan, const char *named, const char *how)
{
	char words[64];

	if (reads(plan))
		fail_msg("taken: %s, %s", named, how);
	snprintf(words, sizeof words, "plan.json: '%s' is missing or not valid; valid: ", named);
	if (!strstr(reason.text, words))
		fail_msg("%s, %s: \"%s\" is not in \"%s\"", named, how, words, reason.text);
}

static json_t *object_at(json_t *plan, const char *inside)
{
	return inside ? json_object_get(plan, inside) : plan;
}

/* Every field, with a value of a type that none has, and where no older version left it out, without it. */
static void check_each_field(const struct wt_folder *folder, const char *inside, const char *const *later)
{
	json_t *good = plan_of(folder), *value;
	const char *field;

	json_object_foreach(object_at(good, inside), field, value) {
		json_t *plan = json_deep_copy(good);
		const char *const *may_lack = later;

		if (json_is_object(value) || json_is_null(value) || !strcmp(field, "version")) /* told to people */
			goto next;
		json_object_set_new(object_at(plan, inside), field, json_object());
		check_refused(json_incref(plan), field, "an object");
		while (*may_lack && strcmp(*may_lack, field) != 0)
			may_lack++;
		json_object_del(object_at(plan, inside), field);
		if (!*may_lack)
			check_refused(json_incref(plan), field, "missing");
	next:
		json_decref(plan);
	}
	json_decref(good);
}

static void each_field_has_its_type(void **state)
{
	static const char *const later[] = { "hold",       "rate",      "streams", "bitrate", "flow_ms",
					     "counters",   "wait",      "mode",    "study",   "boot",
					     "created_ns", "placement", "names",   "reach",   NULL };
	static const char *const reach_later[] = { "board_dir", "keep", "emulated", "crypto", NULL };
	static const char *const none[] = { NULL };

	(void)state;
	check_each_field(&local, NULL, later);
	check_each_field(&local, "cores", none);
	check_each_field(&board, "reach", reach_later);
}

static void numbers_and_words_have_limits(void **state)
{
	static const struct {
		const char *inside, *field, *value, *named;
	} cases[] = {
		{ NULL, "schema", "-1", "schema" },
		{ NULL, "tries", "0", "tries" },
		{ NULL, "tries", "10000001", "tries" },
		{ NULL, "rounds", "1001", "rounds" },
		{ NULL, "timeout_ms", "86400001", "timeout_ms" },
		{ NULL, "created_us", "-1", "created_us" },
		{ NULL, "created_us", "1152921504606846977", "created_us" },
		{ NULL, "study", "\"../x\"", "study" },
		{ NULL, "study", "\"speed\"", "study" },
		{ NULL, "mode", "\"bulk\"", "mode" },
		{ NULL, "board", "\"\"", "board" },
		{ NULL, "counters", "\"some\"", "counters" },
		{ NULL, "wait", "\"sleep\"", "wait" },
		{ NULL, "placement", "\"three\"", "placement" },
		{ NULL, "sizes", "[]", "sizes" },
		{ NULL, "sizes", "[15]", "sizes" },
		{ NULL, "sizes", "[1048577]", "sizes" },
		{ NULL, "sizes", "[16, 16]", "sizes" },
		{ NULL, "sizes", "[16, \"64\"]", "sizes" },
		{ NULL, "variants", "[]", "variants" },
		{ NULL, "variants", "[\"\"]", "variants" },
		{ NULL, "variants", "[5]", "variants" },
		{ NULL, "variants", "[\"..\"]", "variants" },
		{ NULL, "variants", "[\"a-name-that-is-far-longer-than-any-name-of-a-variant-may-be-here\"]",
		  "variants" },
		{ NULL, "names",
		  "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\",\"n\",\"o\",\"p\",\"q\"]",
		  "names" },
		{ NULL, "series", "[]", "series" },
		{ NULL, "series", "[{}]", "series" },
		{ NULL, "series", "[{\"kind\": \"tcp9\", \"variant\": \"wolfssl\"}]", "series" },
		{ NULL, "series", "[{\"kind\": \"tcp\"}]", "series" },
		{ NULL, "series", "[{\"kind\": \"tcp\", \"variant\": \"wolfssl\", \"unsupported\": 1}]",
		  "unsupported" },
		{ NULL, "series", "[{\"kind\": \"tcp\", \"variant\": \"wolfssl\", \"peer\": \"openssl\"}]", "peer" },
		{ NULL, "order", "[[], []]", "order" },
		{ NULL, "order", "[[5, 6, 7], [5, 6, 7]]", "order" },
		{ NULL, "order", "[[\"tcp\", \"tcp\", \"tcp\"], [\"tcp\", \"tcp\", \"tcp\"]]", "order" },
		{ "cores", "client", "-2", "client" },
		{ "cores", "server", "100001", "server" },
		{ "reach", "way", "\"fly\"", "reach" },
		{ "reach", "peer_variant", "\"../x\"", "reach" },
		{ "reach", "board_dir", "\"/tmp; rm -rf /\"", "board_dir" },
		{ "reach", "board_dir", "\"tmp\"", "board_dir" },
		{ "reach", "reconnect_s", "86401", "reconnect_s" },
		{ "reach", "server_port", "65536", "server_port" },
		{ "reach", "called_port", "-1", "called_port" },
		{ "reach", "bind", "\"0123456789012345678901234567890123456789012345678901234567890123\"", "bind" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool of_board = cases[i].inside && !strcmp(cases[i].inside, "reach");
		json_t *plan = plan_of(of_board ? &board : &local);
		json_t *value = json_loads(cases[i].value, JSON_DECODE_ANY, NULL);

		assert_non_null(value);
		json_object_set_new(object_at(plan, cases[i].inside), cases[i].field, value);
		check_refused(plan, cases[i].named, cases[i].value);
	}
}

/* What is valid is said in the words of the file, and so is what does not go together. */
static void a_refusal_speaks_of_the_file(void **state)
{
	static const struct {
		const char *fields, *words;
	} cases[] = {
		{ "{'mode': 'bulk'}", "plan.json: 'mode' is missing or not valid; valid: connect|session|stream" },
		{ "{'study': 'speed'}", "plan.json: 'study' is missing or not valid; valid: resumption|groups|" },
		{ "{'tries': 0}", "'tries' is missing or not valid; valid: a whole number from 1 to 10000000" },
		{ "{'counters': 'some'}", "'counters' is missing or not valid; valid: on|no-heap|off" },
		{ "{'sizes': [15]}",
		  "'sizes' is missing or not valid; valid: a list of 1 to 32 numbers from 16 to 1048576" },
		{ "{'tries': 1}",
		  "plan.json: 'tries' 1: fewer than the 2 rounds; valid: 2 or more, or fewer 'rounds'" },
		{ "{'mode': 'session', 'hold': 3}",
		  "plan.json: 'hold' 3: not together with 'mode' session; valid: 'mode' connect" },
		{ "{'flow_ms': 5}",
		  "plan.json: 'flow_ms': there are no flows in 'mode' connect; valid: 'mode' stream" },
		{ "{'series': [{'kind': 'tcp_clients4', 'variant': 'wolfssl'}], 'mode': 'session'}",
		  "plan.json: 'series', axis parallel: not in 'mode' session; valid: 'mode' connect" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		json_t *plan = plan_of(&local), *fields;
		char text[160];

		snprintf(text, sizeof text, "%s", cases[i].fields);
		for (char *at = text; *at; at++)
			*at = *at == '\'' ? '"' : *at;
		fields = json_loads(text, 0, NULL);
		assert_non_null(fields);
		json_object_update(plan, fields);
		json_decref(fields);
		if (reads(plan))
			fail_msg("taken: %s", text);
		if (!strstr(reason.text, cases[i].words))
			fail_msg("%s: \"%s\" is not in \"%s\"", text, cases[i].words, reason.text);
	}
}

/* A run that was imported: what the other end's records say, which may be nothing. */
static void ends_by_hand_are_told(void **state)
{
	static const struct {
		const char *reach, *named;
	} cases[] = {
		{ "{'way': 'hand', 'role': 'client', 'peer_variant': '', 'peer_board': 'rpi4', 'one_end': true}",
		  NULL },
		{ "{'way': 'hand', 'role': 'client', 'peer_variant': 'wolfssl', 'peer_board': ''}", NULL },
		{ "{'way': 'hand', 'role': 'client', 'peer_variant': '../x', 'peer_board': ''}", "reach" },
		{ "{'way': 'hand', 'role': 'client', 'peer_board': ''}", "peer_variant" },
		{ "{'way': 'hand', 'role': 'client', 'peer_variant': ''}", "peer_board" },
		{ "{'way': 'hand', 'role': 'client', 'peer_variant': '', 'peer_board': '', 'one_end': 1}", "one_end" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		json_t *plan = plan_of(&local);
		char text[160];

		snprintf(text, sizeof text, "%s", cases[i].reach);
		for (char *at = text; *at; at++)
			*at = *at == '\'' ? '"' : *at;
		json_object_set_new(plan, "reach", json_loads(text, 0, NULL));
		json_object_del(plan, "placement");
		if (cases[i].named)
			check_refused(plan, cases[i].named, text);
		else if (!reads(plan))
			fail_msg("%s: %s", text, reason.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_has_its_type),
		cmocka_unit_test(numbers_and_words_have_limits),
		cmocka_unit_test(a_refusal_speaks_of_the_file),
		cmocka_unit_test(ends_by_hand_are_told),
	};

	return cmocka_run_group_tests(tests, make_plans, remove_plans);
}
