/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "preflight.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <uv.h>

#include "certs_sets.h"
#include "elf_file.h"
#include "file.h"
#include "installed.h"
#include "process.h"
#include "shell.h"

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool missing(struct wt_reason *reason, const char *option, const char *path, int cause, const char *advice)
{
	return wt_reason_set(reason, "%s%s: %s; %s", option, path, strerror(cause), advice);
}

/* How to come to a program of that end. */
static const char *advice_of(const struct wt_plan *plan, const struct wt_series *series, bool is_board,
			     char advice[WT_ADVICE_BYTES])
{
	/* made where nghttp2 is there alone */
	if (series->row.protocol->over && !strcmp(is_board ? plan->board : "host", "host") &&
	    !wt_installed_is(plan->build)) {
		snprintf(advice, WT_ADVICE_BYTES, "make it with: scripts/setup.sh http2 && make VARIANT=%s",
			 is_board ? series->variant : series->peer);
		return advice;
	}
	return wt_installed_advice(plan->build, is_board ? plan->board : "host",
				   is_board ? series->variant : series->peer, advice);
}

/*
 * A program of another architecture ends in words of a shell, one cell after the other. What a board over SSH is
 * only the connection tells.
 */
static bool check_machine(const struct wt_plan *plan, const struct wt_series *series, enum wt_role role,
			  const char *path, struct wt_reason *reason)
{
	bool board = wt_target_is_board(&plan->target, role);
	bool emulated = board && plan->target.way == WT_WAY_QEMU_USER;
	const struct wt_architecture *machine;
	char advice[WT_ADVICE_BYTES];
	struct wt_reason unknown;
	struct utsname own;

	if (wt_target_is_remote(&plan->target, role) || uname(&own) != 0 || (!emulated && wt_is_script(path)))
		return true;
	machine = wt_elf_machine(path, &unknown);
	/* where we are of an unknown machine ourselves, such a program may well be right */
	if (!machine)
		return (!emulated && !wt_elf_machine("/proc/self/exe", reason)) ||
		       wt_reason_set(reason, "%s", unknown.text);
	if (emulated ? !strcmp(machine->emulator, plan->target.emulator) : wt_architecture_runs(machine, own.machine))
		return true;
	return wt_reason_set(reason, "%s: built for %s, but it is to run on %s%s; %s", path, machine->name,
			     emulated ? "an emulated board, by " : "this machine, ",
			     emulated ? plan->target.emulator : own.machine, advice_of(plan, series, board, advice));
}

static bool find_program(const struct wt_plan *plan, const struct wt_series *series, enum wt_role role,
			 struct wt_reason *reason)
{
	bool is_board = wt_target_is_board(&plan->target, role);
	char path[WT_PROGRAM_BYTES], advice[WT_ADVICE_BYTES];
	int cause;

	wt_plan_program(plan, series, role, path);
	if (access(path, X_OK) == 0)
		return check_machine(plan, series, role, path, reason);
	cause = errno;
	return missing(reason, "", path, cause, advice_of(plan, series, is_board, advice));
}

static bool find_emulator(const struct wt_plan *plan, struct wt_reason *reason)
{
	const struct wt_target *target = &plan->target;
	bool installed = wt_installed_is(plan->build);
	char path[WT_PROGRAM_BYTES];

	if (target->way != WT_WAY_QEMU_USER)
		return true;
	wt_plan_emulator(plan, path);
	if (!strchr(path, '/') && !wt_shell_finds(path))
		return wt_reason_set(
			reason,
			"--run qemu-user: the emulator %s is missing; %sinstall it: apt-get install qemu-user "
			"(a static one loads no plugin)",
			target->emulator, installed ? "" : "get it with: make guest-count, or ");
	if (access(target->plugin, R_OK) != 0)
		return missing(reason, "--plugin ", target->plugin, errno,
			       installed ? "not installed; valid: one of a checkout"
					 : "make it with: make guest-count");
	if (strchr(target->plugin, ','))
		return wt_reason_set(reason, "--plugin %s: a path with a comma; the emulator takes none",
				     target->plugin);
	return true;
}

