/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kernel that tells what a test wants it to tell: files of /proc and /sys, and calls that fail. The linker leads
 * the port's calls here: a test that uses this has the line
 *
 *   // LDFLAGS: -Wl,--wrap=open,--wrap=read,--wrap=uname,--wrap=sysinfo,--wrap=confstr,--wrap=sysconf,--wrap=getrandom
 *
 * Without files and failures every call goes straight to the kernel.
 */
#ifndef WT_TEST_KERNEL_H
#define WT_TEST_KERNEL_H

#include <stddef.h>

struct wt_played_file {
	const char *path, *text;
};

/* From now on /proc and /sys hold these files and no other; NULL: those of this machine. */
void wt_play_files(const struct wt_played_file *files, size_t count);

/* All zero: none fails. */
struct wt_played_failures {
	const char *machine; /* what uname tells for the machine; NULL: the truth */
	int uname_errno, sysinfo_errno, getrandom_errno;
	unsigned interrupted_reads; /* so many reads fail with EINTR first */
	size_t read_max;            /* no more bytes than that a read; 0: as many as are asked for */
	int confstr_is_mute;        /* it knows no such string */
	int sysconf_is_mute;        /* it tells -1 of everything */
};

void wt_play_failures(const struct wt_played_failures *wanted);

#endif
