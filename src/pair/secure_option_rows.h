/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that only secure programs have, and of them the probe that of the library's configuration alone. */
#ifndef WT_SECURE_OPTION_ROWS_H
#define WT_SECURE_OPTION_ROWS_H

#include "option_rows.h"

#define WT_CONFIGURATION_OPTIONS                                                                                       \
	{                                                                                                              \
		.name = "openssl-conf", .kind = WT_OPTION_TEXT, WT_FIELD(openssl_conf), .value = "FILE",               \
		.initial = "none", .help = "configuration that OpenSSL reads; none: not even the system's"             \
	}

/* `initial_version` is the one by default, `version_help` is said of it. */
#define WT_SECURE_CHOICES(initial_version, version_help)                                                                             \
	{ .name = "certs",                                                                                                           \
	  .kind = WT_OPTION_TEXT,                                                                                                    \
	  WT_FIELD(certs),                                                                                                           \
	  .value = "DIR",                                                                                                            \
	  .initial = "build/certs/ecdsa-p256",                                                                                       \
	  .help = "folder of certificates and keys" },                                                                               \
		{ .name = "keys",                                                                                                    \
		  .kind = WT_OPTION_CHOICE,                                                                                          \
		  WT_FIELD(keys),                                                                                                    \
		  .value = "KIND",                                                                                                   \
		  .help = "take the folder of that name beside the one of --certs; both ends show such a key",                       \
		  .choices = "ecdsa-p256|ecdsa-p384|rsa-2048|rsa-3072|ed25519" },                                                    \
		{ .name = "chain",                                                                                                   \
		  .kind = WT_OPTION_CHOICE,                                                                                          \
		  WT_FIELD(chain),                                                                                                   \
		  .value = "COUNT",                                                                                                  \
		  .initial = "1",                                                                                                    \
		  .help = "certificates that both ends show; with 2 that of an intermediate CA is behind their own",                 \
		  .choices = "1|2" },                                                                                                \
		{ .name = "insecure-key-mode",                                                                                       \
		  .kind = WT_OPTION_FLAG,                                                                                            \
		  WT_FIELD(insecure_key_mode),                                                                                       \
		  .help = "go on with a private key that others may use" },                                                          \
		{ .name = "tls-version",                                                                                             \
		  .kind = WT_OPTION_CHOICE,                                                                                          \
		  WT_FIELD(tls_version),                                                                                             \
		  .value = "VERSION",                                                                                                \
		  .initial = (initial_version),                                                                                      \
		  .help = (version_help),                                                                                            \
		  .choices = "1.2|1.3" },                                                                                            \
		{ .name = "suite",                                                                                                   \
		  .kind = WT_OPTION_TEXT,                                                                                            \
		  WT_FIELD(suite),                                                                                                   \
		  .value = "SUITE",                                                                                                  \
		  .initial = "auto",                                                                                                 \
		  .choices = "aes128gcm|aes256gcm|chacha20|aes128ccm|aes128ccm8",                                                    \
		  .help = "the only suite allowed: an IANA name, or aes128gcm (auto), aes256gcm, chacha20, aes128ccm, aes128ccm8" }, \
		{ .name = "group",                                                                                                   \
		  .kind = WT_OPTION_TEXT,                                                                                            \
		  WT_FIELD(group),                                                                                                   \
		  .value = "GROUP",                                                                                                  \
		  .initial = "secp256r1",                                                                                            \
		  .choices = "p256|p384|p521|x25519|x25519mlkem768",                                                                 \
		  .help = "the only key exchange group allowed: an IANA name, or p256, p384, p521" },                                \
		{ .name = "psk",                                                                                                     \
		  .kind = WT_OPTION_CHOICE,                                                                                          \
		  WT_FIELD(psk),                                                                                                     \
		  .value = "HOW",                                                                                                    \
		  .initial = "off",                                                                                                  \
		  .help = "a pre-shared key in place of certificates, with an exchange of keys or (1.2) plain",                      \
		  .choices = "off|ecdhe|plain" },                                                                                    \
		{                                                                                                                    \
			.name = "psk-file",                                                                                          \
			.kind = WT_OPTION_TEXT,                                                                                      \
			WT_FIELD(psk_file),                                                                                          \
			.value = "FILE",                                                                                             \
			.help = "one line IDENTITY:KEY, the key in hexadecimal digits, mode 0600 (psk in the folder of --certs)",    \
		},                                                                                                                   \
		{ .name = "client-auth",                                                                                             \
		  .kind = WT_OPTION_CHOICE,                                                                                          \
		  WT_FIELD(client_auth),                                                                                             \
		  .value = "HOW",                                                                                                    \
		  .initial = "on",                                                                                                   \
		  .help = "whether the client shows a certificate; the same on both ends",                                           \
		  .choices = "on|off" },                                                                                             \
	{                                                                                                                            \
		.name = "resume", .kind = WT_OPTION_CHOICE, WT_FIELD(resume), .value = "HOW", .initial = "off",                      \
		.help = "by what sessions but the first are resumed, the same on both ends; a server keeps the newest 1,024",        \
		.choices = "off|session|ticket"                                                                                      \
	}

