/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates and keys, as wolfSSL takes them; the other body is in openssl_keys.c. */
#include "tlslib.h"

bool wt_tlslib_trust(SSL_CTX *context, const uint8_t *pem, size_t bytes)
{
	return wolfSSL_CTX_load_verify_buffer(context, pem, (long)bytes, WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS;
}

bool wt_tlslib_use_chain(SSL_CTX *context, const uint8_t *pem, size_t bytes)
{
	return wolfSSL_CTX_use_certificate_chain_buffer(context, pem, (long)bytes) == WOLFSSL_SUCCESS;
}

bool wt_tlslib_use_key(SSL_CTX *context, const uint8_t *pem, size_t bytes)
{
	return wolfSSL_CTX_use_PrivateKey_buffer(context, pem, (long)bytes, WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS;
}

bool wt_tlslib_lacks_algorithm(unsigned long code)
{
	long error = -(long)code;

	return error == WC_NO_ERR_TRACE(ASN_UNKNOWN_OID_E) || error == WC_NO_ERR_TRACE(ALGO_ID_E) ||
	       error == WC_NO_ERR_TRACE(ECC_CURVE_OID_E) || error == WC_NO_ERR_TRACE(ECC_KEY_SIZE_E) ||
	       error == WC_NO_ERR_TRACE(HASH_TYPE_E) || error == WC_NO_ERR_TRACE(NOT_COMPILED_IN);
}

/* Of a key of Ed25519 the library hands out no EVP_PKEY. */
enum wt_key_type wt_tlslib_key_type(X509 *certificate, uint16_t *bits)
{
	int type = wolfSSL_X509_get_pubkey_type(certificate);
	EVP_PKEY *key = type == ED25519k ? NULL : X509_get_pubkey(certificate);

	*bits = type == ED25519k ? 256 : key ? (uint16_t)EVP_PKEY_bits(key) : 0;
	EVP_PKEY_free(key);
	if (type == ED25519k)
		return WT_KEY_ED25519;
	return !key ? WT_KEY_NONE : type == ECDSAk ? WT_KEY_EC : type == RSAk ? WT_KEY_RSA : WT_KEY_NONE;
}

bool wt_tlslib_serves_key(bool datagram, enum wt_key_type type)
{
	(void)datagram;
	(void)type;
	return true;
}
