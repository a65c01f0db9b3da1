/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The buffer of the messages: as large as was asked for, grown once, and what is said when there is no memory for it. */
// LDFLAGS: -Wl,--wrap=aligned_alloc
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exchange.h"
#include "option_rows.h"
#include "pair.h"

enum { LARGE_BYTES = 100000, SAID_BYTES = 256 };

static size_t asked_bytes;
static unsigned allocations;
static bool refused;

void *__real_aligned_alloc(size_t alignment, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
	asked_bytes = bytes;
	allocations++;
	return refused ? NULL : __real_aligned_alloc(alignment, bytes);
}

static int clear(void **state)
{
	(void)state;
	asked_bytes = 0;
	allocations = 0;
	refused = false;
	return 0;
}

static void test_as_large_as_asked(void **state)
{
	struct wt_exchange exchange = { .room_bytes = 0 };

	(void)state;
	assert_int_equal(wt_exchange_room(&exchange, 999), WT_OK);
	assert_int_equal(asked_bytes, 1024);
	assert_int_equal((uintptr_t)exchange.buffer % 64, 0);
	exchange.buffer[998] = 'A';
	assert_int_equal(wt_exchange_room(&exchange, 1023), WT_OK);
	assert_int_equal(allocations, 1);
	/* one byte more than the message has to fit, or nobody sees that too much came */
	assert_int_equal(wt_exchange_room(&exchange, 1024), WT_OK);
	assert_int_equal(asked_bytes, 1088);
	assert_int_equal(exchange.room_bytes, 1088);
	assert_int_equal(exchange.buffer[998], 'A');
	free(exchange.buffer);
}

static size_t received_bytes;

/* A peer that sends one message of LARGE_BYTES, as much at once as there is room for. */
static enum wt_status large_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	const struct wt_message message = { .size_bytes = LARGE_BYTES };
	size_t left = LARGE_BYTES - received_bytes;

	(void)connection;
	*received = left < room ? left : room;
	memset(data, 'A', *received);
	if (received_bytes == 0)
		wt_message_write_header(data, &message);
	received_bytes += *received;
	return WT_OK;
}

static enum wt_status answered(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	(void)connection;
	(void)data;
	*sent = bytes;
	return WT_OK;
}

static const struct wt_transport large = { .name = "tcp", .recv = large_recv, .send = answered };

static void test_grows_once(void **state)
{
	struct wt_exchange exchange = { .transport = &large };
	struct wt_message message;

	(void)state;
	assert_int_equal(wt_exchange_room(&exchange, WT_EXCHANGE_ROOM_BYTES - 1), WT_OK);
	assert_int_equal(exchange.room_bytes, WT_EXCHANGE_ROOM_BYTES);
	for (unsigned i = 0; i < 3; i++) {
		received_bytes = 0;
		assert_int_equal(wt_exchange_server_message(&exchange, NULL, &message), WT_OK);
		assert_int_equal(message.size_bytes, LARGE_BYTES);
		assert_int_equal(exchange.buffer[LARGE_BYTES - 1], 'A');
	}
	assert_int_equal(allocations, 2);
	free(exchange.buffer);
}

static void test_no_memory_to_grow(void **state)
{
	struct wt_exchange exchange = { .transport = &large };
	struct wt_message message;

	(void)state;
	assert_int_equal(wt_exchange_room(&exchange, WT_EXCHANGE_ROOM_BYTES - 1), WT_OK);
	refused = true;
	received_bytes = 0;
	assert_int_equal(wt_exchange_server_message(&exchange, NULL, &message), WT_ERROR);
	assert_string_equal(exchange.error.text, "out of memory for a message of 100000 bytes");
	assert_int_equal(exchange.room_bytes, WT_EXCHANGE_ROOM_BYTES);
	free(exchange.buffer);
}

/* Runs a main whose allocation fails, and returns its status; `said` is what it wrote on standard error. */
static int run_refused(int (*run)(const struct wt_program *, const struct wt_transport *, int, char **),
		       const struct wt_program *program, int count, char **arguments, char said[SAID_BYTES])
{
	FILE *file = tmpfile();
	int kept = dup(STDERR_FILENO), status;
	size_t length;

	assert_non_null(file);
	assert_int_equal(dup2(fileno(file), STDERR_FILENO), STDERR_FILENO);
	refused = true;
	status = run(program, &wt_tcp, count, arguments);
	(void)fflush(stderr);
	assert_int_equal(dup2(kept, STDERR_FILENO), STDERR_FILENO);
	(void)close(kept);
	rewind(file);
	length = fread(said, 1, SAID_BYTES - 1, file);
	said[length] = '\0';
	(void)fclose(file);
	return status;
}

static void test_no_memory_at_start(void **state)
{
	static const struct wt_option client_rows[] = { WT_CLIENT_OPTIONS(WT_LARGEST_STREAM), WT_COMMON_OPTIONS,
							WT_HELP_OPTIONS, WT_OPTIONS_END };
	static const struct wt_option server_rows[] = { WT_SERVER_OPTIONS, WT_COMMON_OPTIONS, WT_HELP_OPTIONS,
							WT_OPTIONS_END };
	const struct wt_program client = {
		.name = "c", .purpose = "", .options = client_rows, .modes = wt_plain_modes
	};
	const struct wt_program server = {
		.name = "s", .purpose = "", .options = server_rows, .modes = wt_plain_modes
	};
	char *client_words[] = { "c", "--quiet", "--port", "9", "--cpu", "any", "--sizes", "16,70000,64", NULL };
	char *server_words[] = { "s", "--quiet", "--port", "0", "--cpu", "any", NULL };
	char said[SAID_BYTES];

	(void)state;
	assert_int_equal(run_refused(wt_client_main, &client, 8, client_words, said), 1);
	assert_string_equal(said, "c: out of memory for a message of 70000 bytes\n");
	assert_int_equal(run_refused(wt_server_main, &server, 6, server_words, said), 1);
	assert_string_equal(said, "s: out of memory for a message of 65535 bytes\n");
	assert_int_equal(allocations, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_as_large_as_asked, clear),
		cmocka_unit_test_setup(test_grows_once, clear),
		cmocka_unit_test_setup(test_no_memory_to_grow, clear),
		cmocka_unit_test_setup(test_no_memory_at_start, clear),
	};

	return cmocka_run_group_tests_name("room", tests, NULL, NULL);
}