/* What a transport needs more for than a session. */
#define WT_EARLY_HOLD_OPTIONS                                                                                              \
	{ .name = "early-data",                                                                                            \
	  .kind = WT_OPTION_CHOICE,                                                                                        \
	  WT_FIELD(early_data),                                                                                            \
	  .value = "HOW",                                                                                                  \
	  .initial = "off",                                                                                                \
	  .help = "messages in the first flight of TLS 1.3; each session once (--resume session), or replayable (ticket)", \
	  .choices = "off|single-use|replayable" },                                                                        \
	{                                                                                                                  \
		.name = "hold", .kind = WT_OPTION_NUMBER, WT_FIELD(hold), .value = "COUNT",                                \
		.help = "sessions to hold open at once, to tell the memory of one; the same on both ends",                 \
		.minimum = 1, .maximum = WT_HOLD_MAX                                                                       \
	}

#define WT_WATCH_OPTIONS                                                                                               \
	{ .name = "trace",                                                                                             \
	  .kind = WT_OPTION_FLAG,                                                                                      \
	  WT_FIELD(trace),                                                                                             \
	  .help = "show one exchange message by message; such a run does not count" },                                 \
		{ .name = "key-log",                                                                                   \
		  .kind = WT_OPTION_TEXT,                                                                              \
		  WT_FIELD(key_log),                                                                                   \
		  .value = "FILE",                                                                                     \
		  .help = "write the secrets of every session to a new file, for Wireshark" },                         \
		{ .name = "list",                                                                                      \
		  .kind = WT_OPTION_FLAG,                                                                              \
		  .offset = WT_OPTION_NO_FIELD,                                                                        \
		  .help = "print which of these choices this build has, a line each with its versions, and end" },     \
		WT_CONFIGURATION_OPTIONS

#define WT_SECURE_OPTIONS(initial_version, version_help)                                                               \
	WT_SECURE_CHOICES(initial_version, version_help), WT_EARLY_HOLD_OPTIONS, WT_WATCH_OPTIONS

#define WT_TLS_OPTIONS WT_SECURE_OPTIONS("1.3", "the only version allowed")
#define WT_H2_OPTIONS  WT_SECURE_CHOICES("1.3", "the only version allowed"), WT_WATCH_OPTIONS

/* The default is one that both libraries have. */
#define WT_DTLS_OPTIONS                                                                                                \
	WT_SECURE_OPTIONS("1.2", "the only version allowed; OpenSSL has no DTLS 1.3"),                                 \
		{ .name = "mtu",                                                                                       \
		  .kind = WT_OPTION_NUMBER,                                                                            \
		  WT_FIELD(mtu_bytes),                                                                                 \
		  .value = "BYTES",                                                                                    \
		  .initial = "1472",                                                                                   \
		  .help = "largest datagram payload in bytes; one that is not the usual one is the same on both ends", \
		  .choices = "1472|1200|512",                                                                          \
		  .minimum = 256,                                                                                      \
		  .maximum = 16384 },                                                                                  \
		{ .name = "dtls-timer",                                                                                \
		  .kind = WT_OPTION_NUMBER,                                                                            \
		  WT_FIELD(dtls_timer_ms),                                                                             \
		  .value = "MS",                                                                                       \
		  .initial = "1000",                                                                                   \
		  .help = "ms after which a flight of the handshake is sent again; doubled each time",                 \
		  .choices = "1000|400|100",                                                                           \
		  .minimum = 50,                                                                                       \
		  .maximum = 60000 },                                                                                  \
	{                                                                                                              \
		.name = "cid", .kind = WT_OPTION_NUMBER, WT_FIELD(cid_bytes), .value = "BYTES", .initial = "0",        \
		.help = "length of each end's connection ID, the same on both ends; 0: none", .choices = "0|4|8",      \
		.minimum = 0, .maximum = WT_CID_MAX_BYTES                                                              \
	}

#define WT_REBIND_OPTIONS                                                                                              \
	{                                                                                                              \
		.name = "rebind", .kind = WT_OPTION_FLAG, WT_FIELD(rebind),                                            \
		.help = "with --hold and --cid: each session goes on from another local port, without a handshake"     \
	}

#endif
