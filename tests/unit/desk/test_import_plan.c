// SPDX-License-Identifier: GPL-3.0-or-later
/* The plan that files of runs by hand would have had: which file is which cell, and what fits in no plan. */
#include "fixtures/import_fixture.h"

#include "import_plan.h"

static struct wt_found_list clients, servers;
static struct wt_plan plan;

/* Of both folders, or of the client's alone where the server's is empty. */
static bool make(bool both)
{
	assert_true(read_end(&clients, "client"));
	memset(&servers, 0, sizeof servers);
	if (both)
		assert_true(read_end(&servers, "server"));
	return wt_import_plan(&plan, &clients, &servers, &reason);
}

static void clear(void)
{
	wt_plan_free(&plan);
	wt_found_free(&clients);
	wt_found_free(&servers);
}

static void refused(bool both, const char *name, const char *words)
{
	if (make(both))
		fail_msg("taken, and not refused with: %s", words);
	said(name, words);
	clear();
}

/* One file of each end. */
static void pair(const char *name, const char *of_client, const char *of_server)
{
	char path[64];

	snprintf(path, sizeof path, "client/%s.jsonl", name);
	put(path, of_client);
	snprintf(path, sizeof path, "server/%s.jsonl", name);
	put(path, of_server);
}

static void two_rounds_of_two_libraries(void **state)
{
	(void)state;
	pair("1", "{\"started_ns\":1,\"started_us\":101,\"port\":1}", "{\"port\":1,\"boot\":\"b\",\"started_us\":99}");
	pair("2", "{\"started_ns\":2,\"port\":2,\"variant\":\"openssl\",\"settings\":{\"counters\":\"on\"}}",
	     "{\"port\":2,\"variant\":\"openssl\"}");
	pair("3", "{\"started_ns\":3,\"port\":3,\"variant\":\"openssl\"}",
	     "{\"port\":3,\"started_ns\":7,\"variant\":\"openssl\"}");
	pair("4", "{\"started_ns\":4,\"port\":4}", "{\"port\":4,\"started_ns\":8}");
	if (!make(true))
		fail_msg("%s", reason.text);
	assert_int_equal(plan.rounds, 2);
	assert_int_equal(plan.tries, 8);
	assert_int_equal(plan.sizes.count, 2);
	assert_int_equal(plan.sizes.bytes[0], 16);
	assert_int_equal(plan.sizes.bytes[1], 64);
	assert_int_equal(plan.variants.count, 2);
	assert_string_equal(plan.variants.name[1], "openssl");
	assert_int_equal(plan.series_count, 2);
	assert_int_equal(plan.active_count, 2);
	assert_int_equal(plan.order[0], 0);
	assert_int_equal(plan.order[1], 1);
	assert_int_equal(plan.order[2], 1);
	assert_int_equal(plan.order[3], 0);
	assert_true(plan.heap);
	assert_false(plan.target.one_end);
	assert_string_equal(plan.target.peer_variant, "");
	assert_string_equal(plan.host, "192.0.2.1");
	assert_string_equal(plan.boot, "b");
	/* as old as the older end, where both have one clock */
	assert_int_equal(plan.created_us, 99);
	assert_int_equal(plan.created_ns, 1);
	assert_int_equal(plan.timeout_ms, 5000);
	assert_int_equal(plan.client_cpu, 1);
	assert_string_equal(plan.certs, "by hand");
	for (size_t i = 0; i < 4; i++) {
		assert_non_null(clients.file[i].partner);
		assert_int_equal(clients.file[i].partner->port, clients.file[i].port);
		assert_int_equal(clients.file[i].round, i / 2);
		assert_int_equal(wt_import_series(&plan, &clients.file[i]) - plan.series, i == 1 || i == 2);
	}
	clear();
}

static void the_clients_end_alone(void **state)
{
	(void)state;
	put("client/1.jsonl", "{\"boot\":\"gone\",\"cpu\":null,\"settings\":{\"timeout\":0.0001,\"certs\":\"keys\","
			      "\"json\":\"/home/me/pi-run/tls1.3/1.jsonl\"}}");
	if (!make(false))
		fail_msg("%s", reason.text);
	assert_true(plan.target.one_end);
	assert_false(plan.heap);
	assert_string_equal(plan.boot, "");
	assert_string_equal(plan.board, "host");
	assert_string_equal(plan.certs, "keys");
	assert_int_equal(plan.client_cpu, WT_CPU_AUTO);
	assert_int_equal(plan.server_cpu, WT_CPU_AUTO);
	assert_int_equal(plan.timeout_ms, 1);
	assert_int_equal(plan.names.count, 1);
	assert_string_equal(plan.names.name[0], "pi-run");
	assert_null(clients.file[0].partner);
	clear();
}

