/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secure_option_rows.h"
#include "support/command_lines.h"

static const struct wt_option tcp_client_rows[] = { WT_CLIENT_OPTIONS(WT_LARGEST_STREAM), WT_COMMON_OPTIONS,
						    WT_HELP_OPTIONS, WT_OPTIONS_END };
static const struct wt_option udp_server_rows[] = { WT_SERVER_OPTIONS, WT_COMMON_OPTIONS, WT_HELP_OPTIONS,
						    WT_OPTIONS_END };
static const struct wt_option dtls_client_rows[] = { WT_CLIENT_OPTIONS(WT_LARGEST_DTLS), WT_COMMON_OPTIONS,
						     WT_DTLS_OPTIONS, WT_HELP_OPTIONS, WT_OPTIONS_END };
static const struct wt_option tls_server_rows[] = { WT_SERVER_OPTIONS, WT_COMMON_OPTIONS, WT_TLS_OPTIONS,
						    WT_HELP_OPTIONS, WT_OPTIONS_END };

static const struct wt_program tcp_client = { "tcp_client", "measures TCP", tcp_client_rows, NULL, NULL };
static const struct wt_program udp_server = { "udp_server", "answers UDP", udp_server_rows, NULL, NULL };
static const struct wt_program tls_server = { "tls_server", "answers TLS", tls_server_rows, NULL, NULL };
static const struct wt_program dtls_client = { "dtls_client", "measures DTLS", dtls_client_rows, NULL, NULL };

enum { ARGUMENTS_MAX = 8, HELP_BYTES = 8192 };

static struct wt_settings settings;
static struct wt_taken taken;

/* Parses up to three arguments; those behind a NULL are not there. */
static enum wt_options_result parse(const struct wt_program *program, const char *a, const char *b, const char *c)
{
	char *argv[ARGUMENTS_MAX] = { (char *)(uintptr_t)a, (char *)(uintptr_t)b, (char *)(uintptr_t)c, NULL };
	enum wt_options_result result;
	int argc = 0;

	while (argv[argc] != NULL)
		argc++;
	memset(&settings, 0, sizeof(settings));
	result = wt_options_take(program->options, argc, argv, &settings, NULL, &taken);
	if (result == WT_OPTIONS_RUN && taken.operands > 0)
		return wt_options_refuse(program->options, argv[0], &taken);
	return result;
}

static void assert_runs(const struct wt_program *program, const char *a, const char *b)
{
	if (parse(program, a, b, NULL) != WT_OPTIONS_RUN)
		fail_msg("%s %s: %s", a, b == NULL ? "" : b, taken.why);
	assert_string_equal(taken.why, "");
}

static void assert_wrong(const struct wt_program *program, const char *a, const char *b, const char *text)
{
	assert_int_equal(parse(program, a, b, NULL), WT_OPTIONS_WRONG);
	assert_string_equal(taken.why, text);
}

static const char *echo(const struct wt_program *program, const char *name)
{
	static char text[1024];
	const struct wt_option *option = program->options;
	size_t length;

	while (strcmp(option->name, name) != 0)
		option++;
	length = wt_options_value(option, &settings, text, sizeof(text));
	assert_int_equal(length, strlen(text));
	return text;
}

