/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines, and what the reader makes of them. */
#ifndef WT_TEST_COMMAND_LINES_H
#define WT_TEST_COMMAND_LINES_H

#include <stddef.h>
#include <stdint.h>

enum line_result { LINE_RUNS, LINE_HELPS, LINE_WRONG };

/* Of --sizes (16 to 1048576), --tries (1 to 10000000), --timeout (0.001 to 86400), --json, --quiet. */
struct command_line {
	enum line_result result;
	const char *words[3]; /* those behind a NULL are not there */
	const char *says;     /* a part of the error, after which each names what is valid in its own words */
	size_t sizes;         /* how many the list has then, 16 and 64 first; 0: not looked at */
	uint32_t tries;       /* 0: not looked at */
	uint64_t timeout_ms;  /* 0: not looked at */
};

static const struct command_line command_lines[] = {
	{ .words = { "--sizes", "16, 64" }, .sizes = 2 },
	{ .words = { "--sizes", " 16  64 , 999 " }, .sizes = 3 },
	{ .words = { "--sizes=16,64" }, .sizes = 2 },
	{ .words = { "--sizes=16 64" }, .sizes = 2 },
	{ .words = { "--tries=5", "--tries", "7" }, .tries = 7 },
	{ .words = { "--tries", "0000000000000000000000007" }, .tries = 7 },
	{ .words = { "--timeout", ".5" }, .timeout_ms = 500 },
	{ .words = { "--timeout=1." }, .timeout_ms = 1000 },
	{ .words = { "--timeout", "86400" }, .timeout_ms = 86400000 },
	{ .words = { "--json=--quiet" } },
	{ .words = { "--json", "-" } },
	{ LINE_HELPS, .words = { "-h" } },
	{ LINE_HELPS, .words = { "--help" } },
	{ LINE_HELPS, .words = { "--frob", "--help" } },
	{ LINE_HELPS, .words = { "--tries", "-h" } },
	{ LINE_WRONG, { "--json" }, .says = "--json: needs a value (FILE)" },
	{ LINE_WRONG, { "--json", "--quiet" }, .says = "--json: needs a value (FILE)" },
	{ LINE_WRONG, { "--tries", "--quiet" }, .says = "--tries: needs a value (" },
	{ LINE_WRONG, { "--json=" }, .says = "empty; valid: FILE" },
	{ LINE_WRONG, { "--quiet=yes" }, .says = "--quiet: takes no value" },
	{ LINE_WRONG, { "--frob" }, .says = "--frob: unknown option" },
	{ LINE_WRONG, { "--frob=3" }, .says = "--frob=3: unknown option" },
	{ LINE_WRONG, { "--" }, .says = "--: unknown option" },
	{ LINE_WRONG, { "extra" }, .says = "; valid: " },
	{ LINE_WRONG, { "--tries", "" }, .says = "; valid: 1 to 10000000" },
	{ LINE_WRONG, { "--tries", "-1" }, .says = "; valid: 1 to 10000000" },
	{ LINE_WRONG, { "--tries", "10000001" }, .says = "; valid: 1 to 10000000" },
	{ LINE_WRONG, { "--tries=18446744073709551617" }, .says = "; valid: 1 to 10000000" },
	{ LINE_WRONG, { "--timeout", "." }, .says = "; valid: 0.001 to 86400" },
	{ LINE_WRONG, { "--timeout", "1s" }, .says = "; valid: 0.001 to 86400" },
	{ LINE_WRONG, { "--timeout", "1.0000000001" }, .says = "; valid: 0.001 to 86400" },
	{ LINE_WRONG, { "--timeout", "0.0009" }, .says = "; valid: 0.001 to 86400" },
	{ LINE_WRONG, { "--timeout", "86400.0001" }, .says = "; valid: 0.001 to 86400" },
	{ LINE_WRONG, { "--sizes", "16,,64" }, .says = "--sizes " },
	{ LINE_WRONG, { "--sizes", "16," }, .says = "--sizes " },
	{ LINE_WRONG, { "--sizes", ",16" }, .says = "--sizes " },
	{ LINE_WRONG, { "--sizes", " " }, .says = "--sizes " },
	{ LINE_WRONG, { "--sizes", "16;64" }, .says = "--sizes " },
	{ LINE_WRONG, { "--sizes", "64, 16, 64" }, .says = "twice" },
	{ LINE_WRONG, { "--sizes", "15" }, .says = "16 to 1048576" },
};

#endif
