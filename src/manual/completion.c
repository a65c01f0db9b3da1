/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "completion.h"

#include <string.h>

/* `cur` is what there is of the word, `option` the word before it: bash takes --name=value apart. */
static const char functions[] = "_wiretoll_at()\n"
				"{\n"
				"\tCOMPREPLY=() cur=$2 option=$3\n"
				"\tif [[ ${COMP_WORDS[COMP_CWORD]} == = ]]; then cur=\n"
				"\telif [[ $option == = ]]; then option=${COMP_WORDS[COMP_CWORD - 2]}\n"
				"\tfi\n"
				"}\n"
				"_wiretoll_words()\n"
				"{\n"
				"\tmapfile -t COMPREPLY < <(compgen -W \"$*\" -- \"$cur\")\n"
				"}\n"
				"# the last one of a list\n"
				"_wiretoll_items()\n"
				"{\n"
				"\tlocal before=\n"
				"\t[[ $cur != *,* ]] || before=${cur%,*},\n"
				"\tmapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$*\" -- \"${cur##*,}\")\n"
				"}\n"
				"_wiretoll_paths()\n"
				"{\n"
				"\tcompopt -o filenames 2>/dev/null\n"
				"\tmapfile -t COMPREPLY < <(compgen \"$1\" -- \"$cur\")\n"
				"}\n"
				"# KIND-OF-OPERANDS OPTION...\n"
				"_wiretoll_rest()\n"
				"{\n"
				"\tif [[ $cur == -* ]]; then _wiretoll_words \"${@:2}\"\n"
				"\telif [ -n \"$1\" ]; then _wiretoll_paths \"$1\"\n"
				"\tfi\n"
				"}\n";

void wt_completion_begin(FILE *script, const char *program)
{
	fprintf(script,
		"# shellcheck shell=bash\n# Command lines of %s in bash; made from the tables of its options, edit those.\n%s\n"
		"_wiretoll_%s()\n{\n\tlocal cur option\n\t_wiretoll_at \"$@\"\n",
		program, functions, program);
}

/* Words that stand with '|' or ',' between them. */
static void put_words(FILE *script, const char *words)
{
	for (; *words; words += strspn(words, "|,")) {
		size_t bytes = strcspn(words, "|,");

		fprintf(script, " '%.*s'", (int)bytes, words);
		words += bytes;
	}
}

static void put_value(FILE *script, const struct wt_option *option)
{
	const char *words = option->choices;
	const char *value = option->value ? option->value : "";

	if (option->kind == WT_OPTION_NAMES && !words)
		words = option->initial;
	if (words && wt_option_is_offered(option)) {
		fputs(option->kind == WT_OPTION_NAMES ? " _wiretoll_items" : " _wiretoll_words", script);
		put_words(script, words);
	} else if (!words && (!strcmp(value, "FILE") || !strcmp(value, "DIR"))) {
		fputs(*value == 'D' ? " _wiretoll_paths -d" : " _wiretoll_paths -f", script);
	}
	fputs(" ;;\n", script);
}

void wt_completion_options(FILE *script, const struct wt_option *options, const char *operands)
{
	const char *kind = !operands || !strcmp(operands, "ROW") ? "''" : strstr(operands, ".jsonl") ? "-f" : "-d";

	for (const struct wt_option *one = options; one->name; one++)
		if (one->kind != WT_OPTION_FLAG && one->kind != WT_OPTION_LISTS) {
			fprintf(script, "\t--%s)", one->name);
			put_value(script, one);
		}
	fprintf(script, "\t*) _wiretoll_rest %s", kind);
	for (; options->name; options++)
		if (wt_option_is_offered(options))
			fprintf(script, " --%s", options->name);
	fputs(" ;;\n", script);
}

void wt_completion_end(FILE *script, const char *program)
{
	fprintf(script, "}\ncomplete -F _wiretoll_%s %s\n", program, program);
}
