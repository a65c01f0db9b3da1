/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The differences that we know, each found in the records of wolfSSL 5.9.2,
 * OpenSSL 3.0 and 3.5 with the settings that are pinned, and looked up in the
 * source why it is so. docs/method.md tells which were made alike instead.
 */
#include "handshake_known.h"

#include <stdio.h>
#include <string.h>

#include "rows.h"

static const char all_schemes[] =
	"its server lists all signature schemes of its build, which no call pins; the client signs as pinned";

static const char without_cbc[] = "of suites with CBC, which the other build has none of";
static const char without_tickets[] = "of pre-shared keys and tickets, which the other build has none of";

static const char ticket_holds[] = "its tickets hold more of the session, the client's certificate as well";
static const char nobody_signs[] =
	"of schemes, which nobody signs by with a pre-shared key; OpenSSL lists those that it was told";
static const char no_curve[] = "of groups, which a plain pre-shared key has none of; wolfSSL offers them all the same";

static const char cut_elsewhere[] =
	"where a flight is cut: OpenSSL fills each datagram, wolfSSL begins a long message in a new one";

static const struct {
	/* NULL: each; "tls1.3_ticket": of rows with that value of an axis alone; "_psk-plain": the same in each protocol */
	const char *protocol;
	enum wt_difference_kind kind;
	const char *where, *list;
	int64_t number;
	const char *library; /* that has it, or more of it */
	const char *why;
} known[] = {
	{ NULL, WT_DIFFERS_LISTED, "ClientHello", "suites", 255, "OpenSSL",
	  "no suite but a signal (RFC 5746) that OpenSSL before 3.5 adds; 2 B" },
	{ NULL, WT_DIFFERS_EXTENSION, "ClientHello", NULL, 65281, "OpenSSL",
	  "a signal (RFC 5746) that OpenSSL adds from 3.5 on; wolfSSL is built without renegotiation" },
	{ NULL, WT_DIFFERS_EXTENSION, "ServerHello", NULL, 65281, "OpenSSL", "the answer to that signal (RFC 5746)" },
	{ NULL, WT_DIFFERS_LENGTH, "ClientHello", NULL, 11, "OpenSSL",
	  "two formats of points more, which nobody uses (RFC 8422 5.1.2)" },
	{ NULL, WT_DIFFERS_LENGTH, "ServerHello", NULL, 11, "OpenSSL",
	  "two formats of points more, which nobody uses (RFC 8422 5.1.2)" },
	{ "tls1.3", WT_DIFFERS_EXTENSION, "ClientHello", NULL, 11, "OpenSSL",
	  "of TLS 1.2, without a meaning in TLS 1.3" },
	{ "tls1.3", WT_DIFFERS_EXTENSION, "ClientHello", NULL, 23, "OpenSSL",
	  "of TLS 1.2, without a meaning in TLS 1.3" },
	{ NULL, WT_DIFFERS_LENGTH, "ClientHello", NULL, 45, "wolfSSL",
	  "one mode more; without a pre-shared key none is used" },
	{ "tls1.2", WT_DIFFERS_BYTES, "CertificateRequest", NULL, 0, "wolfSSL", all_schemes },
	{ "dtls1.2", WT_DIFFERS_BYTES, "CertificateRequest", NULL, 0, "wolfSSL", all_schemes },
	{ "tls1.3", WT_DIFFERS_BYTES, "CertificateRequest", NULL, 0, "wolfSSL",
	  "with RSA keys its list of RSA-PSS has rsa_pss_pss_sha256 as well; 2 B" },
	{ NULL, WT_DIFFERS_LISTED, "ClientHello", "signatures", 2057, "wolfSSL",
	  "of keys that say RSASSA-PSS themselves; RSA-PSS means both kinds to it, and our keys are of the other" },
	{ "tls1.2_ticket", WT_DIFFERS_BYTES, "NewSessionTicket", NULL, 0, "OpenSSL", ticket_holds },
	{ "dtls1.2_ticket", WT_DIFFERS_BYTES, "NewSessionTicket", NULL, 0, "OpenSSL", ticket_holds },
	{ "tls1.3_ticket", WT_DIFFERS_AFTER, "", NULL, 0, "OpenSSL", ticket_holds },
	{ "tls1.3_session", WT_DIFFERS_AFTER, "", NULL, 0, "OpenSSL",
	  "the nonce of its tickets has 8 bytes, wolfSSL's 1 (RFC 8446 4.6.1)" },
	/* with a pre-shared key in version 1.2 */
	{ "_psk-ecdhe", WT_DIFFERS_EXTENSION, "ClientHello", NULL, 13, "OpenSSL", nobody_signs },
	{ "_psk-ecdhe", WT_DIFFERS_LISTED, "ClientHello", "signatures", 1027, "OpenSSL", nobody_signs },
	{ "_psk-plain", WT_DIFFERS_EXTENSION, "ClientHello", NULL, 13, "OpenSSL", nobody_signs },
	{ "_psk-plain", WT_DIFFERS_LISTED, "ClientHello", "signatures", 1027, "OpenSSL", nobody_signs },
	{ "_psk-ecdhe", WT_DIFFERS_EXTENSION, "ServerHello", NULL, 11, "wolfSSL",
	  "formats of points, which OpenSSL's server tells of ECDHE with certificates alone; 6 B" },
	{ "_psk-plain", WT_DIFFERS_EXTENSION, "ServerHello", NULL, 11, "wolfSSL",
	  "formats of points; its server goes by the first byte of the suite, which those of AES-CCM and ChaCha20 have in "
	  "common with such that have a curve; 6 B" },
	{ "_psk-plain", WT_DIFFERS_EXTENSION, "ClientHello", NULL, 11, "wolfSSL", no_curve },
	{ "_psk-plain", WT_DIFFERS_EXTENSION, "ClientHello", NULL, 10, "wolfSSL", no_curve },
	{ "_psk-plain", WT_DIFFERS_LISTED, "ClientHello", "groups", 23, "wolfSSL", no_curve },
	/* builds of wolfSSL beside each other, and a small one beside OpenSSL */
	{ NULL, WT_DIFFERS_EXTENSION, "ClientHello", NULL, 22, "wolfSSL", without_cbc },
	{ NULL, WT_DIFFERS_EXTENSION, "ClientHello", NULL, 22, "OpenSSL", without_cbc },
	{ NULL, WT_DIFFERS_EXTENSION, "ClientHello", NULL, 45, "wolfSSL", without_tickets },
	{ NULL, WT_DIFFERS_EXTENSION, "ClientHello", NULL, 45, "OpenSSL", without_tickets },
	{ "dtls1.3", WT_DIFFERS_DATAGRAMS, "", NULL, 4, "wolfSSL",
	  "a build with RSA keeps room for the longest signature, which does not fit behind the certificate" },
};

