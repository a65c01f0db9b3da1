/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the public-key operations of a handshake take by themselves, on P-256, with the library that the pairs are linked
 * with: "NAME NS" a line, the median of some rounds, CPU time of the thread. Usage: public_key ROUNDS
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tls_api.h"

enum { TIMES = 20, ROUNDS_MAX = 1000, DIGEST_BYTES = 32, SECRET_BYTES = 32 };

struct keys {
	EC_KEY *own, *peer;
	unsigned char digest[DIGEST_BYTES], signature[128], secret[SECRET_BYTES];
	unsigned signature_bytes;
};

static EC_KEY *fresh_key(void)
{
	EC_KEY *key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);

	if (key && EC_KEY_generate_key(key) == 1)
		return key;
	EC_KEY_free(key);
	return NULL;
}

static int make(struct keys *k)
{
	EC_KEY *key = fresh_key();

	EC_KEY_free(key);
	return key != NULL;
}

static int derive(struct keys *k)
{
	return ECDH_compute_key(k->secret, sizeof(k->secret), EC_KEY_get0_public_key(k->peer), k->own, NULL) ==
	       SECRET_BYTES;
}

static int sign(struct keys *k)
{
	k->signature_bytes = sizeof(k->signature);
	return ECDSA_sign(0, k->digest, sizeof(k->digest), k->signature, &k->signature_bytes, k->own) == 1;
}

static int verify(struct keys *k)
{
	return ECDSA_verify(0, k->digest, sizeof(k->digest), k->signature, (int)k->signature_bytes, k->own) == 1;
}

static const struct {
	const char *name;
	int (*run)(struct keys *k);
} operations[] = { { "make", make }, { "derive", derive }, { "sign", sign }, { "verify", verify } };

static double cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static double rounds[sizeof(operations) / sizeof(operations[0])][ROUNDS_MAX];
	static struct keys k = { .own = NULL };
	long count = argc > 1 ? strtol(argv[1], NULL, 10) : 0;

	k.own = fresh_key();
	k.peer = fresh_key();
	if (!k.own || !k.peer || count < 1 || count > ROUNDS_MAX)
		return 2;
	RAND_bytes(k.digest, sizeof(k.digest));
	for (long round = 0; round < count; round++) {
		for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
			double start = cpu_ns();

			for (int n = 0; n < TIMES; n++)
				if (!operations[i].run(&k))
					return 1;
			rounds[i][round] = (cpu_ns() - start) / TIMES;
		}
	}
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		qsort(rounds[i], (size_t)count, sizeof(double), ascending);
		printf("%s %.0f\n", operations[i].name, rounds[i][count / 2]);
	}
	EC_KEY_free(k.own);
	EC_KEY_free(k.peer);
	return 0;
}
