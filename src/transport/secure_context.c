/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "guard.h"
#include "secure.h"

enum { PATH_BYTES = 4096, SHOWN_BYTES = 160 };

/* The defaults that make two libraries' work alike; a suite fits the key. */
static uint16_t default_suite(int minor, bool rsa)
{
	if (minor == 3)
		return 0x1301; /* TLS_AES_128_GCM_SHA256 */
	return rsa ? 0xc02f    /* TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 */
		   : 0xc02b;   /* TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 */
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

static enum wt_status library_failure(struct wt_secure_endpoint *e, const char *what, const char *path)
{
	unsigned long code = ERR_peek_last_error();
	const char *words = code ? ERR_reason_error_string(code) : NULL;

	ERR_clear_error();
	if (wt_tlslib_lacks_algorithm(code))
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", wt_tlslib.name(), (long)code,
				    "%s holds an algorithm that %s %s (this build) lacks", path, wt_tlslib.name(),
				    wt_tlslib.version());
	return wt_error_set(&e->base.error, WT_ERROR, "open", wt_tlslib.name(), (long)code, "%s %s%s%s", path, what,
			    words ? ": " : "", words ? words : "");
}

/* `path` is filled, and `content` where this is WT_OK. */
static enum wt_status read_file(struct wt_secure_endpoint *e, const char *name, bool secret, char path[PATH_BYTES],
				struct wt_file_content *content)
{
	struct wt_error *error = &e->base.error;

	if (snprintf(path, PATH_BYTES, "%s/%s", e->base.settings->certs, name) >= PATH_BYTES)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "--certs: the path is longer than %d bytes",
				    PATH_BYTES);
	switch (wt_file_read(path, secret && !e->base.settings->insecure_key_mode, content)) {
	case WT_FILE_READABLE:
		return WT_OK;
	case WT_FILE_IRREGULAR:
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0,
				    "%.*s: not a regular file; valid: a regular file", SHOWN_BYTES, path);
	case WT_FILE_SHARED:
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0,
				    "%.*s: a private key that others may use (mode %04o); valid: mode "
				    "0600, or --insecure-key-mode",
				    SHOWN_BYTES, path, content->mode);
	case WT_FILE_LARGE:
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "%.*s: too large; valid: at most %d bytes",
				    SHOWN_BYTES, path, WT_FILE_CONTENT_MAX);
	case WT_FILE_UNREADABLE:
		break;
	}
	return wt_error_set(error, WT_ERROR, "open", "system", content->code, "%.*s: %s; valid: %s", SHOWN_BYTES, path,
			    strerror(content->code),
			    content->code == EACCES ? "files that this user may read, or another "
						      "folder with --certs"
						    : "a folder made by scripts/cert.sh");
}

/* The kind of the key decides suite and signature. It is asked of the certificate, which holds no secret. */
static bool is_rsa(const struct wt_file_content *certificate)
{
	BIO *text = BIO_new_mem_buf(certificate->data, (int)certificate->bytes);
	X509 *first = text ? PEM_read_bio_X509_AUX(text, NULL, NULL, NULL) : NULL;
	EVP_PKEY *key = first ? X509_get_pubkey(first) : NULL;
	bool rsa = key && EVP_PKEY_base_id(key) == EVP_PKEY_RSA;

	EVP_PKEY_free(key);
	X509_free(first);
	BIO_free(text);
	ERR_clear_error();
	return rsa;
}

static enum wt_status load_certificates(struct wt_secure_endpoint *e, const char *role, bool *rsa)
{
	struct wt_file_content content = { .bytes = 0 };
	char name[32], path[PATH_BYTES];
	enum wt_status status = read_file(e, "ca.pem", false, path, &content);

	if (status != WT_OK)
		return status;
	if (!wt_tlslib_trust(e->context, content.data, content.bytes))
		status = library_failure(e, "holds no CA certificate in PEM", path);
	wt_file_forget(&content);
	if (status != WT_OK)
		return status;
	snprintf(name, sizeof(name), "%s.pem", role);
	status = read_file(e, name, false, path, &content);
	if (status != WT_OK)
		return status;
	if (wt_tlslib_use_chain(e->context, content.data, content.bytes))
		*rsa = is_rsa(&content);
	else
		status = library_failure(e, "holds no certificate in PEM", path);
	wt_file_forget(&content);
	return status;
}

