/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document in each of its forms: what is for which, widths in text, marks and escapes in the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "forms.h"

static struct wt_document document;
static char *made;

static int begin(void **state)
{
	(void)state;
	wt_document_begin(&document, WT_FORM_ALL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	wt_document_free(&document);
	free(made);
	made = NULL;
	return 0;
}

static void put_html(const struct wt_document *of, FILE *stream)
{
	struct wt_reason reason;

	assert_true(wt_html(of, stream, &reason));
}

/* What a form makes of it, until the next call. */
static const char *as(void (*put)(const struct wt_document *, FILE *))
{
	size_t length = 0;
	FILE *stream;

	free(made);
	made = NULL;
	stream = open_memstream(&made, &length);
	assert_non_null(stream);
	assert_false(document.failed);
	put(&document, stream);
	assert_int_equal(fclose(stream), 0);
	return made;
}

static void check_in(const char *whole, const char *part)
{
	if (!strstr(whole, part))
		fail_msg("'%s' is not in:\n%s", part, whole);
}

static void a_block_comes_to_its_forms_alone(void **state)
{
	(void)state;
	wt_document_for(&document, WT_FORM_RICH);
	WT_SAY_NOTE(&document, "broad");
	wt_document_for(&document, WT_FORM_TEXT);
	WT_SAY_NOTE(&document, "narrow");
	assert_string_equal(as(wt_text), "  narrow\n");
	assert_string_equal(as(wt_markdown), "broad.\n\n");
	check_in(as(put_html), "<p class=\"soft\">broad.</p>\n");
	wt_document_free(&document);
	wt_document_begin(&document, WT_FORM_MARKDOWN);
	assert_false(wt_document_for(&document, WT_FORM_HTML));
	WT_SAY_NOTE(&document, "nobody's");
	assert_int_equal(document.count, 0);
}

static void a_paragraph_is_broken_in_text_alone(void **state)
{
	static const char words[] =
		"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";

	(void)state;
	wt_say(&document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "Numbers", "%s", words);
	assert_string_equal(as(wt_text),
			    "\nNumbers: one two three four five six seven eight nine ten eleven twelve thirteen\n"
			    "         fourteen fifteen\n");
	assert_string_equal(as(wt_markdown), "Numbers: one two three four five six seven eight nine ten eleven twelve "
					     "thirteen fourteen fifteen.\n\n");
}

static void an_item_has_its_word(void **state)
{
	(void)state;
	wt_say_item(&document, "FAILED", "a_b <c>");
	wt_say_item(&document, "", "whole");
	WT_SAY_HEADING(&document, "Next");
	assert_string_equal(as(wt_text), "  FAILED a_b <c>\n  whole\n\nNext\n");
	assert_string_equal(as(wt_markdown), "- **FAILED** a\\_b &lt;c>\n- whole\n\n## Next\n\n");
	check_in(as(put_html),
		 "<ul>\n<li class=\"bad\">FAILED a_b &lt;c&gt;</li>\n<li>whole</li>\n</ul>\n<h2>Next</h2>\n");
}

static void a_fact_is_named_once_in_text(void **state)
{
	(void)state;
	wt_say(&document, WT_BLOCK_FACT, WT_TONE_PLAIN, "board", "first\nsecond");
	wt_say(&document, WT_BLOCK_FACT, WT_TONE_PLAIN, "board", "third");
	assert_string_equal(as(wt_text), "  board      first\n             second\n             third\n");
	assert_string_equal(as(wt_markdown), "- board: first second\n- board: third\n");
}

static void fill_table(void)
{
	struct wt_cell *cell;

	wt_say_table(&document, WT_LOOK_HEADS | WT_LOOK_RULE);
	wt_say_column(&document, WT_LEFT, 20, "", "cost");
	wt_say_column(&document, WT_RIGHT, 8, "client", "plain");
	wt_say_column(&document, WT_RIGHT, 8, "client", "µs|");
	wt_say_column(&document, WT_RIGHT, 4, "", "-");
	wt_say_row(&document, WT_ROW_PART);
	wt_say_cells(&document, "tls1.3");
	wt_say_row(&document, WT_ROW_CELLS);
	wt_say_cells(&document, "heap");
	cell = wt_last_cell(&document);
	assert_non_null(cell);
	cell->unit = "KB";
	cell->marked = true;
	wt_say_cells(&document, "1.5");
	wt_say_cells(&document, "123,456,789");
	wt_last_cell(&document)->bad = true;
}

static void a_table_in_each_form(void **state)
{
	(void)state;
	fill_table();
	assert_string_equal(as(wt_text), "                              client    \n"
					 "cost                   plain     µs|   -\n"
					 "────────────────────────────────────────\n"
					 "tls1.3\n"
					 "  heap *      KB         1.5 123,456,789\n");
	/* a column without a cell is one of what text draws */
	assert_string_equal(as(wt_markdown), "| cost | client: plain | client: µs\\| |\n| --- | ---: | ---: |\n"
					     "| **tls1.3** |  |  |\n| heap, KB \\* | 1.5 | 123,456,789 |\n\n");
	check_in(as(put_html),
		 "<tr><th colspan=\"1\"></th><th colspan=\"2\">client</th></tr>\n"
		 "<tr><th>cost</th><th>plain</th><th>µs|</th></tr>\n<tr><th colspan=\"3\">tls1.3</th></tr>\n"
		 "<tr><th>heap, KB *</th><td>1.5</td><td class=\"bad\">123,456,789</td></tr>\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_block_comes_to_its_forms_alone, begin, end),
		cmocka_unit_test_setup_teardown(a_paragraph_is_broken_in_text_alone, begin, end),
		cmocka_unit_test_setup_teardown(an_item_has_its_word, begin, end),
		cmocka_unit_test_setup_teardown(a_fact_is_named_once_in_text, begin, end),
		cmocka_unit_test_setup_teardown(a_table_in_each_form, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
