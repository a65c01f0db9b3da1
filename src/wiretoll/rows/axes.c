/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table alone, so that a test can be linked with one of its own. */
#include "axes.h"

const struct wt_axis wt_axes[WT_AXES_MAX + 1] = {
	[WT_AXIS_VERSION] = { .option = "tls-version",
			      .transports = "tls dtls",
			      .values = { "1.2", "1.3" },
			      .is_protocol = true,
			      .fact = { "version", "version", "version_name", false } },
	{ .option = "group",
	  .transports = "tls dtls",
	  .values = { "p256", "p384", "p521", "x25519", "x25519mlkem768" },
	  .needs = { [4] = "1.3" },
	  .fact = { "group", "group", "group_name", true },
	  .shows = { "secp256r1", "secp384r1", "secp521r1" },
	  .is_older = true },
	{ .option = "suite",
	  .transports = "tls dtls",
	  .values = { "aes128gcm", "aes256gcm", "chacha20", "aes128ccm", "aes128ccm8" },
	  .without = { [3] = "1.2 rsa", [4] = "1.2 rsa" }, /* RFC 7251 has suites with ECDSA alone */
	  .fact = { "suite", "suite", "suite_name", true },
	  /* with the hash of 1.3 or as 1.2 is called */
	  .shows = { "AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256",
		     "AES_128_CCM_SHA256 AES_128_CCM", "AES_128_CCM_8_SHA256 AES_128_CCM_8" },
	  .is_older = true },
	{ .option = "client-auth",
	  .transports = "tls dtls",
	  .values = { "on", "off" },
	  .named = { NULL, "no-client-auth" },
	  .fact = { "peer_authenticated", "peer authenticated", NULL, false },
	  .end = "server",
	  .shows = { "true", "false" },
	  .changes = "peer_signature peer_key peer_key_bits peer_chain",
	  .is_older = true },
	{ .option = "keys",
	  .transports = "tls dtls",
	  .values = { "ecdsa-p256", "ecdsa-p384", "rsa-2048", "rsa-3072", "ed25519" },
	  .is_keys = true,
	  .fact = { "peer_key", "key", "peer_key_name", true },
	  .end = "client", /* a server sees one with client authentication alone */
	  .changes = "suite peer_signature peer_key_bits",
	  .is_older = true }, /* as --certs */
	{ .option = "resume",
	  .transports = "tls dtls",
	  .values = { "off", "session", "ticket" },
	  .fact = { "resumed_by", "resumption", NULL, false },
	  .in_tries = true,
	  .shows = { "none", "session", "ticket" },
	  .is_not_held = true },
};
