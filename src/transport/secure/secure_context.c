/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "secure.h"
#include "secure_early.h"
#include "secure_keys.h"
#include "tlslib.h"
#include "tlslib_resume.h"

enum suite_of { OF_13, OF_ECDSA, OF_RSA, OF_PSK_ECDHE, OF_PSK_PLAIN, SUITES_OF };

/* What --suite takes beside IANA names: the suite of 1.3, and those of 1.2 that fit the key; 0: there is none. */
static const struct {
	const char *word;
	uint16_t of[SUITES_OF];
} suites[] = {
	/* the default makes two libraries' work alike; OpenSSL has ECDHE with a pre-shared key and AEAD as this one alone */
	{ "auto", { 0x1301, 0xc02b, 0xc02f, 0xccac, 0x00a8 } },
	{ "aes128gcm", { 0x1301, 0xc02b, 0xc02f, 0xd001, 0x00a8 } },
	{ "aes256gcm", { 0x1302, 0xc02c, 0xc030, 0, 0x00a9 } },
	{ "chacha20", { 0x1303, 0xcca9, 0xcca8, 0xccac, 0xccab } },
	{ "aes128ccm", { 0x1304, 0xc0ac, 0, 0, 0xc0a4 } },
	{ "aes128ccm8", { 0x1305, 0xc0ae, 0, 0, 0xc0a8 } },
};

uint16_t wt_secure_suite(const struct wt_settings *settings, const char *asked, bool rsa)
{
	const char *psk = wt_settings_psk(settings);
	enum suite_of of = rsa ? OF_RSA : OF_ECDSA;

	if (psk)
		of = strcmp(psk, "plain") == 0 ? OF_PSK_PLAIN : OF_PSK_ECDHE;
	if (wt_secure_minor(settings) == 3)
		of = OF_13;
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		if (strcmp(asked, suites[i].word) == 0)
			return suites[i].of[of];
	return wt_suite_number(asked);
}

/* TLS 1.3 suites have the first byte 0x13 (RFC 8446 B.4). */
static bool fits_version(uint16_t suite, int minor)
{
	return (suite >> 8 == 0x13) == (minor == 3);
}

int wt_secure_minor(const struct wt_settings *settings)
{
	return strcmp(settings->tls_version, "1.3") == 0 ? 3 : 2;
}

static enum wt_status pin_suite(struct wt_secure_endpoint *e, const struct wt_key_kind *kind)
{
	const char *asked = e->base.settings->suite;
	bool rsa = kind && kind->rsa;
	const char *usual = wt_suite_name(wt_secure_suite(e->base.settings, "auto", rsa));

	e->suite = e->psk.suite = wt_secure_suite(e->base.settings, asked, rsa);
	if (e->suite == 0)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--suite %s: unknown%s; valid: auto, or an IANA name such as %s", asked,
				    e->minor == 3 ? ""
				    : e->psk_how  ? " for version 1.2 and a pre-shared key"
				    : rsa         ? " for version 1.2 and an RSA key"
						  : "",
				    usual);
	if (!fits_version(e->suite, e->minor))
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--suite %s: not a suite of version 1.%d; valid: auto, or e.g. %s", asked, e->minor,
				    usual);
	if (!wt_secure_suite_fits_psk(e, e->suite))
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--suite %s: not a suite of --psk %s; valid: auto, or e.g. %s", asked,
				    e->psk_how ? e->psk_how : "off", usual);
	return wt_tlslib_set_suite(e->context, e->suite, &e->base.error);
}

/* A key exchange that is more than a curve is a key share of 1.3 (draft-ietf-tls-ecdhe-mlkem). */
static bool is_hybrid(uint16_t group)
{
	return group == 4588;
}

static enum wt_status pin_group(struct wt_secure_endpoint *e, const struct wt_key_kind *kind)
{
	const char *asked = e->base.settings->group;

	e->group = wt_group_number(asked);
	if (e->group == 0)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--group %s: unknown; valid: an IANA name such as secp256r1, x25519", asked);
	if (e->minor == 2 && is_hybrid(e->group))
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--group %s: not a group of version 1.2; valid: --tls-version 1.3, or one such as "
				    "secp256r1, x25519",
				    asked);
	return wt_tlslib_set_group(e->context, e->base.server, e->group, e->minor == 2 && kind ? kind->curve : 0,
				   &e->base.error);
}

/* `kind` is NULL with a pre-shared key: nobody signs, but OpenSSL lists all that it could verify, unless told. */
static enum wt_status pin(struct wt_secure_endpoint *e, const struct wt_key_kind *kind)
{
	const char *signatures = kind ? kind->signatures[e->minor == 3] : "ECDSA+SHA256";
	enum wt_status status = pin_suite(e, kind);

	/* of a plain pre-shared key none is agreed on; wolfSSL offers some in any case, so it is this one alone */
	if (status == WT_OK)
		status = pin_group(e, kind);
	if (!wt_secure_has_group(e))
		e->group = 0;
	if (status != WT_OK)
		return status;
	if (!wt_tlslib_set_signatures(e->context, signatures))
		return wt_secure_library_failure(e, "is refused as signature list", signatures);
	status = wt_tlslib_set_resumption(e->context, e->base.server, e->minor, e->resume, &e->base.error);
	return status == WT_OK ? wt_early_open(e) : status;
}

