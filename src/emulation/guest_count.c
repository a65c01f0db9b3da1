/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plugin for QEMU's user-mode emulators: counts the instructions that a
 * program of a pair runs, per exchange. Boundaries are system calls that the
 * programs make anyway, so the program that is counted is the one that runs on
 * the board:
 *
 *   client           opens a socket; reads the clock of its CPU time when it is
 *                    connected, and again when the handshake is done (secure
 *                    transports only); the exchange ends when it closes the socket
 *   stream server    accept returns a connection; the exchange ends when that
 *                    is closed
 *   datagram server  writes a record when an exchange is done: from one to the
 *                    next, so the making of the record is in it; what it
 *                    writes behind the last one is counted as well, and the
 *                    reader, who has the records, drops it
 *
 *   -plugin FILE,role=client|stream|datagram,out=FILE
 *
 * Each exchange becomes one line of JSON, in the order of time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_api.h"

__attribute__((visibility("default"))) int qemu_plugin_version = QEMU_API_VERSION;
__attribute__((visibility("default"))) int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc,
							       char **argv);

enum role { CLIENT, STREAM, DATAGRAM, ROLES };
static const char *const role_names[ROLES] = { "client", "stream", "datagram" };

enum { CALLS_MAX = 2, NONE = -1, THREAD_CPU_CLOCK = 3, STANDARD_ERROR = 2 };

/* Numbers of the system calls that we look at; 32-bit ARM has two clocks. */
struct calls {
	const char *target;
	int64_t clock[CALLS_MAX];
	int64_t accept[CALLS_MAX];
	int64_t socket;
	int64_t close;
	int64_t write;
};

static const struct calls all_calls[] = {
	{ "aarch64", { 113, NONE }, { 202, 242 }, 198, 57, 64 },
	{ "arm", { 263, 403 }, { 285, 366 }, 281, 6, 4 },
	{ "x86_64", { 228, NONE }, { 43, 288 }, 41, 3, 1 },
};

static struct {
	const struct calls *calls;
	enum role role;
	FILE *out;
	uint64_t instructions; /* run so far: generated code adds to it */
	uint64_t start;        /* of the exchange */
	uint64_t connected;    /* of a client, within the exchange; 0: not yet */
	uint64_t secured;
	int64_t descriptor; /* of the exchange's socket */
	bool running;       /* within an exchange */
	bool described;     /* of a datagram server: its first record, of the run, is written */
} state;

static void translate(uint64_t id, struct qemu_plugin_tb *block)
{
	(void)id;
	qemu_plugin_register_vcpu_tb_exec_inline(block, QEMU_INLINE_ADD_U64, &state.instructions,
						 qemu_plugin_tb_n_insns(block));
}

static void finish_exchange(void)
{
	fprintf(state.out, "{\"schema\":1,\"record\":\"guest\",\"role\":\"%s\",\"instructions\":%llu",
		state.role == CLIENT ? "client" : "server", (unsigned long long)(state.instructions - state.start));
	if (state.secured)
		fprintf(state.out, ",\"handshake_instructions\":%llu",
			(unsigned long long)(state.secured - state.connected));
	fputs("}\n", state.out);
	state.running = false;
}

static void start_exchange(void)
{
	state.start = state.instructions;
	state.connected = 0;
	state.secured = 0;
	state.descriptor = NONE;
	state.running = true;
}

static void on_cpu_clock(void)
{
	if (state.role != CLIENT || !state.running)
		return;
	if (!state.connected)
		state.connected = state.instructions;
	else if (!state.secured)
		state.secured = state.instructions;
}

static void on_record(void)
{
	if (!state.described) {
		state.described = true;
		return;
	}
	finish_exchange();
	start_exchange();
}

static bool is(int64_t number, const int64_t calls[CALLS_MAX])
{
	return number == calls[0] || number == calls[1];
}

static void on_call(uint64_t id, unsigned cpu, int64_t number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
		    uint64_t a5, uint64_t a6, uint64_t a7, uint64_t a8)
{
	(void)id, (void)cpu, (void)a2, (void)a3, (void)a4, (void)a5, (void)a6, (void)a7, (void)a8;
	if (is(number, state.calls->clock)) {
		if (a1 == THREAD_CPU_CLOCK)
			on_cpu_clock();
	} else if (number == state.calls->write) {
		if (state.role == DATAGRAM && a1 > STANDARD_ERROR)
			on_record();
	} else if (number == state.calls->socket) {
		if (state.role == CLIENT)
			start_exchange();
	} else if (number == state.calls->close) {
		if (state.role != DATAGRAM && state.running && (int64_t)a1 == state.descriptor)
			finish_exchange();
	}
}

static void on_return(uint64_t id, unsigned cpu, int64_t number, int64_t result)
{
	(void)id, (void)cpu;
	if (result < 0)
		return;
	if (state.role == CLIENT && number == state.calls->socket)
		state.descriptor = result;
	if (state.role == STREAM && is(number, state.calls->accept)) {
		start_exchange();
		state.descriptor = result;
	}
}

static void on_end(uint64_t id, void *data)
{
	(void)id, (void)data;
	fprintf(state.out, "{\"schema\":1,\"record\":\"guest_end\",\"role\":\"%s\",\"instructions\":%llu}\n",
		state.role == CLIENT ? "client" : "server", (unsigned long long)state.instructions);
	fclose(state.out);
}

static int refuse(const char *text)
{
	fprintf(stderr, "guest_count: %s\n", text);
	return -1;
}

static bool take_argument(const char *argument)
{
	if (!strncmp(argument, "out=", 4) && !state.out) {
		state.out = fopen(argument + 4, "wxe");
		if (!state.out)
			perror(argument + 4);
		return state.out != NULL;
	}
	for (int role = 0; role < ROLES; role++)
		if (!strncmp(argument, "role=", 5) && !strcmp(argument + 5, role_names[role])) {
			state.role = (enum role)role;
			return true;
		}
	return false;
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv)
{
	for (size_t i = 0; i < sizeof all_calls / sizeof *all_calls; i++)
		if (!strcmp(info->target_name, all_calls[i].target))
			state.calls = &all_calls[i];
	if (!state.calls || info->system_emulation)
		return refuse("counts user-mode programs of aarch64, arm and x86_64 only");
	for (int i = 0; i < argc; i++)
		if (!take_argument(argv[i]))
			return refuse("valid arguments: role=client|stream|datagram,out=FILE (a new one)");
	if (!state.out)
		return refuse("out=FILE is missing");
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	qemu_plugin_register_vcpu_syscall_cb(id, on_call);
	qemu_plugin_register_vcpu_syscall_ret_cb(id, on_return);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
	return 0;
}
