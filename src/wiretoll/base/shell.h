/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a shell is given to read: a word of it, and a command that a person can paste. POSIX sh. */
#ifndef WT_SHELL_H
#define WT_SHELL_H

#include "reason.h"

/* A command: this program's path and a folder's, both quoted. Less than a reason, which ends with it. */
enum { WT_COMMAND_BYTES = 800 };

/* Writes `text` so that a shell reads it as one word. False: no room. */
bool wt_shell_quote(char *to, size_t room, const char *text);

/*
 * "<program> <words> <path>": this program as it was called, quoted where a shell would read it as more than one
 * word; so the path. A path that is too long is left out, and the reader has to name it. Returns `to`.
 */
const char *wt_shell_command(char to[WT_COMMAND_BYTES], const char *words, const char *path);

/* Whether a shell would find that program: $PATH has it. */
bool wt_shell_finds(const char *program);

/* Sets "<why>; <how>: <command>", how: "go on with". What is too long is cut off `why`. Returns false. */
bool wt_reason_hint(struct wt_reason *reason, const char *why, const char *how, const char *command);

#endif
