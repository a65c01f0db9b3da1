/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How SIGINT, SIGTERM and SIGHUP end this program where nothing has to be ended with it: by a line that says how to go
 * on, and status 128 and the signal. While a run is made they are the runner's (launch/runner.h).
 */
#ifndef WT_LAST_WORDS_H
#define WT_LAST_WORDS_H

/* From now on these signals wait, so that none falls between two who catch them. */
void wt_signals_hold(void);

/* From now on one of them, also one that waits, ends this program with that line on the error output. */
void wt_last_words(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
