/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "connection.h"
#include "list.h"
#include "mode_list.h"
#include "pair.h"
#include "process.h"
#include "version.h"

void wt_run_complain(struct wt_run *run, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", run->program->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	run->announced = true;
}

/* A table that was lost on a full disk is no success. */
bool wt_run_said_all(struct wt_run *run)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	wt_run_complain(run, "standard output: %s", strerror(errno));
	return false;
}

static void print_version(const struct wt_run *run)
{
	const struct wt_library *library = run->transport->library;

	printf("%s %s (%s, %s)\n%s\n%s\n", run->program->name, WT_VERSION, wt_build_board, wt_build_variant,
	       wt_build_compiler, wt_build_cflags);
	if (library)
		printf("%s %s (%s)\n", library->name(), library->version(), wt_build_library);
}

static void complain_of_processor(struct wt_run *run, int cpu)
{
	char valid[96] = "";
	size_t length = 0;
	int one;

	for (int i = 0; length < sizeof(valid) - 8 && (one = wt_process_allowed_cpu(i)) >= 0; i++)
		length += (size_t)snprintf(valid + length, sizeof(valid) - length, " %d", one);
	wt_run_complain(run, "--cpu %d: not a processor that this process may run on; valid: auto any%s", cpu, valid);
}

/* A server takes the first processor that we may run on, a client the second. */
static bool bind_processor(struct wt_run *run)
{
	int cpu = run->settings.cpu;

	run->facts.cpu = -1;
	if (cpu == WT_CPU_ANY)
		return true;
	if (cpu == WT_CPU_AUTO)
		cpu = wt_process_allowed_cpu(run->role == WT_CLIENT ? 1 : 0);
	if (cpu < 0) /* there is but one */
		return true;
	if (!wt_process_pin(cpu)) {
		complain_of_processor(run, cpu);
		return false;
	}
	run->facts.cpu = cpu;
	return true;
}

static bool sizes_fit(struct wt_run *run)
{
	uint32_t limit = run->transport->limit_bytes(&run->settings);
	const struct wt_size_list *sizes = &run->settings.sizes;

	for (size_t i = 0; i < sizes->count; i++) {
		if (sizes->bytes[i] <= limit)
			continue;
		wt_run_complain(run, "--sizes %u: %s carries 16 to %u bytes with these settings; valid: --sizes %u",
				sizes->bytes[i], run->transport->name, limit, limit);
		return false;
	}
	return true;
}

/* Whoever has typed it must know what it does; it is no complaint. */
static void warn_of_key_log(struct wt_run *run)
{
	bool before = run->announced;

	if (run->settings.key_log)
		wt_run_complain(
			run, "--key-log %s: holds the secrets of every session; who can read it can read what was sent",
			run->settings.key_log);
	run->announced = before;
}

static void print_help(const struct wt_run *run)
{
	printf("%s: %s\n\nusage: %s [--option [value]]...\n\n", run->program->name, run->program->purpose,
	       run->program->name);
	wt_options_help(run->program->options, stdout);
}

static bool parse(struct wt_run *run, int argc, char **argv, int *exit_status)
{
	const struct wt_option *options = run->program->options;
	enum wt_options_result result;
	struct wt_taken taken;

	/* the word before them is the program's name, if there is any */
	result = wt_options_take(options, argc - 1, argv + 1, &run->settings, NULL, &taken);
	if (result == WT_OPTIONS_RUN && taken.operands > 0)
		result = wt_options_refuse(options, argv[1], &taken);
	if (result == WT_OPTIONS_RUN && !taken.list)
		return true;
	if (result == WT_OPTIONS_WRONG) {
		wt_run_complain(run, "%s", taken.why);
		*exit_status = WT_EXIT_USAGE;
		return false;
	}
	if (result == WT_OPTIONS_RUN)
		wt_list(options, run->transport, &run->settings, run->role == WT_SERVER);
	else if (result == WT_OPTIONS_HELP)
		print_help(run);
	else
		print_version(run);
	*exit_status = wt_run_said_all(run) ? WT_EXIT_DONE : WT_EXIT_FAILED;
	return false;
}

/* How a person asks for the mode: "--hold", "--mode connect". */
static const char *asked_by(const struct wt_mode *mode, char text[48])
{
	snprintf(text, 48, mode->own_option ? "--%s" : "--mode %s", mode->name);
	return text;
}

static bool carries(const struct wt_run *run, const struct wt_mode *mode)
{
	return mode->can & (run->transport->datagram ? WT_MODE_DATAGRAMS : WT_MODE_STREAMS);
}

