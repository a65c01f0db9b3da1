/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates and the key of an end, from files, and what follows from the kind of that key. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "secure_keys.h"

enum { PATH_BYTES = 4096, SHOWN_BYTES = 160, NAME_BYTES = 256 };

/* The signatures of 1.2, and of 1.3; a second one is for the CA's on the certificates. */
static const struct wt_key_kind kinds[] = {
	{ WT_KEY_EC, 256, false, 23, { "ECDSA+SHA256", "ECDSA+SHA256" }, { 0x0403, 0x0403 }, " secp256r1" },
	{ WT_KEY_EC, 384, false, 24, { "ECDSA+SHA256", "ECDSA+SHA384" }, { 0x0403, 0x0503 }, " p384" },
	{ WT_KEY_RSA,
	  0,
	  true,
	  0,
	  { "RSA-PSS+SHA256:RSA+SHA256", "RSA-PSS+SHA256:RSA+SHA256" },
	  { 0x0804, 0x0804 },
	  " rsa" },
	{ WT_KEY_ED25519, 0, false, 0, { "ed25519", "ed25519" }, { 0x0807, 0x0807 }, " ed25519" },
};

static const char *const names[] = { [WT_KEY_EC] = "EC", [WT_KEY_RSA] = "RSA", [WT_KEY_ED25519] = "Ed25519" };

const char *wt_secure_key_of(X509 *certificate, uint16_t *bits)
{
	return names[wt_tlslib_key_type(certificate, bits)];
}

static bool is_lacking(const char *word)
{
	const char *at = strstr(wt_tlslib_lacks, word);

	return at && (at[strlen(word)] == ' ' || at[strlen(word)] == '\0');
}

const struct wt_key_kind *wt_secure_keys_named(const char *name)
{
	char one[WT_KEY_NAME_BYTES];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		wt_key_name(names[kinds[i].type], kinds[i].bits, one);
		if (kinds[i].rsa ? strncmp(name, "rsa-", 4) == 0 : strcmp(name, one) == 0)
			return is_lacking(kinds[i].lacking) ? NULL : &kinds[i];
	}
	return NULL;
}

enum wt_status wt_secure_library_failure(struct wt_secure_endpoint *e, const char *what, const char *path)
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

/* In place of a file that cannot be read. */
static const char *what_would_do(const struct wt_settings *settings, const char *path, int code)
{
	if (settings->psk_file && strcmp(path, settings->psk_file) == 0)
		return code == EACCES ? "a file that this user may read"
				      : "a file with an identity and a key, such as scripts/cert.sh makes";
	return code == EACCES ? "files that this user may read, or another folder with --certs"
			      : "a folder made by scripts/cert.sh";
}

enum wt_status wt_secure_read_file(struct wt_secure_endpoint *e, const char *path, const char *what, bool secret,
				   struct wt_file_content *content)
{
	struct wt_error *error = &e->base.error;

	switch (wt_file_read(path, secret && !e->base.settings->insecure_key_mode, content)) {
	case WT_FILE_READABLE:
		return WT_OK;
	case WT_FILE_IRREGULAR:
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0,
				    "%.*s: not a regular file; valid: a regular file", SHOWN_BYTES, path);
	case WT_FILE_SHARED:
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0,
				    "%.*s: a %s that others may use (mode %04o); valid: mode "
				    "0600, or --insecure-key-mode",
				    SHOWN_BYTES, path, what, content->mode);
	case WT_FILE_LARGE:
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "%.*s: too large; valid: at most %d bytes",
				    SHOWN_BYTES, path, WT_FILE_CONTENT_MAX);
	case WT_FILE_UNREADABLE:
		break;
	}
	return wt_error_set(error, WT_ERROR, "open", "system", content->code, "%.*s: %s; valid: %s", SHOWN_BYTES, path,
			    strerror(content->code), what_would_do(e->base.settings, path, content->code));
}

/* `path` is filled, and `content` where this is WT_OK. */
static enum wt_status read_file(struct wt_secure_endpoint *e, const char *name, bool secret, char path[PATH_BYTES],
				struct wt_file_content *content)
{
	if (!wt_settings_file(e->base.settings->certs, e->base.settings->keys, name, path, PATH_BYTES))
		return wt_error_set(&e->base.error, WT_ERROR, "open", "wiretoll", 0,
				    "--certs: the path is longer than %d bytes", PATH_BYTES);
	return wt_secure_read_file(e, path, "private key", secret, content);
}

/*
 * The kind of the key decides suite and signature. It is asked of the certificate, which holds no secret. What cannot be
 * read is as the first kind, and refused where it is used; NULL: a curve that nothing is pinned for.
 */
static const struct wt_key_kind *kind_of(const struct wt_file_content *certificate, char name[WT_KEY_NAME_BYTES])
{
	BIO *text = BIO_new_mem_buf(certificate->data, (int)certificate->bytes);
	X509 *first = text ? PEM_read_bio_X509_AUX(text, NULL, NULL, NULL) : NULL;
	uint16_t bits = 0;
	enum wt_key_type type = first ? wt_tlslib_key_type(first, &bits) : WT_KEY_NONE;
	const struct wt_key_kind *kind = type == WT_KEY_EC ? NULL : kinds;

	wt_key_name(names[type], bits, name);
	X509_free(first);
	BIO_free(text);
	ERR_clear_error();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type && (!kinds[i].bits || kinds[i].bits == bits))
			kind = &kinds[i];
	return kind;
}

