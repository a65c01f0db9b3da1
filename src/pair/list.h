/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --list: what of the choices that a protocol has this build has. */
#ifndef WT_LIST_H
#define WT_LIST_H

#include "options.h"
#include "transport.h"

/*
 * Prints a line for each choice that there is, "NAME VALUE VERSION...", of those options that stand behind --certs. Each is
 * tried as the endpoint of that role tries it, with the other settings as they are, but with no key and no file.
 */
void wt_list(const struct wt_option *options, const struct wt_transport *transport, const struct wt_settings *settings,
	     bool server) __attribute__((cold));

#endif
