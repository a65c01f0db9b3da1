/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "last_words.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "reason.h"

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
enum { NUMBERS = sizeof numbers / sizeof *numbers };

static char words[2 * WT_REASON_BYTES];

/* Only what a handler may call (signal-safety(7)). */
static void on_signal(int number)
{
	/* whoever does not hear it sees the status */
	if (write(STDERR_FILENO, words, strlen(words)) < 0)
		_exit(WT_EXIT_SIGNAL + number);
	_exit(WT_EXIT_SIGNAL + number);
}

static void change_mask(int how)
{
	sigset_t ours;

	sigemptyset(&ours);
	for (size_t i = 0; i < NUMBERS; i++)
		sigaddset(&ours, numbers[i]);
	sigprocmask(how, &ours, NULL);
}

void wt_signals_hold(void)
{
	change_mask(SIG_BLOCK);
}

void wt_last_words(const char *format, ...)
{
	const struct sigaction action = { .sa_handler = on_signal };
	va_list arguments;
	int length;

	wt_signals_hold();
	va_start(arguments, format);
	length = vsnprintf(words, sizeof words - 1, format, arguments);
	va_end(arguments);
	if (length < 0)
		length = 0;
	if ((size_t)length > sizeof words - 2)
		length = (int)sizeof words - 2;
	words[length] = '\n';
	words[length + 1] = '\0';
	for (size_t i = 0; i < NUMBERS; i++)
		sigaction(numbers[i], &action, NULL);
	change_mask(SIG_UNBLOCK);
}
