/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the port only: small files of /proc and /sys. */
#ifndef WT_LINUX_TEXT_H
#define WT_LINUX_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Reads the beginning of a file as text, always terminated; false when there is nothing to read. */
bool wt_text_read(const char *path, char *text, size_t text_bytes);

#endif
