/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the port only: our address as the system's. */
#ifndef WT_POSIX_SOCKADDR_H
#define WT_POSIX_SOCKADDR_H

#include <sys/socket.h>

#include "address.h"

void wt_address_from_sockaddr(struct wt_address *address, const struct sockaddr *from, socklen_t length);
const struct sockaddr *wt_address_sockaddr(const struct wt_address *address);

#endif
