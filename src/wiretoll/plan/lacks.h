/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the TLS library in a secure program was built without, as its ELF section .wiretoll.lacks tells
 * (src/tlslib/wolfssl_build.c, openssl_pins.c): so it is known where the program cannot be started, and before anything is measured.
 */
#ifndef WT_LACKS_H
#define WT_LACKS_H

#include "plan.h"

enum { WT_LACKS_BYTES = 512 };

/*
 * Reads the words of one program, blanks between them: "dtls1.3 server". Empty: it lacks nothing, or it is no program
 * with such a section (a file that is not there has none): then nothing is known to be lacking.
 */
void wt_lacks_read(const char *path, char words[WT_LACKS_BYTES]);

/*
 * Why a series cannot be made with what the programs of its two ends lack: "variant own was built without DTLS 1.3
 * ...". False: nothing is in its way, and `why` is empty.
 */
bool wt_lacks_of_series(const struct wt_plan *plan, const struct wt_series *series, char why[WT_UNSUPPORTED_BYTES]);

#endif
