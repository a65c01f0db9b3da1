/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remote_session.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "remote_script.h"
#include "helper.h"

/* MASTER_BYTES: the board has one line to say, and an ssh that is set up to tell all it does some megabytes an hour. */
enum { CONNECT_MS = 30000, GOODBYE_MS = 5000, LOOK_MS = 50, MASTER_BYTES = 64 * 1024 * 1024 };

/* What all our connections have in common; the rest is as the user's ssh is set up. */
static char batch[] = "-oBatchMode=yes", no_x11[] = "-x", no_agent[] = "-a", no_tty[] = "-T",
	    master_yes[] = "-oControlMaster=yes", master_no[] = "-oControlMaster=no",
	    no_persist[] = "-oControlPersist=no", alive[] = "-oServerAliveInterval=5",
	    alive_count[] = "-oServerAliveCountMax=3", timeout[] = "-oConnectTimeout=15",
	    /* A command that cannot share the connection must not open another one. */
	no_other[] = "-oProxyCommand=false", option_port[] = "-p", dashes[] = "--";

static bool split_words(struct wt_session *session, const char *text, struct wt_reason *reason)
{
	size_t count = 0;
	char *save = NULL;

	snprintf(session->words, sizeof session->words, "%s", text);
	for (char *word = strtok_r(session->words, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (count == WT_SESSION_WORDS)
			return wt_reason_set(reason, "--ssh-command: too many words; valid: at most %d",
					     WT_SESSION_WORDS);
		session->word[count++] = word;
	}
	session->word[count] = NULL;
	if (count == 0)
		return wt_reason_set(reason, "--ssh-command: empty; valid: such as 'ssh -F FILE'");
	return true;
}

/* The socket's path has to fit into some 100 bytes. */
static bool make_control(struct wt_session *session, struct wt_reason *reason)
{
	const char *parent = getenv("XDG_RUNTIME_DIR");
	struct stat info;

	if (!parent || strlen(parent) > 40 || stat(parent, &info) != 0 || access(parent, W_OK) != 0)
		parent = "/tmp";
	snprintf(session->control, sizeof session->control, "%s/wiretoll.XXXXXX", parent);
	if (!mkdtemp(session->control)) {
		session->control[0] = '\0';
		return wt_reason_set(reason, "%s: %s", parent, strerror(errno));
	}
	snprintf(session->option_path, sizeof session->option_path, "-oControlPath=%s/c", session->control);
	return true;
}

static void remove_control(struct wt_session *session)
{
	char path[WT_TARGET_BYTES + 8];

	if (!*session->control)
		return;
	snprintf(path, sizeof path, "%s/c", session->control);
	unlink(path);
	rmdir(session->control);
	session->control[0] = '\0';
}

static size_t begin_arguments(struct wt_session *session, char **argv)
{
	size_t n = 0;

	while (session->word[n]) {
		argv[n] = session->word[n];
		n++;
	}
	argv[n++] = batch;
	argv[n++] = no_x11;
	argv[n++] = no_agent;
	argv[n++] = no_tty;
	argv[n++] = session->option_path;
	return n;
}

static void end_arguments(struct wt_session *session, char **argv, size_t n, char *line)
{
	if (*session->port) {
		argv[n++] = option_port;
		argv[n++] = session->port;
	}
	argv[n++] = dashes;
	argv[n++] = session->host;
	argv[n++] = line;
	argv[n] = NULL;
}

void wt_session_command(struct wt_session *session, char *argv[WT_SESSION_ARGUMENTS], char *line)
{
	size_t n = begin_arguments(session, argv);

	argv[n++] = master_no;
	argv[n++] = no_other;
	end_arguments(session, argv, n, line);
}

/* "wiretoll: board <folder> <machine> [<desk> <port> <board> <port>]" */
static void on_master_line(struct wt_child *child, const char *line)
{
	struct wt_session *session = child->context;
	char folder[128] = "", machine[32] = "", desk[WT_HOST_BYTES] = "", own[WT_HOST_BYTES] = "";

	if (*session->folder) /* it has had its word */
		return;
	if (sscanf(line, "wiretoll: board %127s %31s %63s %*s %63s", folder, machine, desk, own) < 2 ||
	    !wt_plain_path(folder)) /* what else a board says is not believed */
		return;
	snprintf(session->folder, sizeof session->folder, "%s", folder);
	wt_text_copy(session->machine, sizeof session->machine, machine);
	/* An address of a link holds its interface's name, which means nothing at the other end. */
	snprintf(session->desk_address, sizeof desk, "%s", strchr(desk, '%') ? "" : desk);
	snprintf(session->board_address, sizeof own, "%s", strchr(own, '%') ? "" : own);
}

static void on_master_end(struct wt_child *child)
{
	(void)child;
}

static bool start_master(struct wt_session *session, struct wt_runner *runner, const struct wt_target *target,
			 struct wt_reason *reason)
{
	char *argv[WT_SESSION_ARGUMENTS], line[WT_SCRIPT_BYTES];
	size_t n = begin_arguments(session, argv);

	argv[n++] = master_yes;
	argv[n++] = no_persist;
	argv[n++] = alive;
	argv[n++] = alive_count;
	argv[n++] = timeout;
	snprintf(line, sizeof line, "exec sh -c '%s%s%s%s'", *target->dir ? "TMPDIR=" : "", target->dir,
		 *target->dir ? "; " : "", target->keep ? wt_script_keeper_keep : wt_script_keeper);
	end_arguments(session, argv, n, line);
	memset(&session->master, 0, sizeof session->master);
	session->master.context = session;
	session->master.on_line = on_master_line;
	session->master.on_end = on_master_end;
	session->master.holds_input = true;
	session->master.most_bytes = MASTER_BYTES;
	if (!wt_child_start(&session->master, &runner->loop, argv, reason)) {
		uv_run(&runner->loop, UV_RUN_NOWAIT);
		return false;
	}
	wt_child_forget(&session->master);
	return true;
}

static void on_look(uv_timer_t *timer)
{
	(void)timer;
}

/* With a timer: the master is forgotten, so without one the loop is not alive and would look at nothing. */
static void look(struct wt_runner *runner)
{
	uv_timer_t timer;

	uv_timer_init(&runner->loop, &timer);
	uv_timer_start(&timer, on_look, LOOK_MS, 0);
	uv_run(&runner->loop, UV_RUN_ONCE);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(&runner->loop, UV_RUN_NOWAIT);
}

/* Waits until the board has spoken, the master has ended, or time is over. */
static void wait_for_master(struct wt_session *session, struct wt_runner *runner, uint64_t limit_ms, bool for_word)
{
	uint64_t end_ms;

	uv_update_time(&runner->loop);
	end_ms = uv_now(&runner->loop) + limit_ms;
	while (session->master.running && !(for_word && *session->folder) && uv_now(&runner->loop) < end_ms) {
		if (for_word && runner->stop_signal)
			return;
		/* Whoever has been asked to stop still waits for the end, but not asleep for long. */
		if (runner->stop_signal)
			look(runner);
		else
			wt_helper_sleep(runner, LOOK_MS);
	}
}

static void end_master(struct wt_session *session, struct wt_runner *runner)
{
	if (session->master.running)
		wt_child_stop(&session->master, SIGKILL);
	wait_for_master(session, runner, GOODBYE_MS, false);
	uv_run(&runner->loop, UV_RUN_NOWAIT);
	remove_control(session);
	session->open = false;
}

bool wt_session_open(struct wt_session *session, struct wt_runner *runner, const struct wt_target *target,
		     struct wt_reason *reason)
{
	char words[WT_REASON_BYTES / 2];

	memset(session, 0, sizeof *session);
	if (!wt_ssh_target(target->ssh, session->host, session->port, reason) ||
	    !split_words(session, target->ssh_command, reason) || !make_control(session, reason))
		return false;
	if (!start_master(session, runner, target, reason)) {
		remove_control(session);
		return false;
	}
	session->open = true;
	wait_for_master(session, runner, CONNECT_MS, true);
	if (session->master.running && *session->folder)
		return true;
	wt_child_last_words(&session->master, words, sizeof words);
	if (session->master.flooded)
		wt_child_flood_words(&session->master, words, sizeof words);
	if (runner->stop_signal)
		wt_reason_set(reason, "board %s: stopped by signal %d", target->ssh, runner->stop_signal);
	else if (session->master.running)
		wt_reason_set(reason, "board %s: no answer within %d s", target->ssh, CONNECT_MS / 1000);
	else
		wt_reason_set(reason, "board %s: %s", target->ssh,
			      *words ? words : "the SSH connection ended without a word");
	end_master(session, runner);
	return false;
}

void wt_session_close(struct wt_session *session, struct wt_runner *runner)
{
	if (!session->open)
		return;
	wt_child_finish_input(&session->master);
	wait_for_master(session, runner, GOODBYE_MS, false);
	end_master(session, runner);
}

void wt_session_drop(struct wt_session *session, struct wt_runner *runner)
{
	if (session->open)
		end_master(session, runner);
}
