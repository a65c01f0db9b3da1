/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibrate_record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"

const char wt_twin_names[2][8] = { "same-a", "same-b" };

/* Makes a folder and those above it. */
static bool make_folders(const char *path)
{
	char part[WT_PATH_BYTES];

	for (size_t i = 1; i <= strlen(path) && i < sizeof part; i++) {
		if (path[i] != '/' && path[i])
			continue;
		snprintf(part, sizeof part, "%.*s", (int)i, path);
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			return false;
	}
	return true;
}

/* <out>/twins-XXXXXX/<board>/same-a and same-b: links to the one variant. */
static bool make_twins(const struct wt_calibration *fields, char folder[WT_PATH_BYTES], struct wt_reason *reason)
{
	char target[WT_PATH_BYTES], path[WT_FILE_BYTES], *real;
	bool good;

	snprintf(target, sizeof target, "%s/%s/%s", fields->build, fields->board, fields->variant);
	real = realpath(target, NULL);
	if (!real)
		return wt_reason_set(reason, "%s: %s; make it with: make BOARD=%s VARIANT=%s", target, strerror(errno),
				     fields->board, fields->variant);
	snprintf(folder, WT_PATH_BYTES, "%s/twins-XXXXXX", fields->out);
	good = make_folders(fields->out) && mkdtemp(folder) != NULL;
	snprintf(path, sizeof path, "%s/%s", folder, fields->board);
	good = good && mkdir(path, 0700) == 0;
	for (size_t i = 0; good && i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s/%s", folder, fields->board, wt_twin_names[i]);
		good = symlink(real, path) == 0;
	}
	free(real);
	return good || wt_reason_set(reason, "%s: %s", folder, strerror(errno));
}

static void remove_twins(const char *folder, const char *board)
{
	char path[WT_FILE_BYTES];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s/%s", folder, board, wt_twin_names[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/%s", folder, board);
	rmdir(path);
	rmdir(folder);
}

void wt_calibration_tidy(const struct wt_plan *plan)
{
	const char *name = strrchr(plan->build, '/');

	if (name && !strncmp(name, "/twins-", 7))
		remove_twins(plan->build, plan->board);
}

static void join(char *text, size_t room, const struct wt_calibration *fields, bool sizes)
{
	size_t length = 0, count = sizes ? fields->sizes.count : fields->transports.count;

	for (size_t i = 0; i < count && length < room; i++) {
		if (sizes)
			snprintf(text + length, room - length, "%s%u", i ? "," : "", fields->sizes.bytes[i]);
		else
			snprintf(text + length, room - length, "%s%s", i ? "," : "", fields->transports.name[i]);
		length += strlen(text + length);
	}
}

/* Starts `wiretoll run` without the signals that are blocked here and now. */
static bool start(char *const *argv, pid_t *pid, struct wt_reason *reason)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int failed;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return wt_reason_set(reason, "memory is short");
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return wt_reason_set(reason, "memory is short");
	}
	sigemptyset(&none);
	failed = posix_spawnattr_setsigmask(&attributes, &none);
	failed = failed ? failed : posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	/* Its table says nothing that we do not say. */
	failed = failed ? failed : posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	failed = failed ? failed : posix_spawn(pid, argv[0], &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return !failed || wt_reason_set(reason, "the recording cannot be started: %s", strerror(failed));
}

/* `wiretoll run` itself makes the recording, so that what is calibrated is what is used. */
static pid_t spawn(const struct wt_calibration *fields, const char *folder, struct wt_reason *reason)
{
	static char program[] = "/proc/self/exe", run[] = "run", variants[] = "--variants=same-a,same-b";
	char build[WT_PATH_BYTES + 16], board[64], certs[WT_PATH_BYTES + 32], out[WT_PATH_BYTES + 8];
	char tries[24], rounds[24], sizes[512] = "--sizes=", transports[640] = "--transports=";
	char guard[16], parent[24], placement[24];
	/* the guard ends it with us, whatever ends us */
	char *argv[] = { program, guard, parent, program, run,   variants,   build,     board,
			 certs,   out,   tries,  rounds,  sizes, transports, placement, NULL };
	pid_t pid = 0;

	snprintf(guard, sizeof guard, "%s", wt_guard_word);
	snprintf(parent, sizeof parent, "%ld", (long)getpid());
	snprintf(build, sizeof build, "--build=%s", folder);
	snprintf(board, sizeof board, "--board=%s", fields->board);
	if (fields->certs)
		snprintf(certs, sizeof certs, "--certs=%s", fields->certs);
	else
		snprintf(certs, sizeof certs, "--certs=%s/certs/ecdsa-p256", fields->build);
	snprintf(out, sizeof out, "--out=%s", fields->out);
	snprintf(placement, sizeof placement, "--placement=%s", fields->placement);
	snprintf(tries, sizeof tries, "--tries=%u", fields->tries * fields->rounds);
	snprintf(rounds, sizeof rounds, "--rounds=%u", fields->rounds);
	join(sizes + strlen(sizes), sizeof sizes - strlen(sizes), fields, true);
	join(transports + strlen(transports), sizeof transports - strlen(transports), fields, false);
	return start(argv, &pid, reason) ? pid : 0;
}

