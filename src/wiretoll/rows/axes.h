/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run can vary beside library and size: a line of the table in axes.c an axis. Programs, names of rows and
 * folders, the command line, checks of the records, the parity gate, and what a report compares all read it.
 */
#ifndef WT_AXES_H
#define WT_AXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WT_AXES_MAX = 16, WT_AXIS_VALUES_MAX = 8, WT_AXIS_WORD_BYTES = 24 };

/* The first line of the table. */
enum { WT_AXIS_VERSION };

/* A field of the records. */
struct wt_fact {
	const char *name;
	const char *words;    /* what a reader calls it */
	const char *readable; /* the field that holds the value's name; NULL: none */
	bool may_be_untold;   /* 0 or null: the library does not tell */
};

/* Lists of words have blanks between them; NULL: none. */
struct wt_axis {
	const char *option; /* of the programs, without dashes; their records have it among the settings */
	/*
	 * The mode that alone has it: rows of others have the first value, and are not told it. In its own mode each row is told
	 * its value, and a plan has rows of all of them where nobody asks for some. NULL: every mode has it.
	 */
	const char *mode;
	const char *transports; /* that have it */
	/*
	 * Words of [a-z0-9.-], behind them NULL; each but the first of one axis alone, since they stand in the names of
	 * rows. The first one is what a program does that is not told, or that does not know the option.
	 */
	const char *values[WT_AXIS_VALUES_MAX + 1];
	/*
	 * "tls1.2": its values are protocols, which every name and command line says, and none is told over another.
	 * Else "_value" of the others, whose rows are told over the same one with the first.
	 */
	bool is_protocol;
	/* A value but the first is the name of a folder of certificates, beside the one of --certs. */
	bool is_keys;
	/* A value but the first has a pre-shared key in place of certificates: the file psk in the folder of --certs. */
	bool is_psk;
	/* Of a value, how the names of both ends' certificates end ("-chain" of "server-chain.pem"); NULL: not at all. */
	const char *ending[WT_AXIS_VALUES_MAX];
	/* How a value stands in names of rows and among what a build lacks, by the same rules; NULL: as itself. */
	const char *named[WT_AXIS_VALUES_MAX];
	/* Of a value, values of other axes: of each axis that is named here a row with it has one of these. */
	const char *needs[WT_AXIS_VALUES_MAX];
	/* Of a value, how much shorter the largest message is. */
	uint16_t takes_bytes[WT_AXIS_VALUES_MAX];
	/*
	 * Of a value, what it does not go with all together: values of other axes, kinds of keys (plan/certs_sets.h) that
	 * the row's certificates have. Behind a comma another such list. Such a row is UNSUPPORTED.
	 */
	const char *without[WT_AXIS_VALUES_MAX];
	struct wt_fact fact; /* what shows in the records that it was so; it is part of the same work */
	/* The fact stands in every try but the cold one, which is made otherwise; else in `negotiated`. */
	bool in_tries;
	bool is_client_alone; /* no option of the servers */
	/*
	 * Values are how many connections a client has open at once, of which its settings and its summaries tell, and no other
	 * axis needs to know. With more than one no try has CPU time of the client's or heap of its own.
	 */
	bool is_crowd;
	const char *end; /* the end that alone tells it, "client" or "server"; NULL: both do */
	/* How the readable fact ends, a value: with one of these words; NULL: as the value itself. */
	const char *shows[WT_AXIS_VALUES_MAX];
	/* The option is older than the axis: a row with the first value may show any, as programs by hand did. */
	bool is_older;
	/* With other values than the first a session ends before the next one begins: none can be held open. */
	bool is_not_held;
	/* With other values than the first the server's handshake ends behind its answer, and the client reads that as it closes. */
	bool ends_behind_answer;
	/* The largest message with other values than the first; 0: as the protocol's. */
	uint32_t limit_bytes;
	/* Facts and settings that are others with other values as well, so that they are no reason for no ratio. */
	const char *changes;
};

/* The last line has no option. */
extern const struct wt_axis wt_axes[WT_AXES_MAX + 1];

/* Whether a list of words has that one. */
bool wt_words_hold(const char *words, const char *word);

bool wt_axis_is_of(const struct wt_axis *axis, const char *transport);

/* Whether the fact shows that value with this text. */
bool wt_axis_shows(const struct wt_axis *axis, size_t value, const char *text);

/* How a value is called in the name of a row. */
const char *wt_axis_named(const struct wt_axis *axis, size_t value);

/* The value that programs were told, or showed, with this text; -1: none. */
int wt_axis_value(const struct wt_axis *axis, const char *text);

/* Whether a fact or a setting of that name is meant to be another with another value of the axis; NULL: of none. */
bool wt_axis_changes(const struct wt_axis *axis, const char *name);

#endif
