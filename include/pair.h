/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two loops that the pair programs are made of. A main calls one of these and returns its value. */
#ifndef WT_PAIR_H
#define WT_PAIR_H

#include "options.h"
#include "transport.h"

/*
 * Each reads the command line, runs to the end, prints for a person and writes
 * records. Returns the exit status: 0 done, 1 the run failed, 2 the command
 * line is wrong.
 */
int wt_client_main(const struct wt_program *program, const struct wt_transport *transport,
		   int argc, char **argv);
int wt_server_main(const struct wt_program *program, const struct wt_transport *transport,
		   int argc, char **argv);

#endif