static void test_client_defaults(void **state)
{
	static const uint32_t sizes[] = { 16, 64, 256, 512, 999 };

	(void)state;
	assert_runs(&dtls_client, NULL, NULL);
	assert_int_equal(settings.port, 1443);
	assert_true(settings.timeout_ns == 5000000000u);
	assert_null(settings.json);
	assert_false(settings.quiet);
	assert_false(settings.verbose);
	assert_int_equal(settings.cpu, WT_CPU_AUTO);
	assert_string_equal(settings.host, "127.0.0.1");
	assert_int_equal(settings.sizes.count, 5);
	assert_memory_equal(settings.sizes.bytes, sizes, sizeof(sizes));
	assert_int_equal(settings.tries, 100);
	assert_string_equal(settings.mode, "connect");
	assert_string_equal(settings.certs, "build/certs/ecdsa-p256");
	/* The one that both libraries have. */
	assert_string_equal(settings.tls_version, "1.2");
	assert_string_equal(settings.suite, "auto");
	assert_string_equal(settings.group, "secp256r1");
	assert_string_equal(settings.resume, "off");
	assert_string_equal(settings.openssl_conf, "none");
	assert_int_equal(settings.mtu_bytes, 1472);
	assert_int_equal(settings.dtls_timer_ms, 1000);
	assert_int_equal(settings.cid_bytes, 0);
	assert_false(settings.rebind);
	assert_null(settings.bind);
	assert_runs(&tls_server, NULL, NULL);
	assert_string_equal(settings.tls_version, "1.3");
}

static void test_server_defaults(void **state)
{
	(void)state;
	assert_runs(&udp_server, NULL, NULL);
	assert_string_equal(settings.bind, "127.0.0.1");
	assert_int_equal(settings.port, 1443);
	assert_true(settings.timeout_ns == 60000000000u);
	assert_false(settings.keep);
	assert_int_equal(settings.sizes.count, 0);
	assert_null(settings.certs);
}

static void test_values_are_taken(void **state)
{
	(void)state;
	assert_runs(&tcp_client, "--port", "65535");
	assert_int_equal(settings.port, 65535);
	assert_runs(&tcp_client, "--port=1", NULL);
	assert_int_equal(settings.port, 1);
	assert_runs(&udp_server, "--port", "0");
	assert_int_equal(settings.port, 0);
	assert_runs(&tcp_client, "--tries", "10000000");
	assert_int_equal(settings.tries, 10000000);
	assert_runs(&tcp_client, "--tries", "0000000000000000000000007");
	assert_int_equal(settings.tries, 7);
	assert_runs(&tcp_client, "--json", "-");
	assert_string_equal(settings.json, "-");
	assert_runs(&tcp_client, "--json=--odd", NULL);
	assert_string_equal(settings.json, "--odd");
	assert_runs(&tcp_client, "--json=a=b", NULL);
	assert_string_equal(settings.json, "a=b");
	assert_runs(&tcp_client, "--quiet", "--verbose");
	assert_true(settings.quiet);
	assert_true(settings.verbose);
	assert_runs(&dtls_client, "--tls-version", "1.2");
	assert_string_equal(settings.tls_version, "1.2");
	assert_runs(&dtls_client, "--mtu", "256");
	assert_int_equal(settings.mtu_bytes, 256);
	assert_runs(&udp_server, "--keep", NULL);
	assert_true(settings.keep);
}

static void test_cpu(void **state)
{
	(void)state;
	assert_runs(&tcp_client, "--cpu", "0");
	assert_int_equal(settings.cpu, 0);
	assert_string_equal(echo(&tcp_client, "cpu"), "0");
	assert_runs(&tcp_client, "--cpu", "any");
	assert_int_equal(settings.cpu, WT_CPU_ANY);
	assert_string_equal(echo(&tcp_client, "cpu"), "\"any\"");
	assert_runs(&tcp_client, "--cpu", "auto");
	assert_string_equal(echo(&tcp_client, "cpu"), "\"auto\"");
	assert_wrong(&tcp_client, "--cpu", "two", "--cpu two: not a number; valid: 0 to 8191, auto, any");
	assert_wrong(&tcp_client, "--cpu", "8192", "--cpu 8192: out of range; valid: 0 to 8191, auto, any");
}

