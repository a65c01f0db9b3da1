/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key log that the system did not take whole: some tell so only when a file is closed (a quota, NFS). */
// LDFLAGS: -Wl,--wrap=close
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/joint.h"

static ino_t fails_for; /* the file whose close fails; 0: none */

int __real_close(int descriptor);
int __wrap_close(int descriptor);
int __wrap_close(int descriptor)
{
	struct stat facts;
	bool fails = fails_for && fstat(descriptor, &facts) == 0 && facts.st_ino == fails_for;
	int result = __real_close(descriptor);

	if (!fails)
		return result;
	errno = EDQUOT;
	return -1;
}

/* Opens and shuts a client with a key log; the status of `shut`. */
static enum wt_status shut_client(const struct wt_transport *transport, bool closes, struct wt_error *error)
{
	char path[] = "/tmp/wt_key_log_XXXXXX/log";
	struct wt_joint joint;
	struct wt_endpoint *endpoint = NULL;
	enum wt_status status;
	struct stat facts;

	path[sizeof(path) - 5] = '\0';
	assert_non_null(mkdtemp(path));
	path[sizeof(path) - 5] = '/';
	wt_joint_start(&joint, transport, "1.2");
	joint.settings[WT_CLIENT].port = 1443;
	joint.settings[WT_CLIENT].key_log = path;
	assert_int_equal(transport->open(&endpoint, &joint.settings[WT_CLIENT], false, error), WT_OK);
	assert_int_equal(stat(path, &facts), 0);
	fails_for = closes ? 0 : facts.st_ino;
	status = transport->shut(endpoint, error);
	fails_for = 0;
	/* nothing was written to it */
	assert_int_equal(stat(path, &facts), -1);
	path[sizeof(path) - 5] = '\0';
	assert_int_equal(rmdir(path), 0);
	wt_joint_end(&joint);
	return status;
}

static void test_close_is_told(void **state)
{
	const struct wt_transport *const transports[] = { &wt_tls, &wt_dtls };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct wt_error error = { .status = WT_OK };

		assert_int_equal(shut_client(transports[i], true, &error), WT_OK);
		assert_int_equal(error.status, WT_OK);
		assert_int_equal(shut_client(transports[i], false, &error), WT_ERROR);
		assert_string_equal(error.operation, "close");
		assert_int_equal(error.code, EDQUOT);
		assert_string_equal(error.text, "the key log: Disk quota exceeded");
		/* the next one has a file of its own */
		wt_error_clear(&error);
		assert_int_equal(shut_client(transports[i], true, &error), WT_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_close_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