/* A name between line ends, so that no other one holds it; how long it is, 0: too long to be told from others. */
static size_t line_of(X509_NAME *name, char line[NAME_BYTES])
{
	size_t length;

	line[0] = '\n';
	if (!name || !X509_NAME_oneline(name, line + 1, NAME_BYTES - 2))
		return 0;
	length = strlen(line);
	if (length >= NAME_BYTES - 4)
		return 0;
	line[length] = '\n';
	line[length + 1] = '\0';
	return length + 1;
}

/* Keeps the names alone: a certificate takes kilobytes on wolfSSL. */
static void note_ca_names(struct wt_secure_endpoint *e, const struct wt_file_content *certificates)
{
	BIO *text = BIO_new_mem_buf(certificates->data, (int)certificates->bytes);
	size_t noted = 0, length;
	char line[NAME_BYTES];
	bool known = text != NULL;
	X509 *one;

	while (known && (one = PEM_read_bio_X509(text, NULL, NULL, NULL))) {
		length = line_of(X509_get_subject_name(one), line);
		known = length && noted + length < sizeof(e->ca_names);
		if (known)
			memcpy(e->ca_names + noted, line, length + 1);
		noted += length;
		X509_free(one);
	}
	if (!known)
		e->ca_names[0] = '\0';
	BIO_free(text);
	ERR_clear_error();
}

uint8_t wt_secure_path_of(const struct wt_secure_endpoint *e, X509 *certificate)
{
	char line[NAME_BYTES];

	if (!e->ca_names[0] || !line_of(X509_get_issuer_name(certificate), line))
		return 0;
	return strstr(e->ca_names, line) ? 1 : 2;
}

/* Whom this end trusts; where nobody shows it a certificate, it trusts nobody. */
static enum wt_status load_ca(struct wt_secure_endpoint *e)
{
	struct wt_file_content content = { .bytes = 0 };
	char path[PATH_BYTES];
	enum wt_status status;

	if (e->base.server && !e->mutual)
		return WT_OK;
	status = read_file(e, "ca.pem", false, path, &content);
	if (status != WT_OK)
		return status;
	if (!wt_tlslib_trust(e->context, content.data, content.bytes))
		status = wt_secure_library_failure(e, "holds no CA certificate in PEM", path);
	else
		note_ca_names(e, &content);
	wt_file_forget(&content);
	return status;
}

static int count_certificates(const struct wt_file_content *certificates)
{
	BIO *text = BIO_new_mem_buf(certificates->data, (int)certificates->bytes);
	int count = 0;
	X509 *one;

	while (text && (one = PEM_read_bio_X509(text, NULL, NULL, NULL))) {
		count++;
		X509_free(one);
	}
	BIO_free(text);
	ERR_clear_error();
	return count;
}

/* Whether the file holds what --keys and --chain say of it; `key` is of which kind it is. */
static enum wt_status check_asked(struct wt_secure_endpoint *e, const char *path, const char *key,
				  const struct wt_file_content *content)
{
	const char *asked = e->base.settings->keys;
	int count = wt_settings_intermediate(e->base.settings) ? count_certificates(content) : 2;

	if (!e->keys)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "%.*s: a key of another curve; valid: ECDSA of P-256 or P-384, RSA, Ed25519",
				    SHOWN_BYTES, path);
	if (asked && strcmp(key, asked) != 0)
		return wt_error_set(&e->base.error, WT_ERROR, "open", "wiretoll", 0,
				    "%.*s: a key of %s; valid with --keys %s: one of that kind", SHOWN_BYTES, path,
				    *key ? key : "an unknown kind", asked);
	if (count != 2)
		return wt_error_set(&e->base.error, WT_ERROR, "open", "wiretoll", 0,
				    "%.*s: holds %d certificate%s; valid with --chain 2: this end's own and, behind "
				    "it, that of the intermediate CA",
				    SHOWN_BYTES, path, count, count == 1 ? "" : "s");
	return WT_OK;
}

/* A client that shows none still learns from its own of which kind the keys are. */
static enum wt_status load_certificates(struct wt_secure_endpoint *e, const char *role, bool shown)
{
	struct wt_file_content content = { .bytes = 0 };
	char name[32], path[PATH_BYTES], key[WT_KEY_NAME_BYTES] = "";
	enum wt_status status;

	snprintf(name, sizeof(name), "%s%s.pem", role, wt_settings_intermediate(e->base.settings) ? "-chain" : "");
	status = read_file(e, name, false, path, &content);
	if (status != WT_OK)
		return status;
	if (!shown || wt_tlslib_use_chain(e->context, content.data, content.bytes))
		e->keys = kind_of(&content, key);
	else
		status = wt_secure_library_failure(e, "holds no certificate in PEM", path);
	if (status == WT_OK)
		status = check_asked(e, path, key, &content);
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
		return wt_secure_library_failure(e, "is no private key of the certificate beside it", path);
	if (SSL_CTX_check_private_key(e->context) != 1)
		return wt_secure_library_failure(e, "does not belong to the certificate beside it", path);
	return WT_OK;
}

enum wt_status wt_secure_load_keys(struct wt_secure_endpoint *e)
{
	const char *role = e->base.server ? "server" : "client";
	bool shown = e->base.server || e->mutual;
	enum wt_status status = load_ca(e);

	if (status == WT_OK)
		status = load_certificates(e, role, shown);
	return status == WT_OK && shown ? load_key(e, role) : status;
}
