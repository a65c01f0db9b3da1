// SPDX-License-Identifier: GPL-3.0-or-later
/* What is read of a folder that pairs left behind: what its files have to be, their order, how many there may be. */
#include "fixtures/import_fixture.h"

static struct wt_found_list list;

/* A reason for which one file, "client/a.jsonl", is refused. */
static void refused(const char *otherwise, const char *words)
{
	put("client/a.jsonl", otherwise);
	if (read_end(&list, "client"))
		fail_msg("taken: %s", otherwise);
	said("client/a.jsonl", words);
	wt_found_free(&list);
}

static void what_no_record_of_a_client_is(void **state)
{
	(void)state;
	refused("{\"record\":\"try\"}", ": its first record is no 'run'; valid: what a program");
	refused("{\"role\":\"server\"}",
		": no records of a client; valid: wiretoll import CLIENT-DIR SERVER-DIR, a folder an end");
	refused("{\"transport\":\"sctp\"}",
		": of a transport that no row of a report has; valid: tcp, udp, tls, dtls, h2");
	refused("{\"transport\":\"tls\",\"settings\":{\"tls-version\":\"1.1\"}}",
		": its 'tls-version' is 1.1, which no row of a report has; valid: 1.2 1.3");
	refused("{\"transport\":\"tcp\",\"settings\":{\"parallel\":7}}",
		": its 'parallel' is 7, which no row of a report has; valid: 1 4 16 64 256 1000");
	refused("{\"variant\":\"../wolfssl\"}", ": 'variant' or 'board' is missing or no name");
	refused("{\"board\":\"gone\"}", ": 'variant' or 'board' is missing or no name");
	refused("{\"started_ns\":\"gone\"}", ": 'started_ns' is missing or not a whole number");
	refused("{\"boot\":\"gone\",\"started_us\":-1}", ": 'started_us' is -1; valid: 0 to ");
	refused("{\"port\":65536}", ": 'port' is 65536; valid: 0 to 65535");
	refused("{\"settings\":{\"tries\":10000001}}", ": 'tries' is 10000001; valid: 0 to 10000000");
	refused("{\"address\":\"gone\"}", ": 'address' is missing; valid: the one that was called");
	refused("{\"cpu\":100001}", ": 'cpu' is 100001; valid: 0 to 100000");
	refused("{\"started_us\":9223372036854775807}", ": 'started_us' is 9223372036854775807; valid: 0 to ");
}

static void what_is_no_exchange(void **state)
{
	(void)state;
	refused("{\"settings\":{\"trace\":true}}", ": a traced run, which does not count; valid: without --trace");
	refused("{\"settings\":{\"key-log\":\"k\"}}", ": its secrets were logged, which costs time");
	refused("{\"settings\":{\"hold\":3}}", ": its sessions were held; valid: without --hold");
	refused("{\"settings\":{\"keep\":true}}", ": a server that stayed for many runs; valid: without --keep");
	refused("{\"settings\":{\"mode\":\"none\"}}", ": of mode none; valid: connect");
}

static void refused_text(const char *text)
{
	write_text("client/a.jsonl", text);
	assert_false(read_end(&list, "client"));
	said("client/a.jsonl",
	     ": its first line is no whole record; valid: what a program of a pair wrote with --json");
	wt_found_free(&list);
}

static void a_first_line_that_is_no_record(void **state)
{
	char *text = malloc(70001);

	(void)state;
	refused_text("");
	refused_text("{\"record\":\"run\"}");
	refused_text("{\"record\":\"run\"\n");
	refused_text("{\"record\":\"run\",\"record\":\"run\"}\n");
	assert_non_null(text);
	memset(text, ' ', 70000);
	text[69999] = '\n';
	text[70000] = '\0';
	refused_text(text);
	free(text);
}

static void a_file_or_folder_that_cannot_be_read(void **state)
{
	char path[FIXTURE_PATH];

	(void)state;
	snprintf(path, sizeof path, "%s/client/a.jsonl", root);
	assert_int_equal(symlink("nowhere", path), 0);
	assert_false(read_end(&list, "client"));
	said("client/a.jsonl", ": No such file or directory");
	wt_found_free(&list);
	assert_false(read_end(&list, "client.none"));
	said("client.none", ": No such file or directory; valid: a folder that pairs or batch_test.sh left behind");
	wt_found_free(&list);
}