/* --mode is offered with every name that there is, whatever this program can. */
static bool mode_carried(struct wt_run *run, const struct wt_mode *mode)
{
	char asked[48], valid[96] = "";

	if (mode && carries(run, mode))
		return true;
	for (const struct wt_mode *other = run->program->modes; other->name; other++)
		if (carries(run, other) && !other->own_option)
			snprintf(valid + strlen(valid), sizeof(valid) - strlen(valid), " %s", other->name);
	snprintf(asked, sizeof(asked), "--mode %s", run->settings.mode);
	wt_run_complain(run, "%s: not over %s; valid:%s", mode ? asked_by(mode, asked) : asked, run->transport->name,
			valid);
	return false;
}

/* Requests at once go over one connection, as fast as they are answered. */
static bool streams_fit(struct wt_run *run, const struct wt_mode *mode)
{
	const struct wt_settings *settings = &run->settings;
	char asked[48];

	if (settings->streams <= 1)
		return true;
	if (!(mode->can & WT_MODE_BESIDE)) {
		wt_run_complain(run, "--streams %u: not together with %s; valid: --mode session", settings->streams,
				asked_by(mode, asked));
		return false;
	}
	if (settings->rate)
		wt_run_complain(run, "--streams %u: not together with --rate %u; valid: --rate 0", settings->streams,
				settings->rate);
	return !settings->rate;
}

/* A trace costs time: nobody may take a figure from such a run. */
static bool modes_fit(struct wt_run *run)
{
	const struct wt_settings *settings = &run->settings;
	const struct wt_mode *mode = run->program->modes ? wt_run_mode(run) : NULL;
	char asked[48];

	/* the probe has no connection */
	if (!run->program->modes)
		return true;
	if (!mode_carried(run, mode))
		return false;
	if (!(mode->can & WT_MODE_CONNECTS) && settings->trace) {
		wt_run_complain(run, "--trace: not together with %s; valid: %s", asked_by(mode, asked),
				mode->own_option ? "without one of the two" : "--mode " WT_MODE_USUAL);
		return false;
	}
	if (!(mode->can & WT_MODE_CONNECTS) && wt_settings_early_data(settings) != WT_EARLY_OFF) {
		wt_run_complain(run, "--early-data %s: not together with %s; valid: --early-data off%s",
				settings->early_data, asked_by(mode, asked),
				mode->own_option ? "" : ", or --mode " WT_MODE_USUAL);
		return false;
	}
	if (mode->own_option && settings->mode && strcmp(settings->mode, WT_MODE_USUAL) != 0) {
		wt_run_complain(run, "%s: not together with --mode %s; valid: --mode %s", asked_by(mode, asked),
				settings->mode, WT_MODE_USUAL);
		return false;
	}
	if (mode->own_option && wt_settings_resume(settings) != WT_RESUME_OFF) {
		wt_run_complain(run, "%s: not together with --resume %s; valid: --resume off", asked_by(mode, asked),
				settings->resume);
		return false;
	}
	if (settings->hold && settings->parallel > 1) {
		wt_run_complain(run, "--hold: not together with --parallel %u; valid: --parallel 1",
				settings->parallel);
		return false;
	}
	if (mode->tells_heap && !wt_settings_count_heap(settings)) {
		wt_run_complain(run,
				"%s: tells the heap of a session, which --counters %s does not count; "
				"valid: --counters on",
				asked_by(mode, asked), settings->counters);
		return false;
	}
	if (settings->rate && !(mode->can & WT_MODE_PLANNED)) {
		wt_run_complain(run, "--rate %u: not together with %s; valid: --rate 0", settings->rate,
				asked_by(mode, asked));
		return false;
	}
	if (!streams_fit(run, mode))
		return false;
	if (settings->trace && run->role == WT_CLIENT && settings->tries > 1) {
		wt_run_complain(run, "--trace: a traced run does not count; valid: --tries 1");
		return false;
	}
	return true;
}

bool wt_run_begin(struct wt_run *run, int argc, char **argv, int *exit_status)
{
	*exit_status = WT_EXIT_FAILED;
	if (!wt_process_open_standard() || !parse(run, argc, argv, exit_status))
		return false;
	*exit_status = WT_EXIT_USAGE;
	return modes_fit(run) && bind_processor(run);
}

