/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of records come from other machines: they are cleaned where they are read, once for all forms. */
#ifndef WT_JSON_CLEAN_H
#define WT_JSON_CLEAN_H

#include <jansson.h>

/*
 * Every text below `json` as wt_text_copy would take it: no control character and no mark of writing
 * direction is left that a terminal or a page would obey. A field whose name has one is dropped. Answers `json`, or
 * NULL for NULL; the caller owns it as before.
 */
json_t *wt_json_clean(json_t *json);

#endif
