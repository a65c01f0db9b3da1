/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of options that several commands have; FIELD(name) is the offset of that field of a command. */
#ifndef WT_SHARED_ROWS_H
#define WT_SHARED_ROWS_H

/* What is measured: board, build, certs. */
#define WT_PROGRAM_ROWS(FIELD)                                                                                                     \
	{ "board", WT_OPTION_TEXT, FIELD(board), "NAME", "host", "what the programs were built for", NULL, 0, 0 },                 \
		{ "build",                                                                                                         \
		  WT_OPTION_TEXT,                                                                                                  \
		  FIELD(build),                                                                                                    \
		  "DIR",                                                                                                           \
		  NULL,                                                                                                            \
		  "where <board>/<variant>/ lie (default build; installed: libexec/wiretoll)",                                     \
		  NULL,                                                                                                            \
		  0,                                                                                                               \
		  0 },                                                                                                             \
	{                                                                                                                          \
		"certs", WT_OPTION_TEXT, FIELD(certs), "DIR", NULL,                                                                \
			"keys and certificates (default <build>/certs/ecdsa-p256; installed: made under the user's state folder)", \
			NULL, 0, 0                                                                                                 \
	}

#define WT_PLACEMENT_ROW(FIELD)                                                                                                          \
	{                                                                                                                                \
		"placement", WT_OPTION_CHOICE, FIELD(placement), "HOW", "two",                                                           \
			"both ends on one core, or on two, where no option names them; on one nobody waits for an idle core to wake up", \
			"one|two", 0, 0                                                                                                  \
	}

#define WT_OUT_ROW(FIELD, place)                                                                                       \
	{                                                                                                              \
		"out", WT_OPTION_TEXT, FIELD(out), "DIR", (place), "where the folder of results is made", NULL, 0, 0   \
	}

#endif
