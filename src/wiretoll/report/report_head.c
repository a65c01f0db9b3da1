/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_head.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "number_text.h"
#include "report_label.h"

const char wt_report_masked[] = "OpenSSL's use of crypto instructions is masked, since the core has none.";

bool wt_openssl_is_old(const char *version)
{
	char *end = NULL;
	long major = strtol(version, &end, 10);
	long minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return end != version && (major < 3 || (major == 3 && minor < 5));
}

static void print_libraries(const struct wt_results *results, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	const char *lead = "libraries";

	for (size_t i = 0; i < plan->variants.count; i++) {
		const struct wt_run_record *run = wt_report_run(results, i);

		fprintf(stream, "  %-10s ", lead);
		if (run)
			fprintf(stream, "%s %s (variant %s)\n", run->library, run->library_version,
				plan->variants.name[i]);
		else
			fprintf(stream, "variant %s: nothing of it has run\n",
				plan->variants.name[i]);
		lead = "";
		if (run && !strcmp(run->library, "OpenSSL") && wt_openssl_is_old(run->library_version))
			fprintf(stream,
				"  %-10s newer ones are faster: OpenSSL 3.5 makes about 1.6 times as many\n"
				"  %-10s handshakes with mutual authentication as 3.0\n",
				"", "");
	}
}

static bool known(const char *fact)
{
	return *fact && strcmp(fact, "unknown") != 0;
}

static void print_board(const struct wt_results *results, FILE *stream)
{
	const struct wt_run_record *board = &results->board;

	fprintf(stream, "  %-10s %s", "board", results->plan.board);
	if (known(board->model))
		fprintf(stream, ", %s", board->model);
	if (known(board->cpu))
		fprintf(stream, ", %s", board->cpu);
	if (board->cores > 0)
		fprintf(stream, ", %lld core%s", (long long)board->cores,
			board->cores == 1 ? "" : "s");
	fputc('\n', stream);
	if (*board->kernel)
		fprintf(stream, "  %-10s %s, frequency governor %s\n", "", board->kernel,
			*board->governor ? board->governor : "unknown");
}

static const char *cores_remark(const struct wt_plan *plan)
{
	return !strcmp(wt_plan_placement(plan), "one") ? "placement one: both ends take turns" : "placement two";
}

/* Which end the board was and how it was reached; nothing for a local run. */
static void print_target(const struct wt_plan *plan, FILE *stream)
{
	char peer[WT_PEER_TEXT_BYTES];

	if (plan->target.way != WT_WAY_SSH)
		return;
	wt_plan_peer_text(plan, peer);
	fprintf(stream, "  %-10s the board is the %s, reached over SSH (%s); the other end is this machine,\n",
		"ends", plan->target.board_role == WT_CLIENT ? "client" : "server", plan->target.ssh);
	fprintf(stream, "  %-10s variant %s throughout\n", "", peer);
	if (plan->target.emulated)
		fprintf(stream, "  %-10s THE BOARD IS VIRTUAL: under emulation times say nothing about a real one;\n"
				"  %-10s what counts is that it works. Instructions: RUN=qemu-user\n",
			"", "");
	if (plan->target.mask_crypto)
		fprintf(stream, "  %-10s %s\n", "", wt_report_masked);
}

void wt_report_head(const struct wt_results *results, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	time_t created = (time_t)(plan->created_us / 1000000);
	char date[40] = "", tries[32];
	struct tm utc;

	if (gmtime_r(&created, &utc))
		strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", &utc);
	fprintf(stream, "What security costs: the time of one exchange, %s\n\n", date);
	print_board(results, stream);
	print_libraries(results, stream);
	fprintf(stream, "  %-10s one connection a message (mode connect), closed loop: the next try\n",
		"method");
	fprintf(stream, "  %-10s starts when the last one has ended; start of connect to answer read\n",
		"");
	fprintf(stream, "  %-10s %s of each size in %u round%s; in each the series in random order\n",
		"tries", wt_count_text(plan->tries, tries), plan->rounds,
		plan->rounds == 1 ? "" : "s");
	fprintf(stream, "  %-10s (seed %u), the sizes beginning with another one\n", "", plan->seed);
	print_target(plan, stream);
	if (plan->target.way == WT_WAY_SSH)
		fprintf(stream, "  %-10s as each program chooses; address %s\n", "cores", plan->host);
	else
		fprintf(stream, "  %-10s client on %d, server on %d (%s); address %s\n", "cores",
			plan->client_cpu, plan->server_cpu, cores_remark(plan), plan->host);
}