/* As the programs do, which would be started for nothing; --insecure-key-mode is theirs alone. */
static bool check_file(const char *path, const char *secret, const char *advice, struct wt_reason *reason)
{
	struct wt_file_content content;

	switch (wt_file_look(path, secret != NULL, &content)) {
	case WT_FILE_READABLE:
		return true;
	case WT_FILE_IRREGULAR:
		return wt_reason_set(reason, "%s: not a regular file; valid: a regular file", path);
	case WT_FILE_SHARED:
		return wt_reason_set(reason, "%s: a %s that others may use (mode %04o); valid: mode 0600", path, secret,
				     content.mode);
	case WT_FILE_LARGE:
		return wt_reason_set(reason, "%s: too large; valid: at most %d bytes", path, WT_FILE_CONTENT_MAX);
	case WT_FILE_UNREADABLE:
		break;
	}
	if (content.code == EACCES)
		advice = "valid: files that this user may read, or another folder with --certs";
	return missing(reason, "", path, content.code, advice);
}

/* How to come to the certificates of such keys: cert.sh makes those of every kind in one folder. */
static void advise_keys(const struct wt_plan *plan, const struct wt_certs_set *set, char advice[WT_COMMAND_BYTES])
{
	static const char maker[] = "make it with: scripts/cert.sh --out ";
	char folder[WT_PATH_BYTES + 2 * WT_AXIS_WORD_BYTES];

	snprintf(advice, WT_COMMAND_BYTES, "%s",
		 wt_installed_is(plan->build) ? "valid: a folder of certificates with --certs, or none named"
					      : "make it with: make certs, or name another folder with --certs");
	if (!set || !set->keys || wt_installed_is(plan->build) ||
	    !wt_settings_file(plan->certs, set->keys, "", folder, sizeof folder))
		return;
	folder[strlen(folder) - strlen(set->keys) - 1] = '\0';
	memcpy(advice, maker, sizeof maker);
	wt_shell_quote(advice + strlen(maker), WT_COMMAND_BYTES - strlen(maker), *folder ? folder : ".");
}

static bool find_certs(const struct wt_plan *plan, const struct wt_certs_set *set, struct wt_reason *reason)
{
	static const struct {
		const char *head, *tail;
	} files[] = {
		{ "ca", ".pem" }, { "server", NULL }, { "server", ".key" }, { "client", NULL }, { "client", ".key" }
	};
	char name[WT_AXIS_WORD_BYTES + 16], path[WT_PATH_BYTES + 64], advice[WT_COMMAND_BYTES];

	advise_keys(plan, set, advice);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(name, sizeof name, "%s%s%s", files[i].head, files[i].tail ? "" : set->ending,
			 files[i].tail ? files[i].tail : ".pem");
		if (!wt_settings_file(plan->certs, set->keys, name, path, sizeof path) ||
		    !check_file(path, strstr(name, ".key") ? "private key" : NULL, advice, reason))
			return false;
	}
	return true;
}

static bool find_psk(const struct wt_plan *plan, struct wt_reason *reason)
{
	char path[WT_PATH_BYTES + 32], advice[WT_COMMAND_BYTES];

	advise_keys(plan, NULL, advice);
	return !wt_certs_psk(plan) || (wt_settings_file(plan->certs, NULL, "psk", path, sizeof path) &&
				       check_file(path, "pre-shared key", advice, reason));
}

static void ignore_closed(uv_handle_t *handle)
{
	(void)handle;
}

static bool parse_address(const char *text, union any_address *address)
{
	return uv_ip4_addr(text, 0, &address->v4) == 0 || uv_ip6_addr(text, 0, &address->v6) == 0;
}

