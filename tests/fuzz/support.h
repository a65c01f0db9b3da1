/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fuzz targets share. Readers take names of files, so the input is
 * written to a folder of this process's own first, and taken away again.
 */
#ifndef WT_FUZZ_SUPPORT_H
#define WT_FUZZ_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "reason.h"

/* libFuzzer's two entries. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold whatever the input is; a finding when it does not. */
#define FUZZ_HOLDS(condition)                                                                                          \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			fprintf(stderr, "does not hold: %s (%s:%d)\n", #condition, __FILE__, __LINE__);                \
			abort();                                                                                       \
		}                                                                                                      \
	} while (0)

/* A folder of this process, made at the first call under $TMPDIR; removed when the process ends. */
const char *fuzz_folder(void);

/* Writes one file of that folder; `name` may have one folder in it, which is made. */
void fuzz_write(const char *name, const void *bytes, size_t size);

/*
 * Writes the input as files: a line "@ NAME" begins each. Names that would leave
 * the folder, and files beyond the 64th, are left out.
 */
void fuzz_unpack(const uint8_t *data, size_t size);

/* Whether a file of that name was written since the last fuzz_clean. */
bool fuzz_wrote(const char *name);

/* Removes the files that were written. */
void fuzz_clean(void);

/* Whether the words stand in the input. */
bool fuzz_mentions(const uint8_t *data, size_t size, const char *words);

/* A refusal is one line that a terminal can show. */
void fuzz_check_reason(const struct wt_reason *reason);

/* Text for a terminal: no control character but the end of a line. */
void fuzz_check_printable(const char *text, size_t length);

#endif