/* What no file measured, and a library cannot do, is told as such; a plain row is one whatever the variant. */
static void rows_and_what_a_library_lacks(void **state)
{
	(void)state;
	put("client/1.jsonl", "{\"transport\":\"dtls\"}");
	put("client/2.jsonl", "{\"transport\":\"dtls\",\"settings\":{\"tls-version\":\"1.2\"}}");
	put("client/3.jsonl",
	    "{\"transport\":\"dtls\",\"variant\":\"openssl\",\"settings\":{\"tls-version\":\"1.2\"}}");
	put("client/4.jsonl", "{\"transport\":\"udp\",\"variant\":\"own\",\"settings\":{\"tls-version\":\"gone\"}}");
	if (!make(false))
		fail_msg("%s", reason.text);
	assert_int_equal(plan.series_count, 5);
	assert_int_equal(plan.active_count, 4);
	for (size_t i = 0; i < plan.series_count; i++)
		assert_int_equal(*plan.series[i].unsupported != '\0',
				 !strcmp(plan.series[i].row.name, "dtls1.3") &&
					 !strcmp(plan.series[i].variant, "openssl"));
	assert_int_equal(plan.variants.count, 2);
	clear();
}

static void plain_alone(void **state)
{
	(void)state;
	put("client/1.jsonl", "{\"transport\":\"tcp\",\"variant\":\"openssl\",\"settings\":{\"tls-version\":\"gone\","
			      "\"counters\":\"on\"}}");
	if (!make(false))
		fail_msg("%s", reason.text);
	assert_int_equal(plan.variants.count, 1);
	assert_string_equal(plan.variants.name[0], "openssl");
	assert_false(plan.heap);
	clear();
}

static void ends_that_do_not_meet(void **state)
{
	(void)state;
	pair("1", "{\"port\":1}", "{\"port\":2}");
	refused(true, "client/1.jsonl", ": no records of its server: ");
	assert_non_null(strstr(reason.text, "holds none of tls1.3 on port 1"));
	put("server/1.jsonl", "{\"port\":1,\"settings\":{\"tls-version\":\"1.2\"}}");
	refused(true, "client/1.jsonl", ": no records of its server: ");
	put("server/1.jsonl", "{\"port\":1}");
	put("server/2.jsonl", "{\"port\":1,\"started_ns\":2}");
	refused(true, "server/2.jsonl", ": no records of its client: ");
	/* one server serves one client */
	put("client/2.jsonl", "{\"port\":1}");
	put("client/3.jsonl", "{\"port\":1}");
	refused(true, "client/3.jsonl", ": no records of its server: ");
}

static void settings_that_a_plan_has_once(void **state)
{
	(void)state;
	put("client/1.jsonl", "{}");
	put("client/2.jsonl", "{\"started_ns\":2,\"board\":\"rpi4\"}");
	refused(false, "client/2.jsonl", ": its board is rpi4, but host in ");
	put("client/2.jsonl", "{\"started_ns\":2,\"address\":\"192.0.2.2\"}");
	refused(false, "client/2.jsonl", ": its address is 192.0.2.2, but 192.0.2.1 in ");
	put("client/2.jsonl", "{\"started_ns\":2,\"settings\":{\"timeout\":6}}");
	refused(false, "client/2.jsonl", ": its timeout is 6");
}

static void rounds_and_tries_of_a_plan(void **state)
{
	char name[64], text[128];

	(void)state;
	put("client/1.jsonl", "{}");
	put("client/2.jsonl", "{\"started_ns\":2}");
	put("client/3.jsonl", "{\"started_ns\":3,\"variant\":\"openssl\"}");
	refused(false, "client/3.jsonl", ": one of 1 runs of its series, but there are 2 of that of ");
	put("client/3.jsonl", "{\"started_ns\":3,\"settings\":{\"tries\":9}}");
	refused(false, "client/1.jsonl", ": of 4 tries a size, but round 1 has 5; valid: the same in every file");
	for (int i = 1; i <= 3; i++) {
		snprintf(name, sizeof name, "client/%d.jsonl", i);
		snprintf(text, sizeof text, "{\"started_ns\":%d,\"settings\":{\"tries\":4000000}}", i);
		put(name, text);
	}
	refused(false, "client", ": holds 12000000 tries of each size; valid: up to 10000000");
	for (int i = 1; i <= WT_ROUNDS_MAX + 1; i++) {
		snprintf(name, sizeof name, "client/%d.jsonl", i);
		snprintf(text, sizeof text, "{\"started_ns\":%d}", i);
		put(name, text);
	}
	refused(false, "client", ": holds 1001 rounds; valid: up to 1000");
}

static void tries_of_none(void **state)
{
	(void)state;
	put("client/1.jsonl", "{\"settings\":{\"tries\":0}}");
	assert_false(make(false));
	assert_string_equal(reason.text, "--tries 0: fewer than the 1 rounds; valid: 1 or more, or fewer --rounds");
	clear();
}