bool wt_run_start(struct wt_run *run, int argc, char **argv, int *exit_status)
{
	struct wt_error error = { .status = WT_OK };

	if (!wt_run_begin(run, argc, argv, exit_status) || !sizes_fit(run))
		return false;
	*exit_status = WT_EXIT_FAILED;
	wt_stop_catch();
	if (wt_settings_spin(&run->settings))
		wt_sockets_spin();
	wt_board_state_read(&run->facts.before);
	if (run->transport->open(&run->endpoint, &run->settings, run->role == WT_SERVER, &error) != WT_OK) {
		wt_run_complain(run, "%s", error.text);
		if (error.status == WT_UNSUPPORTED)
			*exit_status = WT_EXIT_USAGE;
		return false;
	}
	if (wt_records_open(&run->records, run->settings.json) != WT_OK) {
		wt_run_complain(run, "%s", run->records.error.text);
		(void)run->transport->shut(run->endpoint, NULL);
		return false;
	}
	warn_of_key_log(run);
	run->facts.program = run->program;
	run->facts.settings = &run->settings;
	run->facts.transport = run->transport;
	run->facts.role = run->role;
	run->facts.address = wt_endpoint_address(run->endpoint);
	run->facts.started_us = wt_wall_clock_us();
	run->facts.started_ns = wt_clock_ns();
	run->facts.cost = &run->cost;
	if (wt_settings_count(&run->settings))
		wt_cost_start(&run->cost, wt_settings_count_heap(&run->settings) ? run->transport->library : NULL);
	return true;
}

const struct wt_mode *wt_run_mode(const struct wt_run *run)
{
	const struct wt_settings *settings = &run->settings;
	const char *name = settings->hold ? "hold" : settings->parallel > 1 ? "parallel" : settings->mode;

	for (const struct wt_mode *mode = run->program->modes; mode->name; mode++)
		if (!name || !strcmp(mode->name, name))
			return mode;
	return NULL;
}

bool wt_run_tells_person(const struct wt_run *run)
{
	const char *json = run->settings.json;

	return !run->settings.quiet && !(json && strcmp(json, "-") == 0);
}

void wt_run_record(struct wt_run *run)
{
	if (run->run_recorded)
		return;
	run->run_recorded = true;
	run->facts.negotiated = run->negotiated_known ? &run->negotiated : NULL;
	/* it comes after the first exchange, whose stack is kept, and before the others */
	wt_cost_stack_pause(&run->cost);
	wt_records_run(&run->records, &run->facts);
	wt_cost_stack_resume(&run->cost);
}

/* It is about the machine or a peer, not about the run: whatever ends that is said all the same. */
static void say_of_accept(struct wt_run *run)
{
	const struct wt_error *error = wt_endpoint_error(run->endpoint);
	bool before = run->announced;

	if (run->account.accept_failures++)
		return;
	wt_run_complain(run, "%s: %s; the server goes on", error->operation, error->text);
	run->announced = before;
}

enum wt_status wt_run_accept(struct wt_run *run, struct wt_connection **connection, uint64_t deadline_ns)
{
	enum wt_status status;

	for (;;) {
		status = run->transport->accept(run->endpoint, connection, deadline_ns);
		if (status != WT_WANT_READ || wt_stop_requested())
			return status;
		say_of_accept(run);
	}
}

void wt_run_reason(char *text, size_t text_bytes, const struct wt_error *error)
{
	if (error->status == WT_OK)
		snprintf(text, text_bytes, "no reason known");
	else
		snprintf(text, text_bytes, "%s: %s", error->operation, error->text);
}

enum wt_status wt_run_failed(struct wt_error *error, const struct wt_error *cause)
{
	if (cause->status == WT_OK)
		return wt_error_set(error, WT_ERROR, "exchange", "wiretoll", 0, "no reason known");
	return wt_error_set(error, cause->status, cause->operation, cause->source, cause->code, "%s: %s",
			    cause->operation, cause->text);
}

int wt_run_end(struct wt_run *run, enum wt_status status, const struct wt_error *error)
{
	struct wt_error late = { .status = WT_OK };
	bool reported = run->announced;
	const char *reason;

	wt_run_record(run); /* its address is the endpoint's */
	wt_cost_stop(&run->cost);
	if (run->transport->shut(run->endpoint, &late) != WT_OK && status == WT_OK) {
		status = late.status;
		error = &late;
		reported = false;
	}
	reason = *error->text ? error->text : "done";
	run->endpoint = NULL;
	if (run->transport->secure)
		run->program->watch->flights_record(run);
	/* the run record was written when the first try had failed */
	if (run->negotiated_known && !run->facts.negotiated)
		run->facts.negotiated_later = &run->negotiated;
	wt_records_end(&run->records, &run->facts, &run->account, status == WT_OK ? WT_EXIT_DONE : WT_EXIT_FAILED,
		       reason);
	if (wt_records_close(&run->records) != WT_OK) {
		wt_run_complain(run, "%s", run->records.error.text);
		return WT_EXIT_FAILED;
	}
	if (status != WT_OK && !reported)
		wt_run_complain(run, "%s", reason);
	return wt_run_said_all(run) && status == WT_OK ? WT_EXIT_DONE : WT_EXIT_FAILED;
}
