/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and addresses, by the system's resolver; the body for static programs is in posix_resolve_numeric.c. */
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

#include "address.h"
#include "posix_sockaddr.h"

enum wt_status wt_address_resolve(struct wt_address *address, const char *host, uint16_t port, bool passive,
				  struct wt_error *error)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	char service[8];
	int failure;

	snprintf(service, sizeof(service), "%u", port);
	hints.ai_flags = AI_NUMERICSERV | (passive ? AI_PASSIVE : 0);
	failure = getaddrinfo(host, service, &hints, &found);
	if (failure)
		return wt_error_set(error, WT_ERROR, "resolve", "resolver", failure,
				    "host '%s' does not resolve (%s); valid: a name that does, or "
				    "an IPv4 or IPv6 address",
				    host, gai_strerror(failure));
	wt_address_from_sockaddr(address, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return WT_OK;
}
