/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tcp_client and udp_client are compared with: the same system calls with the same arguments,
 * and nothing else. Client and server in one program, on the processors that wiretoll's pair takes.
 *
 *   bare tcp|udp <size> <tries> <server cpu> <client cpu> <file>   prints the median of connect -> ack in ns
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* what one try's record has in bytes, written between tries as tcp_client and udp_client do */
enum { RECORD_BYTES = 400 };

static char message[1 << 20];

static void must(int good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

static void pin(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)cpu, &one);
	must(sched_setaffinity(0, sizeof(one), &one) == 0, "sched_setaffinity");
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void limit(int handle, int option, int ms)
{
	struct timeval time = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	setsockopt(handle, SOL_SOCKET, option, &time, sizeof(time));
}

/* A connecting socket; and a listener, whose accepted sockets inherit all of it. */
static void prepare(int handle, int stream)
{
	int one = 1;

	limit(handle, SO_RCVTIMEO, 500);
	if (!stream)
		return;
	limit(handle, SO_SNDTIMEO, 5000);
	setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static void serve_stream(int listener, int size, int tries)
{
	struct sockaddr_storage peer;
	char waste[512];

	for (int i = 0; i < tries; i++) {
		socklen_t length = sizeof(peer);
		int handle = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_CLOEXEC);
		ssize_t have = 0;

		must(handle >= 0, "accept4");
		while (have < size) {
			ssize_t got = recvfrom(handle, message + have, sizeof(message) - (size_t)have, 0, NULL, NULL);

			must(got > 0, "recvfrom");
			have += got;
		}
		must(sendto(handle, "ack", 3, MSG_NOSIGNAL, NULL, 0) == 3, "sendto");
		shutdown(handle, SHUT_WR);
		while (recvfrom(handle, waste, sizeof(waste), 0, NULL, NULL) > 0)
			;
		close(handle);
	}
}

static void serve_datagrams(int handle, int tries)
{
	struct sockaddr_storage peer;

	for (int i = 0; i < tries; i++) {
		socklen_t length = sizeof(peer);

		must(recvfrom(handle, message, 65536, 0, (struct sockaddr *)&peer, &length) > 0, "recvfrom");
		must(sendto(handle, "ack", 3, MSG_NOSIGNAL, (struct sockaddr *)&peer, length) == 3, "sendto");
	}
}

static uint64_t try_once(const struct sockaddr_in *server, int stream, int size)
{
	uint64_t start = now_ns(), end;
	int handle = socket(AF_INET, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
	char answer[512];

	must(handle >= 0, "socket");
	prepare(handle, stream);
	must(connect(handle, (const struct sockaddr *)server, sizeof(*server)) == 0, "connect");
	must(sendto(handle, message, (size_t)size, MSG_NOSIGNAL, NULL, 0) == size, "sendto");
	must(recvfrom(handle, answer, 4, 0, NULL, NULL) == 3, "recvfrom");
	end = now_ns();
	while (stream && recvfrom(handle, answer, sizeof(answer), 0, NULL, NULL) > 0)
		;
	close(handle);
	return end - start;
}

static int by_value(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int stream = argc > 1 && strcmp(argv[1], "tcp") == 0;
	int size = argc > 2 ? atoi(argv[2]) : 0, tries = argc > 3 ? atoi(argv[3]) : 0;
	uint64_t *times;
	int listener, records;
	pid_t child;

	must(argc == 7 && size > 0 && size <= 65507 && tries > 0, "usage");
	times = calloc((size_t)tries, sizeof(*times));
	listener = socket(AF_INET, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
	must(times && listener >= 0, "socket");
	must(bind(listener, (struct sockaddr *)&address, length) == 0, "bind");
	must(!stream || listen(listener, 128) == 0, "listen");
	getsockname(listener, (struct sockaddr *)&address, &length);
	prepare(listener, stream);
	limit(listener, SO_RCVTIMEO, 5000); /* on a busy machine the client may come late */
	child = fork();
	must(child >= 0, "fork");
	if (child == 0) {
		pin(atoi(argv[4]));
		if (stream)
			serve_stream(listener, size, tries + 1);
		else
			serve_datagrams(listener, tries + 1);
		exit(0);
	}
	pin(atoi(argv[5]));
	records = open(argv[6], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(records >= 0, argv[6]);
	memset(message, 'A', sizeof(message));
	try_once(&address, stream, size); /* the cold one */
	for (int i = 0; i < tries; i++) {
		times[i] = try_once(&address, stream, size);
		must(write(records, message, RECORD_BYTES) == RECORD_BYTES, "write");
	}
	waitpid(child, NULL, 0);
	qsort(times, (size_t)tries, sizeof(*times), by_value);
	printf("%llu\n", (unsigned long long)times[(tries - 1) / 2]);
	return 0;
}
