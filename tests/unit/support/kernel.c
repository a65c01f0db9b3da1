/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *data, size_t room);
ssize_t __wrap_read(int fd, void *data, size_t room);
int __real_uname(struct utsname *names);
int __wrap_uname(struct utsname *names);
int __real_sysinfo(struct sysinfo *memory);
int __wrap_sysinfo(struct sysinfo *memory);
size_t __real_confstr(int name, char *text, size_t bytes);
size_t __wrap_confstr(int name, char *text, size_t bytes);
long __real_sysconf(int name);
long __wrap_sysconf(int name);
ssize_t __real_getrandom(void *data, size_t bytes, unsigned flags);
ssize_t __wrap_getrandom(void *data, size_t bytes, unsigned flags);

static const struct wt_played_file *files;
static size_t file_count;
static struct wt_played_failures failures;

void wt_play_files(const struct wt_played_file *wanted, size_t count)
{
	files = wanted;
	file_count = count;
}

void wt_play_failures(const struct wt_played_failures *wanted)
{
	memset(&failures, 0, sizeof(failures));
	if (wanted)
		failures = *wanted;
}

static int fail(int with_errno)
{
	errno = with_errno;
	return -1;
}

/* A file without a name that holds this text. */
static int hold(const char *text)
{
	int fd = memfd_create("played", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || lseek(fd, 0, SEEK_SET) != 0)
		return -1;
	return fd;
}

int __wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;

	if (flags & O_CREAT) {
		va_list arguments;

		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	if (!files || (strncmp(path, "/proc/", 6) != 0 && strncmp(path, "/sys/", 5) != 0))
		return __real_open(path, flags, mode);
	for (size_t i = 0; i < file_count; i++)
		if (strcmp(files[i].path, path) == 0)
			return hold(files[i].text);
	return fail(ENOENT);
}

ssize_t __wrap_read(int fd, void *data, size_t room)
{
	if (failures.interrupted_reads > 0) {
		failures.interrupted_reads--;
		return fail(EINTR);
	}
	if (failures.read_max && room > failures.read_max)
		room = failures.read_max;
	return __real_read(fd, data, room);
}

int __wrap_uname(struct utsname *names)
{
	if (failures.uname_errno)
		return fail(failures.uname_errno);
	if (__real_uname(names))
		return -1;
	if (failures.machine)
		strncpy(names->machine, failures.machine, sizeof(names->machine) - 1);
	return 0;
}

int __wrap_sysinfo(struct sysinfo *memory)
{
	return failures.sysinfo_errno ? fail(failures.sysinfo_errno) : __real_sysinfo(memory);
}

size_t __wrap_confstr(int name, char *text, size_t bytes)
{
	return failures.confstr_is_mute ? 0 : __real_confstr(name, text, bytes);
}

long __wrap_sysconf(int name)
{
	return failures.sysconf_is_mute ? -1 : __real_sysconf(name);
}

ssize_t __wrap_getrandom(void *data, size_t bytes, unsigned flags)
{
	return failures.getrandom_errno ? fail(failures.getrandom_errno) : __real_getrandom(data, bytes, flags);
}
