/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of the option tables. A program's table is these macros in a row, so
 * that each program knows exactly its own options and plain ones carry no text of TLS:
 *
 *   static const struct wt_option options[] = {
 *           WT_CLIENT_OPTIONS(WT_LARGEST_STREAM), WT_COMMON_OPTIONS, WT_TLS_OPTIONS,
 *           WT_HELP_OPTIONS, WT_OPTIONS_END
 *   };
 */
#ifndef WT_OPTION_ROWS_H
#define WT_OPTION_ROWS_H

#include "message.h"
#include "mode_list.h"
#include "options.h"

/* The largest --sizes of a transport; DTLS computes its exact limit from the settings. */
enum { WT_LARGEST_STREAM = WT_MESSAGE_MAX_BYTES, WT_LARGEST_UDP = 65507, WT_LARGEST_DTLS = 16384 };

#define WT_FIELD(member) .offset = offsetof(struct wt_settings, member)

/* The same on both ends. */
#define WT_MODE_OPTION                                                                                                 \
	{                                                                                                              \
		.name = "mode", .kind = WT_OPTION_CHOICE, WT_FIELD(mode), .value = "MODE", .initial = WT_MODE_USUAL,   \
		.help = WT_PAIR_MODE_WORDS, .choices = WT_PAIR_MODE_CHOICES                                            \
	}

#define WT_CLIENT_OPTIONS(largest_bytes)                                                                                                                     \
	{ .name = "host",                                                                                                                                    \
	  .kind = WT_OPTION_TEXT,                                                                                                                            \
	  WT_FIELD(host),                                                                                                                                    \
	  .value = "HOST",                                                                                                                                   \
	  .initial = "127.0.0.1",                                                                                                                            \
	  .help = "name or address of the server" },                                                                                                         \
		{ .name = "port",                                                                                                                            \
		  .kind = WT_OPTION_PORT,                                                                                                                    \
		  WT_FIELD(port),                                                                                                                            \
		  .value = "PORT",                                                                                                                           \
		  .initial = "1443",                                                                                                                         \
		  .help = "port of the server",                                                                                                              \
		  .minimum = 1,                                                                                                                              \
		  .maximum = 65535 },                                                                                                                        \
		{ .name = "sizes",                                                                                                                           \
		  .kind = WT_OPTION_SIZES,                                                                                                                   \
		  WT_FIELD(sizes),                                                                                                                           \
		  .value = "BYTES,...",                                                                                                                      \
		  .initial = "16,64,256,512,999",                                                                                                            \
		  .help = "message sizes in bytes, header included",                                                                                         \
		  .minimum = WT_MESSAGE_HEADER_BYTES,                                                                                                        \
		  .maximum = (largest_bytes) },                                                                                                              \
		{ .name = "tries",                                                                                                                           \
		  .kind = WT_OPTION_NUMBER,                                                                                                                  \
		  WT_FIELD(tries),                                                                                                                           \
		  .value = "COUNT",                                                                                                                          \
		  .initial = "100",                                                                                                                          \
		  .help = "tries of each size; one cold try comes first",                                                                                    \
		  .minimum = 1,                                                                                                                              \
		  .maximum = 10000000 },                                                                                                                     \
		{ .name = "rate",                                                                                                                            \
		  .kind = WT_OPTION_NUMBER,                                                                                                                  \
		  WT_FIELD(rate),                                                                                                                            \
		  .value = "COUNT",                                                                                                                          \
		  .initial = "0",                                                                                                                            \
		  .help = "open loop: so many tries begin a second, at planned times from which their time counts; 0: the next one when the last has ended", \
		  .minimum = 0,                                                                                                                              \
		  .maximum = 1000000 },                                                                                                                      \
		{ .name = "seconds",                                                                                                                         \
		  .kind = WT_OPTION_SECONDS,                                                                                                                 \
		  WT_FIELD(flow_ns),                                                                                                                         \
		  .value = "SECONDS",                                                                                                                        \
		  .initial = "1",                                                                                                                            \
		  .help = "mode stream: how long bytes go in one direction, in writes of each of the sizes",                                                 \
		  .minimum = 1,                                                                                                                              \
		  .maximum = 86400000 },                                                                                                                     \
		{ .name = "direction",                                                                                                                       \
		  .kind = WT_OPTION_CHOICE,                                                                                                                  \
		  WT_FIELD(direction),                                                                                                                       \
		  .value = "WAY",                                                                                                                            \
		  .initial = "both",                                                                                                                         \
		  .help = "mode stream: from the client to the server (up), back (down), or one after the other",                                            \
		  .choices = "both|up|down" },                                                                                                               \
		{ .name = "bitrate",                                                                                                                         \
		  .kind = WT_OPTION_NUMBER,                                                                                                                  \
		  WT_FIELD(bitrate_kbit_s),                                                                                                                  \
		  .value = "KBIT",                                                                                                                           \
		  .initial = "0",                                                                                                                            \
		  .help = "mode stream: kbit a second that are offered, of what is written; 0: as many as go",                                               \
		  .minimum = 0,                                                                                                                              \
		  .maximum = UINT32_MAX },                                                                                                                   \
		WT_MODE_OPTION,                                                                                                                              \
	{                                                                                                                                                    \
		.name = "timeout", .kind = WT_OPTION_SECONDS, WT_FIELD(timeout_ns), .value = "SECONDS",                                                      \
		.initial = "5", .help = "limit of one try", .minimum = 1, .maximum = 86400000                                                                \
	}

