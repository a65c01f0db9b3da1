/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates and keys, as OpenSSL takes them; the other body is in wolfssl_keys.c. */
#include "tlslib.h"

/* A text of certificates ends where no further one begins; anything else that stops us is a failure. */
static bool at_end(void)
{
	unsigned long code = ERR_peek_last_error();

	if (ERR_GET_LIB(code) != ERR_LIB_PEM || ERR_GET_REASON(code) != PEM_R_NO_START_LINE)
		return false;
	ERR_clear_error();
	return true;
}

/* Nobody is asked for one: what has a password is refused, as it is by wolfSSL. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the type of the library's callbacks */
static int no_password(char *password, int room, int writing, void *context)
{
	(void)password;
	(void)room;
	(void)writing;
	(void)context;
	return -1;
}

bool wt_tlslib_trust(SSL_CTX *context, const uint8_t *pem, size_t bytes)
{
	BIO *text = BIO_new_mem_buf(pem, (int)bytes);
	bool good = false, failed = !text;
	X509 *one;

	while (!failed && (one = PEM_read_bio_X509_AUX(text, NULL, no_password, NULL))) {
		good = X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one) == 1;
		failed = !good;
		X509_free(one);
	}
	good = good && at_end();
	BIO_free(text);
	return good;
}

bool wt_tlslib_use_chain(SSL_CTX *context, const uint8_t *pem, size_t bytes)
{
	BIO *text = BIO_new_mem_buf(pem, (int)bytes);
	X509 *one = text ? PEM_read_bio_X509_AUX(text, NULL, no_password, NULL) : NULL;
	bool good = one && SSL_CTX_use_certificate(context, one) == 1;

	X509_free(one);
	while (good && (one = PEM_read_bio_X509(text, NULL, no_password, NULL))) {
		good = SSL_CTX_add0_chain_cert(context, one) == 1;
		if (!good)
			X509_free(one);
	}
	good = good && at_end();
	BIO_free(text);
	return good;
}

bool wt_tlslib_use_key(SSL_CTX *context, const uint8_t *pem, size_t bytes)
{
	BIO *text = BIO_new_mem_buf(pem, (int)bytes);
	EVP_PKEY *key = text ? PEM_read_bio_PrivateKey(text, NULL, no_password, NULL) : NULL;
	bool good = key && SSL_CTX_use_PrivateKey(context, key) == 1;

	EVP_PKEY_free(key);
	BIO_free(text);
	return good;
}

bool wt_tlslib_lacks_algorithm(unsigned long code)
{
	/* not ERR_R_UNSUPPORTED: that is what its decoders say of any file that they cannot read */
	return ERR_GET_LIB(code) == ERR_LIB_EVP && ERR_GET_REASON(code) == EVP_R_UNSUPPORTED_ALGORITHM;
}

enum wt_key_type wt_tlslib_key_type(X509 *certificate, uint16_t *bits)
{
	EVP_PKEY *key = X509_get_pubkey(certificate);
	int type = key ? EVP_PKEY_base_id(key) : 0;

	/* OpenSSL says 253, by the order of the curve; a key of Ed25519 has 256 (RFC 8032 5.1.5) */
	*bits = type == EVP_PKEY_ED25519 ? 256 : key ? (uint16_t)EVP_PKEY_bits(key) : 0;
	EVP_PKEY_free(key);
	switch (type) {
	case EVP_PKEY_EC:
		return WT_KEY_EC;
	case EVP_PKEY_RSA:
		return WT_KEY_RSA;
	case EVP_PKEY_ED25519:
		return WT_KEY_ED25519;
	default:
		return WT_KEY_NONE;
	}
}

/* It finds no cipher for one of Ed25519 in DTLS 1.2 (its issue 20122). */
bool wt_tlslib_serves_key(bool datagram, enum wt_key_type type)
{
	return !datagram || type != WT_KEY_ED25519;
}
