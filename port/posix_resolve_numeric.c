/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses only. A static program's resolver would load the very C library
 * that it was linked with from the board, and a board need not have it.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "address.h"
#include "posix_sockaddr.h"

static bool read_ip4(struct wt_address *address, const char *host, uint16_t port)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, host, &four.sin_addr) != 1)
		return false;
	wt_address_from_sockaddr(address, (const struct sockaddr *)&four, sizeof(four));
	return true;
}

/* An interface by its name or number; 0: there is none. */
static uint32_t scope_of(const char *text)
{
	uint32_t index = if_nametoindex(text);
	char *end;
	unsigned long number;

	if (index || text[0] < '0' || text[0] > '9')
		return index;
	number = strtoul(text, &end, 10);
	return *end || number > UINT32_MAX ? 0 : (uint32_t)number;
}

/* With the interface after a per cent sign where the address is link-local (RFC 4007 11). */
static bool read_ip6(struct wt_address *address, const char *host, uint16_t port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	char text[INET6_ADDRSTRLEN];
	size_t length = strcspn(host, "%");

	if (!wt_address_unscoped(host, text, sizeof(text)) || inet_pton(AF_INET6, text, &six.sin6_addr) != 1)
		return false;
	if (host[length]) {
		six.sin6_scope_id = scope_of(host + length + 1);
		if (six.sin6_scope_id == 0)
			return false;
	}
	wt_address_from_sockaddr(address, (const struct sockaddr *)&six, sizeof(six));
	return true;
}

enum wt_status wt_address_resolve(struct wt_address *address, const char *host, uint16_t port, bool passive,
				  struct wt_error *error)
{
	(void)passive;
	if (read_ip4(address, host, port) || read_ip6(address, host, port))
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "resolve", "wiretoll", 0,
			    "host '%s': this program is static and looks up no names; valid: an "
			    "IPv4 or IPv6 address",
			    host);
}