/* False: memory or descriptors are too short to ask. `result` is that of bind(). */
static bool try_bind(const union any_address *address, int *result)
{
	uv_loop_t loop;
	uv_tcp_t socket;

	if (uv_loop_init(&loop) != 0)
		return false;
	uv_tcp_init(&loop, &socket);
	*result = uv_tcp_bind(&socket, &address->any, 0);
	uv_close((uv_handle_t *)&socket, ignore_closed);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	return *result != UV_EMFILE && *result != UV_ENFILE && *result != UV_ENOMEM && *result != UV_ENOBUFS;
}

/* The exit status. A server of this machine must have the address: binding tells. */
static int try_host(const struct wt_plan *plan, struct wt_reason *reason)
{
	const char *option = plan->target.way == WT_WAY_SSH ? "target-ip" : "host";
	const char *own = *plan->target.bind ? plan->target.bind : plan->host;
	union any_address address;
	int result = 0;

	if (!parse_address(plan->host, &address)) {
		wt_reason_set(reason,
			      "--%s %s: not a numeric address; valid: an address of this "
			      "machine, such as 127.0.0.1 or ::1",
			      option, plan->host);
		return WT_EXIT_WRONG;
	}
	if (!parse_address(own, &address)) {
		wt_reason_set(reason, "--bind %s: not a numeric address", own);
		return WT_EXIT_WRONG;
	}
	if (wt_target_is_remote(&plan->target, WT_SERVER))
		return WT_EXIT_DONE;
	/* a machine that is short of something says nothing of the command line */
	if (!try_bind(&address, &result)) {
		wt_reason_set(reason, "no event loop or socket: memory or descriptors are short");
		return WT_EXIT_FAILED;
	}
	if (result == 0)
		return WT_EXIT_DONE;
	wt_reason_set(reason, "--%s %s: %s; valid: an address of this machine", *plan->target.bind ? "bind" : option,
		      own, uv_strerror(result));
	return WT_EXIT_WRONG;
}

bool wt_plan_check_host(const struct wt_plan *plan, struct wt_reason *reason)
{
	return try_host(plan, reason) == WT_EXIT_DONE;
}

/* The `index`-th core that we may use, or -1. */
static int allowed_cpu(const cpu_set_t *set, int index)
{
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET((size_t)cpu, set) && index-- == 0)
			return cpu;
	return -1;
}

static bool check_cpu(const cpu_set_t *set, const char *option, int cpu, struct wt_reason *reason)
{
	if (cpu >= 0 && cpu < CPU_SETSIZE && CPU_ISSET((size_t)cpu, set))
		return true;
	wt_reason_set(reason, "--%s %d: not a core that we may use; valid: auto", option, cpu);
	for (int i = 0, one; i < 32 && (one = allowed_cpu(set, i)) >= 0; i++) {
		size_t length = strlen(reason->text);

		snprintf(reason->text + length, sizeof reason->text - length, " %d", one);
	}
	return false;
}

/* The first of the allowed cores, other than `taken` when there are two. */
static int choose_cpu(const cpu_set_t *set, int taken)
{
	int first = allowed_cpu(set, 0);
	int second = allowed_cpu(set, 1);

	return first == taken && second >= 0 ? second : first;
}

