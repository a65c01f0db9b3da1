/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "joint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "connection.h"

enum { CHILD_LIMIT_S = 100 };

static struct wt_exchange exchange;

void wt_joint_start(struct wt_joint *joint, const struct wt_transport *transport, const char *tls_version)
{
	const struct wt_settings settings = {
		.timeout_ns = 30 * WT_NS_PER_S,
		.host = "127.0.0.1",
		.bind = "127.0.0.1",
		.certs = "build/certs/ecdsa-p256",
		.tls_version = tls_version,
		.suite = "auto",
		.group = "secp256r1",
		.resume = "off",
		.openssl_conf = "none",
		.mtu_bytes = 1472,
	};

	memset(joint, 0, sizeof(*joint));
	joint->transports[WT_CLIENT] = joint->transports[WT_SERVER] = transport;
	joint->settings[WT_CLIENT] = joint->settings[WT_SERVER] = settings;
	joint->here = WT_CLIENT;
	wt_joint_size(joint, 999);
	joint->tries = 1;
}

void wt_joint_size(struct wt_joint *joint, uint32_t bytes)
{
	joint->sizes.bytes[0] = bytes;
	joint->sizes.count = 1;
}

const struct wt_attempt *wt_joint_attempt(const struct wt_joint *joint, enum wt_role role, uint32_t index)
{
	return &joint->reports[role]->attempts[index % WT_ATTEMPTS_MAX];
}

static struct wt_attempt *attempt_of(struct wt_report *report, uint32_t index)
{
	return &report->attempts[index % WT_ATTEMPTS_MAX];
}

static uint32_t planned(const struct wt_joint *joint)
{
	return (uint32_t)joint->sizes.count * joint->tries;
}

static void call_hook(const struct wt_joint *joint, enum wt_role role, void (*hook)(void))
{
	if (hook && joint->here == role)
		hook();
}

static void note(struct wt_attempt *attempt, enum wt_status status, struct wt_connection *connection)
{
	const struct wt_error *error = wt_exchange_error(&exchange, connection);

	attempt->status = status;
	attempt->one.ok = status == WT_OK;
	if (status != WT_OK)
		snprintf(attempt->reason, sizeof(attempt->reason), "%s: %s", error->operation ? error->operation : "?",
			 error->text);
	if (status == WT_OK && exchange.transport->secure)
		attempt->secure = exchange.transport->negotiated(connection, &attempt->negotiated);
	attempt->negotiated.peer_key = NULL;
}

static void call_once(const struct wt_joint *joint, struct wt_report *report, uint32_t size, uint32_t number)
{
	struct wt_attempt *attempt = attempt_of(report, report->count);
	bool last = joint->last && report->count + 1 == planned(joint);
	struct wt_connection *connection = NULL;
	enum wt_status status;

	memset(attempt, 0, sizeof(*attempt));
	attempt->one.size_bytes = size;
	attempt->one.number = number;
	call_hook(joint, WT_CLIENT, joint->enter);
	if (exchange.early)
		wt_exchange_offer_early(&exchange, &attempt->one, last);
	status = wt_exchange_open(&exchange, &connection);
	if (status == WT_OK)
		status = wt_exchange_message(&exchange, connection, &attempt->one, last);
	call_hook(joint, WT_CLIENT, joint->leave);
	note(attempt, status, connection);
	attempt->closed = exchange.transport->close(connection, WT_NS_PER_S);
	wt_marks_costs(&exchange.marks, &attempt->one);
	attempt->one.retransmissions = wt_connection_retransmissions(connection);
	attempt->traffic = *wt_connection_traffic(connection);
	report->count++;
}

static void call_all(const struct wt_joint *joint, struct wt_report *report)
{
	for (size_t i = 0; i < joint->sizes.count; i++) {
		memset(exchange.buffer, 0, WT_MESSAGE_MAX_BYTES);
		wt_message_fill(exchange.buffer, joint->sizes.bytes[i]);
		for (uint32_t number = 1; number <= joint->tries; number++)
			call_once(joint, report, joint->sizes.bytes[i], number);
	}
}

