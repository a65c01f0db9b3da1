/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Put before `openssl s_time` (LD_PRELOAD), so that each of its connections does what one of our client does: where it would
 * end a handshake by closing the socket, a message of 16 bytes is answered, a goodbye is said, and what the server still
 * says is read until it has closed.
 */
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* format 1, 16 bytes (include/message.h); the first one, which makes the session, is try 0 */
static unsigned char message[16] = { [8] = 0x10, [11] = 16 };

/* s_time calls it once a handshake, just before it closes. */
void SSL_set_shutdown(SSL *session, int mode)
{
	char answer[4], waste[512];

	(void)mode;
	message[15] = (unsigned char)SSL_session_reused(session);
	if (SSL_write(session, message, sizeof(message)) != sizeof(message) ||
	    SSL_read(session, answer, sizeof(answer)) != 3 || memcmp(answer, "ack", 3) != 0) {
		fprintf(stderr, "s_time: the server has not answered\n");
		exit(1);
	}
	SSL_set_quiet_shutdown(session, 0);
	SSL_shutdown(session);
	while (recv(SSL_get_fd(session), waste, sizeof(waste), 0) > 0)
		;
}
