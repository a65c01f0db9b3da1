/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lacks.h"

#include <stdio.h>
#include <string.h>

#include "address.h"
#include "certs_sets.h"
#include "elf_file.h"

void wt_lacks_read(const char *path, char words[WT_LACKS_BYTES])
{
	char more[WT_LACKS_BYTES];

	wt_elf_text(path, ".wiretoll.lacks", words, WT_LACKS_BYTES);
	/* what no other programs need than these */
	wt_elf_text(path, ".wiretoll.lacks.http2", more, sizeof more);
	snprintf(words + strlen(words), WT_LACKS_BYTES - strlen(words), "%s", more);
}

/* ---- what of it stands in a series' way ---- */

/* A client looks for the address that it calls among those of the certificate; a name is found without that feature. */
static bool calls_address(const struct wt_plan *plan)
{
	return !*plan->host || wt_address_is_numeric(plan->host);
}

/* The axis that has a value of that name; -1: none. */
static int axis_of(const char *word)
{
	for (int i = 0; wt_axes[i].option; i++)
		for (size_t k = 0; !wt_axes[i].is_protocol && wt_axes[i].values[k]; k++)
			if (!strcmp(wt_axis_named(&wt_axes[i], k), word))
				return i;
	return -1;
}

static bool has_value(const struct wt_row *row, const char *word)
{
	int axis = axis_of(word);

	return axis >= 0 && wt_row_value(row, (size_t)axis) &&
	       !strcmp(wt_axis_named(&wt_axes[axis], row->value[axis]), word);
}

/* A word that a row speaks ("tls1.3"), or that is the value of an axis, is in the way of such rows alone. */
static bool matters(const char *word, const struct wt_plan *plan, const struct wt_series *series, enum wt_role role)
{
	struct wt_row row;

	if (!strcmp(word, "rsa") || !strcmp(word, "ed25519"))
		return wt_certs_hold(plan, &series->row, word);
	/* a curve that is a group, too */
	if (!strcmp(word, "p384") && wt_certs_hold(plan, &series->row, word))
		return true;
	if (wt_row_find(word, &row))
		return wt_row_speaks(series->row.name, word);
	if (axis_of(word) >= 0)
		return has_value(&series->row, word);
	if (!strcmp(word, "client"))
		return role == WT_CLIENT;
	if (!strcmp(word, "server"))
		return role == WT_SERVER;
	if (!strcmp(word, "address"))
		return role == WT_CLIENT && calls_address(plan);
	if (!strcmp(word, "dtls-ed25519"))
		return role == WT_SERVER && wt_row_is_datagram(&series->row) &&
		       wt_certs_hold(plan, &series->row, "ed25519");
	/* to a client it is a ticket as any other */
	if (!strcmp(word, "session-1.3"))
		return role == WT_SERVER && has_value(&series->row, "session") &&
		       !strcmp(wt_row_value(&series->row, WT_AXIS_VERSION), "1.3");
	if (!strcmp(word, "dtls-early-data"))
		return wt_row_is_datagram(&series->row) && wt_row_ends_behind_answer(&series->row);
	if (!strcmp(word, "mtu"))
		return wt_row_is_datagram(&series->row);
	return true;
}

