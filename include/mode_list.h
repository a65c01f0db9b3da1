/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways to use connections that a person can ask for by --mode: a line a mode, the usual one first.
 *
 *         FIRST(name, what it can, what a try is) NEXT(...) ...
 *
 * The programs' options and tables are made of WT_PAIR_MODE_LIST (src/pair/modes), the desk's of WT_MODE_LIST, those
 * that it can run and read as well (wiretoll/rows/modes): today all of them.
 */
#ifndef WT_MODE_LIST_H
#define WT_MODE_LIST_H

#define WT_MODE_LIST(FIRST, NEXT)                                                                                      \
	FIRST(connect, WT_MODE_ANY | WT_MODE_CONNECTS | WT_MODE_PLANNED, "a connection for each message")              \
	NEXT(session, WT_MODE_ANY | WT_MODE_PLANNED | WT_MODE_BESIDE, "all messages over one connection")              \
	NEXT(stream, WT_MODE_ANY, "bulk bytes over one connection, for a time")

#define WT_PAIR_MODE_LIST(FIRST, NEXT) WT_MODE_LIST(FIRST, NEXT)

/* Which transports can do it; and whether each try opens a connection of its own: only that can be traced, and send its
 * message as early data. And whether tries can begin at planned times (--rate), and several at once on a connection (--streams). */
enum {
	WT_MODE_STREAMS = 1,
	WT_MODE_DATAGRAMS = 2,
	WT_MODE_ANY = WT_MODE_STREAMS | WT_MODE_DATAGRAMS,
	WT_MODE_CONNECTS = 4,
	WT_MODE_PLANNED = 8,
	WT_MODE_BESIDE = 16
};

/* "connect|...", and "connect: a connection for each message; ...". */
#define WT_MODE_FIRST_CHOICE(name, can, words) #name
#define WT_MODE_NEXT_CHOICE(name, can, words)  "|" #name
#define WT_MODE_CHOICES                        WT_MODE_LIST(WT_MODE_FIRST_CHOICE, WT_MODE_NEXT_CHOICE)
#define WT_MODE_FIRST_WORDS(name, can, words)  #name ": " words
#define WT_MODE_NEXT_WORDS(name, can, words)   "; " #name ": " words
#define WT_MODE_WORDS                          WT_MODE_LIST(WT_MODE_FIRST_WORDS, WT_MODE_NEXT_WORDS)
#define WT_PAIR_MODE_CHOICES                   WT_PAIR_MODE_LIST(WT_MODE_FIRST_CHOICE, WT_MODE_NEXT_CHOICE)
#define WT_PAIR_MODE_WORDS                     WT_PAIR_MODE_LIST(WT_MODE_FIRST_WORDS, WT_MODE_NEXT_WORDS)
#define WT_MODE_FIRST_NAME(name, can, words)   #name
#define WT_MODE_NO_NAME(name, can, words)
#define WT_MODE_USUAL WT_MODE_LIST(WT_MODE_FIRST_NAME, WT_MODE_NO_NAME)

#endif
