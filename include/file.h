/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files that a program writes, and its standard streams; and small ones that it reads whole, such as keys.
 * Descriptors are the system's.
 */
#ifndef WT_FILE_H
#define WT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WT_STANDARD_OUTPUT = 1, WT_STANDARD_ERROR = 2 };

enum wt_file_found {
	WT_FILE_NEW,     /* it is there, empty and ours alone; or it is no regular file: a pipe, a terminal */
	WT_FILE_PLANTED, /* a symbolic link of another user's */
	WT_FILE_HOLDS,   /* something is in it already */
	WT_FILE_BUSY,    /* another program writes it */
	WT_FILE_FAILED   /* the system says no */
};

/*
 * Opens `path` (mode 0644) for one who writes it from its beginning. `*descriptor` is the caller's, -1 where nothing was
 * opened. WT_FILE_HOLDS fills `*bytes`, WT_FILE_FAILED `*code`: the system's number. May block (a pipe).
 */
enum wt_file_found wt_file_create(const char *path, int *descriptor, uint64_t *bytes, int *code);

/*
 * Makes a file that nobody but its owner may read (mode 0600), and that was not there before, not even as a link;
 * wt_file_create finds it WT_FILE_BUSY. Returns 0, or the system's number (EEXIST: something of that name is there). `*descriptor` is the caller's, -1 after a failure.
 */
int wt_file_create_private(const char *path, int *descriptor);

/* Removes the file that was made so, if nothing was written to it and the name is still its own. It stays open. */
void wt_file_remove_empty(const char *path, int descriptor);

/*
 * Writes all of it, with one system call unless the system takes less. Returns 0, or the system's number; `*done` says
 * how much went out. Blocks while the file takes nothing, until a signal has asked us to stop.
 */
int wt_file_put(int descriptor, const void *data, size_t bytes, size_t *done);

/* Takes so many bytes off the end of a regular file again, if they are what stands there last. */
void wt_file_cut_back(int descriptor, size_t bytes);

/* Closes; standard streams stay open. Returns 0, or the system's number: some tell of a full disk only here. */
int wt_file_close(int descriptor);

/* More than any certificate: a file that is larger is another one. */
enum { WT_FILE_CONTENT_MAX = 1024 * 1024 };

enum wt_file_state {
	WT_FILE_READABLE,
	WT_FILE_UNREADABLE, /* the system says no, or memory is short: `code` is its number */
	WT_FILE_IRREGULAR,  /* a folder, a pipe, a device: whoever reads it may wait for ever */
	WT_FILE_SHARED,     /* a secret that others than its owner may use: `mode` says how */
	WT_FILE_LARGE       /* more than WT_FILE_CONTENT_MAX bytes */
};

/* What was read: the reader's, who gives it back by wt_file_forget. */
struct wt_file_content {
	uint8_t *data; /* NULL: nothing was read */
	size_t bytes;
	unsigned mode; /* permission bits */
	int code;
};

/*
 * Whether a file could be read, and a secret one has no mode bits for group and others; its owner may be anybody, since
 * who reads it was given it. Does not block; reads nothing, so there is nothing to give back.
 */
enum wt_file_state wt_file_look(const char *path, bool secret, struct wt_file_content *content);

/* The same, and reads it. Allocates unless it fails. */
enum wt_file_state wt_file_read(const char *path, bool secret, struct wt_file_content *content);

/* Overwrites what was read and frees it. */
void wt_file_forget(struct wt_file_content *content);

#endif