static void test_seconds(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
		const char *echo;
	} good[] = {
		{ "0.001", 1000000u, "0.001" },
		{ "5", 5000000000u, "5" },
		{ "5.0", 5000000000u, "5" },
		{ "10", 10000000000u, "10" },
		{ "0.25", 250000000u, "0.25" },
		{ ".5", 500000000u, "0.5" },
		{ "1.", 1000000000u, "1" },
		{ "1.000000001", 1000000001u, "1.000000001" },
		{ "86400", 86400000000000u, "86400" },
	};
	static const char *const bad[] = { "",   ".",  "1.2.3", "1e3", "1.0000000001", "-1",
					   "+1", " 1", "1 ",    "0x1", "1s",           "inf" };
	static const char *const outside[] = {
		"0", "0.0009", "86400.001", "86401", "18446744073", "18446744074", "99999999999999999999999999"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_runs(&tcp_client, "--timeout", good[i].text);
		assert_true(settings.timeout_ns == good[i].ns);
		assert_string_equal(echo(&tcp_client, "timeout"), good[i].echo);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parse(&tcp_client, "--timeout", bad[i], NULL), WT_OPTIONS_WRONG);
	for (i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		assert_int_equal(parse(&tcp_client, "--timeout", outside[i], NULL), WT_OPTIONS_WRONG);
		assert_true(strstr(taken.why, ": out of range; valid: 0.001 to 86400 seconds") != NULL);
	}
	assert_wrong(&tcp_client, "--timeout", "1s", "--timeout 1s: not a number; valid: 0.001 to 86400 seconds");
}

static void test_sizes(void **state)
{
	static const char *const lists[] = { "16,100,1048576", "16 100 1048576", "16, 100, 1048576",
					     " 16  100 , 1048576 " };
	static const char *const bad[] = { ",", "16,", ",16", "16,,100", "16;100", "16,1k", " ", "+16", "-16", "16.0" };
	char text[WT_SIZES_MAX * 8] = "", numbers[16];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		assert_runs(&tcp_client, "--sizes", lists[i]);
		assert_string_equal(echo(&tcp_client, "sizes"), "[16,100,1048576]");
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(&tcp_client, "--sizes", bad[i], NULL), WT_OPTIONS_WRONG);
		assert_true(strstr(taken.why, ": not a number; valid: 16 to 1048576") != NULL);
	}
	assert_wrong(&tcp_client, "--sizes", "16,15",
		     "--sizes 15: out of range; valid: 16 to "
		     "1048576, by commas or spaces, each once, at most 32");
	assert_wrong(&dtls_client, "--sizes", "16385",
		     "--sizes 16385: out of range; valid: 16 to "
		     "16384, by commas or spaces, each once, at most 32");
	assert_wrong(&tcp_client, "--sizes", "64,16,64",
		     "--sizes 64: given twice; valid: 16 to "
		     "1048576, by commas or spaces, each once, at most 32");
	for (i = 0; i < WT_SIZES_MAX; i++) {
		(void)snprintf(numbers, sizeof(numbers), "%s%zu", i > 0 ? "," : "", 100 + i);
		strcat(text, numbers);
	}
	assert_runs(&tcp_client, "--sizes", text);
	assert_int_equal(settings.sizes.count, WT_SIZES_MAX);
	strcat(text, ",200");
	assert_wrong(&tcp_client, "--sizes", text,
		     "--sizes 200: too many sizes; valid: 16 to "
		     "1048576, by commas or spaces, each once, at most 32");
}

static void test_numbers_are_strict(void **state)
{
	static const char *const bad[] = { "+5", "-5", " 5", "5 ", "5x", "0x5", "5.0", "five" };
	static const char *const outside[] = { "0",
					       "10000001",
					       "4294967296",
					       "4294967297",
					       "18446744073709551617",
					       "340282366920938463463374607431768211457" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(&tcp_client, "--tries", bad[i], NULL), WT_OPTIONS_WRONG);
		assert_true(strstr(taken.why, ": not a number; valid: 1 to 10000000") != NULL);
	}
	for (i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		assert_int_equal(parse(&tcp_client, "--tries", outside[i], NULL), WT_OPTIONS_WRONG);
		assert_true(strstr(taken.why, ": out of range; valid: 1 to 10000000") != NULL);
	}
	assert_wrong(&tcp_client, "--tries", "0", "--tries 0: out of range; valid: 1 to 10000000");
	assert_wrong(&tcp_client, "--port", "0", "--port 0: out of range; valid: 1 to 65535");
	assert_wrong(&tcp_client, "--port", "65536", "--port 65536: out of range; valid: 1 to 65535");
	assert_wrong(&dtls_client, "--mtu", "255", "--mtu 255: out of range; valid: 256 to 16384");
}