static enum wt_status check_served(struct wt_secure_endpoint *e)
{
	if (!e->keys || !e->base.server || wt_tlslib_serves_key(e->datagram, e->keys->type))
		return WT_OK;
	return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", wt_tlslib.name(), 0,
			    "%s %s: no DTLS server with a key of Ed25519; valid: one of ECDSA or RSA", wt_tlslib.name(),
			    wt_tlslib.version());
}

/* What this end shows, and by what it knows its peer. */
static enum wt_status load(struct wt_secure_endpoint *e)
{
	enum wt_status status = e->psk_how ? wt_secure_load_psk(e) : wt_secure_load_keys(e);

	return status == WT_OK ? check_served(e) : status;
}

/* What was asked for, and a context of it. */
static enum wt_status begin(struct wt_secure_endpoint *e, bool datagram, const struct wt_settings *settings,
			    bool server)
{
	enum wt_status status;

	e->datagram = datagram;
	e->minor = wt_secure_minor(settings);
	/* DTLS counts down from 254.255 (RFC 6347 4.1) */
	e->version = (uint16_t)(datagram ? 0xfeff - e->minor : 0x0301 + e->minor);
	e->mutual = wt_settings_client_auth(settings);
	e->psk_how = wt_settings_psk(settings);
	e->resume = wt_settings_resume(settings);
	e->early.how = wt_settings_early_data(settings);
	e->base.settings = settings;
	e->base.server = server;
	e->peer_numeric = !server && wt_address_is_numeric(settings->host);
	status = wt_secure_check_psk(e);
	if (status == WT_OK)
		status = wt_secure_check_cid(e);
	if (status == WT_OK && e->psk_how && e->resume != WT_RESUME_OFF)
		status = wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				      "--psk %s: not together with --resume %s; valid: --resume off", e->psk_how,
				      settings->resume);
	if (status == WT_OK)
		status = wt_early_check(e);
	if (status == WT_OK)
		status = wt_tlslib_start(settings->openssl_conf, wt_settings_count_heap(settings), &e->base.error);
	if (status == WT_OK)
		status = wt_tlslib_context(&e->context, datagram, server, e->minor, &e->base.error);
	return status;
}

/* In place of load: of which kind the keys would be. */
static enum wt_status suppose_keys(struct wt_secure_endpoint *e)
{
	const char *asked = e->base.settings->keys;

	if (e->psk_how)
		return wt_tlslib_use_psk(e->context, e->base.server, e->minor, &e->psk, &e->base.error);
	e->keys = wt_secure_keys_named(asked ? asked : "ecdsa-p256");
	if (!e->keys)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", wt_tlslib.name(), 0,
				    "--keys %s: %s %s (this build) has none of these", asked, wt_tlslib.name(),
				    wt_tlslib.version());
	return check_served(e);
}

enum wt_status wt_secure_can(bool datagram, const struct wt_settings *settings, bool server, struct wt_error *error)
{
	struct wt_secure_endpoint *e = calloc(1, sizeof(*e));
	enum wt_status status;

	if (!e)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory");
	status = begin(e, datagram, settings, server);
	if (status == WT_OK)
		status = suppose_keys(e);
	if (status == WT_OK)
		status = pin(e, e->keys);
	if (status != WT_OK)
		(void)wt_error_copy(error, &e->base.error);
	free(e->early.buffer);
	wt_tlslib_context_free(e->context);
	free(e);
	return status;
}

enum wt_status wt_secure_open(struct wt_secure_endpoint *e, bool datagram, const struct wt_settings *settings,
			      bool server)
{
	enum wt_status status = begin(e, datagram, settings, server);

	if (status != WT_OK)
		return status;
	SSL_CTX_set_verify(e->context,
			   server && (!e->mutual || e->psk_how) ? SSL_VERIFY_NONE
								: SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
			   NULL);
	status = wt_guard_memory(&e->base.error);
	if (status == WT_OK)
		status = load(e);
	if (status == WT_OK)
		status = pin(e, e->keys);
	if (status == WT_OK)
		status = wt_endpoint_start(&e->base, datagram ? WT_DATAGRAM : WT_STREAM, settings, server);
	if (status == WT_OK)
		status = wt_key_log_open(e);
	/* a datagram server's sessions live among its peers anyway */
	if (status == WT_OK && !(datagram && server))
		status = wt_secure_hold_start(&e->base);
	return status;
}

enum wt_status wt_secure_shut(struct wt_secure_endpoint *e, struct wt_error *error)
{
	wt_secure_hold_stop(&e->base);
	wt_endpoint_stop(&e->base);
	wt_tlslib_forget(&e->kept);
	free(e->early.buffer);
	wt_tlslib_context_free(e->context);
	e->context = NULL;
	explicit_bzero(&e->psk, sizeof(e->psk));
	return wt_key_log_close(error);
}
