/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether what was written to the standard output has arrived. A command prints as it likes; main asks once, at the
 * end, so that no command can forget it.
 */
#ifndef WT_OUTPUT_H
#define WT_OUTPUT_H

#include <stddef.h>

/* Writes so many bytes to the standard output; why it could not is kept. */
void wt_output(const char *text, size_t length);

/* Closes the standard output. Returns 0, or why not all of it was written (errno): EPIPE where its reader went away. */
int wt_output_end(void);

#endif
