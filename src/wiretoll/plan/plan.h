/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan of a run: which series, sizes, tries and rounds, in which order, on
 * which cores. A series is a row with one variant of the
 * programs; a cell is one round of one series.
 */
#ifndef WT_PLAN_H
#define WT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board.h"
#include "cell_id.h"
#include "modes.h"
#include "option.h"
#include "plan_settings.h"
#include "reason.h"
#include "rows.h"
#include "settings.h"
#include "target.h"
#include "whole_file.h"

enum {
	WT_SERIES_MAX = 4096, /* no array has that room; `order` could not say more than 65535 */
	WT_HEAP_TRIES = 2,    /* a size, where the heap is counted: it repeats from try to try */
	WT_SERIES_NAME_BYTES = WT_ROW_NAME_BYTES + WT_NAME_BYTES,
	WT_UNSUPPORTED_BYTES = 256,
	WT_FOLDER_NAMES_MAX = 16,
	WT_FOLDER_NAME_BYTES = 256
};

struct wt_series {
	struct wt_row row;
	char name[WT_SERIES_NAME_BYTES]; /* "tcp", "tls1.3-wolfssl": its folder, too */
	char variant[WT_NAME_BYTES];
	char peer[WT_NAME_BYTES]; /* of the other end's programs, where that is another machine's; else empty */
	char unsupported[WT_UNSUPPORTED_BYTES]; /* why it cannot be made; empty: it can */
};

/* The names that a folder has had while something was written to it: its records tell one of them. */
struct wt_folder_names {
	char name[WT_FOLDER_NAMES_MAX][WT_FOLDER_NAME_BYTES];
	size_t count; /* 0: a plan of an older version, which does not say */
};

struct wt_plan {
	uint64_t created_us;            /* wall clock, for people: it may step */
	uint64_t created_ns;            /* monotonic clock of `boot` */
	char boot[WT_BOARD_BOOT_BYTES]; /* empty: not known, and `created_ns` void, as in plans of older versions */
	char board[WT_NAME_BYTES];
	char build[WT_PATH_BYTES];
	char certs[WT_PATH_BYTES];
	char host[WT_HOST_BYTES];  /* the address under test: the one that clients call */
	struct wt_target target;   /* how the board is reached */
	char mode[WT_NAME_BYTES];  /* as the file tells it; empty: it does not */
	char study[WT_NAME_BYTES]; /* that was asked for; empty: none, or a plan of an older version */
	WT_PLAN_SETTINGS(WT_PLAN_SETTING_MEMBER)
	bool counters;  /* the rounds count costs beside time; what is held always does */
	bool heap;      /* so does a cell behind them, of the heap; not without counters */
	bool spin;      /* both ends ask for what comes again and again, and do not sleep (--wait) */
	int client_cpu; /* WT_CPU_AUTO: the program picks it, on another machine */
	int server_cpu;
	bool one_core; /* both ends share one was asked for; wt_plan_placement tells what is */
	struct wt_size_list sizes;
	struct wt_names variants; /* the first is what the others are compared with */
	struct wt_series *series; /* allocated */
	struct wt_row *rows; /* each once, in the order of the report; behind the last one without a name; allocated */
	struct wt_folder_names names;
	size_t series_count, row_count;
	size_t active_count; /* those that are not unsupported */
	uint16_t *order;     /* rounds × active_count indices into `series`; allocated */
};

/* Frees what wt_plan_make, wt_plan_draw or wt_plan_read allocated. */
void wt_plan_free(struct wt_plan *plan);

/* The series of that name, or -1. */
int wt_plan_find(const struct wt_plan *plan, const char *name);

/* Whether a series has sessions, to be counted and held: it is secure and can be made. */
static inline bool wt_series_has_sessions(const struct wt_series *series)
{
	return wt_row_is_secure(&series->row) && !*series->unsupported;
}

/* Of a plan that does not say it, or says another one than there is, the usual one: its records tell what was. */
static inline const struct wt_plan_mode *wt_plan_mode(const struct wt_plan *plan)
{
	return wt_plan_mode_named(plan->mode);
}

/* How both ends wait, as --wait says it. */
static inline const char *wt_plan_wait(const struct wt_plan *plan)
{
	return plan->spin ? "spin" : "block";
}

/* Both ends on "one" core or on "two", as its cores say; ends on two machines are on two. */
const char *wt_plan_placement(const struct wt_plan *plan);

/* Adds one series, by the name of its row. False: there is no such row, or no room. */
bool wt_plan_add(struct wt_plan *plan, const char *row, const char *variant, struct wt_reason *reason);

/* Says why a series of the plan cannot be made; empty: it can. Words beyond the room are cut off. */
void wt_plan_unsupported(struct wt_plan *plan, struct wt_series *series, const char *why);

/*
 * The other end's variant as a reader is told it: "openssl", or with the rows that it cannot speak:
 * "openssl (dtls1.3: wolfssl)".
 */
enum { WT_PEER_TEXT_BYTES = 4 * WT_NAME_BYTES };
void wt_plan_peer_text(const struct wt_plan *plan, char text[WT_PEER_TEXT_BYTES]);

/* Whether a variant's library has that row's protocol at all. */
bool wt_plan_can_speak(const char *variant, const struct wt_row *row);

/* A plan of an older version had one peer throughout, and no row that it could not speak. */
void wt_plan_one_peer(struct wt_plan *plan, struct wt_series *series);

/* The most connections that a client of a row has open at once. */
uint32_t wt_plan_crowd(const struct wt_plan *plan);

/* How many tries a client has under way at once on a connection. */
static inline uint32_t wt_plan_streams(const struct wt_plan *plan)
{
	return plan->streams ? plan->streams : 1;
}

/* Checks what holds for every plan: sizes that its transports can carry, tries and rounds. */
bool wt_plan_check(const struct wt_plan *plan, struct wt_reason *reason);

/* Allocates `order`, in place of one that it had, and draws it from the seed: each round has every active series once.
 */
bool wt_plan_draw(struct wt_plan *plan, struct wt_reason *reason);

/* Whether any series has sessions, of that variant; NULL: of any. */
bool wt_plan_has_sessions(const struct wt_plan *plan, const char *variant);

/* Whether its series, those with sessions at least, have a cell for that. */
bool wt_plan_has_cells(const struct wt_plan *plan, enum wt_cell_purpose purpose);

/* Tries of each size in round 0..rounds-1; over all rounds exactly `tries`. */
uint32_t wt_plan_round_tries(const struct wt_plan *plan, uint32_t round);

/* Those of any cell: WT_HEAP_TRIES where the heap is counted, none where sessions are held. */
uint32_t wt_plan_cell_tries(const struct wt_plan *plan, struct wt_cell_id id);

/* Tries of one series, of all of them; cold ones excluded. */
uint64_t wt_plan_series_tries(const struct wt_plan *plan);
uint64_t wt_plan_all_tries(const struct wt_plan *plan);

/* The file of one end's program, "<build>/<board>/<variant>/<program>", on this machine. */
enum { WT_PROGRAM_BYTES = WT_PATH_BYTES + 2 * WT_NAME_BYTES + 32 };
void wt_plan_program(const struct wt_plan *plan, const struct wt_series *series, enum wt_role role,
		     char path[WT_PROGRAM_BYTES]);

/*
 * The emulator as it is started: "<build>/host/emulator/<name>" where scripts/emulator.sh made that, since the
 * system's loads no plugin, else its name, which is looked for in PATH.
 */
void wt_plan_emulator(const struct wt_plan *plan, char path[WT_PROGRAM_BYTES]);

#endif
