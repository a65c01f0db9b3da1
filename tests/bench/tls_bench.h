// SPDX-License-Identifier: GPL-3.0-or-later
// Put before wolfSSL's own tls_bench.c (-include), so that its sessions are those of our pair: certificate and key of the
// folder that BENCH_CERTS names, group P-256, no ticket, no segment that waits for an acknowledgement (else each of its
// sessions waits for 40 ms), and closed as ours are: each end says goodbye, and reads until the other one has closed; with
// BENCH_ONE_PIECE a flight leaves in one piece, as ours does. Nothing else of it is touched.
#ifndef WT_TLS_BENCH_H
#define WT_TLS_BENCH_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

static const char *bench_file(const char *name)
{
	static char path[512];
	const char *folder = getenv("BENCH_CERTS");

	snprintf(path, sizeof path, "%s/%s", folder ? folder : ".", name);
	return path;
}

static WOLFSSL *bench_open; // the session whose socket closes next; NULL: none

static WOLFSSL *bench_session(WOLFSSL_CTX *context)
{
	bench_open = wolfSSL_new(context);
	if (bench_open)
		wolfSSL_UseKeyShare(bench_open, WOLFSSL_ECC_SECP256R1);
	return bench_open;
}

static void bench_free(WOLFSSL *session)
{
	bench_open = NULL;
	wolfSSL_free(session);
}

static int bench_close(int handle)
{
	char waste[512];

	if (bench_open) {
		wolfSSL_shutdown(bench_open);
		if (wolfSSL_is_server(bench_open))
			shutdown(handle, SHUT_WR);
		while (recv(handle, waste, sizeof waste, 0) > 0)
			;
	}
	return close(handle);
}

static int bench_suite(WOLFSSL_CTX *context, const char *suite)
{
	wolfSSL_CTX_no_ticket_TLSv13(context);
	if (getenv("BENCH_ONE_PIECE"))
		wolfSSL_CTX_set_group_messages(context);
	return wolfSSL_CTX_set_cipher_list(context, suite);
}

static void bench_at_once(int handle)
{
	int one = 1;

	setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static int bench_connect(int handle, const struct sockaddr *address, socklen_t length)
{
	bench_at_once(handle);
	return connect(handle, address, length);
}

static int bench_listen(int handle, int backlog)
{
	bench_at_once(handle); // what is accepted inherits it
	return listen(handle, backlog);
}

#define connect(handle, address, length) bench_connect(handle, address, length)
#define listen(handle, backlog)          bench_listen(handle, backlog)
#define wolfSSL_CTX_load_verify_buffer(context, bytes, size, type)                                                     \
	wolfSSL_CTX_load_verify_locations(context, bench_file("ca.pem"), NULL)
#define wolfSSL_CTX_use_PrivateKey_buffer(context, bytes, size, type)                                                  \
	wolfSSL_CTX_use_PrivateKey_file(context, bench_file("server.key"), WOLFSSL_FILETYPE_PEM)
#define wolfSSL_CTX_use_certificate_buffer(context, bytes, size, type)                                                 \
	wolfSSL_CTX_use_certificate_file(context, bench_file("server.pem"), WOLFSSL_FILETYPE_PEM)
#define wolfSSL_CTX_set_cipher_list(context, suite) bench_suite(context, suite)
#define wolfSSL_new(context)                        bench_session(context)
#define wolfSSL_free(session)                       bench_free(session)
#define close(handle)                               bench_close(handle)

#endif
