/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two tests of records share: a run to record, a folder to write to, and a reader that is not ours. */
#ifndef RECORD_FIXTURE_H
#define RECORD_FIXTURE_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "record.h"
#include "secure_option_rows.h"

enum { PATH_BYTES = 256, FILE_BYTES = 1 << 20 };

static const struct wt_option rows[] = { WT_CLIENT_OPTIONS(WT_LARGEST_STREAM), WT_COMMON_OPTIONS, WT_TLS_OPTIONS,
					 WT_HELP_OPTIONS, WT_OPTIONS_END };
static const struct wt_program program = { "tls_client", "measures TLS", rows, NULL, NULL };

static const char *library_name(void)
{
	return "Some\"SSL";
}
static const char *library_version(void)
{
	return "1.2.3";
}
static const char *library_build(void)
{
	return "-O2 -DX=\"y\"";
}
static void library_heap(uint64_t *held, uint64_t *peak, uint64_t *allocations)
{
	*held = 1000;
	*peak = 2000;
	*allocations = 30;
}

static const struct wt_library library = {
	.name = library_name, .version = library_version, .build = library_build, .heap = library_heap
};
static const struct wt_transport secure = { .name = "tls", .secure = true, .library = &library };
static const struct wt_transport plain = { .name = "udp", .datagram = true };
static const struct wt_negotiated agreed = { .version = 0x0304,
					     .suite = 0x1301,
					     .group = 23,
					     .peer_signature = 0x0403,
					     .peer_key_bits = 256,
					     .peer_chain = 1,
					     .peer_path = 2,
					     .hello_retries = 2,
					     .peer_authenticated = true,
					     .peer_key = "EC" };

static char folder[] = "/tmp/wt-record-XXXXXX";
static char path[PATH_BYTES];
static struct wt_records records;
static struct wt_settings settings;
static struct wt_address address;
static struct wt_run_facts facts;

static inline int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static inline int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

/* Each test begins with a path that is not there and facts that are in order. */
static inline int prepare(void **state)
{
	char *argv[] = { (char *)(uintptr_t) "--timeout", (char *)(uintptr_t) "0.5", NULL };
	struct wt_error error = { .status = WT_OK };
	struct wt_taken taken;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/r.jsonl", folder);
	memset(&records, 0, sizeof(records));
	facts = (struct wt_run_facts){
		.program = &program,
		.settings = &settings,
		.transport = &secure,
		.role = WT_CLIENT,
		.address = &address,
		.negotiated = &agreed,
		.cpu = 1,
		.started_us = 1234567890123456u,
		.started_ns = 4567890123u,
	};
	memset(&settings, 0, sizeof(settings));
	if (wt_options_take(rows, 2, argv, &settings, NULL, &taken) != WT_OPTIONS_RUN)
		return -1;
	return wt_address_resolve(&address, "127.0.0.1", 1443, false, &error) == WT_OK ? 0 : -1;
}

static inline int clean(void **state)
{
	(void)state;
	(void)wt_records_close(&records);
	(void)unlink(path);
	return 0;
}

static inline size_t read_file(const char *name, char text[FILE_BYTES])
{
	FILE *file = fopen(name, "r");
	size_t bytes;

	assert_non_null(file);
	bytes = fread(text, 1, FILE_BYTES - 1, file);
	(void)fclose(file);
	text[bytes] = '\0';
	return bytes;
}

/* Parses line `index` of the file; asserts that every line is whole. */
static inline json_t *line_of(const char *name, size_t index, size_t *lines)
{
	static char text[FILE_BYTES];
	size_t bytes = read_file(name, text), count = 0;
	json_t *wanted = NULL, *parsed;
	char *at = text, *end;

	for (; at < text + bytes; at = end + 1) {
		end = strchr(at, '\n');
		assert_non_null(end);
		parsed = json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(parsed);
		if (count++ == index)
			wanted = parsed;
		else
			json_decref(parsed);
	}
	if (lines != NULL)
		*lines = count;
	return wanted;
}

static inline void assert_number(json_t *object, const char *name, uint64_t value)
{
	json_t *found = json_object_get(object, name);

	if (!json_is_integer(found))
		fail_msg("%s is no number", name);
	if ((uint64_t)json_integer_value(found) != value)
		fail_msg("%s is not %llu", name, (unsigned long long)value);
}

static inline void assert_text(json_t *object, const char *name, const char *value)
{
	json_t *found = json_object_get(object, name);

	if (!json_is_string(found))
		fail_msg("%s is no text", name);
	assert_string_equal(json_string_value(found), value);
}

static inline struct wt_try make_try(void)
{
	struct wt_try one;

	memset(&one, 0, sizeof(one));
	one.size_bytes = 256;
	one.number = 37;
	one.ok = true;
	one.started_us = 1700000000000001u;
	one.total_ns = 612345;
	one.phases[WT_PHASE_CONNECT].ns = 50001;
	one.phases[WT_PHASE_CONNECT].traffic.round_trips = 1;
	one.phases[WT_PHASE_HANDSHAKE].ns = 500002;
	one.phases[WT_PHASE_HANDSHAKE].cpu_ns = 400000;
	one.phases[WT_PHASE_HANDSHAKE].traffic.bytes_out = 5000000000u;
	one.phases[WT_PHASE_HANDSHAKE].traffic.bytes_in = 1800;
	one.phases[WT_PHASE_HANDSHAKE].traffic.sends = 3;
	one.phases[WT_PHASE_HANDSHAKE].traffic.receives = 4;
	return one;
}

#define RECORD_TEST(name) cmocka_unit_test_setup_teardown(name, prepare, clean)

#endif
