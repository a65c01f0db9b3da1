/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the port only: what /proc/cpuinfo tells of the first processor. */
#ifndef WT_LINUX_CPUINFO_H
#define WT_LINUX_CPUINFO_H

#include <stddef.h>

/* The first processor's paragraph is shorter. */
enum { WT_CPUINFO_BYTES = 8192 };

/* Reads its beginning, always terminated; empty when it cannot be read or tells of another machine than the one that
 * this program sees: under user-mode emulation it is that of the machine behind the emulator. */
void wt_cpuinfo_read(char cpuinfo[WT_CPUINFO_BYTES]);

/* The value of "key : value" and its length, NULL when it is not there. */
const char *wt_cpuinfo_value(const char *cpuinfo, const char *key, size_t *bytes);

/* The same as a number (decimal or 0x...), 0 when it is not there. */
unsigned long wt_cpuinfo_number(const char *cpuinfo, const char *key);

#endif
