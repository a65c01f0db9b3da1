/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certs_sets.h"

#include <stdio.h>
#include <string.h>

/* Of a chain, some ten certificates of 2 KB; what is behind them is not looked at. */
enum { PEM_BYTES = 32768 };

/* What stands in a certificate with such a key, in DER. */
static const struct kind {
	const char *kind;
	size_t bytes;
	unsigned char object[11];
} kinds[] = {
	/* rsaEncryption, RFC 8017 appendix A.1; a signature by RSA has another last number */
	{ "rsa", 11, { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 } },
	/* secp384r1, RFC 5480 2.1.1.1 */
	{ "p384", 7, { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 } },
	/* secp256r1, the same */
	{ "secp256r1", 10, { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 } },
	/* id-Ed25519, RFC 8410 3 */
	{ "ed25519", 5, { 0x06, 0x03, 0x2b, 0x65, 0x70 } },
};

/* NULL: none is called so. */
static const struct kind *kind_of(const char *word)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].kind, word))
			return &kinds[i];
	return NULL;
}

/* RFC 4648 section 4 */
static int digit_of(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Decodes what is at `from` up to a '-' or '='; line ends are skipped. Returns how many bytes. */
static size_t decode(const char *from, unsigned char *to)
{
	unsigned bits = 0, held = 0;
	size_t count = 0;

	for (; *from && *from != '-' && *from != '='; from++) {
		int digit = digit_of(*from);

		if (digit < 0)
			continue;
		bits = (bits << 6 | (unsigned)digit) & 0xffff;
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		to[count++] = (unsigned char)(bits >> held);
	}
	return count;
}

/* Its first certificate, or any. */
static bool file_holds(const char *path, const struct kind *kind, bool first)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	char text[PEM_BYTES + 1];
	unsigned char der[PEM_BYTES];
	FILE *file = fopen(path, "re");
	bool found = false;

	if (!file)
		return false;
	text[fread(text, 1, PEM_BYTES, file)] = '\0';
	fclose(file);
	for (const char *at = strstr(text, begin); at && !found; at = first ? NULL : strstr(at + 1, begin)) {
		size_t bytes = decode(at + strlen(begin), der);

		found = memmem(der, bytes, kind->object, kind->bytes) != NULL;
	}
	return found;
}

bool wt_certs_hold(const struct wt_plan *plan, const struct wt_row *row, const char *kind)
{
	static const char *const names[] = { "ca.pem", "client.pem", "server.pem" };
	const char *keys = wt_row_keys(row);
	const struct kind *known = kind_of(kind);
	char path[WT_PATH_BYTES + 32];

	if (wt_row_has_psk(row))
		return false;
	if (keys)
		return strstr(keys, kind) != NULL;
	for (size_t i = 0; known && i < sizeof names / sizeof *names; i++)
		if (wt_settings_file(plan->certs, NULL, names[i], path, sizeof path) && file_holds(path, known, false))
			return true;
	return false;
}

bool wt_certs_psk(const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (wt_series_has_sessions(&plan->series[i]) && wt_row_has_psk(&plan->series[i].row))
			return true;
	return false;
}

size_t wt_certs_sets(const struct wt_plan *plan, struct wt_certs_set sets[WT_CERTS_SETS_MAX])
{
	size_t count = 0, k;

	for (size_t i = 0; i < plan->series_count && count < WT_CERTS_SETS_MAX; i++) {
		const struct wt_row *row = &plan->series[i].row;

		if (!wt_series_has_sessions(&plan->series[i]) || wt_row_has_psk(row))
			continue;
		sets[count] = (struct wt_certs_set){ wt_row_keys(row), wt_row_ending(row) };
		/* a folder is the one text of the table */
		for (k = 0; sets[k].keys != sets[count].keys || strcmp(sets[k].ending, sets[count].ending) != 0;)
			k++;
		count += k == count;
	}
	return count;
}

bool wt_certs_check_base(const struct wt_plan *plan, struct wt_reason *reason)
{
	static const char *const ends[] = { "server", "client" };
	struct wt_certs_set sets[WT_CERTS_SETS_MAX];
	size_t count = wt_certs_sets(plan, sets);
	char path[WT_PATH_BYTES + 32];
	bool named = false;

	for (size_t i = 0; i < count; i++)
		named = named || sets[i].keys;
	for (size_t i = 0; named && i < 2 * count; i++) {
		char name[WT_AXIS_WORD_BYTES + 16];

		snprintf(name, sizeof name, "%s%s.pem", ends[i % 2], sets[i / 2].ending);
		if (!sets[i / 2].keys && wt_settings_file(plan->certs, NULL, name, path, sizeof path) &&
		    !file_holds(path, kind_of("secp256r1"), true))
			return wt_reason_set(
				reason,
				"%s: no key of ecdsa-p256, which those of other keys are compared with; "
				"valid: a folder of such keys with --certs, or --axis keys= without ecdsa-p256",
				path);
	}
	return true;
}
