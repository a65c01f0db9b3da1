/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* `*descriptor` is open where it can be read, and its size known. */
static enum wt_file_state open_content(const char *path, bool secret, struct wt_file_content *content, int *descriptor,
				       size_t *size)
{
	struct stat facts;

	memset(content, 0, sizeof(*content));
	/* a pipe without a writer would be waited for */
	do {
		*descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	} while (*descriptor < 0 && errno == EINTR);
	if (*descriptor < 0 || fstat(*descriptor, &facts) != 0) {
		content->code = errno;
		return WT_FILE_UNREADABLE;
	}
	content->mode = (unsigned)facts.st_mode & 07777;
	*size = (size_t)facts.st_size;
	if (!S_ISREG(facts.st_mode))
		return WT_FILE_IRREGULAR;
	if (secret && content->mode & 077)
		return WT_FILE_SHARED;
	return facts.st_size > WT_FILE_CONTENT_MAX ? WT_FILE_LARGE : WT_FILE_READABLE;
}

static void close_content(int descriptor)
{
	if (descriptor >= 0)
		(void)close(descriptor);
}

/* All that is there of `size` bytes. */
static enum wt_file_state read_all(int descriptor, size_t size, struct wt_file_content *content)
{
	/* of an empty file, too, there is something to give back */
	content->data = malloc(size + 1);
	if (!content->data) {
		content->code = ENOMEM;
		return WT_FILE_UNREADABLE;
	}
	while (content->bytes < size) {
		ssize_t got = read(descriptor, content->data + content->bytes, size - content->bytes);

		if (got == 0)
			break;
		if (got > 0) {
			content->bytes += (size_t)got;
		} else if (errno != EINTR) {
			content->code = errno;
			wt_file_forget(content);
			return WT_FILE_UNREADABLE;
		}
	}
	return WT_FILE_READABLE;
}

enum wt_file_state wt_file_look(const char *path, bool secret, struct wt_file_content *content)
{
	size_t size;
	int descriptor;
	enum wt_file_state state = open_content(path, secret, content, &descriptor, &size);

	close_content(descriptor);
	return state;
}

enum wt_file_state wt_file_read(const char *path, bool secret, struct wt_file_content *content)
{
	size_t size;
	int descriptor;
	enum wt_file_state state = open_content(path, secret, content, &descriptor, &size);

	if (state == WT_FILE_READABLE)
		state = read_all(descriptor, size, content);
	close_content(descriptor);
	return state;
}

void wt_file_forget(struct wt_file_content *content)
{
	if (content->data)
		explicit_bzero(content->data, content->bytes);
	free(content->data);
	content->data = NULL;
	content->bytes = 0;
}