/* Whom a signal is passed on to, and what it leaves behind when there is nobody. */
static volatile sig_atomic_t recorder, stop_signal;
static char last_words[2 * WT_PATH_BYTES + 128];

static void on_signal(int number)
{
	stop_signal = number;
	if (recorder) {
		kill((pid_t)recorder, number);
		return;
	}
	if (write(STDERR_FILENO, last_words, strlen(last_words)) < 0)
		_exit(WT_EXIT_FAILED);
	_exit(WT_EXIT_FAILED);
}

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
enum { NUMBERS = sizeof numbers / sizeof *numbers };

/* Runs the recording to its end; `*status` is how it ended. */
static bool record(const struct wt_calibration *fields, const char *twins, int *status, struct wt_reason *reason)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t ours, before;
	pid_t pid;

	sigemptyset(&ours);
	for (size_t i = 0; i < NUMBERS; i++)
		sigaddset(&ours, numbers[i]);
	/* none may come between the start and the note of whom it is for */
	sigprocmask(SIG_BLOCK, &ours, &before);
	for (size_t i = 0; i < NUMBERS; i++)
		sigaction(numbers[i], &action, NULL);
	pid = spawn(fields, twins, reason);
	recorder = (sig_atomic_t)pid;
	if (pid) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			continue;
		sigprocmask(SIG_BLOCK, &ours, NULL);
	}
	recorder = 0;
	return pid != 0;
}

/* The newest folder under `out`, as its link says; empty when there is none. */
static void newest(const char *out, char folder[WT_PATH_BYTES])
{
	char latest[WT_FILE_BYTES], name[WT_FOLDER_NAME_BYTES];
	ssize_t length;

	snprintf(latest, sizeof latest, "%s/latest", out);
	length = readlink(latest, name, sizeof name - 1);
	name[length > 0 ? length : 0] = '\0';
	if (!*name || snprintf(folder, WT_PATH_BYTES, "%s/%s", out, name) >= WT_PATH_BYTES)
		*folder = '\0';
}

static bool stopped(const char *folder, bool half, struct wt_reason *reason)
{
	if (!*folder)
		return wt_reason_set(reason, "stopped by signal %d (%s); nothing is recorded", (int)stop_signal,
				     strsignal(stop_signal));
	return wt_reason_set(reason,
			     "stopped by signal %d (%s); %s recording is in %s; go on with: %s%s%s"
			     "wiretoll calibrate --recorded %s",
			     (int)stop_signal, strsignal(stop_signal), half ? "half a" : "the whole", folder,
			     half ? "wiretoll run --continue " : "", half ? folder : "", half ? ", then " : "", folder);
}

bool wt_calibration_record(const struct wt_calibration *asked, char folder[WT_PATH_BYTES], struct wt_reason *reason)
{
	char twins[WT_PATH_BYTES] = "", before[WT_PATH_BYTES];
	sigset_t ours;
	int status = 0;
	bool good;

	newest(asked->out, before);
	good = make_twins(asked, twins, reason) && record(asked, twins, &status, reason);
	newest(asked->out, folder);
	/* a folder of before is no recording of ours */
	if (!strcmp(before, folder))
		*folder = '\0';
	/* who goes on with half a recording needs the programs that it names */
	if (!stop_signal || !*folder || status == 0)
		remove_twins(twins, asked->board);
	if (good && stop_signal)
		good = stopped(folder, status != 0, reason);
	else if (good && (status != 0 || !*folder))
		good = wt_reason_set(reason, "the recording failed");
	snprintf(last_words, sizeof last_words,
		 "wiretoll calibrate: stopped; the whole recording is in %s: wiretoll calibrate --recorded %s\n",
		 folder, folder);
	sigemptyset(&ours);
	for (size_t i = 0; i < NUMBERS; i++)
		sigaddset(&ours, numbers[i]);
	if (good)
		sigprocmask(SIG_UNBLOCK, &ours, NULL);
	return good;
}