static struct wt_connection *serve_once(const struct wt_joint *joint, struct wt_report *report, uint64_t patience_ns)
{
	struct wt_attempt *attempt = attempt_of(report, report->count);
	struct wt_connection *connection;
	enum wt_status status;

	wt_marks_clear(&exchange.marks);
	wt_marks_start(&exchange.marks, WT_PHASE_ACCEPT, NULL);
	call_hook(joint, WT_SERVER, joint->enter);
	report->accepted = exchange.transport->accept(exchange.endpoint, &connection, wt_clock_ns() + patience_ns);
	if (report->accepted != WT_OK)
		return NULL;
	memset(attempt, 0, sizeof(*attempt));
	wt_connection_set_deadline(connection, wt_clock_ns() + exchange.timeout_ns);
	status = wt_exchange_server_open(&exchange, connection);
	if (status == WT_OK)
		status = wt_exchange_server_message(&exchange, connection, &attempt->message);
	call_hook(joint, WT_SERVER, joint->leave);
	note(attempt, status, connection);
	wt_exchange_server_costs(&exchange, connection, &attempt->one);
	report->count++;
	return connection;
}

static void serve_close(struct wt_report *report, struct wt_connection *connection)
{
	struct wt_attempt *attempt = attempt_of(report, report->count - 1);

	attempt->closed = exchange.transport->close(connection, WT_NS_PER_S);
	attempt->traffic = *wt_connection_traffic(connection);
}

static void serve_all(const struct wt_joint *joint, struct wt_report *report)
{
	uint64_t patience_ns = joint->patience_ns ? joint->patience_ns : exchange.timeout_ns;
	uint64_t end_ns;

	while (report->count < planned(joint)) {
		struct wt_connection *connection = serve_once(joint, report, patience_ns);

		if (!connection)
			return;
		if (!joint->linger_ns || report->count < planned(joint))
			serve_close(report, connection);
	}
	end_ns = wt_clock_ns() + joint->linger_ns;
	while (joint->linger_ns && wt_clock_ns() < end_ns && report->count < WT_ATTEMPTS_MAX)
		if (!serve_once(joint, report, joint->linger_ns))
			return;
}

/* Plays a role in this process, on an open endpoint. */
static void play(const struct wt_joint *joint, enum wt_role role, struct wt_endpoint *endpoint)
{
	struct wt_report *report = joint->reports[role];
	uint64_t held, peak;

	memset(&exchange, 0, sizeof(exchange));
	exchange.transport = joint->transports[role];
	exchange.endpoint = endpoint;
	exchange.timeout_ns = joint->settings[role].timeout_ns;
	exchange.early = role == WT_CLIENT && wt_settings_early_data(&joint->settings[role]) != WT_EARLY_OFF;
	exchange.marks.on = true;
	exchange.marks.with_cpu = exchange.transport->secure;
	if (wt_exchange_room(&exchange, WT_MESSAGE_MAX_BYTES) != WT_OK)
		abort();
	wt_fault_use(&joint->faults[role]);
	if (joint->here != role && joint->rogue)
		joint->rogue(joint, endpoint);
	else if (role == WT_CLIENT)
		call_all(joint, report);
	else
		serve_all(joint, report);
	report->faults = wt_fault_counted();
	wt_fault_use(NULL);
	if (exchange.transport->library)
		exchange.transport->library->heap(&held, &peak, &report->heap_allocations);
	free(exchange.buffer);
}

static struct wt_endpoint *open_end(const struct wt_joint *joint, enum wt_role role)
{
	struct wt_report *report = joint->reports[role];
	struct wt_endpoint *endpoint = NULL;
	struct wt_error error = { .status = WT_OK };

