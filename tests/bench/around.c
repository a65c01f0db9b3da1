/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Put before a program (LD_PRELOAD) that makes or serves connections: what CPU time its process took from its first
 * connection to its end, and how long that was, without what it does before. To the file that BENCH_AROUND names, as
 * "CPU TIME" in ns. Both sides of a comparison are timed by it alike, and each clock is read twice, not in each handshake.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

static struct {
	uint64_t cpu_ns;
	uint64_t ns; /* 0: no connection yet */
} begun;

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void begin(void)
{
	if (begun.ns)
		return;
	begun.cpu_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID);
	begun.ns = now_ns(CLOCK_MONOTONIC);
}

int connect(int handle, const struct sockaddr *address, socklen_t length)
{
	static int (*real)(int, const struct sockaddr *, socklen_t);

	if (!real)
		real = (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
	begin();
	return real(handle, address, length);
}

int accept(int handle, struct sockaddr *address, socklen_t *length)
{
	return accept4(handle, address, length, 0);
}

int accept4(int handle, struct sockaddr *address, socklen_t *length, int flags)
{
	static int (*real)(int, struct sockaddr *, socklen_t *, int);
	int accepted;

	if (!real)
		real = (int (*)(int, struct sockaddr *, socklen_t *, int))dlsym(RTLD_NEXT, "accept4");
	accepted = real(handle, address, length, flags);
	begin();
	return accepted;
}

static __attribute__((destructor)) void tell(void)
{
	uint64_t ns = now_ns(CLOCK_MONOTONIC) - begun.ns;
	uint64_t cpu_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID) - begun.cpu_ns;
	const char *path = getenv("BENCH_AROUND");
	FILE *file = begun.ns && path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%" PRIu64 " %" PRIu64 "\n", cpu_ns, ns);
	fclose(file);
}
