/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What machine a program was built for, from its ELF header. */
#ifndef WT_ELF_MACHINE_H
#define WT_ELF_MACHINE_H

#include <stdbool.h>

#include "reason.h"

/* Names are those of `uname -m` without a version ("aarch64", "arm", "x86_64"). */
struct wt_architecture {
	int number;           /* e_machine */
	const char *name;
	const char *emulator; /* of user mode */
};

/* The machine of a program. NULL: `reason` says why it is not known. */
const struct wt_architecture *wt_elf_machine(const char *path, struct wt_reason *reason);

/* True when the file begins as a script does ("#!"): of what machine it is, only its interpreter knows. */
bool wt_is_script(const char *path);

/* Whether a kernel that says `uname -m` runs programs of that machine. */
bool wt_architecture_runs(const struct wt_architecture *machine, const char *uname);

#endif
