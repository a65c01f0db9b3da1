/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the port only: datagrams of a socket that is bound to all addresses of the machine. Left to
 * itself the kernel answers from the address that its routes prefer, and a client that called another
 * one of ours does not take that answer. RFC 3542 6 (IPV6_PKTINFO); ip(7) (IP_PKTINFO).
 */
#ifndef WT_POSIX_LOCAL_H
#define WT_POSIX_LOCAL_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "address.h"

bool wt_is_wildcard(const struct sockaddr *name);

/* Asks the kernel to tell with each datagram which address of ours it came to. -1: errno says why. */
int wt_tell_local(int handle, int family);

/* As recvfrom; `local` is the address of ours that was called (length 0: not told). */
ssize_t wt_receive_local(int handle, void *data, size_t room, struct sockaddr_storage *name, socklen_t *name_length,
			 struct wt_address *local);

/* As sendto, from this address of ours. */
ssize_t wt_send_local(int handle, const void *data, size_t bytes, const struct wt_address *peer,
		      const struct wt_address *local);

#endif
