/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network address with port: IPv4 or IPv6, copied by value. */
#ifndef WT_ADDRESS_H
#define WT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum { WT_ADDRESS_TEXT_BYTES = 64 };

/* The bytes belong to the port; nobody else looks inside. All zero: no address. */
struct wt_address {
	uint64_t storage[4];
	uint32_t length;
};

/*
 * Turns a host (name or numeric address) and a port into an address. `passive`
 * is true for an address to listen on. Blocks as long as the system's resolver
 * does. WT_ERROR: does not resolve; `address` is unchanged.
 */
enum wt_status wt_address_resolve(struct wt_address *address, const char *host, uint16_t port, bool passive,
				  struct wt_error *error);

/* True when `host` is a numeric IPv4 or IPv6 address, not a name; "fe80::1%eth0" is one, too. */
bool wt_address_is_numeric(const char *host);

/*
 * Writes `host` without the interface behind a per cent sign into `text`: a scope is known on this
 * machine only (RFC 4007 11.2), so no certificate holds one. False: `text` is too small for it.
 */
bool wt_address_unscoped(const char *host, char *text, size_t text_bytes);

/* 4 or 6; 0 for no address. */
int wt_address_family(const struct wt_address *address);

/* The port number in host order; 0 for no address. */
uint16_t wt_address_port(const struct wt_address *address);

bool wt_address_equal(const struct wt_address *a, const struct wt_address *b);

/* The same host, whatever the ports. */
bool wt_address_same_host(const struct wt_address *a, const struct wt_address *b);

/* A well mixed hash of family, address and port. */
uint32_t wt_address_hash(const struct wt_address *address);

/* The same of the host alone: equal for all addresses of which wt_address_same_host is true. */
uint32_t wt_address_host_hash(const struct wt_address *address);

/* Writes "127.0.0.1 port 1443" into `text`; always terminated. Returns `text`. */
char *wt_address_text(const struct wt_address *address, char *text, size_t text_bytes);

/* Writes the host alone ("127.0.0.1", "::1") into `text`; always terminated. Returns `text`. */
char *wt_address_host(const struct wt_address *address, char *text, size_t text_bytes);

#endif