/* Whoever reads the key is this end from then on: our copy of it does not stay in memory. */
static enum wt_status load_key(struct wt_secure_endpoint *e, const char *role)
{
	struct wt_file_content content = { .bytes = 0 };
	char name[32], path[PATH_BYTES];
	enum wt_status status;
	bool taken;

	snprintf(name, sizeof(name), "%s.key", role);
	status = read_file(e, name, true, path, &content);
	if (status != WT_OK)
		return status;
	taken = wt_tlslib_use_key(e->context, content.data, content.bytes);
	wt_file_forget(&content);
	if (!taken)
		return library_failure(e, "is no private key of the certificate beside it", path);
	if (SSL_CTX_check_private_key(e->context) != 1)
		return library_failure(e, "does not belong to the certificate beside it", path);
	return WT_OK;
}

static enum wt_status load_keys(struct wt_secure_endpoint *e, bool *rsa)
{
	const char *role = e->base.server ? "server" : "client";
	enum wt_status status = load_certificates(e, role, rsa);

	return status == WT_OK ? load_key(e, role) : status;
}

static enum wt_status pin_suite(struct wt_secure_endpoint *e, bool rsa)
{
	const char *asked = e->base.settings->suite;

	e->suite = strcmp(asked, "auto") == 0 ? default_suite(e->minor, rsa) : wt_suite_number(asked);
	if (e->suite == 0)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--suite %s: unknown; valid: auto, or an IANA name such as %s", asked,
				    wt_suite_name(default_suite(e->minor, rsa)));
	if (!fits_version(e->suite, e->minor))
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--suite %s: not a suite of version 1.%d; valid: auto, or e.g. %s", asked, e->minor,
				    wt_suite_name(default_suite(e->minor, rsa)));
	return wt_tlslib_set_suite(e->context, e->suite, &e->base.error);
}

static enum wt_status pin(struct wt_secure_endpoint *e, bool rsa)
{
	const char *group = e->base.settings->group;
	/* the second one is for the CA's signature on the certificates */
	const char *signatures = rsa ? "RSA-PSS+SHA256:RSA+SHA256" : "ECDSA+SHA256";
	enum wt_status status = pin_suite(e, rsa);

	if (status != WT_OK)
		return status;
	e->group = wt_group_number(group);
	if (e->group == 0)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--group %s: unknown; valid: an IANA name such as secp256r1, "
				    "x25519",
				    group);
	status = wt_tlslib_set_group(e->context, e->group, &e->base.error);
	if (status != WT_OK)
		return status;
	if (SSL_CTX_set1_sigalgs_list(e->context, signatures) != 1)
		return library_failure(e, "is refused as signature list", signatures);
	wt_tlslib_no_resumption(e->context);
	return WT_OK;
}

enum wt_status wt_secure_open(struct wt_secure_endpoint *e, bool datagram, const struct wt_settings *settings,
			      bool server)
{
	enum wt_socket_kind kind = datagram ? WT_DATAGRAM : WT_STREAM;
	enum wt_status status;
	bool rsa = false;

	e->datagram = datagram;
	e->minor = wt_secure_minor(settings);
	/* DTLS counts down from 254.255 (RFC 6347 4.1) */
	e->version = (uint16_t)(datagram ? 0xfeff - e->minor : 0x0301 + e->minor);
	e->base.settings = settings;
	e->base.server = server;
	e->peer_numeric = !server && wt_address_is_numeric(settings->host);
	status = wt_tlslib_start(settings->openssl_conf, wt_settings_count_heap(settings), &e->base.error);
	if (status == WT_OK)
		status = wt_tlslib_context(&e->context, datagram, server, e->minor, &e->base.error);
	if (status != WT_OK)
		return status;
	SSL_CTX_set_verify(e->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	status = wt_guard_memory(&e->base.error);
	if (status == WT_OK)
		status = load_keys(e, &rsa);
	if (status == WT_OK)
		status = pin(e, rsa);
	if (status == WT_OK)
		status = wt_endpoint_start(&e->base, kind, settings, server);
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
	SSL_CTX_free(e->context);
	e->context = NULL;
	return wt_key_log_close(error);
}
