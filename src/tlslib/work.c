/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single operations through the API that both libraries have: the one on keys and points, since layers above it copy
 * more. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tlslib.h"
#include "work.h"

/* What builds leave out: wolfSSL by its own switches, OpenSSL with no-ec or without what 3.0 calls deprecated. */
#ifdef WT_TLSLIB_WOLFSSL
#ifdef HAVE_ECC
#define HAS_EC
#endif
#ifndef NO_SHA256
#define HAS_SHA256
#endif
#elif !defined(OPENSSL_NO_DEPRECATED_3_0)
#ifndef OPENSSL_NO_EC
#define HAS_EC
#endif
#define HAS_SHA256
#endif

static enum wt_status lacks(struct wt_error *error, const char *what)
{
	ERR_clear_error();
	return wt_error_set(error, WT_UNSUPPORTED, "probe", wt_tlslib.name(), 0, "this build of %s has no %s",
			    wt_tlslib.name(), what);
}

#ifdef HAS_EC
enum { SECRET_BYTES = 32, DIGEST_BYTES = 32 };

static EC_KEY *own, *peer;
static ECDSA_SIG *signature;

static void begin_ec(void)
{
	own = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
	peer = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
	if (own && peer && EC_KEY_generate_key(own) == 1 && EC_KEY_generate_key(peer) == 1)
		return;
	EC_KEY_free(own);
	EC_KEY_free(peer);
	own = peer = NULL;
}

static void end_ec(void)
{
	ECDSA_SIG_free(signature);
	EC_KEY_free(own);
	EC_KEY_free(peer);
	signature = NULL;
	own = peer = NULL;
}

static bool run_ec(enum wt_work work)
{
	static unsigned char secret[SECRET_BYTES];
	static const unsigned char digest[DIGEST_BYTES] = "a digest of nothing in especial";
	const EC_POINT *point;

	switch (work) {
	case WT_WORK_KEY_GENERATION:
		return EC_KEY_generate_key(own) == 1;
	case WT_WORK_KEY_AGREEMENT:
		point = EC_KEY_get0_public_key(peer);
		return ECDH_compute_key(secret, sizeof(secret), point, own, NULL) == (int)sizeof(secret);
	case WT_WORK_SIGNATURE:
		ECDSA_SIG_free(signature);
		signature = ECDSA_do_sign(digest, (int)sizeof(digest), own);
		return signature != NULL;
	case WT_WORK_VERIFICATION:
		return signature && ECDSA_do_verify(digest, (int)sizeof(digest), signature, own) == 1;
	case WT_WORK_SHA256:
	case WT_WORKS:
		break;
	}
	return false;
}

static enum wt_status run_on_curve(enum wt_work work, struct wt_error *error)
{
	if (!own)
		return lacks(error, "P-256");
	if (run_ec(work))
		return WT_OK;
	return lacks(error, work == WT_WORK_KEY_AGREEMENT ? "ECDH on P-256" : "ECDSA on P-256");
}
#else
static void begin_ec(void)
{
}

static void end_ec(void)
{
}

static enum wt_status run_on_curve(enum wt_work work, struct wt_error *error)
{
	(void)work;
	return lacks(error, "operations on elliptic curves by EC_KEY");
}
#endif

#ifdef HAS_SHA256
static SHA256_CTX hash;

static bool begin_hash(void)
{
	return SHA256_Init(&hash) == 1;
}

/* Whole blocks straight from the caller's memory: no copy on the way that would clean registers. */
static enum wt_status run_hash(struct wt_error *error)
{
	static const unsigned char hashed[WT_WORK_HASHED_BYTES];

	return SHA256_Update(&hash, hashed, sizeof(hashed)) == 1 ? WT_OK : lacks(error, "SHA-256");
}
#else
static bool begin_hash(void)
{
	return true;
}

static enum wt_status run_hash(struct wt_error *error)
{
	return lacks(error, "SHA256_Update");
}
#endif

static enum wt_status begin(const char *openssl_conf, struct wt_error *error)
{
	enum wt_status status = wt_tlslib_start(openssl_conf, false, error);

	if (status != WT_OK)
		return status;
	begin_ec();
	if (begin_hash())
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "probe", wt_tlslib.name(), 0, "SHA-256 cannot be begun");
}

static enum wt_status run(enum wt_work work, struct wt_error *error)
{
	return work == WT_WORK_SHA256 ? run_hash(error) : run_on_curve(work, error);
}

const struct wt_work_table wt_tlslib_work = { .begin = begin, .run = run, .end = end_ec };