static void test_wrong_words(void **state)
{
	char longest[400];

	(void)state;
	assert_wrong(&dtls_client, "--tls-version", "1.4", "--tls-version 1.4: unknown; valid: 1.2, 1.3");
	assert_wrong(&dtls_client, "--tls-version", "1.2|1.3", "--tls-version 1.2|1.3: unknown; valid: 1.2, 1.3");
	assert_wrong(&dtls_client, "--tls-version", "1.", "--tls-version 1.: unknown; valid: 1.2, 1.3");
	assert_wrong(&tcp_client, "--mode", "connects", "--mode connects: unknown; valid: connect, session, stream");
	assert_wrong(&udp_server, "--mode", "connects", "--mode connects: unknown; valid: connect, session, stream");
	assert_wrong(&tcp_client, "--host", "", "--host \"\": is empty; valid: HOST");
	assert_wrong(&tcp_client, "--port", NULL, "--port: needs a value (1 to 65535)");
	assert_wrong(&tcp_client, "--json", "--quiet", "--json: needs a value (FILE)");
	assert_wrong(&tcp_client, "--quiet=yes", NULL, "--quiet: takes no value");
	assert_wrong(&tcp_client, "--help=yes", NULL, "--help: takes no value");
	assert_wrong(&udp_server, "--frob", NULL,
		     "--frob: unknown option; valid: --bind --counters --cpu --help --json --keep --mode --port "
		     "--quiet --timeout --verbose --version --wait");
	assert_wrong(
		&udp_server, "--por", "1",
		"--por: unknown option; did you mean --port? valid: --bind --counters --cpu --help --json --keep --mode --port "
		"--quiet --timeout --verbose --version --wait");
	assert_wrong(&udp_server, "--", NULL,
		     "--: unknown option; valid: --bind --counters --cpu --help --json --keep --mode --port "
		     "--quiet --timeout --verbose --version --wait");
	assert_wrong(&udp_server, "extra", NULL,
		     "extra: not an option; valid: --bind --counters --cpu --help --json --keep --mode --port "
		     "--quiet --timeout --verbose --version --wait");
	/* However long the argument is, the end of the list is still there. */
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	longest[0] = longest[1] = '-';
	assert_int_equal(parse(&dtls_client, longest, NULL, NULL), WT_OPTIONS_WRONG);
	assert_true(strstr(taken.why, " --version") != NULL);
}

static void test_suggestions(void **state)
{
	static const struct {
		const char *word, *says;
	} lines[] = {
		{ "--tris", "--tris: unknown option; did you mean --tries? valid: --bitrate" },
		{ "--tri=5", "--tri=5: unknown option; did you mean --tries? valid: --bitrate" },
		{ "--tires", "--tires: unknown option; did you mean --tries? valid: --bitrate" },
		{ "--ties", "--ties: unknown option; did you mean --tries? valid: --bitrate" },
		{ "--sixes", "--sixes: unknown option; did you mean --sizes? valid: --bitrate" },
		{ "--sizzes=1", "--sizzes=1: unknown option; did you mean --sizes? valid: --bitrate" },
		{ "-tries", "-tries: unknown option; did you mean --tries? valid: --bitrate" },
		/* the beginning of several, three letters off, more than half of a name off, and nothing */
		{ "--ver", "--ver: unknown option; valid: --bitrate" },
		{ "--tirezz", "--tirezz: unknown option; valid: --bitrate" },
		{ "--xyu", "--xyu: unknown option; valid: --bitrate" },
		{ "--=5", "--=5: unknown option; valid: --bitrate" },
		{ "tries", "tries: not an option; valid: --bitrate" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(&tcp_client, lines[i].word, NULL, NULL), WT_OPTIONS_WRONG);
		if (strncmp(taken.why, lines[i].says, strlen(lines[i].says)) != 0)
			fail_msg("%s: %s", lines[i].word, taken.why);
	}
}

