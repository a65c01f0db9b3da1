/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that the command line of a pair program can set: plain data, filled by options.h. */
#ifndef WT_SETTINGS_H
#define WT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	WT_SIZES_MAX = 32,
	WT_CID_MAX_BYTES = 10,
	WT_MTU_USUAL_BYTES = 1472,
	WT_TIMER_USUAL_MS = 1000,
	WT_CPU_AUTO = -1,
	WT_CPU_ANY = -2
};

/* Sessions that can be held open at once, and the descriptors that an end needs besides: results,
 * standard streams, the listener, the connection being made, what the system keeps open. */
enum { WT_HOLD_MAX = 10000, WT_HOLD_OTHER_FILES = 32 };

/* Requests that a server of HTTP/2 takes at once on a connection: no fewer are advised (RFC 9113 6.5.2). */
enum { WT_STREAMS_MAX = 100 };

struct wt_size_list {
	uint32_t bytes[WT_SIZES_MAX];
	size_t count;
};

/* How sessions are resumed: not, by what the server keeps of them, or by tickets that hold it. */
enum wt_resume { WT_RESUME_OFF, WT_RESUME_SESSION, WT_RESUME_TICKET };

/* Early data (RFC 8446 2.3): none, of sessions that a server takes once (8.1), or of tickets that it takes whenever they come. */
enum wt_early_data { WT_EARLY_OFF, WT_EARLY_SINGLE_USE, WT_EARLY_REPLAYABLE };
enum { WT_EARLY_MAX_BYTES = 16384 }; /* what a server allows: one record (RFC 8446 5.1) */

/* Strings point into the command line or to constants; nothing here is owned. */
struct wt_settings {
	/* every program */
	uint16_t port;
	uint64_t timeout_ns; /* client: a try; server: silence */
	const char *json;    /* NULL: none, "-": standard output */
	bool quiet;
	bool verbose;
	int cpu;              /* number, WT_CPU_AUTO or WT_CPU_ANY */
	const char *counters; /* "on", "no-heap" or "off"; NULL is "on" */
	const char *mode;     /* "connect"; NULL is the usual one (mode_list.h) */
	const char *wait;     /* "block" or "spin"; NULL is "block" */
	/* clients */
	const char *host;
	struct wt_size_list sizes;
	uint32_t tries;    /* a size */
	uint32_t rate;     /* tries that begin a second, at planned times; 0: the next one when the last has ended */
	uint32_t parallel; /* connections that are open at once; 1, or 0: one after the other */
	uint32_t streams;  /* h2: messages under way at once over one connection; 1, or 0: one after the other */
	uint64_t flow_ns;  /* mode stream: of each size and direction */
	const char *direction;   /* "both", "up" or "down" */
	uint32_t bitrate_kbit_s; /* 0: as many as go */
	/* servers */
	const char *bind;
	bool keep;
	uint32_t max_peers; /* of streams that are open at once; 0 is the usual number */
	/* TLS and DTLS */
	const char *certs; /* folder: ca.pem, server.pem, server.key, client.pem, client.key */
	const char *keys;  /* "rsa-2048": of the folder beside that one with this name; NULL: of that one */
	const char *
		chain; /* "2": the certificate of an intermediate CA is shown, too; NULL is "1", what <role>.pem holds */
	bool insecure_key_mode;  /* the key's file may be open to others */
	const char *tls_version; /* "1.2" or "1.3" */
	const char *suite; /* IANA name, or a word such as "aes256gcm"; "auto": the pinned default of version and key */
	const char *group; /* IANA name: "secp256r1" */
	const char *psk;   /* "off", "ecdhe" or "plain"; NULL is "off" */
	const char *psk_file;     /* identity and key; NULL: "psk" in the folder of certificates */
	const char *client_auth;  /* "on" or "off"; NULL is "on" */
	const char *resume;       /* "off", "session" or "ticket"; NULL is "off" */
	const char *early_data;   /* "off", "single-use" or "replayable"; NULL is "off" */
	uint32_t hold;            /* sessions to be held open at once; 0: none, exchanges as ever */
	bool trace;               /* one exchange is shown message by message */
	const char *key_log;      /* file for the sessions' secrets; NULL: they stay where they are */
	const char *openssl_conf; /* NULL or "none": no configuration file is read */
	/* DTLS */
	uint32_t mtu_bytes;     /* datagram payload: 1472 is Ethernet less IPv4 and UDP */
	uint32_t dtls_timer_ms; /* first time-out of a flight of the handshake; 0 is the usual one */
	uint32_t cid_bytes;     /* of the connection ID that each end gives itself; 0: none */
	bool rebind;            /* client, with hold and cid: the sessions go on from other local ports */
};

