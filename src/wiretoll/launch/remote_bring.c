/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remote_bring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certs_sets.h"
#include "probe_place.h"
#include "shell.h"

/* tar says why first, and that it failed last. */
static bool no_room(struct wt_remote *remote, const struct wt_helper *helper, const char *archive,
		    struct wt_reason *reason)
{
	struct stat info = { .st_size = 0 };

	if (!strstr(helper->child.errors, "o space left"))
		return wt_remote_of_board(remote, reason);
	(void)stat(archive, &info);
	return wt_reason_set(reason, "board %s: %s: no space left in %s, %lld KB are needed", remote->plan->target.ssh,
			     helper->what, remote->session.folder, (long long)(info.st_size + 1023) / 1024);
}

/* Packs files here and unpacks them there. `argv` is tar's, without what it makes. */
static bool bring(struct wt_remote *remote, char **argv, const char *unpack, const char *what, struct wt_reason *reason)
{
	char archive[WT_TARGET_BYTES + 16];
	struct wt_helper pack = { .what = "tar", .limit_ms = WT_REMOTE_BRING_MS, .output = archive };
	struct wt_helper helper = { .what = what, .limit_ms = WT_REMOTE_BRING_MS, .input = archive };
	bool good;

	snprintf(archive, sizeof archive, "%s/files.tar", remote->session.control);
	good = wt_helper_run(&pack, remote->runner, argv, reason) &&
	       (wt_remote_ask(remote, &helper, unpack, reason) || no_room(remote, &helper, archive, reason));
	unlink(archive);
	return good;
}

static bool bring_programs(struct wt_remote *remote, struct wt_reason *reason)
{
	static char tar[] = "tar", format[] = "--format=ustar", owner[] = "--owner=0", group[] = "--group=0",
		    dereference[] = "-hcf", out[] = "-", folder[] = "-C";
	const struct wt_plan *plan = remote->plan;
	char from[2 * WT_PATH_BYTES], *const head[] = { tar, format, owner, group, dereference, out, folder, from };
	struct wt_probe_place places[WT_PROBES_MAX];
	size_t count = sizeof head / sizeof *head, n = 0, probes = wt_probe_places(plan, places);
	size_t most = plan->series_count + WT_PROBES_MAX;
	char(*names)[128] = calloc(most, sizeof *names), **argv = calloc(count + most + 1, sizeof *argv);
	bool good = names && argv;

	if (!good) {
		wt_reason_set(reason, "memory is short");
		goto out;
	}
	memcpy(argv, head, sizeof head);
	snprintf(from, sizeof from, "%s/%s", plan->build, plan->board);
	for (size_t i = 0; i < plan->series_count; i++) {
		size_t k = 0;

		if (*plan->series[i].unsupported)
			continue;
		snprintf(names[n], sizeof *names, "%s/%s_%s", plan->series[i].variant,
			 plan->series[i].row.protocol->transport, wt_remote_end(plan));
		while (k < n && strcmp(names[k], names[n]) != 0)
			k++;
		if (k == n)
			argv[count++] = names[n++];
	}
	for (size_t i = 0; i < probes; i++) {
		if (places[i].role != plan->target.board_role || !wt_probe_has_program(plan, &places[i]))
			continue;
		snprintf(names[n], sizeof *names, "%.31s/tls_probe", places[i].variant);
		argv[count++] = names[n++];
	}
	argv[count] = NULL;
	good = bring(remote, argv, "tar -xf -", "bringing the programs", reason);
out:
	free(names);
	free(argv);
	return good;
}

/* Those of --certs lie in the folder certs, those of other keys beside it, as the programs look for them. */
static bool bring_set(struct wt_remote *remote, const char *keys, const char *to, char *files[3],
		      struct wt_reason *reason)
{
	static char tar[] = "tar", format[] = "--format=ustar", owner[] = "--owner=0", group[] = "--group=0",
		    dereference[] = "-hcf", out[] = "-", folder[] = "-C";
	char from[WT_PATH_BYTES + WT_AXIS_WORD_BYTES], unpack[128];
	char *argv[] = {
		tar, format, owner, group, dereference, out, folder, from, files[0], files[1], files[2], NULL
	};

	if (!wt_settings_file(remote->plan->certs, keys, "", from, sizeof from))
		return wt_reason_set(reason, "--certs: the path is too long");
	snprintf(unpack, sizeof unpack, "mkdir -p %s && cd %s && tar -xf -", to, to);
	return bring(remote, argv, unpack, "bringing the keys", reason);
}

static bool bring_keys(struct wt_remote *remote, struct wt_reason *reason)
{
	static char ca[] = "ca.pem", psk[] = "psk";
	struct wt_certs_set sets[WT_CERTS_SETS_MAX];
	size_t count = wt_certs_sets(remote->plan, sets);
	char certificate[WT_AXIS_WORD_BYTES + 16], key[16];

	snprintf(key, sizeof key, "%s.key", wt_remote_end(remote->plan));
	for (size_t i = 0; i < count; i++) {
		snprintf(certificate, sizeof certificate, "%s%s.pem", wt_remote_end(remote->plan), sets[i].ending);
		if (!bring_set(remote, sets[i].keys, sets[i].keys ? sets[i].keys : "certs",
			       (char *[]){ ca, certificate, key }, reason))
			return false;
	}
	return !wt_certs_psk(remote->plan) || bring_set(remote, NULL, "certs", (char *[]){ psk, NULL, NULL }, reason);
}

static bool bring_guard(struct wt_remote *remote, struct wt_reason *reason)
{
	char line[WT_SCRIPT_BYTES], quoted[WT_SCRIPT_BYTES];
	struct wt_helper helper = { .what = "bringing the guard", .limit_ms = WT_REMOTE_ASK_MS };

	if (!wt_shell_quote(quoted, sizeof quoted, wt_script_guard))
		return wt_reason_set(reason, "bringing the guard: it is too long");
	snprintf(line, sizeof line, "echo %.3000s >run.sh", quoted);
	return wt_remote_ask(remote, &helper, line, reason) || wt_remote_of_board(remote, reason);
}

bool wt_remote_bring(struct wt_remote *remote, struct wt_reason *reason)
{
	return bring_programs(remote, reason) && bring_guard(remote, reason) && bring_keys(remote, reason);
}
