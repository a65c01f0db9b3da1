/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan.json: refused with one line, or read; and what was read comes back the same when written. */
#include <string.h>

#include <jansson.h>

#include "folder.h"
#include "support.h"

static struct wt_plan plan;

static bool read_plan(const struct wt_folder *folder, struct wt_reason *reason)
{
	bool good = wt_plan_read(&plan, folder, reason);

	if (!good)
		fuzz_check_reason(reason);
	return good;
}

static char *text_of(const struct wt_folder *folder)
{
	char path[WT_FILE_BYTES];
	json_t *json;
	char *text;

	snprintf(path, sizeof path, "%s/plan.json", folder->path);
	json = json_load_file(path, 0, NULL);
	text = json ? json_dumps(json, JSON_SORT_KEYS) : NULL;
	json_decref(json);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wt_reason reason = { "" };
	struct wt_folder folder;
	char *once, *twice;

	FUZZ_HOLDS(wt_folder_open(&folder, fuzz_folder(), &reason));
	fuzz_write("plan.json", data, size);
	if (!read_plan(&folder, &reason))
		goto out;
	FUZZ_HOLDS(wt_plan_write(&plan, &folder, &reason));
	wt_plan_free(&plan);
	once = text_of(&folder);
	FUZZ_HOLDS(once && read_plan(&folder, &reason));
	FUZZ_HOLDS(wt_plan_write(&plan, &folder, &reason));
	twice = text_of(&folder);
	FUZZ_HOLDS(twice && !strcmp(once, twice));
	free(once);
	free(twice);
out:
	wt_plan_free(&plan);
	fuzz_clean();
	return 0;
}
