/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "number_text.h"
#include "report_label.h"

/* Of a core without crypto instructions, whose emulator has them. */
static const char masked[] = "OpenSSL's use of crypto instructions is masked, since the core has none.";

#define FACT(document, label, ...) wt_say(document, WT_BLOCK_FACT, WT_TONE_PLAIN, label, __VA_ARGS__)

static void add_libraries(const struct wt_results *results, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;

	for (size_t i = 0; i < plan->variants.count; i++) {
		const struct wt_run_record *run = wt_report_run(results, i);

		if (run)
			FACT(document, "libraries", "%s %s (variant %s)", run->library, run->library_version,
			     plan->variants.name[i]);
		else
			FACT(document, "libraries", "variant %s: nothing of it has run", plan->variants.name[i]);
		/* No time of an emulated core is told. */
		if (plan->target.way != WT_WAY_QEMU_USER && run && !strcmp(run->library, "OpenSSL") &&
		    wt_openssl_is_old(run->library_version))
			FACT(document, "libraries",
			     "newer ones are faster: OpenSSL 3.5 makes about 1.6 times as many\n"
			     "handshakes with mutual authentication as 3.0");
	}
}

static bool known(const char *fact)
{
	return *fact && strcmp(fact, "unknown") != 0;
}

static void add_board(const struct wt_results *results, struct wt_document *document)
{
	const struct wt_run_record *board = &results->board;
	const char *comma = ", ";
	char cores[40] = "";

	if (board->cores > 0)
		snprintf(cores, sizeof cores, ", %lld core%s", (long long)board->cores, board->cores == 1 ? "" : "s");
	FACT(document, "board", "%s%s%s%s%s%s", results->plan.board, known(board->model) ? comma : "",
	     known(board->model) ? board->model : "", known(board->cpu) ? comma : "",
	     known(board->cpu) ? board->cpu : "", cores);
	if (*board->kernel)
		FACT(document, "board", "%s, frequency governor %s", board->kernel,
		     *board->governor ? board->governor : "unknown");
}

static const char *cores_remark(const struct wt_plan *plan)
{
	return !strcmp(wt_plan_placement(plan), "one") ? "placement one: both ends take turns" : "placement two";
}

/* Two machines, and nobody of us on either. */
static void add_hand(const struct wt_plan *plan, struct wt_document *document)
{
	const char *board = plan->target.board_role == WT_CLIENT ? "client" : "server";

	if (plan->target.one_end)
		FACT(document, "ends", "started by hand; the client's records alone were imported");
	else
		FACT(document, "ends", "started by hand, and the records of both imported; the board is the %s", board);
	if (!plan->target.one_end)
		FACT(document, "ends", "the other end: board %s, %s%s", plan->target.peer_board,
		     *plan->target.peer_variant ? "variant " : "in each series the same variant",
		     plan->target.peer_variant);
}

/* Which end the board was and how it was reached; nothing for a local run. */
static void add_target(const struct wt_plan *plan, struct wt_document *document)
{
	char peer[WT_PEER_TEXT_BYTES];

	if (plan->target.way == WT_WAY_HAND)
		add_hand(plan, document);
	if (plan->target.way != WT_WAY_SSH)
		return;
	wt_plan_peer_text(plan, peer);
	FACT(document, "ends",
	     "the board is the %s, reached over SSH (%s); the other end is this machine,\nvariant %s throughout",
	     plan->target.board_role == WT_CLIENT ? "client" : "server", plan->target.ssh, peer);
	if (plan->target.emulated)
		FACT(document, "ends",
		     "THE BOARD IS VIRTUAL: under emulation times say nothing about a real one;\n"
		     "what counts is that it works. Instructions: RUN=qemu-user");
	if (plan->target.mask_crypto)
		FACT(document, "ends", "%s", masked);
}

void wt_report_title(const struct wt_plan *plan, struct wt_document *document)
{
	time_t created = (time_t)(plan->created_us / 1000000);
	char date[40] = "";
	struct tm utc;

	if (gmtime_r(&created, &utc))
		strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", &utc);
	wt_say(document, WT_BLOCK_TITLE, WT_TONE_PLAIN, "", "What security costs: the %s of one %s, %s",
	       wt_measure_told(plan)->name, wt_plan_mode(plan)->word, date);
}

/* Of an emulated core no time is told. */
static void add_guest(const struct wt_results *results, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	bool client = plan->target.board_role == WT_CLIENT;
	char tries[32], peer[WT_PEER_TEXT_BYTES];

	FACT(document, "emulated", "%s: %s in user mode, core %s", plan->board, plan->target.emulator,
	     *plan->target.core ? plan->target.core : "of the emulator's choice");
	FACT(document, "emulated", "No time is told: under emulation it says nothing about the board.");
	FACT(document, "emulated", "Instructions are those of the board's %s; the kernel's are not among them.",
	     client ? "client" : "server");
	if (plan->target.mask_crypto)
		FACT(document, "emulated", "%s", masked);
	FACT(document, "emulated", "Cores, memory and kernel in the records are this machine's, not the board's.");
	wt_plan_peer_text(plan, peer);
	FACT(document, "peer", "native %s, variant %s", client ? "server" : "client", peer);
	add_libraries(results, document);
	FACT(document, "tries", "%s of each size in %u round%s, seed %u", wt_count_text(plan->tries, tries),
	     plan->rounds, plan->rounds == 1 ? "" : "s", plan->seed);
}

static void add_flows(const struct wt_plan *plan, struct wt_document *document)
{
	char kbit[32];

	if (plan->bitrate)
		FACT(document, "flows", "%.3g s each, %s kbit/s offered", (double)plan->flow_ms / 1000.0,
		     wt_count_text(plan->bitrate, kbit));
	else if (plan->flow_ms)
		FACT(document, "flows", "%.3g s each, as fast as they go", (double)plan->flow_ms / 1000.0);
}

static const char *method_of(const struct wt_plan *plan)
{
	const struct wt_plan_mode *mode = wt_plan_mode(plan);

	return plan->rate ? mode->planned : plan->streams ? mode->beside : mode->method;
}

void wt_report_head(const struct wt_results *results, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	char tries[32];

	if (plan->target.way == WT_WAY_QEMU_USER) {
		add_guest(results, document);
		return;
	}
	add_board(results, document);
	add_libraries(results, document);
	FACT(document, "method", "%s", method_of(plan));
	if (plan->streams)
		FACT(document, "at once", "%u requests on the connection", plan->streams);
	if (plan->rate)
		FACT(document, "rate", "%s a second", wt_count_text(plan->rate, tries));
	add_flows(plan, document);
	if (plan->target.way == WT_WAY_HAND)
		FACT(document, "tries", "%s of each size in %u round%s, in the order in which they were started",
		     wt_count_text(plan->tries, tries), plan->rounds, plan->rounds == 1 ? "" : "s");
	else
		FACT(document, "tries",
		     "%s of each size in %u round%s; in each the series in random order\n"
		     "(seed %u), the sizes beginning with another one",
		     wt_count_text(plan->tries, tries), plan->rounds, plan->rounds == 1 ? "" : "s", plan->seed);
	add_target(plan, document);
	if (plan->spin)
		FACT(document, "waiting",
		     "both ends ask again and again for what comes (--wait spin): no wake-up\n"
		     "is in a time, and CPU time holds the waiting");
	if (wt_target_is_two_machines(&plan->target))
		FACT(document, "cores", "as each program chooses; address %s", plan->host);
	else
		FACT(document, "cores", "client on %d, server on %d (%s); address %s", plan->client_cpu,
		     plan->server_cpu, cores_remark(plan), plan->host);
}
