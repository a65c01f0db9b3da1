/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "elf_machine.h"

#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct wt_architecture machines[] = {
	{ EM_X86_64, "x86_64", "qemu-x86_64" }, { EM_AARCH64, "aarch64", "qemu-aarch64" },
	{ EM_ARM, "arm", "qemu-arm" },		{ EM_386, "i386", "qemu-i386" },
	{ EM_RISCV, "riscv64", "qemu-riscv64" },
};

const struct wt_architecture *wt_elf_machine(const char *path, struct wt_reason *reason)
{
	unsigned char head[20] = { 0 };
	FILE *file = fopen(path, "re");
	size_t got = file ? fread(head, 1, sizeof head, file) : 0;
	int number;

	if (!file) {
		wt_reason_set(reason, "%s: %s", path, strerror(errno));
		return NULL;
	}
	fclose(file);
	if (got < sizeof head || memcmp(head, ELFMAG, SELFMAG) != 0) {
		wt_reason_set(reason, "%s: not an ELF program", path);
		return NULL;
	}
	number = head[EI_DATA] == ELFDATA2MSB ? head[18] << 8 | head[19] : head[19] << 8 | head[18];
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].number == number)
			return &machines[i];
	wt_reason_set(reason, "%s: built for ELF machine %d, which wiretoll does not know", path,
		      number);
	return NULL;
}

bool wt_is_script(const char *path)
{
	char head[2] = "";
	FILE *file = fopen(path, "re");
	bool script = file && fread(head, 1, sizeof head, file) == sizeof head && !memcmp(head, "#!", sizeof head);

	if (file)
		fclose(file);
	return script;
}

bool wt_architecture_runs(const struct wt_architecture *machine, const char *uname)
{
	if (!strcmp(machine->name, uname))
		return true;
	switch (machine->number) {
	case EM_ARM: /* armv7l, armv5tejl; and most 64-bit kernels run 32-bit programs, too */
		return !strncmp(uname, "armv", 4) || !strcmp(uname, "aarch64");
	case EM_386:
		return !strcmp(uname, "i586") || !strcmp(uname, "i686") || !strcmp(uname, "x86_64");
	default:
		return false;
	}
}