static void test_names(void **state)
{
	static const struct wt_option options[] = { { "names", WT_OPTION_NAMES, 0, "LIST", NULL, "names", NULL, 0, 0 },
						    WT_OPTIONS_END };
	static const char *const good[] = { "tcp,tls1.3", "tcp tls1.3", " tcp , tls1.3 " };
	static const char *const bad[] = { "tcp,",     ",tcp", "tcp,,udp", " ",    "TCP",
					   "tcp, tcp", "",     ".",        "-a,b", "a-name-of-32-letters-is-too-long" };
	struct wt_names names;
	char text[WT_NAMES_MAX * 4 + 4] = "";
	char *argv[] = { (char *)(uintptr_t) "--names", text };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		argv[1] = (char *)(uintptr_t)good[i];
		assert_int_equal(wt_options_take(options, 2, argv, &names, wt_take_lists, &taken), WT_OPTIONS_RUN);
		assert_int_equal(names.count, 2);
		assert_string_equal(names.name[0], "tcp");
		assert_string_equal(names.name[1], "tls1.3");
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		argv[1] = (char *)(uintptr_t)bad[i];
		assert_int_equal(wt_options_take(options, 2, argv, &names, wt_take_lists, &taken), WT_OPTIONS_WRONG);
		assert_non_null(strstr(taken.why, "; valid: "));
	}
	argv[1] = text;
	for (i = 0; i <= WT_NAMES_MAX; i++) {
		assert_int_equal(wt_options_take(options, 2, argv, &names, wt_take_lists, &taken),
				 i == 0 ? WT_OPTIONS_WRONG : WT_OPTIONS_RUN);
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%sn%zu", i > 0 ? "," : "", i);
	}
	assert_int_equal(wt_options_take(options, 2, argv, &names, wt_take_lists, &taken), WT_OPTIONS_WRONG);
	assert_string_equal(taken.why, "--names n16: too many names; valid: names, by commas or spaces, each once, "
				       "at most 16");
}

static void test_operands_come_to_the_front(void **state)
{
	char *argv[] = { (char *)(uintptr_t) "--tries", (char *)(uintptr_t) "7", (char *)(uintptr_t) "old",
			 (char *)(uintptr_t) "--quiet", (char *)(uintptr_t) "-" };

	(void)state;
	assert_int_equal(wt_options_take(tcp_client_rows, 5, argv, &settings, NULL, &taken), WT_OPTIONS_RUN);
	assert_int_equal(taken.operands, 2);
	assert_string_equal(argv[0], "old");
	assert_string_equal(argv[1], "-");
	assert_int_equal(settings.tries, 7);
	for (size_t i = 0; tcp_client_rows[i].name != NULL; i++)
		assert_int_equal(taken.given >> i & 1, strcmp(tcp_client_rows[i].name, "tries") == 0 ||
							       strcmp(tcp_client_rows[i].name, "quiet") == 0);
}

static void test_plain_programs_know_no_tls(void **state)
{
	(void)state;
	assert_int_equal(parse(&tcp_client, "--tls-version", "1.3", NULL), WT_OPTIONS_WRONG);
	assert_int_equal(parse(&udp_server, "--mtu", "1472", NULL), WT_OPTIONS_WRONG);
	assert_int_equal(parse(&udp_server, "--tries", "1", NULL), WT_OPTIONS_WRONG);
	assert_int_equal(parse(&tcp_client, "--bind", "::1", NULL), WT_OPTIONS_WRONG);
}

