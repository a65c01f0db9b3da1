/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command lines of the two ends of a cell. */
#ifndef WT_CELL_COMMAND_H
#define WT_CELL_COMMAND_H

#include "folder.h"
#include "plan.h"

enum { WT_COMMAND_ARGUMENTS = 42 + 2 * (WT_AXES_MAX + WT_PLAN_SETTINGS_COUNT) };

/* "--tls-version" "1.3" */
struct wt_told_option {
	char option[WT_AXIS_WORD_BYTES + 2], value[WT_AXIS_WORD_BYTES];
};

/* A command line that owns its texts. */
struct wt_cell_command {
	char *argv[WT_COMMAND_ARGUMENTS]; /* ends with NULL */
	size_t count;
	bool remote;                 /* it runs on another machine, in the folder that was made there */
	char records[WT_FILE_BYTES]; /* where the records are to be in the end, on this machine */
	uint64_t most_bytes;         /* no records of it are longer than that */
	char emulator[WT_PROGRAM_BYTES], core[WT_NAME_BYTES], plugin[2 * WT_FILE_BYTES];
	char program[WT_PROGRAM_BYTES];
	char json[WT_FILE_BYTES];
	char certs[WT_PATH_BYTES];
	char sizes[WT_SIZES_MAX * 8];
	char host[WT_HOST_BYTES], port[8], cpu[12], timeout[24], tries[12];
	struct wt_told_option axes[WT_AXES_MAX], settings[2 + WT_PLAN_SETTINGS_COUNT];
};

void wt_cell_server_command(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_folder *folder,
			    const struct wt_series *series, struct wt_cell_id id);
void wt_cell_client_command(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_folder *folder,
			    const struct wt_series *series, struct wt_cell_id id, unsigned port);

/* An emulated program that only says what it is. */
void wt_cell_version_command(struct wt_cell_command *command, const struct wt_plan *plan,
			     const struct wt_series *series);

/* A probe (probe_place.h) on this machine. */
struct wt_probe_place;
void wt_cell_probe_command(struct wt_cell_command *command, const struct wt_plan *plan, const struct wt_folder *folder,
			   const struct wt_probe_place *place);

/* The silence after which a server ends: longer than a client may be busy with lost tries. */
uint64_t wt_cell_server_timeout_ms(const struct wt_plan *plan, const struct wt_series *series);

#endif
