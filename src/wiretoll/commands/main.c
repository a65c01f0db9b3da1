/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk tool: one word picks the command. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "child.h"
#include "output.h"
#include "process.h"
#include "version.h"

static const struct wt_command *find(const char *name)
{
	for (size_t i = 0; wt_commands[i]; i++)
		if (!strcmp(wt_commands[i]->name, name))
			return wt_commands[i];
	return NULL;
}

static void help(FILE *stream)
{
	fprintf(stream, "usage: wiretoll COMMAND [options]\n\n%s\n\n", wt_tool_purpose);
	for (size_t i = 0; wt_commands[i]; i++)
		fprintf(stream, "  %-15s %s\n", wt_commands[i]->name, wt_commands[i]->purpose);
	fprintf(stream, "  %-15s %s\n  %-15s %s\n", "help [COMMAND]", "This text, or that of a command.",
		"-V, --version", "The version of wiretoll.");
	fprintf(stream,
		"\nEach command has its exit statuses, and all of them %d: the standard output cannot be written.\n",
		WT_EXIT_OUTPUT);
}

static int unknown(const char *name)
{
	fprintf(stderr, "wiretoll: %s: unknown command; valid:", name);
	for (size_t i = 0; wt_commands[i]; i++)
		fprintf(stderr, " %s", wt_commands[i]->name);
	fputs(" help --version\n", stderr);
	return WT_EXIT_WRONG;
}

/* What is not on the standard output nobody has read: then no status says what it told. */
static int end(const char *word, int status)
{
	int cause = wt_output_end();

	if (!cause)
		return status;
	/* whoever reads the first lines alone wants no more */
	if (cause != EPIPE)
		fprintf(stderr, "wiretoll%s%s: standard output: %s\n", find(word) ? " " : "", find(word) ? word : "",
			strerror(cause));
	return WT_EXIT_OUTPUT;
}

/* Does what the command line says. Returns the exit status. */
static int obey(const char *word, int argc, char **argv)
{
	const struct wt_command *command;

	if (!strcmp(word, "--version") || !strcmp(word, "-V")) {
		puts("wiretoll " WT_VERSION);
		return WT_EXIT_DONE;
	}
	if (!strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h")) {
		command = argc > 2 ? find(argv[2]) : NULL;
		if (argc > 2 && !command)
			return unknown(argv[2]);
		if (command)
			wt_command_help(command, stdout);
		else
			help(stdout);
		return WT_EXIT_DONE;
	}
	command = find(word);
	return command ? command->run(command, argc - 2, argv + 2) : unknown(word);
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;

	if (!word) {
		help(stderr);
		return WT_EXIT_WRONG;
	}
	if (!strcmp(word, wt_guard_word) || !strcmp(word, wt_measured_word))
		return wt_guard_main(argc, argv);
	if (!wt_process_open_standard())
		return WT_EXIT_FAILED;
	/* Whoever reads us may go away without ending a run; what could not be written is seen at the end. */
	signal(SIGPIPE, SIG_IGN);
	return end(word, obey(word, argc, argv));
}