/* The words, and how a person is told them: with the macros of wolfSSL that would be needed. */
static const struct {
	const char *word, *told;
} known[] = {
	{ "client", "a client (NO_WOLFSSL_CLIENT)" },
	{ "server", "a server (NO_WOLFSSL_SERVER)" },
	{ "tls1.2", "TLS 1.2 (WOLFSSL_NO_TLS12)" },
	{ "tls1.3", "TLS 1.3 (WOLFSSL_TLS13)" },
	{ "dtls1.2", "DTLS 1.2 (WOLFSSL_DTLS)" },
	{ "dtls1.3", "DTLS 1.3 (WOLFSSL_DTLS13, WOLFSSL_SEND_HRR_COOKIE)" },
	{ "secp256r1", "the curve secp256r1 (HAVE_ECC)" },
	{ "rsa", "RSA, of which the certificates are (NO_RSA)" },
	{ "ed25519", "Ed25519, of which the certificates are (HAVE_ED25519)" },
	{ "dtls-ed25519", "a DTLS server with an Ed25519 key (OpenSSL issue 20122)" },
	{ "aes128gcm", "AES-128-GCM with SHA-256 (HAVE_AESGCM)" },
	{ "p384", "the group secp384r1 (ECC384)" },
	{ "p521", "the group secp521r1 (ECC521)" },
	{ "x25519", "the group x25519 (HAVE_CURVE25519)" },
	{ "x25519mlkem768", "the group X25519MLKEM768 (wolfSSL: WOLFSSL_HAVE_MLKEM; OpenSSL: from 3.5 on)" },
	{ "aes256gcm", "AES-256-GCM with SHA-384 (WOLFSSL_SHA384)" },
	{ "chacha20", "ChaCha20-Poly1305 (HAVE_CHACHA, HAVE_POLY1305)" },
	{ "aes128ccm", "AES-128-CCM (HAVE_AESCCM)" },
	{ "aes128ccm8", "AES-128-CCM-8 (HAVE_AESCCM)" },
	{ "session", "resumption by what a server keeps (HAVE_SESSION_TICKET, NO_SESSION_CACHE)" },
	{ "ticket", "resumption by tickets (HAVE_SESSION_TICKET, NO_SESSION_CACHE)" },
	{ "session-1.3", "resumption by what a server keeps of version 1.3 (WOLFSSL_TICKET_HAVE_ID)" },
	{ "early-single-use", "early data (WOLFSSL_EARLY_DATA)" },
	{ "early-replayable", "early data (WOLFSSL_EARLY_DATA)" },
	{ "dtls-early-data", "early data of DTLS, whose server asks for a cookie first (RFC 8446 4.2.10)" },
	{ "psk-ecdhe", "pre-shared keys (NO_PSK)" },
	{ "psk-plain", "plain pre-shared keys (WOLFSSL_STATIC_PSK)" },
	{ "tls1.2_psk-ecdhe", "ECDHE-PSK with ChaCha20-Poly1305 (HAVE_CHACHA, HAVE_POLY1305)" },
	{ "dtls1.2_psk-ecdhe", "ECDHE-PSK with ChaCha20-Poly1305 (HAVE_CHACHA, HAVE_POLY1305)" },
	{ "cid4", "connection IDs (WOLFSSL_DTLS_CID)" },
	{ "cid8", "connection IDs (WOLFSSL_DTLS_CID)" },
	{ "alpn", "ALPN, by which HTTP/2 is agreed on (HAVE_ALPN)" },
	{ "address", "addresses in certificates (WOLFSSL_IP_ALT_NAME)" },
	{ "mtu", "an MTU that can be set (WOLFSSL_DTLS_MTU)" },
};

/* What is lacking at the ends whose words are given, each thing once; `whose` names them. */
static void add_lacks(const struct wt_plan *plan, const struct wt_series *series, const char *whose,
		      const char *variant, const char *words[2], char why[WT_UNSUPPORTED_BYTES])
{
	size_t length = strlen(why);
	bool lead = true;

	for (size_t i = 0; i < sizeof known / sizeof *known && length < WT_UNSUPPORTED_BYTES; i++) {
		bool found = false;

		for (int role = 0; role < 2; role++)
			if (words[role] && wt_words_hold(words[role], known[i].word) &&
			    matters(known[i].word, plan, series, (enum wt_role)role))
				found = true;
		if (!found)
			continue;
		if (lead)
			length += (size_t)snprintf(why + length, WT_UNSUPPORTED_BYTES - length,
						   "%s%s %s was built without %s", length ? "; " : "", whose, variant,
						   known[i].told);
		else
			length += (size_t)snprintf(why + length, WT_UNSUPPORTED_BYTES - length, ", %s", known[i].told);
		lead = false;
	}
}

bool wt_lacks_of_series(const struct wt_plan *plan, const struct wt_series *series, char why[WT_UNSUPPORTED_BYTES])
{
	char path[WT_PROGRAM_BYTES], words[2][WT_LACKS_BYTES];
	enum wt_role board = plan->target.board_role, other = board == WT_CLIENT ? WT_SERVER : WT_CLIENT;
	const char *of[2] = { NULL };

	*why = '\0';
	if (!wt_row_is_secure(&series->row))
		return false;
	for (int role = 0; role < 2; role++) {
		wt_plan_program(plan, series, (enum wt_role)role, path);
		wt_lacks_read(path, words[role]);
		of[role] = words[role];
	}
	if (plan->target.way != WT_WAY_LOCAL) {
		of[other] = NULL;
		add_lacks(plan, series, "variant", series->variant, of, why);
		of[other] = words[other];
		of[board] = NULL;
	}
	add_lacks(plan, series, plan->target.way == WT_WAY_LOCAL ? "variant" : "the other end's variant",
		  plan->target.way == WT_WAY_LOCAL ? series->variant : series->peer, of, why);
	return *why != '\0';
}
