/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages and completion of the desk tool. Usage: desk_manual DIR PROGRAM..., with the pairs' names for SEE ALSO. */
#include <string.h>

#include "axes.h"
#include "commands.h"
#include "completion.h"
#include "page.h"
#include "place.h"

static void write_command(const struct wt_command *command, const char *folder)
{
	char name[64];
	FILE *page;

	snprintf(name, sizeof(name), "wiretoll-%s", command->name);
	page = wt_place_page(folder, name);
	wt_page_begin(page, name, command->purpose);
	wt_page_synopsis(page, "wiretoll", command->name, command->operands);
	wt_page_text(page, command->purpose);
	if (command->notes)
		wt_page_text(page, command->notes);
	wt_page_options(page, command->options);
	fputs(".Sh SEE ALSO\n.Xr wiretoll 1\n", page);
	wt_place_done(page);
}

static void write_tool(const char *folder, int programs, char **program)
{
	FILE *page = wt_place_page(folder, "wiretoll");

	wt_page_begin(page, "wiretoll", wt_tool_purpose);
	fputs(".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n.Nm\n.Cm help\n.Op Ar command\n.Nm\n.Fl V | Fl -version\n"
	      ".Sh DESCRIPTION\n",
	      page);
	wt_page_text(page, wt_tool_purpose);
	fputs("The commands, each with a page of its own, are:\n.Bl -tag -width Ds\n", page);
	for (const struct wt_command *const *command = wt_commands; *command; command++) {
		fprintf(page, ".It Xr wiretoll-%s 1\n", (*command)->name);
		wt_page_text(page, (*command)->purpose);
	}
	fprintf(page,
		".El\n.Sh FILES\n.Bl -tag -width Ds\n.It Pa results/latest\nThe newest folder of results.\n"
		".It Pa $XDG_STATE_HOME/wiretoll/certs\nKeys and certificates that an installed\n.Nm\n"
		"made for its user; without that variable in\n.Pa ~/.local/state .\n.El\n"
		".Sh EXIT STATUS\nEach command has its own, and all of them %d:\nthe standard output cannot be written.\n"
		".Sh SEE ALSO\n",
		WT_EXIT_OUTPUT);
	for (int i = 0; i < programs; i++)
		fprintf(page, ".Xr %s 1%s\n", program[i], i + 1 < programs ? " ," : "");
	wt_place_done(page);
}

static void put_names(FILE *script)
{
	for (const struct wt_command *const *command = wt_commands; *command; command++)
		fprintf(script, " %s", (*command)->name);
}

/* --axis NAME=VALUE,...: bash takes that apart at the '=' as well. */
static void put_axes(FILE *script)
{
	fputs("\t--axis) compopt -o nospace 2>/dev/null; _wiretoll_words", script);
	for (size_t i = 0; wt_axes[i].option; i++)
		fprintf(script, " %s=", wt_axes[i].option);
	fputs(" ;;\n", script);
	for (size_t i = 0; wt_axes[i].option; i++) {
		fprintf(script, "\t%s) _wiretoll_items", wt_axes[i].option);
		for (size_t k = 0; wt_axes[i].values[k]; k++)
			fprintf(script, " '%s'", wt_axes[i].values[k]);
		fputs(" ;;\n", script);
	}
}

static void write_completion(const char *folder)
{
	FILE *script = wt_place_completion(folder, "wiretoll");

	wt_completion_begin(script, "wiretoll");
	fputs("\tcase $COMP_CWORD,${COMP_WORDS[1]} in\n\t1,*) _wiretoll_words", script);
	put_names(script);
	fputs(" help -h --help -V --version ;;\n\t2,help) _wiretoll_words", script);
	put_names(script);
	fputs(" ;;\n", script);
	for (const struct wt_command *const *command = wt_commands; *command; command++) {
		fprintf(script, "\t*,%s)\n\tcase $option in\n", (*command)->name);
		if (*command == &wt_command_run)
			put_axes(script);
		wt_completion_options(script, (*command)->options, (*command)->operands);
		fputs("\tesac ;;\n", script);
	}
	fputs("\tesac\n", script);
	wt_completion_end(script, "wiretoll");
	wt_place_done(script);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: %s DIR PROGRAM...\n", argv[0]);
		return WT_EXIT_WRONG;
	}
	for (const struct wt_command *const *command = wt_commands; *command; command++)
		write_command(*command, argv[1]);
	write_tool(argv[1], argc - 2, argv + 2);
	write_completion(argv[1]);
	return WT_EXIT_DONE;
}
