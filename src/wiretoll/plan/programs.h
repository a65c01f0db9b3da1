/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the programs of a run take in flash: read from their ELF files when a
 * run begins, kept in its folder, since a build may be another one tomorrow.
 */
#ifndef WT_PROGRAMS_H
#define WT_PROGRAMS_H

#include "elf_file.h"
#include "folder.h"

enum { WT_SHARED_BYTES = 96, WT_SUM_BYTES = 17 };

struct wt_program_file {
	char name[WT_PROGRAM_BYTES]; /* "<board>/<variant>/<program>" */
	struct wt_elf_sizes sizes;
	char shared[WT_SHARED_BYTES]; /* TLS libraries that it loads, which are in no figure; empty: none */
	char sum[WT_SUM_BYTES];       /* of the whole file, FNV-1a in hexadecimal; empty: not noted */
};

struct wt_programs {
	struct wt_program_file *list; /* owned */
	size_t count;
};

/* Measures one file. False: `reason` says why it cannot be. */
bool wt_program_file_measure(struct wt_program_file *program, const char *path, struct wt_reason *reason);

/* Measures all programs of the plan and writes `<folder>/programs.json`. */
bool wt_programs_write(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason);

/* Reads that file. One that is missing or malformed gives no figure: `why` says so. */
void wt_programs_read(struct wt_programs *programs, const struct wt_folder *folder, struct wt_reason *why);
void wt_programs_free(struct wt_programs *programs);

/*
 * False: a program of the plan was built again since the folder noted it (`reason` names it), so what it would
 * measure is not what was measured. What was not noted, or cannot be measured, stands in nobody's way.
 */
bool wt_programs_unchanged(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason);

/* That of one end of a series, or NULL. */
const struct wt_program_file *wt_programs_find(const struct wt_programs *programs, const struct wt_plan *plan,
					       const struct wt_series *series, enum wt_role role);

#endif
