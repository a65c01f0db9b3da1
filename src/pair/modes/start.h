/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_START_H
#define WT_START_H

#include "exchange.h"
#include "program.h"

/* wt_run_start, and of the exchange what follows from the command line on either end. */
bool wt_start(struct wt_run *run, struct wt_exchange *exchange, int argc, char **argv, int *exit_status);

#endif