static void test_last_one_wins(void **state)
{
	(void)state;
	assert_int_equal(parse(&tcp_client, "--tries=5", "--tries=6", "--tries=7"), WT_OPTIONS_RUN);
	assert_int_equal(settings.tries, 7);
	assert_int_equal(parse(&tcp_client, "--sizes=16,17", "--sizes=18", NULL), WT_OPTIONS_RUN);
	assert_string_equal(echo(&tcp_client, "sizes"), "[18]");
}

static void test_questions(void **state)
{
	(void)state;
	assert_int_equal(parse(&tcp_client, "--help", NULL, NULL), WT_OPTIONS_HELP);
	assert_int_equal(parse(&tcp_client, "--version", NULL, NULL), WT_OPTIONS_VERSION);
	assert_int_equal(parse(&tcp_client, "-V", NULL, NULL), WT_OPTIONS_VERSION);
	assert_int_equal(parse(&tcp_client, "-v", NULL, NULL), WT_OPTIONS_WRONG);
	assert_int_equal(parse(&tcp_client, "-VV", NULL, NULL), WT_OPTIONS_WRONG);
	assert_int_equal(parse(&tcp_client, "--quiet", "--help", "--frob"), WT_OPTIONS_HELP);
	assert_int_equal(parse(&tcp_client, "-h", NULL, NULL), WT_OPTIONS_HELP);
	/* Who asks gets it, whatever else is wrong. */
	assert_int_equal(parse(&tcp_client, "--frob", "--help", NULL), WT_OPTIONS_HELP);
	assert_int_equal(parse(&tcp_client, "--port", "-h", NULL), WT_OPTIONS_HELP);
	assert_string_equal(echo(&tcp_client, "help"), "");
	assert_string_equal(echo(&tcp_client, "version"), "");
}

static void test_command_lines(void **state)
{
	static const enum wt_options_result results[] = { WT_OPTIONS_RUN, WT_OPTIONS_HELP, WT_OPTIONS_WRONG };
	const struct command_line *line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(command_lines) / sizeof(command_lines[0]); i++) {
		line = &command_lines[i];
		if (parse(&tcp_client, line->words[0], line->words[1], line->words[2]) != results[line->result])
			fail_msg("line %zu, %s: %s", i, line->words[0], taken.why);
		if (line->says != NULL && strstr(taken.why, line->says) == NULL)
			fail_msg("%s: not in: %s", line->says, taken.why);
		if (line->sizes != 0) {
			assert_int_equal(settings.sizes.count, line->sizes);
			assert_int_equal(settings.sizes.bytes[0], 16);
			assert_int_equal(settings.sizes.bytes[1], 64);
		}
		if (line->tries != 0)
			assert_int_equal(settings.tries, line->tries);
		if (line->timeout_ms != 0)
			assert_true(settings.timeout_ns == line->timeout_ms * 1000000u);
	}
}

static void test_echo(void **state)
{
	char text[24];

	(void)state;
	assert_int_equal(parse(&dtls_client, "--json=a\"b\\c\nd", "--quiet", NULL), WT_OPTIONS_RUN);
	assert_string_equal(echo(&dtls_client, "json"), "\"a\\\"b\\\\c\\nd\"");
	assert_string_equal(echo(&dtls_client, "quiet"), "true");
	assert_string_equal(echo(&dtls_client, "verbose"), "false");
	assert_string_equal(echo(&dtls_client, "port"), "1443");
	assert_string_equal(echo(&dtls_client, "mode"), "\"connect\"");
	assert_string_equal(echo(&dtls_client, "mtu"), "1472");
	assert_runs(&dtls_client, NULL, NULL);
	assert_string_equal(echo(&dtls_client, "json"), "null");
	/* A text that does not fit is cut, and is JSON still. */
	assert_runs(&dtls_client, "--host", "a-name-that-is-longer-than-the-buffer");
	assert_int_equal(wt_options_value(&dtls_client_rows[0], &settings, text, sizeof(text)), 23);
	assert_string_equal(text, "\"a-name-that-is-longer\"");
}

/* Columns of UTF-8 text. */
static size_t columns(const char *line, size_t bytes)
{
	size_t count = 0, i;

	for (i = 0; i < bytes; i++)
		if (((unsigned char)line[i] & 0xc0) != 0x80)
			count++;
	return count;
}

