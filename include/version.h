/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version of wiretoll, told here alone, and how this program was built; the build fills the strings. */
#ifndef WT_VERSION_H
#define WT_VERSION_H

#define WT_VERSION "0.9.0"

/* As CHANGELOG.md has it. */
#define WT_RELEASED "November 30, 2026"

extern const char wt_build_board[];    /* "host" */
extern const char wt_build_variant[];  /* "wolfssl", "openssl" */
extern const char wt_build_compiler[]; /* the compiler's version line */
extern const char wt_build_cflags[];   /* the flags that this program was compiled with */
extern const char wt_build_library[];  /* source, hash and configure flags of the TLS library */

#endif
