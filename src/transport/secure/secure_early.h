/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early data (RFC 8446 2.3) of a stream. */
#ifndef WT_SECURE_EARLY_H
#define WT_SECURE_EARLY_H

#include "secure.h"

/*
 * Whether what was asked for goes together, and what the library is told; then what a stream with --early-data does
 * in place of secure.h's functions. The last one: a client's end, since its next ticket comes behind the answer.
 */
enum wt_status wt_early_check(struct wt_secure_endpoint *endpoint);
enum wt_status wt_early_open(struct wt_secure_endpoint *endpoint);
enum wt_status wt_early_handshake(struct wt_connection *connection);
enum wt_status wt_early_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent);
enum wt_status wt_early_recv(struct wt_connection *connection, void *data, size_t room, size_t *received);
void wt_early_await_ticket(struct wt_connection *connection, uint64_t limit_ns);

#endif
