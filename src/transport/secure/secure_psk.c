/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pre-shared key takes the place of: certificates, keys, signatures, and of a plain one the group. */
#include <stdio.h>
#include <string.h>

#include "secure.h"
#include "secure_keys.h"

enum { PATH_BYTES = 4096, SHOWN_BYTES = 160 };

static enum wt_status refuse(struct wt_secure_endpoint *e, const char *option, const char *value, const char *why)
{
	return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0, "--%s %s: %s", option, value, why);
}

enum wt_status wt_secure_check_psk(struct wt_secure_endpoint *e)
{
	const struct wt_settings *settings = e->base.settings;

	if (!e->psk_how)
		return settings->psk_file
			       ? refuse(e, "psk-file", settings->psk_file, "needs --psk ecdhe or --psk plain")
			       : WT_OK;
	if (!e->mutual)
		return refuse(e, "client-auth", "off",
			      "nobody shows a certificate with a pre-shared key; valid: without it, or without --psk");
	if (settings->keys)
		return refuse(e, "keys", settings->keys, "there are none with --psk; valid: without one of the two");
	if (wt_settings_intermediate(settings))
		return refuse(e, "chain", settings->chain,
			      "nobody shows a certificate with a pre-shared key; valid: --chain 1, or --psk off");
	if (!wt_secure_has_group(e) && e->minor == 3)
		return refuse(e, "psk", e->psk_how, "not of version 1.3; valid: --psk ecdhe, or --tls-version 1.2");
	if (!wt_secure_has_group(e) && wt_group_number(settings->group) != 23)
		return refuse(e, "group", settings->group, "a plain pre-shared key has none; valid: --psk ecdhe");
	return WT_OK;
}

bool wt_secure_has_group(const struct wt_secure_endpoint *e)
{
	return !e->psk_how || strcmp(e->psk_how, "plain") != 0;
}

bool wt_secure_suite_fits_psk(const struct wt_secure_endpoint *e, uint16_t suite)
{
	const char *name = wt_suite_name(suite);
	const char *lead = !e->psk_how ? "" : wt_secure_has_group(e) ? "TLS_ECDHE_PSK_" : "TLS_PSK_";

	if (e->minor == 3 || !name)
		return true;
	return *lead ? strncmp(name, lead, strlen(lead)) == 0 : !strstr(name, "_PSK_");
}

enum wt_status wt_secure_load_psk(struct wt_secure_endpoint *e)
{
	const char *asked = e->base.settings->psk_file;
	struct wt_file_content content = { .bytes = 0 };
	char path[PATH_BYTES];
	const char *fault;
	enum wt_status status;

	if (snprintf(path, PATH_BYTES, "%s%s", asked ? asked : e->base.settings->certs, asked ? "" : "/psk") >=
	    PATH_BYTES)
		return wt_error_set(&e->base.error, WT_ERROR, "open", "wiretoll", 0,
				    "--psk-file: the path is longer than %d bytes", PATH_BYTES);
	status = wt_secure_read_file(e, path, "pre-shared key", true, &content);
	if (status != WT_OK)
		return status;
	fault = wt_psk_parse(&e->psk, content.data, content.bytes);
	wt_file_forget(&content);
	if (fault)
		return wt_error_set(&e->base.error, WT_ERROR, "open", "wiretoll", 0,
				    "%.*s: no pre-shared key: %s; valid: one line IDENTITY:KEY, of 1 to %d characters "
				    "without blanks and %d to %d hexadecimal digits",
				    SHOWN_BYTES, path, fault, WT_PSK_IDENTITY_MAX, 2 * WT_PSK_KEY_LEAST,
				    2 * WT_PSK_KEY_MAX);
	return wt_tlslib_use_psk(e->context, e->base.server, e->minor, &e->psk, &e->base.error);
}