	report->opened = joint->transports[role]->open(&endpoint, &joint->settings[role], role == WT_SERVER, &error);
	memcpy(report->open_reason, error.text, sizeof(report->open_reason));
	if (report->opened == WT_ERROR)
		fprintf(stderr, "%s\n", error.text);
	return endpoint;
}

/* One process's part: the server's endpoint was opened before the fork, since the client needs
 * its port. */
static void play_part(const struct wt_joint *joint, enum wt_role role, struct wt_endpoint *server)
{
	struct wt_endpoint *endpoint = server;

	if (role == WT_CLIENT) {
		joint->transports[WT_SERVER]->shut(server, NULL);
		endpoint = open_end(joint, WT_CLIENT);
	}
	if (!endpoint)
		return;
	play(joint, role, endpoint);
	joint->transports[role]->shut(endpoint, NULL);
}

bool wt_joint_run(struct wt_joint *joint)
{
	enum wt_role there = joint->here == WT_CLIENT ? WT_SERVER : WT_CLIENT;
	struct wt_report *reports =
		mmap(NULL, 2 * sizeof(*reports), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct wt_endpoint *server;
	pid_t child;

	if (reports == MAP_FAILED)
		return false;
	joint->reports[0] = &reports[0];
	joint->reports[1] = &reports[1];
	server = open_end(joint, WT_SERVER);
	if (!server)
		return false;
	joint->settings[WT_CLIENT].port = wt_address_port(wt_endpoint_address(server));
	fflush(NULL);
	child = fork();
	if (child == 0) {
		alarm(CHILD_LIMIT_S);
		play_part(joint, there, server);
		exit(0);
	}
	if (child > 0)
		play_part(joint, joint->here, server);
	return child > 0 && waitpid(child, &joint->child_status, 0) == child;
}

static bool all_answered(const struct wt_joint *joint, enum wt_role role)
{
	const struct wt_report *report = joint->reports[role];
	const char *name = role == WT_CLIENT ? "client" : "server";
	bool well = report->opened == WT_OK && report->count >= planned(joint);

	if (!well)
		fprintf(stderr, "%s: %u of %u exchanges (open: %s %s, accept: %s)\n", name, report->count,
			planned(joint), wt_status_name(report->opened), report->open_reason,
			wt_status_name(report->accepted));
	for (uint32_t i = 0; i < report->count && i < WT_ATTEMPTS_MAX; i++) {
		const struct wt_attempt *attempt = &report->attempts[i];

		if (attempt->status == WT_OK)
			continue;
		fprintf(stderr, "%s: exchange %u: %s %s\n", name, i, wt_status_name(attempt->status), attempt->reason);
		well = false;
	}
	return well;
}

bool wt_joint_all_well(const struct wt_joint *joint)
{
	bool client = all_answered(joint, WT_CLIENT);
	bool server = all_answered(joint, WT_SERVER);

	if (joint->child_status)
		fprintf(stderr, "the child ended with status 0x%x\n", (unsigned)joint->child_status);
	return client && server && joint->child_status == 0;
}

void wt_joint_end(struct wt_joint *joint)
{
	munmap(joint->reports[0], 2 * sizeof(*joint->reports[0]));
	joint->reports[0] = joint->reports[1] = NULL;
}

unsigned wt_in_parallel(unsigned cases, bool (*run)(unsigned index, const void *argument), const void *argument)
{
	pid_t children[64];
	unsigned failed = 0;

	fflush(NULL);
	for (unsigned i = 0; i < cases; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			alarm(CHILD_LIMIT_S);
			exit(run(i, argument) ? 0 : 1);
		}
	}
	for (unsigned i = 0; i < cases; i++) {
		int status = -1;

		if (children[i] > 0 && waitpid(children[i], &status, 0) == children[i] && !status)
			continue;
		fprintf(stderr, "case %u of %u failed (0x%x)\n", i, cases, (unsigned)status);
		failed++;
	}
	return failed;
}