static void the_heap_is_counted_once_beside_rounds(void **state)
{
	(void)state;
	put("client/heap.1.jsonl", "{\"settings\":{\"tries\":2}}");
	refused(false, "client", ": holds no round of any series");
	put("client/1.jsonl", "{}");
	assert_true(make(false));
	assert_int_equal(plan.rounds, 1);
	assert_int_equal(plan.tries, 4);
	assert_true(plan.heap);
	clear();
	put("client/heap.1.jsonl", "{\"settings\":{\"tries\":3}}");
	refused(false, "client/heap.1.jsonl", ": of 3 tries, one of 1; valid: one of 2 tries that counts the heap");
	put("client/heap.1.jsonl", "{\"settings\":{\"tries\":2}}");
	put("client/heap.2.jsonl", "{\"settings\":{\"tries\":2}}");
	refused(false, "client/heap.1.jsonl", ": of 2 tries, one of 2; valid: one of 2 tries that counts the heap");
	put("client/heap.2.jsonl", "{\"variant\":\"openssl\",\"settings\":{\"tries\":2}}");
	refused(false, "client/heap.2.jsonl", ": counts the heap of a series that has no round here");
}

static void sizes_that_are_none(void **state)
{
	(void)state;
	put("client/1.jsonl", "{\"settings\":{\"sizes\":[64,15]}}");
	refused(false, "client/1.jsonl", ": 'sizes' is not valid");
	put("client/1.jsonl", "{\"settings\":{\"sizes\":[1048577]}}");
	refused(false, "client/1.jsonl", ": 'sizes' is not valid");
	put("client/1.jsonl", "{\"settings\":{\"sizes\":[]}}");
	refused(false, "client/1.jsonl", ": 'sizes' is missing");
	put("client/1.jsonl", "{\"transport\":\"dtls\",\"settings\":{\"sizes\":[4000]}}");
	assert_false(make(false));
	assert_non_null(strstr(reason.text, "dtls1.3 cannot carry 4000 bytes"));
	clear();
}

static void more_variants_than_a_report_has_room_for(void **state)
{
	char name[64], text[64];

	(void)state;
	for (int i = 0; i <= WT_NAMES_MAX; i++) {
		snprintf(name, sizeof name, "client/%02d.jsonl", i);
		snprintf(text, sizeof text, "{\"variant\":\"v%d\"}", i);
		put(name, text);
	}
	refused(false, "client/16.jsonl", ": one more variant than a report has room for; valid: up to 16");
}

/* As on a board, whose other end keeps its library. */
static void another_library_at_the_other_end(void **state)
{
	(void)state;
	pair("1", "{\"port\":1,\"board\":\"rpi4\"}", "{\"port\":1,\"variant\":\"openssl\",\"boot\":\"other\"}");
	pair("2", "{\"port\":2,\"board\":\"rpi4\",\"started_ns\":2}",
	     "{\"port\":2,\"variant\":\"openssl\",\"boot\":\"other\"}");
	pair("3", "{\"port\":3,\"board\":\"rpi4\",\"transport\":\"tcp\",\"settings\":{\"tls-version\":\"gone\"}}",
	     "{\"port\":3,\"transport\":\"tcp\",\"boot\":\"other\",\"settings\":{\"tls-version\":\"gone\"}}");
	pair("4", "{\"port\":4,\"board\":\"rpi4\",\"transport\":\"tcp\",\"settings\":{\"tls-version\":\"gone\"}}",
	     "{\"port\":4,\"transport\":\"tcp\",\"boot\":\"other\",\"settings\":{\"tls-version\":\"gone\"}}");
	if (!make(true))
		fail_msg("%s", reason.text);
	assert_string_equal(plan.target.peer_variant, "openssl");
	assert_int_equal(plan.target.board_role, WT_CLIENT);
	assert_string_equal(plan.board, "rpi4");
	assert_string_equal(plan.target.peer_board, "host");
	clear();
	put("server/2.jsonl", "{\"port\":2,\"boot\":\"other\"}");
	refused(true, "client/2.jsonl",
		": its server is of variant wolfssl, but that of others of its series of openssl");
}

static void the_server_is_the_board(void **state)
{
	(void)state;
	pair("1", "{}", "{\"board\":\"rpi4\"}");
	if (!make(true))
		fail_msg("%s", reason.text);
	assert_int_equal(plan.target.board_role, WT_SERVER);
	assert_string_equal(plan.board, "rpi4");
	assert_string_equal(plan.target.peer_board, "host");
	clear();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(two_rounds_of_two_libraries, make_folders),
		cmocka_unit_test_setup(the_clients_end_alone, make_folders),
		cmocka_unit_test_setup(rows_and_what_a_library_lacks, make_folders),
		cmocka_unit_test_setup(plain_alone, make_folders),
		cmocka_unit_test_setup(ends_that_do_not_meet, make_folders),
		cmocka_unit_test_setup(settings_that_a_plan_has_once, make_folders),
		cmocka_unit_test_setup(rounds_and_tries_of_a_plan, make_folders),
		cmocka_unit_test_setup(tries_of_none, make_folders),
		cmocka_unit_test_setup(the_heap_is_counted_once_beside_rounds, make_folders),
		cmocka_unit_test_setup(sizes_that_are_none, make_folders),
		cmocka_unit_test_setup(more_variants_than_a_report_has_room_for, make_folders),
		cmocka_unit_test_setup(another_library_at_the_other_end, make_folders),
		cmocka_unit_test_setup(the_server_is_the_board, make_folders),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
