/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "linux_cpuinfo.h"
#include "linux_text.h"

const char *wt_cpuinfo_value(const char *cpuinfo, const char *key, size_t *bytes)
{
	size_t key_bytes = strlen(key);
	const char *line = cpuinfo;

	while (line != NULL) {
		const char *value = line + key_bytes;

		if (strncmp(line, key, key_bytes) == 0) {
			value += strspn(value, " \t");
			if (*value == ':') {
				value++;
				value += strspn(value, " \t");
				*bytes = strcspn(value, "\n");
				return value;
			}
		}
		line = strchr(line, '\n');
		if (line != NULL)
			line++;
	}
	return NULL;
}

unsigned long wt_cpuinfo_number(const char *cpuinfo, const char *key)
{
	size_t bytes;
	const char *value = wt_cpuinfo_value(cpuinfo, key, &bytes);

	return value == NULL ? 0 : strtoul(value, NULL, 0);
}

/* ARM kernels always name the implementer, others never do. */
static bool is_of_this_machine(const char *cpuinfo)
{
	struct utsname names;
	size_t bytes;
	bool arm = uname(&names) == 0 &&
		   (strncmp(names.machine, "arm", 3) == 0 || strncmp(names.machine, "aarch64", 7) == 0);

	return arm == (wt_cpuinfo_value(cpuinfo, "CPU implementer", &bytes) != NULL);
}

void wt_cpuinfo_read(char cpuinfo[WT_CPUINFO_BYTES])
{
	if (!wt_text_read("/proc/cpuinfo", cpuinfo, WT_CPUINFO_BYTES) || !is_of_this_machine(cpuinfo))
		cpuinfo[0] = '\0';
}
