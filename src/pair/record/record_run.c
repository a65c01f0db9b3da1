/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first record of a run: all that a reader needs to judge or repeat it. */
#include <string.h>

#include "board.h"
#include "environment.h"
#include "record_line.h"
#include "version.h"

/* No text takes so much that the others find no room; what is longer is cut. */
enum { SETTING_BYTES = 1024, BUILD_BYTES = 2048, VARIABLE_BYTES = 256 };

static void put_text(struct wt_json *json, const char *name, const char *value)
{
	wt_json_name(json, name);
	wt_json_string(json, value, BUILD_BYTES);
}

void wt_record_cpu(struct wt_json *json, int cpu)
{
	wt_json_name(json, "cpu");
	if (cpu < 0)
		wt_json_null(json);
	else
		wt_json_number(json, (uint64_t)cpu);
}

void wt_record_build(struct wt_json *json, const struct wt_library *library)
{
	put_text(json, "board", wt_build_board);
	put_text(json, "variant", wt_build_variant);
	wt_json_name(json, "build");
	wt_json_begin(json, '{');
	put_text(json, "compiler", wt_build_compiler);
	put_text(json, "cflags", wt_build_cflags);
	wt_json_end(json, '}');
	wt_json_name(json, "library");
	if (library == NULL) {
		wt_json_null(json);
		return;
	}
	wt_json_begin(json, '{');
	put_text(json, "name", library->name());
	put_text(json, "version", library->version());
	put_text(json, "build", library->build());
	put_text(json, "source", wt_build_library);
	wt_json_end(json, '}');
}

static void put_settings(struct wt_json *json, const struct wt_option *option, const struct wt_settings *settings)
{
	char value[SETTING_BYTES];

	wt_json_name(json, "settings");
	wt_json_begin(json, '{');
	for (; option->name != NULL; option++) {
		/* --help and --version have no value. */
		if (wt_options_value(option, settings, value, sizeof(value)) == 0)
			continue;
		wt_json_name(json, option->name);
		wt_json_raw(json, value);
	}
	wt_json_end(json, '}');
}

static void put_address(struct wt_json *json, const struct wt_address *address)
{
	char host[WT_ADDRESS_TEXT_BYTES];

	wt_json_string_of(json, "address", wt_address_host(address, host, sizeof(host)));
	wt_json_number_of(json, "port", wt_address_port(address));
	wt_json_number_of(json, "family", (uint64_t)wt_address_family(address));
}

/* A registry's number and its name. */
static void put_registered(struct wt_json *json, const char *what, uint16_t number, const char *name)
{
	wt_json_number_of(json, what, number);
	wt_json_name2(json, what, "_name");
	wt_json_string(json, name, 0);
}

void wt_record_negotiated(struct wt_json *json, const struct wt_negotiated *agreed)
{
	char key[WT_KEY_NAME_BYTES];

	wt_json_name(json, "negotiated");
	if (agreed == NULL) {
		wt_json_null(json);
		return;
	}
	wt_json_begin(json, '{');
	put_registered(json, "version", agreed->version, wt_version_name(agreed->version));
	put_registered(json, "suite", agreed->suite, wt_suite_name(agreed->suite));
	put_registered(json, "group", agreed->group, wt_group_name(agreed->group));
	put_registered(json, "peer_signature", agreed->peer_signature, wt_signature_name(agreed->peer_signature));
	wt_json_string_of(json, "peer_key", agreed->peer_key);
	wt_key_name(agreed->peer_key, agreed->peer_key_bits, key);
	wt_json_string_of(json, "peer_key_name", *key ? key : NULL);
	wt_json_number_of(json, "peer_key_bits", agreed->peer_key_bits);
	wt_json_number_of(json, "peer_chain", agreed->peer_chain);
	wt_json_number_of(json, "peer_path", agreed->peer_path);
	wt_json_bool_of(json, "peer_authenticated", agreed->peer_authenticated);
	wt_json_bool_of(json, "resumed", agreed->resumed);
	wt_json_number_of(json, "hello_retries", agreed->hello_retries);
	if (agreed->psk)
		wt_json_string_of(json, "psk", agreed->psk);
	if (agreed->alpn)
		wt_json_string_of(json, "alpn", agreed->alpn);
	if (agreed->cid)
		wt_json_number_of(json, "cid", agreed->cid);
	if (agreed->mtu)
		wt_json_number_of(json, "mtu", agreed->mtu);
	if (agreed->dtls_timer_ms)
		wt_json_number_of(json, "dtls_timer_ms", agreed->dtls_timer_ms);
	wt_json_string_of(json, "certificate_compression", agreed->certificate_compression ? "on" : "off");
	wt_json_end(json, '}');
}

static void put_socket(struct wt_json *json, const struct wt_transport *transport)
{
	bool ends = !transport->datagram || transport->secure;

	wt_json_name(json, "socket");
	wt_json_begin(json, '{');
	/* The port sets it on every stream, or the connection fails. */
	if (!transport->datagram)
		wt_json_bool_of(json, "nodelay", true);
	wt_json_string_of(json, "closes_first", ends ? "server" : NULL);
	wt_json_end(json, '}');
}

/* Those that are set and change what is measured. */
static void put_environment(struct wt_json *json)
{
	char name[WT_ENVIRONMENT_NAME_BYTES];
	const char *at = NULL, *value;

	wt_json_name(json, "environment");
	wt_json_begin(json, '{');
	while (wt_environment_next(&at, name, &value)) {
		wt_json_name(json, name);
		wt_json_string(json, value, VARIABLE_BYTES);
	}
	wt_json_end(json, '}');
}

static void put_facts(struct wt_json *json, const struct wt_board_state *before)
{
	struct wt_board board;

	wt_record_begin_facts(json, &board);
	wt_record_reported(json, "cores", board.cores);
	wt_json_string_of(json, "kernel", board.kernel);
	wt_json_string_of(json, "libc", board.libc);
	wt_json_string_of(json, "features", board.features);
	wt_record_reported(json, "memory_bytes", board.memory_bytes);
	wt_record_reported(json, "clock_resolution_ns", board.clock_resolution_ns);
	wt_record_state(json, before);
	wt_record_answer(json, "entropy_ready", before->entropy_ready);
	wt_json_end(json, '}');
}

/* The wall clock may be set meanwhile; the monotonic one tells which of two runs was first, in one boot. */
static void put_start(struct wt_json *json, const struct wt_run_facts *facts)
{
	char boot[WT_BOARD_BOOT_BYTES];

	wt_json_number_of(json, "started_us", facts->started_us);
	wt_json_number_of(json, "started_ns", facts->started_ns);
	wt_board_boot(boot);
	if (*boot)
		wt_json_string_of(json, "boot", boot);
}

enum wt_status wt_records_run(struct wt_records *records, const struct wt_run_facts *facts)
{
	struct wt_json json;

	if (!wt_record_wanted(records))
		return records->error.status;
	wt_record_begin(records, &json, "run", facts->role);
	wt_json_string_of(&json, "program", facts->program->name);
	wt_json_string_of(&json, "version", WT_VERSION);
	wt_json_string_of(&json, "transport", facts->transport->name);
	wt_record_build(&json, facts->transport->library);
	put_settings(&json, facts->program->options, facts->settings);
	put_address(&json, facts->address);
	wt_record_cpu(&json, facts->cpu);
	put_start(&json, facts);
	wt_record_negotiated(&json, facts->negotiated);
	put_socket(&json, facts->transport);
	put_environment(&json);
	put_facts(&json, &facts->before);
	return wt_record_finish(records, &json);
}
