/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "address.h"
#include "posix_sockaddr.h"

_Static_assert(sizeof(struct sockaddr_in6) <= sizeof(((struct wt_address *)0)->storage), "an IPv6 address must fit");

void wt_address_from_sockaddr(struct wt_address *address, const struct sockaddr *from, socklen_t length)
{
	memset(address, 0, sizeof(*address));
	if (length > sizeof(address->storage))
		return;
	memcpy(address->storage, from, length);
	address->length = length;
}

static struct sockaddr_in as_ip4(const struct wt_address *address)
{
	struct sockaddr_in four;

	memcpy(&four, address->storage, sizeof(four));
	return four;
}

static struct sockaddr_in6 as_ip6(const struct wt_address *address)
{
	struct sockaddr_in6 six;

	memcpy(&six, address->storage, sizeof(six));
	return six;
}

const struct sockaddr *wt_address_sockaddr(const struct wt_address *address)
{
	return (const struct sockaddr *)address->storage;
}

bool wt_address_is_numeric(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];

	return inet_pton(AF_INET, host, bytes) == 1 ||
	       (wt_address_unscoped(host, text, sizeof(text)) && inet_pton(AF_INET6, text, bytes) == 1);
}

bool wt_address_unscoped(const char *host, char *text, size_t text_bytes)
{
	size_t length = strcspn(host, "%");

	if (length >= text_bytes)
		return false;
	memcpy(text, host, length);
	text[length] = '\0';
	return true;
}

int wt_address_family(const struct wt_address *address)
{
	if (address->length == 0)
		return 0;
	return as_ip4(address).sin_family == AF_INET6 ? 6 : 4;
}

uint16_t wt_address_port(const struct wt_address *address)
{
	if (address->length == 0)
		return 0;
	if (wt_address_family(address) == 6)
		return ntohs(as_ip6(address).sin6_port);
	return ntohs(as_ip4(address).sin_port);
}

/* In a key the host stands behind the port. */
enum { HOST_AT = 4 };

/* Family, port, host and scope only: padding and flow label do not tell peers apart. */
static size_t key_of(const struct wt_address *address, uint8_t key[24])
{
	uint16_t port = wt_address_port(address);

	memset(key, 0, 24);
	memcpy(key, &port, sizeof(port));
	if (wt_address_family(address) == 6) {
		struct sockaddr_in6 six = as_ip6(address);

		memcpy(key + 4, &six.sin6_addr, 16);
		memcpy(key + 20, &six.sin6_scope_id, 4);
		return 24;
	}
	if (wt_address_family(address) == 4) {
		struct sockaddr_in four = as_ip4(address);

		memcpy(key + 4, &four.sin_addr, 4);
	}
	return 8;
}

/* Whether the keys are alike from byte `from` on. */
static bool alike(const struct wt_address *a, const struct wt_address *b, size_t from)
{
	uint8_t left[24], right[24];

	if (wt_address_family(a) != wt_address_family(b))
		return false;
	key_of(a, left);
	key_of(b, right);
	return memcmp(left + from, right + from, sizeof(left) - from) == 0;
}

bool wt_address_equal(const struct wt_address *a, const struct wt_address *b)
{
	return alike(a, b, 0);
}

bool wt_address_same_host(const struct wt_address *a, const struct wt_address *b)
{
	return alike(a, b, HOST_AT);
}

/* FNV-1a, 32 bits, of the key from byte `from` on, with a final mix so that the low bits can index a table. */
static uint32_t hash_of(const struct wt_address *address, size_t from)
{
	uint8_t key[24];
	size_t bytes = key_of(address, key);
	uint32_t hash = 2166136261u;

	for (size_t i = from; i < bytes; i++)
		hash = (hash ^ key[i]) * 16777619u;
	hash ^= hash >> 16;
	hash *= 0x7feb352du;
	return hash ^ (hash >> 15);
}

uint32_t wt_address_hash(const struct wt_address *address)
{
	return hash_of(address, 0);
}

uint32_t wt_address_host_hash(const struct wt_address *address)
{
	return hash_of(address, HOST_AT);
}

/* A link-local address means nothing without its interface (RFC 4007 11). */
static void add_scope(const struct sockaddr_in6 *six, char *text, size_t text_bytes)
{
	char name[IF_NAMESIZE];
	size_t used = strlen(text);

	if (six->sin6_scope_id && if_indextoname(six->sin6_scope_id, name))
		snprintf(text + used, text_bytes - used, "%%%s", name);
	else if (six->sin6_scope_id)
		snprintf(text + used, text_bytes - used, "%%%u", six->sin6_scope_id);
}

/* Not getnameinfo: it would drag the name service into every static program. */
char *wt_address_host(const struct wt_address *address, char *text, size_t text_bytes)
{
	struct sockaddr_in four = as_ip4(address);
	struct sockaddr_in6 six = as_ip6(address);
	bool known = false;

	if (wt_address_family(address) == 6) {
		known = inet_ntop(AF_INET6, &six.sin6_addr, text, (socklen_t)text_bytes) != NULL;
		if (known)
			add_scope(&six, text, text_bytes);
	} else if (wt_address_family(address) == 4) {
		known = inet_ntop(AF_INET, &four.sin_addr, text, (socklen_t)text_bytes) != NULL;
	}
	if (!known)
		snprintf(text, text_bytes, "unknown");
	return text;
}

char *wt_address_text(const struct wt_address *address, char *text, size_t text_bytes)
{
	char host[WT_ADDRESS_TEXT_BYTES];

	wt_address_host(address, host, sizeof(host));
	snprintf(text, text_bytes, "%.48s port %u", host, wt_address_port(address));
	return text;
}