static void names_that_nobody_can_be_told(void **state)
{
	char folder[250] = "", name[300], path[FIXTURE_PATH];
	FILE *file;

	(void)state;
	write_text("client/a\n.jsonl", "");
	assert_false(read_end(&list, "client"));
	said("client", ": a name in it is too long or no plain text");
	wt_found_free(&list);
	assert_int_equal(make_folders(state), 0);
	memset(folder, 'n', 249);
	snprintf(name, sizeof name, "%s.jsonl", folder);
	snprintf(path, sizeof path, "%s/client", root);
	assert_int_equal(chdir(path), 0);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(chdir(folder), 0);
	file = fopen(name, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(chdir("/"), 0);
	assert_false(read_end(&list, "client"));
	snprintf(name, sizeof name, "client/%s", folder);
	said(name, ": a name in it is too long or no plain text");
	wt_found_free(&list);
}

static void a_folder_of_nothing(void **state)
{
	(void)state;
	write_text("client/notes", "no records\n");
	write_text("client/.hidden.jsonl", "no records\n");
	write_text("client/.jsonl", "no records\n");
	assert_false(read_end(&list, "client"));
	said("client", ": holds no records; valid: a folder of what clients wrote with --json");
	wt_found_free(&list);
	assert_false(read_end(&list, "server"));
	said("server", ": holds no records; valid: a folder of what servers wrote with --json");
	wt_found_free(&list);
}

static void another_boot(void **state)
{
	(void)state;
	put("client/a.jsonl", "{}");
	put("client/b.jsonl", "{\"boot\":\"c\"}");
	assert_false(read_end(&list, "client"));
	said("client/b.jsonl", ": of another machine or boot than ");
	wt_found_free(&list);
}

static void a_server_needs_no_address_and_no_tries(void **state)
{
	(void)state;
	put("server/a.jsonl", "{\"address\":\"gone\",\"cpu\":null,\"settings\":{\"tries\":\"gone\"}}");
	assert_true(read_end(&list, "server"));
	assert_int_equal(list.count, 1);
	assert_int_equal(list.file[0].tries, 0);
	assert_int_equal(list.file[0].port, 1443);
	wt_found_free(&list);
}

static void assert_file(size_t at, const char *name, const char *row, bool heap, uint32_t tries)
{
	char path[FIXTURE_PATH];

	snprintf(path, sizeof path, "%s/client/%s", root, name);
	assert_string_equal(list.file[at].path, path);
	assert_string_equal(list.file[at].row.name, row);
	assert_int_equal(list.file[at].heap, heap);
	assert_int_equal(list.file[at].tries, tries);
}

/* In the order of time, of one time in that of names; folders below, but not those below them. */
static void all_that_is_there(void **state)
{
	char path[FIXTURE_PATH];

	(void)state;
	snprintf(path, sizeof path, "%s/client/one", root);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/client/one/two", root);
	assert_int_equal(mkdir(path, 0700), 0);
	put("client/one/two/z.jsonl", "{\"record\":\"none\"}");
	put("client/late.jsonl", "{\"started_ns\":9,\"settings\":{\"tries\":7}}");
	put("client/one/heap.client.jsonl", "{\"started_ns\":3,\"settings\":{\"tries\":2}}");
	put("client/same.jsonl", "{\"started_ns\":2,\"settings\":{\"mode\":\"connect\",\"tls-version\":\"1.2\"}}");
	put("client/plain.jsonl", "{\"started_ns\":2,\"transport\":\"tcp\",\"settings\":{\"tls-version\":\"gone\"}}");
	assert_true(read_end(&list, "client"));
	assert_int_equal(list.count, 4);
	assert_file(0, "plain.jsonl", "tcp", false, 4);
	assert_file(1, "same.jsonl", "tls1.2", false, 4);
	assert_file(2, "one/heap.client.jsonl", "tls1.3", true, 2);
	assert_file(3, "late.jsonl", "tls1.3", false, 7);
	assert_string_equal(wt_found_text(&list.file[0], NULL, "board"), "host");
	assert_string_equal(wt_found_text(&list.file[0], "settings", "counters"), "off");
	assert_string_equal(wt_found_text(&list.file[0], "none", "counters"), "");
	wt_found_free(&list);
	assert_int_equal(list.count, 0);
}

/* Each run has a port of its own. Links to one file, which itself is not among those that are read. */
static void as_many_files_as_ports_and_no_more(void **state)
{
	char path[FIXTURE_PATH];

	(void)state;
	put("client/record", "{}");
	for (unsigned i = 0; i <= 65536; i++) {
		snprintf(path, sizeof path, "%s/client/%05u.jsonl", root, i);
		assert_int_equal(symlink("record", path), 0);
	}
	assert_false(read_end(&list, "client"));
	said("client", ": holds more files than an import takes; valid: up to 65536");
	assert_int_equal(list.count, 65536);
	wt_found_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_no_record_of_a_client_is, make_folders),
		cmocka_unit_test_setup(what_is_no_exchange, make_folders),
		cmocka_unit_test_setup(a_first_line_that_is_no_record, make_folders),
		cmocka_unit_test_setup(a_file_or_folder_that_cannot_be_read, make_folders),
		cmocka_unit_test_setup(names_that_nobody_can_be_told, make_folders),
		cmocka_unit_test_setup(a_folder_of_nothing, make_folders),
		cmocka_unit_test_setup(another_boot, make_folders),
		cmocka_unit_test_setup(a_server_needs_no_address_and_no_tries, make_folders),
		cmocka_unit_test_setup(all_that_is_there, make_folders),
		cmocka_unit_test_setup(as_many_files_as_ports_and_no_more, make_folders),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
