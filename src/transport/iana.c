/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and names of the IANA registries "TLS Parameters", as far as our sessions use them. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "negotiated.h"

struct registered {
	uint16_t number;
	const char *name;
};

/* ProtocolVersion: RFC 8446 4.2.1, RFC 9147 5.3 */
static const struct registered versions[] = {
	{ 0x0301, "TLS 1.0" },  { 0x0302, "TLS 1.1" },  { 0x0303, "TLS 1.2" },  { 0x0304, "TLS 1.3" },
	{ 0xfefc, "DTLS 1.3" }, { 0xfefd, "DTLS 1.2" }, { 0xfeff, "DTLS 1.0" },
};

/* TLS Cipher Suites */
static const struct registered suites[] = {
	{ 0x00a8, "TLS_PSK_WITH_AES_128_GCM_SHA256" },
	{ 0x00a9, "TLS_PSK_WITH_AES_256_GCM_SHA384" },
	{ 0x1301, "TLS_AES_128_GCM_SHA256" },
	{ 0x1302, "TLS_AES_256_GCM_SHA384" },
	{ 0x1303, "TLS_CHACHA20_POLY1305_SHA256" },
	{ 0x1304, "TLS_AES_128_CCM_SHA256" },
	{ 0x1305, "TLS_AES_128_CCM_8_SHA256" },
	{ 0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" },
	{ 0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
	{ 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0xc037, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256" },
	{ 0xc0a4, "TLS_PSK_WITH_AES_128_CCM" },
	{ 0xc0a8, "TLS_PSK_WITH_AES_128_CCM_8" },
	{ 0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM" },
	{ 0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM" },
	{ 0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8" },
	{ 0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8" },
	{ 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xccab, "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xccac, "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xd001, "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256" },
};

/* TLS Supported Groups; behind them what else people call some of them */
static const struct registered groups[] = {
	{ 23, "secp256r1" },  { 24, "secp384r1" },        { 25, "secp521r1" }, { 29, "x25519" }, { 30, "x448" },
	{ 256, "ffdhe2048" }, { 4588, "X25519MLKEM768" }, { 23, "p256" },      { 24, "p384" },   { 25, "p521" },
};

/* TLS SignatureScheme: RFC 8446 4.2.3 */
static const struct registered signatures[] = {
	{ 0x0201, "rsa_pkcs1_sha1" },
	{ 0x0203, "ecdsa_sha1" },
	{ 0x0401, "rsa_pkcs1_sha256" },
	{ 0x0403, "ecdsa_secp256r1_sha256" },
	{ 0x0501, "rsa_pkcs1_sha384" },
	{ 0x0503, "ecdsa_secp384r1_sha384" },
	{ 0x0601, "rsa_pkcs1_sha512" },
	{ 0x0603, "ecdsa_secp521r1_sha512" },
	{ 0x0804, "rsa_pss_rsae_sha256" },
	{ 0x0805, "rsa_pss_rsae_sha384" },
	{ 0x0806, "rsa_pss_rsae_sha512" },
	{ 0x0807, "ed25519" },
	{ 0x0808, "ed448" },
	{ 0x0809, "rsa_pss_pss_sha256" },
	{ 0x080a, "rsa_pss_pss_sha384" },
	{ 0x080b, "rsa_pss_pss_sha512" },
};

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char *name_of(const struct registered *table, size_t count, uint16_t number)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (table[i].number == number)
			return table[i].name;
	return NULL;
}

static uint16_t number_of(const struct registered *table, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcasecmp(table[i].name, name) == 0)
			return table[i].number;
	return 0;
}

const char *wt_version_name(uint16_t version)
{
	return name_of(versions, COUNT_OF(versions), version);
}

const char *wt_suite_name(uint16_t suite)
{
	return name_of(suites, COUNT_OF(suites), suite);
}

const char *wt_group_name(uint16_t group)
{
	return name_of(groups, COUNT_OF(groups), group);
}

uint16_t wt_suite_number(const char *name)
{
	return number_of(suites, COUNT_OF(suites), name);
}

uint16_t wt_group_number(const char *name)
{
	return number_of(groups, COUNT_OF(groups), name);
}

const char *wt_signature_name(uint16_t scheme)
{
	return name_of(signatures, COUNT_OF(signatures), scheme);
}

const char *wt_key_name(const char *kind, uint16_t bits, char text[WT_KEY_NAME_BYTES])
{
	if (kind == NULL)
		*text = '\0';
	else if (strcmp(kind, "EC") == 0)
		snprintf(text, WT_KEY_NAME_BYTES, "ecdsa-p%u", bits);
	else if (strcmp(kind, "RSA") == 0)
		snprintf(text, WT_KEY_NAME_BYTES, "rsa-%u", bits);
	else
		snprintf(text, WT_KEY_NAME_BYTES, "ed25519");
	return text;
}

static bool same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

const char *wt_negotiated_unlike(const struct wt_negotiated *a, const struct wt_negotiated *b)
{
	const struct {
		bool same;
		const char *name;
	} fields[] = {
		{ a->version == b->version, "version" },
		{ a->suite == b->suite, "suite" },
		{ a->group == b->group, "group" },
		{ a->peer_signature == b->peer_signature, "peer_signature" },
		{ same_text(a->peer_key, b->peer_key), "peer_key" },
		{ a->peer_key_bits == b->peer_key_bits, "peer_key_bits" },
		{ a->peer_chain == b->peer_chain, "peer_chain" },
		{ a->peer_path == b->peer_path, "peer_path" },
		{ a->peer_authenticated == b->peer_authenticated, "peer_authenticated" },
		{ a->resumed == b->resumed, "resumed" },
		{ a->hello_retries == b->hello_retries, "hello_retries" },
		{ a->cid == b->cid, "cid" },
		{ a->mtu == b->mtu, "mtu" },
		{ a->dtls_timer_ms == b->dtls_timer_ms, "dtls_timer_ms" },
		{ a->certificate_compression == b->certificate_compression, "certificate_compression" },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (!fields[i].same)
			return fields[i].name;
	return NULL;
}
