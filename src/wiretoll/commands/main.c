/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk tool: one word picks the command. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "child.h"
#include "version.h"

static const struct wt_command *const commands[] = { &wt_command_run,       &wt_command_report, &wt_command_diff,
						     &wt_command_calibrate, &wt_command_trace,  &wt_command_import };
enum { COMMANDS = sizeof commands / sizeof *commands };

static const struct wt_command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static void help(FILE *stream)
{
	fputs("usage: wiretoll COMMAND [options]\n\n"
	      "Tells what TLS and DTLS cost beside plain TCP and UDP, with each TLS library.\n\n",
	      stream);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(stream, "  %-15s %s\n", commands[i]->name, commands[i]->purpose);
	fprintf(stream, "  %-15s %s\n  %-15s %s\n", "help [COMMAND]", " This text, or that of a command.", "--version",
		"The version of wiretoll.");
}

static int unknown(const char *name)
{
	fprintf(stderr, "wiretoll: %s: unknown command; valid:", name);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(stderr, " %s", commands[i]->name);
	fputs(" help --version\n", stderr);
	return WT_EXIT_WRONG;
}

/* A standard stream that is closed would be the number of the next file, and what is meant for it would go there. */
static bool open_standard(void)
{
	int descriptor;

	do
		descriptor = open("/dev/null", O_RDWR);
	while (descriptor >= 0 && descriptor <= STDERR_FILENO);
	return descriptor >= 0 && close(descriptor) == 0;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const struct wt_command *command;

	if (!word) {
		help(stderr);
		return WT_EXIT_WRONG;
	}
	if (!strcmp(word, wt_guard_word) || !strcmp(word, wt_measured_word))
		return wt_guard_main(argc, argv);
	if (!open_standard())
		return WT_EXIT_FAILED;
	if (!strcmp(word, "--version")) {
		puts("wiretoll " WT_VERSION);
		return fflush(stdout) == 0 ? WT_EXIT_DONE : WT_EXIT_FAILED;
	}
	if (!strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h")) {
		command = argc > 2 ? find(argv[2]) : NULL;
		if (argc > 2 && !command)
			return unknown(argv[2]);
		if (command)
			wt_arguments_help(command, stdout);
		else
			help(stdout);
		return fflush(stdout) == 0 ? WT_EXIT_DONE : WT_EXIT_FAILED;
	}
	command = find(word);
	return command ? command->run(command, argc - 2, argv + 2) : unknown(word);
}