/* Whether costs beyond time and traffic are counted. */
static inline bool wt_settings_count(const struct wt_settings *settings)
{
	return !settings->counters || strcmp(settings->counters, "off") != 0;
}

/* Whether the TLS library's heap is among them. */
static inline bool wt_settings_count_heap(const struct wt_settings *settings)
{
	return !settings->counters || strcmp(settings->counters, "on") == 0;
}

/* Whether waits for a socket ask again and again in place of sleeping. */
static inline bool wt_settings_spin(const struct wt_settings *settings)
{
	return settings->wait && strcmp(settings->wait, "spin") == 0;
}

/* Whether all messages go over one connection. */
static inline bool wt_settings_session(const struct wt_settings *settings)
{
	return settings->mode && strcmp(settings->mode, "session") == 0;
}

/* How long the first timer of a flight runs (RFC 6347 4.2.4.1, RFC 9147 5.8.2). */
static inline uint32_t wt_settings_timer_ms(const struct wt_settings *settings)
{
	return settings->dtls_timer_ms ? settings->dtls_timer_ms : WT_TIMER_USUAL_MS;
}

/* With what sessions have in place of certificates: "ecdhe", "plain"; NULL: certificates as ever. */
static inline const char *wt_settings_psk(const struct wt_settings *settings)
{
	return settings->psk && strcmp(settings->psk, "off") != 0 ? settings->psk : NULL;
}

/* Whether the client shows a certificate. */
static inline bool wt_settings_client_auth(const struct wt_settings *settings)
{
	return !settings->client_auth || strcmp(settings->client_auth, "off") != 0;
}

/* Whether certificates are shown that an intermediate CA has issued. */
static inline bool wt_settings_intermediate(const struct wt_settings *settings)
{
	return settings->chain && strcmp(settings->chain, "2") == 0;
}

/*
 * The path of a file among certificates: in the folder `certs`, or with `keys` in the folder beside it that has this name
 * ("certs/rsa-2048" beside "certs/own/"). False: it is longer than there is room.
 */
static inline bool wt_settings_file(const char *certs, const char *keys, const char *file, char *path,
				    size_t path_bytes)
{
	size_t length = strlen(certs);
	int bytes;

	while (keys && length > 0 && certs[length - 1] == '/')
		length--;
	while (keys && length > 0 && certs[length - 1] != '/')
		length--;
	bytes = keys ? snprintf(path, path_bytes, "%.*s%s/%s", (int)length, certs, keys, file)
		     : snprintf(path, path_bytes, "%s/%s", certs, file);
	return bytes >= 0 && (size_t)bytes < path_bytes;
}

static inline enum wt_resume wt_settings_resume(const struct wt_settings *settings)
{
	if (!settings->resume || strcmp(settings->resume, "off") == 0)
		return WT_RESUME_OFF;
	return strcmp(settings->resume, "ticket") == 0 ? WT_RESUME_TICKET : WT_RESUME_SESSION;
}

static inline enum wt_early_data wt_settings_early_data(const struct wt_settings *settings)
{
	if (!settings->early_data || strcmp(settings->early_data, "off") == 0)
		return WT_EARLY_OFF;
	return strcmp(settings->early_data, "single-use") == 0 ? WT_EARLY_SINGLE_USE : WT_EARLY_REPLAYABLE;
}

#endif
