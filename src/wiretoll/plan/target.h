/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the board of a plan is reached, and which end it is. Run locally, both
 * ends are the board's own; otherwise the board is one end and this machine
 * the other, whose library stays the same while the board's changes.
 */
#ifndef WT_TARGET_H
#define WT_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "option.h"
#include "reason.h"
#include "try.h"

enum { WT_TARGET_BYTES = 256, WT_HOST_BYTES = 64 };

enum wt_way {
	WT_WAY_LOCAL,     /* processes of this machine */
	WT_WAY_QEMU_USER, /* one end under user-mode emulation: time means nothing there */
	WT_WAY_SSH,       /* one end on another machine */
	WT_WAY_HAND       /* both were started by hand, and their records imported: nothing is run */
};

struct wt_target {
	enum wt_way way;
	enum wt_role board_role;           /* void when local */
	char peer_variant[WT_NAME_BYTES];  /* of the other end's programs */
	char emulator[WT_NAME_BYTES];      /* qemu-user: "qemu-aarch64" */
	char core[WT_NAME_BYTES];          /* qemu-user: "cortex-a53"; empty: the emulator's own choice */
	char plugin[WT_TARGET_BYTES];      /* qemu-user: counts the instructions */
	char ssh[WT_TARGET_BYTES];         /* user@host[:port] */
	char ssh_command[WT_TARGET_BYTES]; /* with its options, blanks between them */
	bool emulated;                     /* ssh: the board is virtual, so its times mean nothing */
	bool mask_crypto;                  /* OpenSSL is not to use what the emulator offers beyond the core */
	char dir[WT_TARGET_BYTES];         /* where our folder is made on the board; empty: $TMPDIR or /tmp */
	bool keep;                         /* leave the files on the board */
	uint32_t reconnect_s;              /* how long to wait for a board that went away */
	char bind[WT_HOST_BYTES];          /* the server's own address; empty: the one that is called */
	uint32_t server_port;              /* 0: the system picks one */
	uint32_t called_port;              /* 0: the one that the server tells */
	char peer_board[WT_NAME_BYTES];    /* by hand: what the other end's programs were built for */
	bool one_end;                      /* by hand: there are the client's records alone */
};

/* The names of the ways and their number in the plan. NULL after the last. */
const char *wt_way_name(enum wt_way way);
bool wt_way_find(const char *name, enum wt_way *way);

/* True when `role` runs on the board (locally both ends do). */
bool wt_target_is_board(const struct wt_target *target, enum wt_role role);
/* True when `role` runs on another machine. */
bool wt_target_is_remote(const struct wt_target *target, enum wt_role role);

/* True when the two ends are told by two clocks, cores and machines of their own. */
bool wt_target_is_two_machines(const struct wt_target *target);

/* The board of that end's programs, as their records have it, of a plan for `board`. */
const char *wt_target_board(const struct wt_target *target, const char *board, enum wt_role role);

/* True when the board is emulated, in whichever way: its times say nothing of a real one. */
bool wt_target_is_emulated(const struct wt_target *target);

/* Parts of "user@host[:port]" or "user@[address]:port". False: not such a text. */
bool wt_ssh_target(const char *text, char host[WT_TARGET_BYTES], char port[8], struct wt_reason *reason);

/* An absolute path of letters, digits and ._/- alone, so that a shell reads it as it is. */
bool wt_plain_path(const char *path);

/* What a person asked for; NULL or 0 where nothing was said. */
struct wt_target_request {
	const char *run, *role, *peer_variant, *core, *plugin, *ssh, *ssh_command, *target_ip, *bind, *board_dir;
	uint32_t reconnect_s, server_port, called_port;
	bool keep, emulated, no_crypto;
};

/*
 * Fills `target` from what was asked. `program` is one of the board's programs:
 * its header tells whether this machine can run it, which decides when nothing
 * was said. A program that is missing counts as this machine's own.
 */
bool wt_target_make(struct wt_target *target, const struct wt_target_request *request, const char *program,
		    struct wt_reason *reason);

#endif