static bool same(const char *a, const char *b)
{
	return !a || !b ? a == b : !strcmp(a, b);
}

static bool is_of(const char *name, const char *protocol)
{
	const char *value = strchr(protocol, '_');
	char speaks[WT_ROW_NAME_BYTES];
	struct wt_row row;

	if (!value)
		return wt_row_speaks(name, protocol);
	snprintf(speaks, sizeof speaks, "%.*s", (int)(value - protocol), protocol);
	if ((*speaks && !wt_row_speaks(name, speaks)) || !wt_row_find(name, &row))
		return false;
	for (size_t i = 0; wt_axes[i].option; i++)
		if (row.value[i] && !strcmp(wt_axis_named(&wt_axes[i], row.value[i]), value + 1))
			return true;
	return false;
}

/* Flights that do not fit into a datagram. With the usual MTU those of the usual keys do, and nothing of it is forgiven. */
static bool is_cut(const char *protocol, enum wt_difference_kind kind)
{
	return (is_of(protocol, "_mtu512") || is_of(protocol, "_mtu1200")) &&
	       (kind == WT_DIFFERS_MESSAGE || kind == WT_DIFFERS_BYTES || kind == WT_DIFFERS_DATAGRAMS);
}

const char *wt_handshake_known(const char *protocol, const char *library, const struct wt_difference *difference)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if ((!known[i].protocol || is_of(protocol, known[i].protocol)) && known[i].kind == difference->kind &&
		    same(known[i].where, difference->where) && same(known[i].list, difference->list) &&
		    known[i].number == difference->number && !strcmp(known[i].library, library))
			return known[i].why;
	return is_cut(protocol, difference->kind) ? cut_elsewhere : NULL;
}
