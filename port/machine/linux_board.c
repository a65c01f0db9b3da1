/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board's fingerprint from uname, sysinfo, /proc and /sys. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "board.h"
#include "clock.h"
#include "linux_cpuinfo.h"
#include "linux_text.h"

struct core_name {
	unsigned part;
	const char *name;
};

/* Parts of implementer 0x41, Arm (MIDR_EL1.PartNum) */
static const struct core_name arm_cores[] = {
	{ 0x926, "ARM926" },     { 0xc05, "Cortex-A5" },  { 0xc07, "Cortex-A7" },  { 0xc08, "Cortex-A8" },
	{ 0xc09, "Cortex-A9" },  { 0xc0f, "Cortex-A15" }, { 0xd01, "Cortex-A32" }, { 0xd03, "Cortex-A53" },
	{ 0xd04, "Cortex-A35" }, { 0xd05, "Cortex-A55" }, { 0xd07, "Cortex-A57" }, { 0xd08, "Cortex-A72" },
	{ 0xd09, "Cortex-A73" }, { 0xd0a, "Cortex-A75" }, { 0xd0b, "Cortex-A76" }, { 0xd0c, "Neoverse-N1" },
};

static void set(char *fact, const char *value, size_t bytes)
{
	if (bytes > WT_BOARD_TEXT_BYTES - 1)
		bytes = WT_BOARD_TEXT_BYTES - 1;
	memcpy(fact, value, bytes);
	fact[bytes] = '\0';
}

static void set_unknown(char *fact)
{
	set(fact, "unknown", strlen("unknown"));
}

/* The first line of a file as a fact; false when it has none. */
static bool set_from_file(char *fact, const char *path)
{
	char text[WT_BOARD_TEXT_BYTES];
	size_t bytes;

	if (!wt_text_read(path, text, sizeof(text)))
		return false;
	bytes = strcspn(text, "\n");
	while (bytes > 0 && text[bytes - 1] == ' ')
		bytes--;
	if (bytes == 0)
		return false;
	set(fact, text, bytes);
	return true;
}

/* On ARM the model name tells the architecture only, so implementer and part come first. */
static void read_cpu(struct wt_board *board, const char *cpuinfo)
{
	unsigned long implementer = wt_cpuinfo_number(cpuinfo, "CPU implementer");
	unsigned long part = wt_cpuinfo_number(cpuinfo, "CPU part");
	const char *name = "", *model;
	size_t bytes, i;

	if (implementer != 0) {
		for (i = 0; i < sizeof(arm_cores) / sizeof(arm_cores[0]); i++)
			if (implementer == 0x41 && arm_cores[i].part == part)
				name = arm_cores[i].name;
		(void)snprintf(board->cpu, sizeof(board->cpu), "%s%simplementer 0x%02lx part 0x%03lx revision %lu",
			       name, *name == '\0' ? "" : ", ", implementer, part,
			       wt_cpuinfo_number(cpuinfo, "CPU revision"));
		return;
	}
	model = wt_cpuinfo_value(cpuinfo, "model name", &bytes);
	if (model == NULL)
		model = wt_cpuinfo_value(cpuinfo, "cpu model", &bytes);
	if (model == NULL)
		set_unknown(board->cpu);
	else
		set(board->cpu, model, bytes);
}

static void read_features(struct wt_board *board, const char *cpuinfo)
{
	size_t bytes = 0;
	const char *value = wt_cpuinfo_value(cpuinfo, "Features", &bytes); /* ARM */

	if (value == NULL)
		value = wt_cpuinfo_value(cpuinfo, "flags", &bytes); /* x86 */
	if (value == NULL) {
		value = "unknown";
		bytes = strlen(value);
	}
	if (bytes > sizeof(board->features) - 1)
		bytes = sizeof(board->features) - 1;
	while (bytes > 0 && value[bytes - 1] == ' ')
		bytes--;
	memcpy(board->features, value, bytes);
	board->features[bytes] = '\0';
}

static void read_kernel(struct wt_board *board)
{
	struct utsname names;

	if (uname(&names) != 0) {
		set_unknown(board->machine);
		set_unknown(board->kernel);
		return;
	}
	set(board->machine, names.machine, strlen(names.machine));
	(void)snprintf(board->kernel, sizeof(board->kernel), "%.30s %.60s", names.sysname, names.release);
}

void wt_board_read(struct wt_board *board)
{
	char cpuinfo[WT_CPUINFO_BYTES];
	struct sysinfo memory;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	memset(board, 0, sizeof(*board));
	read_kernel(board);
	if (!set_from_file(board->model, "/proc/device-tree/model") &&
	    !set_from_file(board->model, "/sys/class/dmi/id/product_name"))
		set_unknown(board->model);
	wt_cpuinfo_read(cpuinfo);
	read_cpu(board, cpuinfo);
	read_features(board, cpuinfo);
	if (confstr(_CS_GNU_LIBC_VERSION, board->libc, sizeof(board->libc)) == 0)
		set_unknown(board->libc);
	board->cores = cores > 0 ? (uint32_t)cores : 0;
	if (sysinfo(&memory) == 0)
		board->memory_bytes = (uint64_t)memory.totalram * memory.mem_unit;
	board->clock_resolution_ns = wt_clock_resolution_ns();
}

void wt_board_boot(char boot[WT_BOARD_BOOT_BYTES])
{
	if (!wt_text_read("/proc/sys/kernel/random/boot_id", boot, WT_BOARD_BOOT_BYTES))
		*boot = '\0';
	boot[strcspn(boot, "\n")] = '\0';
}