static bool choose_cores(struct wt_plan *plan, struct wt_reason *reason)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return wt_reason_set(reason, "the allowed cores are not known: %s", strerror(errno));
	/* The cores of another machine are not ours to choose. */
	if (plan->target.way == WT_WAY_SSH)
		return !plan->one_core ||
		       wt_reason_set(reason, "--placement one: the ends are on two machines; valid: two");
	if (plan->one_core && plan->client_cpu == WT_CPU_AUTO)
		plan->client_cpu = plan->server_cpu == WT_CPU_AUTO ? allowed_cpu(&set, 0) : plan->server_cpu;
	if (plan->one_core && plan->server_cpu == WT_CPU_AUTO)
		plan->server_cpu = plan->client_cpu;
	if (plan->one_core && plan->client_cpu != plan->server_cpu)
		return wt_reason_set(reason,
				     "--placement one: client on core %d, server on %d; valid: the same for both",
				     plan->client_cpu, plan->server_cpu);
	if (plan->client_cpu == WT_CPU_AUTO)
		plan->client_cpu = choose_cpu(&set, plan->server_cpu);
	if (plan->server_cpu == WT_CPU_AUTO)
		plan->server_cpu = choose_cpu(&set, plan->client_cpu);
	return check_cpu(&set, "client-cpu", plan->client_cpu, reason) &&
	       check_cpu(&set, "server-cpu", plan->server_cpu, reason);
}

/* Whether a series' ends on this machine keep a descriptor for each session that they hold. */
static bool keeps_files(const struct wt_plan *plan, const struct wt_series *series)
{
	/* a DTLS server has one socket for all of them */
	bool stream = !strcmp(series->row.protocol->transport, "tls");

	return wt_series_has_sessions(series) && (!wt_target_is_remote(&plan->target, WT_CLIENT) ||
						  (stream && !wt_target_is_remote(&plan->target, WT_SERVER)));
}

/* A client on this machine has a descriptor for each of its connections at once. */
static bool check_crowd_files(const struct wt_plan *plan, struct wt_reason *reason)
{
	uint64_t crowd = wt_plan_crowd(plan), wanted = crowd + WT_HOLD_OTHER_FILES, allowed = wanted;

	if (crowd > 1 && !wt_target_is_remote(&plan->target, WT_CLIENT))
		allowed = wt_process_allow_files(wanted);
	return allowed >= wanted ||
	       wt_reason_set(
		       reason,
		       "--axis parallel=%llu: needs %llu descriptors, the system allows %llu; valid: fewer clients, "
		       "or after ulimit -n %llu",
		       (unsigned long long)crowd, (unsigned long long)wanted, (unsigned long long)allowed,
		       (unsigned long long)wanted);
}

/* Programs that we start have our limits, and raise them in the same way. */
static bool check_files(const struct wt_plan *plan, struct wt_reason *reason)
{
	uint64_t wanted = (uint64_t)plan->hold + WT_HOLD_OTHER_FILES, allowed = wanted;

	for (size_t i = 0; plan->hold && i < plan->series_count; i++)
		if (keeps_files(plan, &plan->series[i]))
			allowed = wt_process_allow_files(wanted);
	if (allowed >= wanted)
		return check_crowd_files(plan, reason);
	return wt_reason_set(reason, "--hold %u: needs %llu descriptors, the system allows %llu; valid: 0 to %llu",
			     plan->hold, (unsigned long long)wanted, (unsigned long long)allowed,
			     (unsigned long long)(allowed > WT_HOLD_OTHER_FILES ? allowed - WT_HOLD_OTHER_FILES : 0));
}

int wt_plan_preflight(struct wt_plan *plan, struct wt_reason *reason)
{
	struct wt_certs_set sets[WT_CERTS_SETS_MAX];
	size_t count = wt_certs_sets(plan, sets);

	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series *series = &plan->series[i];

		if (*series->unsupported)
			continue;
		if (!find_program(plan, series, WT_SERVER, reason) || !find_program(plan, series, WT_CLIENT, reason))
			return WT_EXIT_WRONG;
	}
	for (size_t i = 0; i < count; i++)
		if (!find_certs(plan, &sets[i], reason))
			return WT_EXIT_WRONG;
	if (!wt_certs_check_base(plan, reason) || !find_psk(plan, reason) || !find_emulator(plan, reason) ||
	    !choose_cores(plan, reason) || !check_files(plan, reason))
		return WT_EXIT_WRONG;
	/* Over SSH the address is known only when the board has told it. */
	return *plan->host ? try_host(plan, reason) : WT_EXIT_DONE;
}
