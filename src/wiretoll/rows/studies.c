/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include <string.h>

/* Of each the plain transport, for what security costs at all; one size, so that a study takes minutes. */
const struct wt_study wt_studies[] = {
	{ "resumption",
	  "What does a resumed session save over a full handshake?",
	  false,
	  NULL,
	  { "--transports=tcp,tls1.2,tls1.3", "--axis=resume=off,session,ticket", "--axis=early-data=off,single-use",
	    "--sizes=256" } },
	{ "groups",
	  "What does a key exchange group cost over P-256?",
	  false,
	  NULL,
	  { "--transports=tcp,tls1.3", "--axis=group=p256,p384,p521,x25519,x25519mlkem768", "--sizes=256" } },
	{ "keys",
	  "What does a kind of certificate cost over ECDSA P-256?",
	  false,
	  NULL,
	  { "--transports=tcp,tls1.3", "--axis=keys=ecdsa-p256,ecdsa-p384,rsa-2048,rsa-3072,ed25519", "--sizes=256" } },
	/* one record of the largest size: the handshake is much the same */
	{ "suites",
	  "What does a suite cost over AES-128-GCM, handshake and one full record?",
	  false,
	  NULL,
	  { "--transports=tcp,tls1.3", "--axis=suite=aes128gcm,aes256gcm,chacha20,aes128ccm,aes128ccm8",
	    "--sizes=16384" } },
	{ "psk",
	  "What does a pre-shared key save over certificates?",
	  false,
	  NULL,
	  { "--transports=tcp,tls1.2,tls1.3", "--axis=psk=off,ecdhe,plain", "--sizes=256" } },
	{ "post-quantum",
	  "What does a hybrid key exchange (ML-KEM-768) cost over classical ones?",
	  true,
	  NULL,
	  { "--transports=tcp,tls1.3", "--axis=group=p256,x25519,x25519mlkem768", "--sizes=256" } },
	{ "iot",
	  "What do pre-shared keys, CCM-8 and tickets save on a constrained device?",
	  true,
	  "wolfssl-iot",
	  { "--transports=udp,dtls1.2", "--axis=psk=off,plain", "--axis=suite=aes128gcm,aes128ccm8",
	    "--axis=resume=off,ticket", "--sizes=64" } },
	{ "client-auth",
	  "What does it save that the client shows no certificate?",
	  false,
	  NULL,
	  { "--transports=tcp,udp,tls1.2,tls1.3,dtls1.2", "--axis=client-auth=on,off", "--sizes=256" } },
	/* a suite is most of what a message costs; two of them, since a core may have instructions for one alone */
	{ "session",
	  "What does a message of an open session cost, and when the handshake a tenth?",
	  false,
	  NULL,
	  { "--mode=session", "--transports=tcp,tls1.2,tls1.3", "--axis=suite=aes128gcm,chacha20", "--sizes=64",
	    "--tries=2000", "--rounds=20" } },
	/* one record of the largest size a write */
	{ "throughput",
	  "What does TLS 1.3 move each way, by suite, and what CPU does a MB take?",
	  false,
	  NULL,
	  { "--mode=stream", "--transports=tcp,tls1.3", "--axis=suite=aes128gcm,aes256gcm,chacha20",
	    "--axis=direction=up,down", "--sizes=16384", "--seconds=0.2" } },
	/* each client has several tries behind its first one, in each of few rounds */
	{ "crowd",
	  "How many clients at once does a server bear, and what does each cost it?",
	  false,
	  NULL,
	  { "--transports=tcp,tls1.3", "--axis=parallel=1,4,16,64,256", "--sizes=64", "--tries=2560", "--rounds=5" } },
	{ NULL, NULL, false, NULL, { NULL } },
};

const struct wt_study *wt_study_find(const char *name)
{
	for (const struct wt_study *study = wt_studies; name && study->name; study++)
		if (!strcmp(study->name, name))
			return study;
	return NULL;
}

/* What an option says behind "--mode=" or the like; NULL: it is another one. */
static const char *said_by(const char *option, const char *lead)
{
	size_t length = strlen(lead);

	return strncmp(option, lead, length) ? NULL : option + length;
}

const char *wt_study_mode(const struct wt_study *study)
{
	const char *mode = NULL;

	for (size_t i = 0; !mode && study->options[i]; i++)
		mode = said_by(study->options[i], "--mode=");
	return mode;
}

bool wt_study_has_axis(const struct wt_study *study, const char *axis)
{
	size_t length = strlen(axis);

	for (size_t i = 0; study->options[i]; i++) {
		const char *said = said_by(study->options[i], "--axis=");

		if (said && !strncmp(said, axis, length) && said[length] == '=')
			return true;
	}
	return false;
}