#define WT_SERVER_OPTIONS                                                                                              \
	{ .name = "bind",                                                                                              \
	  .kind = WT_OPTION_TEXT,                                                                                      \
	  WT_FIELD(bind),                                                                                              \
	  .value = "HOST",                                                                                             \
	  .initial = "127.0.0.1",                                                                                      \
	  .help = "address to listen on" },                                                                            \
		{ .name = "port",                                                                                      \
		  .kind = WT_OPTION_PORT,                                                                              \
		  WT_FIELD(port),                                                                                      \
		  .value = "PORT",                                                                                     \
		  .initial = "1443",                                                                                   \
		  .help = "port to listen on; 0: the system picks one",                                                \
		  .minimum = 0,                                                                                        \
		  .maximum = 65535 },                                                                                  \
		{ .name = "keep",                                                                                      \
		  .kind = WT_OPTION_FLAG,                                                                              \
		  WT_FIELD(keep),                                                                                      \
		  .help = "stay after a run, until a signal" },                                                        \
		WT_MODE_OPTION,                                                                                        \
	{                                                                                                              \
		.name = "timeout", .kind = WT_OPTION_SECONDS, WT_FIELD(timeout_ns), .value = "SECONDS",                \
		.initial = "60", .help = "silence after which the server ends", .minimum = 1, .maximum = 86400000      \
	}

/* Clients of streams. */
#define WT_PARALLEL_OPTION                                                                                             \
	{                                                                                                              \
		.name = "parallel", .kind = WT_OPTION_NUMBER, WT_FIELD(parallel), .value = "COUNT", .initial = "1",    \
		.help = "mode connect: connections that are open at once, each with its try; in one thread",           \
		.minimum = 1, .maximum = 1000                                                                          \
	}

/* Clients of HTTP/2. */
#define WT_STREAMS_OPTION                                                                                              \
	{                                                                                                              \
		.name = "streams", .kind = WT_OPTION_NUMBER, WT_FIELD(streams), .value = "COUNT", .initial = "1",      \
		.help = "mode session: requests that are under way at once on the connection", .minimum = 1,           \
		.maximum = WT_STREAMS_MAX                                                                              \
	}

/* Servers of streams. */
#define WT_MAX_PEERS_OPTION                                                                                            \
	{                                                                                                              \
		.name = "max-peers", .kind = WT_OPTION_NUMBER, WT_FIELD(max_peers), .value = "COUNT",                  \
		.initial = "1000", .help = "connections that are open at once; who comes then has to wait",            \
		.minimum = 1, .maximum = 100000                                                                        \
	}

#define WT_JSON_OPTIONS                                                                                                \
	{ .name = "json",                                                                                              \
	  .kind = WT_OPTION_TEXT,                                                                                      \
	  WT_FIELD(json),                                                                                              \
	  .value = "FILE",                                                                                             \
	  .help = "write records to a new file; -: standard output" },                                                 \
	{                                                                                                              \
		.name = "quiet", .kind = WT_OPTION_FLAG, WT_FIELD(quiet), .help = "print errors only"                  \
	}

#define WT_CPU_OPTIONS                                                                                                 \
	{                                                                                                              \
		.name = "cpu", .kind = WT_OPTION_CPU, WT_FIELD(cpu), .value = "N", .initial = "auto",                  \
		.help = "processor to run on; any: do not bind", .choices = "auto|any", .minimum = 0, .maximum = 8191  \
	}

#define WT_COMMON_OPTIONS                                                                                                                                 \
	WT_JSON_OPTIONS,                                                                                                                                  \
		{ .name = "verbose",                                                                                                                      \
		  .kind = WT_OPTION_FLAG,                                                                                                                 \
		  WT_FIELD(verbose),                                                                                                                      \
		  .help = "print a line for each try, in µs" },                                                                                           \
		{ .name = "counters",                                                                                                                     \
		  .kind = WT_OPTION_CHOICE,                                                                                                               \
		  WT_FIELD(counters),                                                                                                                     \
		  .value = "HOW",                                                                                                                         \
		  .initial = "on",                                                                                                                        \
		  .help = "costs beside time: CPU, stack, machine, and the heap, which takes time (no-heap: all but it); off: time and traffic alone",    \
		  .choices = "on|no-heap|off" },                                                                                                          \
		{ .name = "wait",                                                                                                                         \
		  .kind = WT_OPTION_CHOICE,                                                                                                               \
		  WT_FIELD(wait),                                                                                                                         \
		  .value = "HOW",                                                                                                                         \
		  .initial = "block",                                                                                                                     \
		  .help = "for a socket: sleep until the system wakes us, or ask again and again (spin), which takes a processor; the same on both ends", \
		  .choices = "block|spin" },                                                                                                              \
		WT_CPU_OPTIONS

#define WT_HELP_OPTIONS WT_QUESTION_OPTIONS("print the version and the build")

#define WT_OPTIONS_END                                                                                                 \
	{                                                                                                              \
		.name = NULL                                                                                           \
	}

#endif
