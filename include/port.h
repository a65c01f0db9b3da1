/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that wiretoll asks of a system. A port to another one writes the bodies
 * of these headers, and nothing else:
 *
 *   socket.h, address.h   blocking sockets with limits, counted
 *   clock.h               monotonic, CPU and wall time
 *   file.h                the file of results
 *   process.h, board.h    facts for the results, signals, pinning
 *   guard.h               no core dump, no new privileges: for who holds keys
 *   machine.h, stack.h    costs of the whole machine, processor counters, stack
 *
 * Conventions of all public headers: times are ns in uint64_t unless the name
 * says otherwise; what is passed in stays the caller's; a function that can
 * fail returns enum wt_status and fills a struct wt_error; nothing allocates,
 * prints or exits unless its comment says so; nothing may be called from two
 * threads at once on the same object.
 */
#ifndef WT_PORT_H
#define WT_PORT_H

#include "address.h"
#include "board.h"
#include "clock.h"
#include "file.h"
#include "guard.h"
#include "machine.h"
#include "process.h"
#include "socket.h"
#include "stack.h"

#endif
