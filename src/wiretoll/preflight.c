/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be known to fail is found before anything starts. */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include <uv.h>

#include "plan.h"

static bool find_program(const struct wt_plan *plan, const struct wt_series *series,
			 const char *role, struct wt_reason *reason)
{
	char path[WT_PATH_BYTES + 128];

	snprintf(path, sizeof path, "%s/%s/%s/%s_%s", plan->build, plan->board, series->variant,
		 series->kind->transport, role);
	if (access(path, X_OK) == 0)
		return true;
	return wt_reason_set(reason, "%s: %s; make it with: make BOARD=%s VARIANT=%s", path,
			     strerror(errno), plan->board, series->variant);
}

static bool find_certs(const struct wt_plan *plan, struct wt_reason *reason)
{
	static const char *const files[] = { "ca.pem", "server.pem", "server.key", "client.pem",
					     "client.key" };
	char path[WT_PATH_BYTES + 32];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", plan->certs, files[i]);
		if (access(path, R_OK) != 0)
			return wt_reason_set(reason,
					     "%s: %s; make it with: make certs, or name another folder "
					     "with --certs",
					     path, strerror(errno));
	}
	return true;
}

static void ignore_closed(uv_handle_t *handle)
{
	(void)handle;
}

/* Both ends use the address, so it must be one of this machine's: binding tells. */
static bool check_host(const struct wt_plan *plan, struct wt_reason *reason)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address;
	uv_loop_t loop;
	uv_tcp_t socket;
	int result;

	if (uv_ip4_addr(plan->host, 0, &address.v4) != 0 &&
	    uv_ip6_addr(plan->host, 0, &address.v6) != 0)
		return wt_reason_set(reason,
				     "--host %s: not a numeric address; valid: an address of this "
				     "machine, such as 127.0.0.1 or ::1",
				     plan->host);
	if (uv_loop_init(&loop) != 0)
		return wt_reason_set(reason, "no event loop: memory or descriptors are short");
	uv_tcp_init(&loop, &socket);
	result = uv_tcp_bind(&socket, &address.any, 0);
	uv_close((uv_handle_t *)&socket, ignore_closed);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	if (result != 0)
		return wt_reason_set(reason, "--host %s: %s; valid: an address of this machine",
				     plan->host, uv_strerror(result));
	return true;
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
	if (plan->client_cpu == WT_CPU_AUTO)
		plan->client_cpu = choose_cpu(&set, plan->server_cpu);
	if (plan->server_cpu == WT_CPU_AUTO)
		plan->server_cpu = choose_cpu(&set, plan->client_cpu);
	return check_cpu(&set, "client-cpu", plan->client_cpu, reason) &&
	       check_cpu(&set, "server-cpu", plan->server_cpu, reason);
}

bool wt_plan_preflight(struct wt_plan *plan, struct wt_reason *reason)
{
	bool secure = false;

	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series *series = &plan->series[i];

		if (series->unsupported)
			continue;
		secure = secure || series->kind->plain;
		if (!find_program(plan, series, "server", reason) ||
		    !find_program(plan, series, "client", reason))
			return false;
	}
	if (secure && !find_certs(plan, reason))
		return false;
	return check_host(plan, reason) && choose_cores(plan, reason);
}
