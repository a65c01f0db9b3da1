/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls_registry.h"

#include <string.h>

#include "negotiated.h"

/* TLS ExtensionType Values */
static const struct {
	int64_t number;
	const char *name;
} extensions[] = {
	{ 0, "server_name" },
	{ 1, "max_fragment_length" },
	{ 5, "status_request" },
	{ 10, "supported_groups" },
	{ 11, "ec_point_formats" },
	{ 13, "signature_algorithms" },
	{ 14, "use_srtp" },
	{ 15, "heartbeat" },
	{ 16, "application_layer_protocol_negotiation" },
	{ 17, "status_request_v2" },
	{ 18, "signed_certificate_timestamp" },
	{ 19, "client_certificate_type" },
	{ 20, "server_certificate_type" },
	{ 21, "padding" },
	{ 22, "encrypt_then_mac" },
	{ 23, "extended_master_secret" },
	{ 27, "compress_certificate" },
	{ 28, "record_size_limit" },
	{ 35, "session_ticket" },
	{ 41, "pre_shared_key" },
	{ 42, "early_data" },
	{ 43, "supported_versions" },
	{ 44, "cookie" },
	{ 45, "psk_key_exchange_modes" },
	{ 47, "certificate_authorities" },
	{ 49, "post_handshake_auth" },
	{ 50, "signature_algorithms_cert" },
	{ 51, "key_share" },
	{ 54, "connection_id" },
	{ 65281, "renegotiation_info" },
};

const char *wt_extension_name(int64_t number)
{
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		if (extensions[i].number == number)
			return extensions[i].name;
	return "unknown";
}

const char *wt_listed_name(const char *list, int64_t number)
{
	const char *name = NULL;

	if (number == 255 && !strcmp(list, "suites"))
		return "TLS_EMPTY_RENEGOTIATION_INFO_SCSV";
	if (!strcmp(list, "suites"))
		name = wt_suite_name((uint16_t)number);
	else if (!strcmp(list, "signatures"))
		name = wt_signature_name((uint16_t)number);
	else if (!strcmp(list, "versions"))
		name = wt_version_name((uint16_t)number);
	else
		name = wt_group_name((uint16_t)number);
	return name ? name : "unknown";
}

const char *wt_content_words(int64_t content)
{
	switch (content) {
	case 20:
		return "change_cipher_spec";
	case 21:
		return "alert";
	case 22:
		return "handshake";
	case 23:
		return "application_data";
	case 26:
		return "ack";
	default:
		return "record";
	}
}
