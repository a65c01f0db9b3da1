/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of one program in one cell: the input is the file. */
#include <string.h>

#include "cell_file.h"
#include "cell_pair.h"
#include "handshake_parity.h"
#include "plan.h"
#include "support.h"

static const char name[] = "cell.jsonl";
static struct wt_plan plan, flows; /* `flows`: mode stream */
static char path[512];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char *const kinds[] = { "tcp", "udp", "tls1.3", "dtls1.2" };
	struct wt_reason reason;

	(void)argc;
	(void)argv;
	plan.sizes = (struct wt_size_list){ { 16, 999 }, 2 };
	plan.tries = 2;
	plan.rounds = 1;
	flows = (struct wt_plan){ .sizes = plan.sizes, .tries = 1, .rounds = 1, .mode = "stream", .flow_ms = 2 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		FUZZ_HOLDS(wt_plan_add(&plan, kinds[i], "wolfssl", &reason) &&
			   wt_plan_add(&flows, kinds[i], "wolfssl", &reason));
	snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
	return 0;
}

/* The file decides what it is read as, so that most inputs get past the first line. */
static const struct wt_series *series_of(const struct wt_plan *of, const uint8_t *data, size_t size)
{
	if (fuzz_mentions(data, size, "\"transport\":\"dtls\""))
		return &of->series[3];
	if (fuzz_mentions(data, size, "\"transport\":\"tls\""))
		return &of->series[2];
	return &of->series[fuzz_mentions(data, size, "\"transport\":\"udp\"") ? 1 : 0];
}

/* What the reader took of a handshake can be compared, whatever it says; here with itself. */
static void compare(const struct wt_cell_file *file)
{
	struct wt_handshake_side side = { file->handshake, "OpenSSL", "OpenSSL" };
	struct wt_handshake_parity parity;

	wt_handshake_compare(&parity, "tls1.3", &side, &side);
	FUZZ_HOLDS(parity.count <= WT_DIFFERENCES_MAX && parity.compared == (file->handshake != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct wt_plan *of = fuzz_mentions(data, size, "\"mode\":\"stream\"") ? &flows : &plan;
	struct wt_cell_expected expected = { of, series_of(of, data, size), of->tries,
					     fuzz_mentions(data, size, "\"role\":\"server\"") };
	struct wt_cell_file file;
	struct wt_reason reason = { "" };

	fuzz_write(name, data, size);
	if (!wt_cell_file_read(&file, path, &expected, &reason))
		fuzz_check_reason(&reason);
	FUZZ_HOLDS(file.present);
	if (!expected.server)
		FUZZ_HOLDS(file.answered + file.lost + file.failed <= 4);
	FUZZ_HOLDS(wt_cell_file_unmatched(&file, &file) == 0);
	compare(&file);
	wt_cell_file_free(&file);
	fuzz_clean();
	return 0;
}
