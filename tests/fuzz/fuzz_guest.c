/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counts of instructions of an emulated board beside its records: the input is both files. */
#include <math.h>
#include <string.h>

#include "guest.h"
#include "support.h"

static struct wt_results results;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct wt_reason reason;

	(void)argc;
	(void)argv;
	results.plan.sizes = (struct wt_size_list){ { 16, 999 }, 2 };
	results.plan.tries = 4;
	results.plan.rounds = 2;
	results.plan.target.way = WT_WAY_QEMU_USER;
	FUZZ_HOLDS(wt_plan_add(&results.plan, "tls1.3", "wolfssl", &reason));
	FUZZ_HOLDS(wt_folder_open(&results.folder, fuzz_folder(), &reason));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wt_guest_series guest;
	struct wt_reason reason = { "" };

	fuzz_unpack(data, size);
	results.plan.target.board_role = fuzz_mentions(data, size, ".server.guest.jsonl") ? WT_SERVER : WT_CLIENT;
	if (!wt_guest_read(&guest, &results, 0, &reason))
		fuzz_check_reason(&reason);
	FUZZ_HOLDS(guest.left_out + guest.not_made <= results.plan.rounds);
	for (size_t i = 0; i < results.plan.sizes.count; i++) {
		double median = wt_guest_median(&guest.exchange[i]);

		FUZZ_HOLDS(guest.exchange[i].count ? median > 0.0 : isnan(median));
	}
	FUZZ_HOLDS(guest.handshake.count == 0 || wt_guest_median(&guest.handshake) > 0.0);
	wt_guest_free(&guest);
	fuzz_clean();
	return 0;
}
