/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct wt_watched seen;
static bool watching, in_library;

void wt_watch_clear(void)
{
	seen = (struct wt_watched){ 0 };
}

void wt_watch_enter(void)
{
	seen.regions++;
	watching = true;
}

void wt_watch_leave(void)
{
	watching = false;
}

struct wt_watched wt_watch_result(void)
{
	return seen;
}

static void saw_allocation(void)
{
	if (!watching)
		return;
	if (in_library)
		seen.library_allocations++;
	else
		seen.allocations++;
}

static void saw_format(void)
{
	if (watching)
		seen.formatted++;
}

static void saw_print(void)
{
	if (watching)
		seen.printed++;
}

/* The linker's names: __wrap_x stands in place of x, __real_x is x. */
#define WRAPPED(type, name, ...)                                                                                       \
	type __real_##name(__VA_ARGS__);                                                                               \
	type __wrap_##name(__VA_ARGS__);                                                                               \
	type __wrap_##name(__VA_ARGS__)

WRAPPED(void *, malloc, size_t bytes)
{
	saw_allocation();
	return __real_malloc(bytes);
}

WRAPPED(void *, calloc, size_t count, size_t bytes)
{
	saw_allocation();
	return __real_calloc(count, bytes);
}

WRAPPED(void *, realloc, void *memory, size_t bytes)
{
	saw_allocation();
	return __real_realloc(memory, bytes);
}

WRAPPED(void, free, void *memory)
{
	if (watching && !in_library && memory)
		seen.frees++;
	__real_free(memory);
}

WRAPPED(void *, wt_heap_malloc, size_t bytes, const char *file, int line)
{
	void *memory;

	in_library = true;
	memory = __real_wt_heap_malloc(bytes, file, line);
	in_library = false;
	return memory;
}

WRAPPED(void *, wt_heap_realloc, void *memory, size_t bytes, const char *file, int line)
{
	void *moved;

	in_library = true;
	moved = __real_wt_heap_realloc(memory, bytes, file, line);
	in_library = false;
	return moved;
}

WRAPPED(void, wt_heap_free, void *memory, const char *file, int line)
{
	in_library = true;
	__real_wt_heap_free(memory, file, line);
	in_library = false;
}

int __wrap_vsnprintf(char *text, size_t room, const char *format, va_list arguments);
int __wrap_snprintf(char *text, size_t room, const char *format, ...);
int __wrap_printf(const char *format, ...);
int __wrap_fprintf(FILE *stream, const char *format, ...);
int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments);
int __real_vsnprintf(char *text, size_t room, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));
int __real_vfprintf(FILE *stream, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

int __wrap_vsnprintf(char *text, size_t room, const char *format, va_list arguments)
{
	saw_format();
	return __real_vsnprintf(text, room, format, arguments);
}

int __wrap_snprintf(char *text, size_t room, const char *format, ...)
{
	va_list arguments;
	int length;

	saw_format();
	va_start(arguments, format);
	length = __real_vsnprintf(text, room, format, arguments);
	va_end(arguments);
	return length;
}

/* What FORTIFY calls in their place. */
int __wrap___vsnprintf_chk(char *text, size_t room, int flag, size_t size, const char *format, va_list arguments);
int __wrap___snprintf_chk(char *text, size_t room, int flag, size_t size, const char *format, ...);
int __wrap___printf_chk(int flag, const char *format, ...);
int __wrap___fprintf_chk(FILE *stream, int flag, const char *format, ...);
int __wrap___vfprintf_chk(FILE *stream, int flag, const char *format, va_list arguments);

int __wrap___vsnprintf_chk(char *text, size_t room, int flag, size_t size, const char *format, va_list arguments)
{
	(void)flag;
	(void)size;
	saw_format();
	return __real_vsnprintf(text, room, format, arguments);
}

int __wrap___snprintf_chk(char *text, size_t room, int flag, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	(void)flag;
	(void)size;
	saw_format();
	va_start(arguments, format);
	length = __real_vsnprintf(text, room, format, arguments);
	va_end(arguments);
	return length;
}

int __wrap___vfprintf_chk(FILE *stream, int flag, const char *format, va_list arguments)
{
	(void)flag;
	saw_print();
	return __real_vfprintf(stream, format, arguments);
}

int __wrap___fprintf_chk(FILE *stream, int flag, const char *format, ...)
{
	va_list arguments;
	int length;

	(void)flag;
	saw_print();
	va_start(arguments, format);
	length = __real_vfprintf(stream, format, arguments);
	va_end(arguments);
	return length;
}

int __wrap___printf_chk(int flag, const char *format, ...)
{
	va_list arguments;
	int length;

	(void)flag;
	saw_print();
	va_start(arguments, format);
	length = __real_vfprintf(stdout, format, arguments);
	va_end(arguments);
	return length;
}

int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments)
{
	saw_print();
	return __real_vfprintf(stream, format, arguments);
}

int __wrap_fprintf(FILE *stream, const char *format, ...)
{
	va_list arguments;
	int length;

	saw_print();
	va_start(arguments, format);
	length = __real_vfprintf(stream, format, arguments);
	va_end(arguments);
	return length;
}

int __wrap_printf(const char *format, ...)
{
	va_list arguments;
	int length;

	saw_print();
	va_start(arguments, format);
	length = __real_vfprintf(stdout, format, arguments);
	va_end(arguments);
	return length;
}

WRAPPED(int, puts, const char *text)
{
	saw_print();
	return __real_puts(text);
}

WRAPPED(int, putchar, int letter)
{
	saw_print();
	return __real_putchar(letter);
}

WRAPPED(int, fputs, const char *text, FILE *stream)
{
	saw_print();
	return __real_fputs(text, stream);
}

WRAPPED(int, fputc, int letter, FILE *stream)
{
	saw_print();
	return __real_fputc(letter, stream);
}

WRAPPED(size_t, fwrite, const void *data, size_t bytes, size_t count, FILE *stream)
{
	saw_print();
	return __real_fwrite(data, bytes, count, stream);
}

WRAPPED(ssize_t, write, int descriptor, const void *data, size_t bytes)
{
	saw_print();
	return __real_write(descriptor, data, bytes);
}
