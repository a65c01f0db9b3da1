/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "elf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gelf.h>

/* ---- the machine ---- */

static const struct wt_architecture machines[] = {
	{ EM_X86_64, "x86_64", "qemu-x86_64" },  { EM_AARCH64, "aarch64", "qemu-aarch64" },
	{ EM_ARM, "arm", "qemu-arm" },           { EM_386, "i386", "qemu-i386" },
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
	wt_reason_set(reason, "%s: built for ELF machine %d, which wiretoll does not know", path, number);
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

/* ---- the sections ---- */

/* NULL: it cannot be opened (`descriptor` is negative then, errno says why) or libelf has no memory. */
static Elf *open_elf(const char *path, int *descriptor)
{
	*descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (*descriptor < 0)
		return NULL;
	(void)elf_version(EV_CURRENT);
	return elf_begin(*descriptor, ELF_C_READ, NULL);
}

static void close_elf(Elf *elf, int descriptor)
{
	if (elf)
		elf_end(elf);
	if (descriptor >= 0)
		(void)close(descriptor);
}

static void tell_needed(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, wt_elf_needed *needed, void *context)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t entry = gelf_fsize(elf, ELF_T_DYN, 1, EV_CURRENT);
	size_t count = data && entry ? data->d_size / entry : 0;
	GElf_Dyn one;

	for (size_t i = 0; i < count && i < INT32_MAX && gelf_getdyn(data, (int)i, &one); i++) {
		const char *library = one.d_tag == DT_NEEDED ? elf_strptr(elf, header->sh_link, one.d_un.d_val) : NULL;

		if (library)
			needed(library, context);
	}
}

static void add_section(struct wt_elf_sizes *sizes, const GElf_Shdr *header)
{
	if (!(header->sh_flags & SHF_ALLOC))
		return;
	if (header->sh_type == SHT_NOBITS)
		sizes->bss_bytes += header->sh_size;
	else if (header->sh_flags & SHF_WRITE)
		sizes->data_bytes += header->sh_size;
	else
		sizes->text_bytes += header->sh_size;
}

static bool measure(Elf *elf, struct wt_elf_sizes *sizes, wt_elf_needed *needed, void *context)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	if (!elf || elf_kind(elf) != ELF_K_ELF)
		return false;
	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			return false;
		add_section(sizes, &header);
		if (header.sh_type == SHT_DYNAMIC)
			tell_needed(elf, section, &header, needed, context);
	}
	return sizes->text_bytes > 0;
}

bool wt_elf_measure(const char *path, struct wt_elf_sizes *sizes, wt_elf_needed *needed, void *context,
		    struct wt_reason *reason)
{
	int descriptor;
	Elf *elf = open_elf(path, &descriptor);
	bool good;

	*sizes = (struct wt_elf_sizes){ 0 };
	if (descriptor < 0)
		return wt_reason_set(reason, "%s: %s", path, strerror(errno));
	good = measure(elf, sizes, needed, context);
	close_elf(elf, descriptor);
	return good || wt_reason_set(reason, "%s: not an ELF program with sections", path);
}

/* A section that claims more bytes than there is room for, or that has none in the file, is not ours. */
static void copy_section(Elf_Scn *section, const GElf_Shdr *header, char *text, size_t size)
{
	Elf_Data *data;

	if (header->sh_type != SHT_PROGBITS || header->sh_size > size)
		return;
	data = elf_rawdata(section, NULL);
	if (!data || !data->d_buf || data->d_size > size)
		return;
	snprintf(text, size, "%.*s", (int)data->d_size, (const char *)data->d_buf);
}

static void find_section(Elf *elf, const char *wanted, char *text, size_t size)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names = 0;

	if (!elf || elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names) != 0)
		return;
	while ((section = elf_nextscn(elf, section))) {
		const char *name = gelf_getshdr(section, &header) ? elf_strptr(elf, names, header.sh_name) : NULL;

		if (name && !strcmp(name, wanted)) {
			copy_section(section, &header, text, size);
			return;
		}
	}
}

void wt_elf_text(const char *path, const char *section, char *text, size_t size)
{
	int descriptor;
	Elf *elf = open_elf(path, &descriptor);

	*text = '\0';
	find_section(elf, section, text, size);
	close_elf(elf, descriptor);
}
