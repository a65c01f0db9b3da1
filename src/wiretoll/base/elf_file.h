/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ELF file of a program tells without starting it: its machine, its sections, the libraries it loads. */
#ifndef WT_ELF_FILE_H
#define WT_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason.h"

/* Names are those of `uname -m` without a version ("aarch64", "arm", "x86_64"). */
struct wt_architecture {
	int number; /* e_machine */
	const char *name;
	const char *emulator; /* of user mode */
};

/* The machine of a program. NULL: `reason` says why it is not known. */
const struct wt_architecture *wt_elf_machine(const char *path, struct wt_reason *reason);

/* True when the file begins as a script does ("#!"): of what machine it is, only its interpreter knows. */
bool wt_is_script(const char *path);

/* Whether a kernel that says `uname -m` runs programs of that machine. */
bool wt_architecture_runs(const struct wt_architecture *machine, const char *uname);

/* Sections as size(1) counts them: text holds constants, data what is written to, bss takes no flash. */
struct wt_elf_sizes {
	uint64_t text_bytes, data_bytes, bss_bytes;
};

/* Is called with each library that a program loads: "libcrypto.so.3". */
typedef void wt_elf_needed(const char *library, void *context);

/* Measures one program. False: `reason` says why it cannot be. */
bool wt_elf_measure(const char *path, struct wt_elf_sizes *sizes, wt_elf_needed *needed, void *context,
		    struct wt_reason *reason);

/* The bytes of a section, as text. Empty: no such file or section, or one that has more than `size` bytes. */
void wt_elf_text(const char *path, const char *section, char *text, size_t size);

#endif
