/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variables of the environment that change what is measured: other code, another allocator, other files. */
#ifndef WT_ENVIRONMENT_H
#define WT_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A run of the desk tool takes these from the programs that it starts, so that a shell does not decide what is
 * measured; as text, since a board's shell unsets them as well. OPENSSL_*cap tell OpenSSL which instructions the
 * processor has (openssl-env(7)); MALLOC_* and GLIBC_TUNABLES are the C library's (mallopt(3)). Not OPENSSL_CONF,
 * which our programs set themselves (--openssl-conf).
 */
#define WT_ENVIRONMENT_CLEARED                                                                                         \
	"OPENSSL_ia32cap OPENSSL_armcap OPENSSL_ppccap OPENSSL_riscvcap OPENSSL_s390xcap OPENSSL_sparcv9cap "          \
	"OPENSSL_CONF_INCLUDE OPENSSL_ENGINES OPENSSL_MODULES OPENSSL_MALLOC_FAILURES OPENSSL_MALLOC_FD "              \
	"OPENSSL_MALLOC_SEED OPENSSL_TRACE CTLOG_FILE OSSL_QFILTER QLOGDIR RANDFILE SSL_CERT_DIR SSL_CERT_FILE "       \
	"SSLKEYLOGFILE GLIBC_TUNABLES MALLOC_ARENA_MAX MALLOC_ARENA_TEST MALLOC_CHECK_ MALLOC_MMAP_MAX_ "              \
	"MALLOC_MMAP_THRESHOLD_ MALLOC_PERTURB_ MALLOC_TOP_PAD_ MALLOC_TRIM_THRESHOLD_"

/* These stay, since a library of the user's own may need them to be found: they are reported. */
#define WT_ENVIRONMENT_KEPT                                                                                            \
	"LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT LD_BIND_NOT LD_BIND_NOW LD_DEBUG LD_DYNAMIC_WEAK LD_HWCAP_MASK LD_PROFILE"

enum { WT_ENVIRONMENT_NAME_BYTES = 32 };

/*
 * Finds the next of all these that is set. `*at` begins with NULL and is the callee's from then on; `*value` is the
 * environment's. False: there is no more. Does not allocate; not while another thread changes the environment.
 */
bool wt_environment_next(const char **at, char name[WT_ENVIRONMENT_NAME_BYTES], const char **value);

/* Unsets the first list in this process, for the program that it becomes. */
void wt_environment_clear(void);

#endif