static void test_help(void **state)
{
	static char text[HELP_BYTES];
	const struct wt_option *option;
	char name[32];
	const char *line;
	FILE *stream = fmemopen(text, sizeof(text), "w");

	(void)state;
	assert_non_null(stream);
	fputc('\n', stream);
	wt_options_help(dtls_client.options, stream);
	assert_int_equal(fclose(stream), 0);
	for (option = dtls_client_rows; option->name != NULL; option++) {
		bool lettered = option->kind == WT_OPTION_FLAG && option->choices != NULL;

		(void)snprintf(name, sizeof(name), "\n  %s%s%s--%s ", lettered ? "-" : "",
			       lettered ? option->choices : "", lettered ? ", " : "", option->name);
		if (!wt_option_is_offered(option)) {
			assert_null(strstr(text, name));
			continue;
		}
		assert_non_null(strstr(text, name));
		/* The default stands behind the name; wrapping may part it from its word. */
		if (option->initial != NULL)
			assert_non_null(strstr(strstr(text, name), option->initial));
	}
	assert_non_null(strstr(text, "(1 to 65535; default 1443)"));
	assert_non_null(strstr(text, "\n  -V, --version "));
	for (line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
		assert_true(columns(line, strcspn(line, "\n")) <= 80);
}

static void test_one_value_is_not_offered(void **state)
{
	static const struct wt_option rows[] = {
		{ .name = "one", .kind = WT_OPTION_CHOICE, .help = "x", .initial = "a", .choices = "a" },
		{ .name = "two", .kind = WT_OPTION_CHOICE, .help = "y", .initial = "a", .choices = "a|b" },
		WT_OPTIONS_END
	};
	const char *field = NULL;
	char text[256] = "", one[] = "--one=a";
	char *words[] = { one, NULL };
	FILE *stream = fmemopen(text, sizeof(text), "w");

	(void)state;
	assert_non_null(stream);
	wt_options_help(rows, stream);
	assert_int_equal(fclose(stream), 0);
	assert_string_equal(text, "  --two                   y (a, b; default a)\n");
	/* taken all the same */
	assert_int_equal(wt_options_take(rows, 1, words, &field, NULL, &taken), WT_OPTIONS_RUN);
	assert_int_equal(taken.given, 1);
	assert_string_equal(field, "a");
}

static void test_files_of_certificates(void **state)
{
	char path[24];

	(void)state;
	assert_true(wt_settings_file("certs/own/", NULL, "ca.pem", path, sizeof(path)));
	assert_string_equal(path, "certs/own//ca.pem");
	assert_true(wt_settings_file("certs/own/", "rsa-2048", "a", path, sizeof(path)));
	assert_string_equal(path, "certs/rsa-2048/a");
	assert_true(wt_settings_file("own", "rsa-2048", "a", path, sizeof(path)));
	assert_string_equal(path, "rsa-2048/a");
	assert_true(wt_settings_file("/own", "ed25519", "a", path, sizeof(path)));
	assert_string_equal(path, "/ed25519/a");
	assert_true(wt_settings_file("certs/own", "ecdsa-p384", "123456", path, sizeof(path)));
	assert_false(wt_settings_file("certs/own", "ecdsa-p384", "1234567", path, sizeof(path)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client_defaults),
		cmocka_unit_test(test_server_defaults),
		cmocka_unit_test(test_values_are_taken),
		cmocka_unit_test(test_cpu),
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_numbers_are_strict),
		cmocka_unit_test(test_wrong_words),
		cmocka_unit_test(test_suggestions),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_operands_come_to_the_front),
		cmocka_unit_test(test_plain_programs_know_no_tls),
		cmocka_unit_test(test_last_one_wins),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_command_lines),
		cmocka_unit_test(test_echo),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_files_of_certificates),
		cmocka_unit_test(test_one_value_is_not_offered),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
