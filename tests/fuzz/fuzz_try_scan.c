/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line, read without the JSON library: what is taken must be what the library makes of it. */
#include <string.h>

#include "try_scan.h"
#include "support.h"

static void check_field(const struct wt_try_scan_field *field, struct wt_try_scan *tree)
{
	char name[256];
	const struct wt_try_scan_field *other;

	if (field->name_length >= sizeof name)
		return;
	memcpy(name, field->name, field->name_length);
	name[field->name_length] = '\0';
	other = wt_try_scan_find(tree, name);
	FUZZ_HOLDS(other);
	FUZZ_HOLDS(other->kind == field->kind);
	FUZZ_HOLDS(other->number == field->number);
	if (field->kind == WT_TRY_SCAN_TEXT)
		FUZZ_HOLDS(other->text_length == field->text_length &&
			   !memcmp(other->text, field->text, field->text_length));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wt_try_scan scan, tree;
	/* A copy of its own length: a step too far is seen. */
	char *line = malloc(size ? size : 1);
	json_t *json;

	if (!line)
		return 0;
	memcpy(line, data, size);
	if (wt_try_scan_line(&scan, line, size)) {
		json = json_loadb(line, size, JSON_REJECT_DUPLICATES, NULL);
		FUZZ_HOLDS(json);
		FUZZ_HOLDS(wt_try_scan_from(&tree, json));
		FUZZ_HOLDS(tree.count == scan.count);
		for (size_t i = 0; i < scan.count; i++)
			check_field(&scan.field[i], &tree);
		json_decref(json);
	}
	free(line);
	return 0;
}
