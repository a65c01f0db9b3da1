/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection for each message: the loops, as struct wt_mode (pair.h) says. */
#ifndef WT_CONNECT_H
#define WT_CONNECT_H

#include <stddef.h>

#include "exchange.h"
#include "program.h"

int wt_connect_client(struct wt_run *run, struct wt_exchange *exchange, char *reason, size_t reason_bytes);
int wt_connect_server(struct wt_run *run, struct wt_exchange *exchange, char *reason, size_t reason_bytes);

#endif
